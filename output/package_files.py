"""The files that lie beside the tables: README, codebook, data package, checksums."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

from extract.disk import sync_file
from output.codebook import codebook_csv, codebook_markdown
from output.data_package import FileFacts, data_package_json
from output.registry import load_tables

DATA_PACKAGE = "datapackage.json"
CHECKSUMS = "checksums.sha256"

_README = """\
China's yearly government information disclosure reports, as tables
政府信息公开工作年度报告数据集

gongkai {version}, code {code}{commit}; newest document published {newest}.

Each number is exactly what the report prints, with the place where it stands, or is marked as not read.
An empty value is missing, never zero. A report is what one agency filed for one year in one scope: never add
reports of different scope, a government's numbers hold those of its departments. What is derived stands apart.
每个数字与报告原文一致并附所在位置，否则标明未读出。空值表示缺失，绝不表示零。
一份报告指一个机关一个年度一种统计口径；不同口径（scope）不可相加，政府总数已含其部门。推算结果另列。

Tables, each as Parquet and as CSV (UTF-8 with byte order mark) · 各表均有 Parquet 和 CSV 两种格式：
{tables}

codebook.md, codebook.csv   what every column means · 各列含义
datapackage.json            the same for programs (Data Package 2) · 供程序读取
checksums.sha256            sha256sum -c checksums.sha256

pandas
    import pandas as pd
    panel = pd.read_parquet("panel.parquet")
    values = pd.read_parquet("values.parquet", filters=[("form_table", "==", "requests")])

R
    library(readr)
    panel <- read_csv("panel.csv")
    values <- read_csv("values.csv", guess_max = Inf)

Stata
    import delimited using "panel.csv", encoding("utf-8") varnames(1) case(preserve) bindquote(strict) maxquotedrows(unlimited) clear
    describe
    list agency_name year scope req_new_total req_granted_total in 1/5
"""


def write_package_files(folder: Path, metadata: Mapping[str, str], problem_counts: Mapping[str, int]) -> None:
    """Write README, codebook, ``datapackage.json`` and ``checksums.sha256`` beside the table files of a dataset.

    Args:
        folder: holds every table file already.
        metadata: ``version``, ``code``, ``commit`` and ``newest_publication_date``.
        problem_counts: how often each problem code occurs.
    """
    tables = "\n".join(f"    {table.name:<17} {table.title_en} · {table.title_zh}" for table in load_tables().values())
    readme = _README.format(
        version=metadata["version"],
        code=metadata["code"],
        commit=f", commit {metadata['commit']}" if metadata["commit"] else "",
        newest=metadata["newest_publication_date"] or "unknown",
        tables=tables,
    )
    _write(folder / "README.txt", readme.encode("utf-8-sig"))
    _write(folder / "codebook.md", codebook_markdown(problem_counts).encode())
    _write(folder / "codebook.csv", codebook_csv())
    facts = {path.name: file_facts(path) for path in sorted(folder.iterdir())}
    _write(folder / DATA_PACKAGE, data_package_json(facts, metadata).encode())
    facts[DATA_PACKAGE] = file_facts(folder / DATA_PACKAGE)
    lines = [f"{fact.sha256}  {name}\n" for name, fact in sorted(facts.items())]
    _write(folder / CHECKSUMS, "".join(lines).encode())


def file_facts(path: Path) -> FileFacts:
    """Size and sha256 of a file, read in pieces."""
    with path.open("rb") as file:
        return FileFacts(path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest())


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    sync_file(path)
