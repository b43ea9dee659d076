"""How to cite a dataset: CITATION.cff, BibTeX and RIS."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from output.export.dataset import Dataset

AUTHOR: Final = "The gongkai authors"


def write_citation(dataset: Dataset, folder: Path) -> list[str]:
    """Write ``CITATION.cff``, ``citation.bib``, ``citation.ris`` and ``citation.txt``, all of the whole dataset.

    The version is that of the software, with the date of the newest document and the beginning of the content's hash:
    two datasets with the same version hold the same values.

    Returns:
        nothing to know.
    """
    folder.mkdir()
    for name, text in (
        ("CITATION.cff", dataset_to_cff(dataset)),
        ("citation.bib", dataset_to_bibtex(dataset)),
        ("citation.ris", dataset_to_ris(dataset)),
        ("citation.txt", f"{dataset_to_sentence(dataset)}\n"),
    ):
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return []


def dataset_to_version(dataset: Dataset) -> str:
    """What names this dataset and no other: software version, newest document, beginning of the content's hash."""
    return "-".join(part for part in (dataset.version, dataset.newest, dataset.content_hash[:12]) if part)


def dataset_to_sentence(dataset: Dataset) -> str:
    """The dataset as a list of references names it."""
    return (
        f"{AUTHOR}. {dataset.title}. Version {dataset_to_version(dataset)} [data set], "
        f"newest document {dataset.newest or 'undated'}, sha256 of the values {dataset.content_hash}."
    )


def dataset_to_cff(dataset: Dataset) -> str:
    """The dataset in the Citation File Format 1.2.0 (https://citation-file-format.github.io)."""
    # A JSON string is a YAML string too, whatever characters it holds.
    lines = [
        "cff-version: 1.2.0",
        'message: "If you use this dataset, please cite it with its version."',
        "type: dataset",
        f"title: {_quoted(dataset.title)}",
        f"version: {_quoted(dataset_to_version(dataset))}",
        *([f"date-released: {_quoted(dataset.newest)}"] if dataset.newest else []),
        "authors:",
        f"  - name: {_quoted(AUTHOR)}",
        "identifiers:",
        "  - type: other",
        f"    value: {_quoted(f'sha256:{dataset.content_hash}')}",
        '    description: "sha256 of the values; docs/exports.md says over what"',
        f"abstract: {_quoted(f'{dataset.description} {dataset.origin}.')}",
    ]
    return "\n".join(lines) + "\n"


def dataset_to_bibtex(dataset: Dataset) -> str:
    """The dataset as an entry of BibTeX, in UTF-8."""
    fields = {
        "author": f"{{{AUTHOR}}}",
        "title": f"{{{dataset.title}}}",
        **({"year": dataset.newest[:4]} if dataset.newest else {}),
        "version": dataset_to_version(dataset),
        "note": f"Data set. {dataset.origin}; sha256 of the values {dataset.content_hash}",
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@misc{{gongkai_{dataset.content_hash[:8]},\n{lines}}}\n"


def dataset_to_ris(dataset: Dataset) -> str:
    """The dataset as an entry of RIS."""
    lines = [
        ("TY", "DATA"),
        ("AU", AUTHOR),
        ("TI", dataset.title),
        *([("PY", dataset.newest[:4]), ("DA", dataset.newest.replace("-", "/"))] if dataset.newest else []),
        ("ET", dataset_to_version(dataset)),
        ("N1", f"{dataset.origin}; sha256 of the values {dataset.content_hash}"),
        ("ER", ""),
    ]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in lines)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
