"""The parts of ``gongkai collect`` as a user calls them."""

from __future__ import annotations

import csv
from pathlib import Path

import duckdb
import pytest

from extract.collect.registry import Site, load_registry
from extract.collect.store import Store, store_to_documents
from fixtures.walk import DOCUMENTS
from gongkai.__main__ import main
from tests.replica.model import World
from tests.replica.process import serve
from tests.replica.samples import sample_site
from tests.replica.troubles import TROUBLES, troubled_world

HEADER = ("path", "agency", "url", "fetched_at", "year", "note")


def crawl(registry: Path, store: Path, port: int, *further: str) -> int:
    manners = ["--contact", "test@example.org", "--delay", "0", "--resolve", f"*=127.0.0.1:{port}"]
    return main(["collect", str(registry), "-o", str(store), *manners, *further])


def test_the_starting_registry_is_written_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The registry that comes with the software can be written and used; nothing is overwritten by it."""
    path = tmp_path / "sites.csv"
    assert main(["collect", "registry", "-o", str(path)]) == 0
    assert main(["collect", "check", str(path)]) == 0
    assert main(["collect", "registry", "-o", str(path)]) == 1
    assert "bad_output" in capsys.readouterr().err
    sites = load_registry(path).sites
    assert len(sites) > 100
    assert {site.status for site in sites} == {"unverified"}
    assert all(site.verified_at and site.evidence for site in sites)


def test_broken_rows_are_named_and_the_rest_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each row that cannot be used is named with its line and the reason; the sites of the others are collected."""
    with serve(World((sample_site("trs_static"),)), tmp_path / "replica") as replica:
        good = replica.url("www.qingshan.gov.cn", "/zwgk/zfxxgk/zfxxgknb/")
        rows = f"agency,start_url,family\n青山市财政局,{good},auto\n某局,ftp://x.gov.cn/,auto\n,http://y.gov.cn/,auto\n某局,http://z.gov.cn/,vignette\n"
        registry = tmp_path / "sites.csv"
        registry.write_text(rows, encoding="utf-8")
        assert main(["collect", "check", str(registry)]) == 1
        told = capsys.readouterr().err
        assert all(f"line {line}" in told for line in (3, 4, 5))
        assert crawl(registry, tmp_path / "store", replica.port) == 1
    assert len({document.year for document in store_to_documents(tmp_path / "store") if document.kind == "report"}) == 7


def test_without_a_contact_nothing_is_sent(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A crawl without a contact is refused before anything is asked."""
    monkeypatch.delenv("GONGKAI_CONTACT", raising=False)
    registry = tmp_path / "sites.csv"
    registry.write_text("agency,start_url\n青山市财政局,http://www.qingshan.gov.cn/\n", encoding="utf-8")
    assert main(["collect", str(registry), "-o", str(tmp_path / "store")]) == 1
    assert "no_contact" in capsys.readouterr().err
    assert not (tmp_path / "store").exists()


def test_health_tells_the_gravest_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Health lists errors before warnings, says what they mean, and ends with status 1; --csv has every row."""
    named = {"healthy", "rivers", "not_found", "declares_more"}
    troubles = tuple(trouble for trouble in TROUBLES if trouble.name in named)
    assert len(troubles) == len(named)
    with serve(troubled_world(troubles), tmp_path / "replica") as replica:
        registry = replica.write_registry(tmp_path / "sites.csv")
        assert crawl(registry, tmp_path / "store", replica.port) == 1
    capsys.readouterr()
    assert main(["collect", "health", str(tmp_path / "store")]) == 1
    told = capsys.readouterr().out
    assert told.index("challenged") < told.index("not_found")
    assert "short_list" in told and "4 sites" in told
    file = tmp_path / "health.csv"
    assert main(["collect", "health", str(tmp_path / "store"), "--severity", "info", "--csv", str(file)]) == 1
    with file.open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.DictReader(opened))
    assert {row["severity"] for row in rows} >= {"error", "warning"}
    assert all(row["meaning_en"] and row["meaning_zh"] for row in rows)


def test_saved_files_become_part_of_the_dataset(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that a person saved is taken in with agency and address, read by a build, and marked as saved by hand."""
    source = next(path for path in sorted(DOCUMENTS.glob("*-clean/source.html")))
    (tmp_path / "saved.html").write_bytes(source.read_bytes())
    table = tmp_path / "saved.csv"
    rows = [
        ("saved.html", "青山市人民政府", "http://www.qingshan.gov.cn/x.html", "2026-03-02", "", "412 in the crawl"),
        ("../outside.html", "青山市人民政府", "http://www.qingshan.gov.cn/y.html", "2026-03-02", "", ""),
    ]
    with table.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADER, *rows])
    assert main(["collect", "import", str(tmp_path / "store"), str(table)]) == 1
    told = capsys.readouterr()
    assert "1 files taken in" in told.out and "line 3" in told.err
    assert main(["build", str(tmp_path / "store"), "-o", str(tmp_path / "dataset")]) == 0
    found = duckdb.execute(
        f"SELECT url, fetched_at, collected_role, outcome FROM '{tmp_path}/dataset/documents.parquet'"
    ).fetchall()
    assert [(url, role, outcome) for url, _, role, outcome in found] == [
        ("http://www.qingshan.gov.cn/x.html", "saved", "read")
    ]
    assert str(found[0][1]).startswith("2026-03-02")


def test_verify_finds_what_was_changed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A changed object of a store is named by verify, and by a build, which reads the rest."""
    with serve(World((sample_site("generic"),)), tmp_path / "replica") as replica:
        registry = replica.write_registry(tmp_path / "sites.csv")
        assert crawl(registry, tmp_path / "store", replica.port) == 0
    assert main(["collect", "verify", str(tmp_path / "store")]) == 0
    document = next(d for d in store_to_documents(tmp_path / "store") if d.role == "page" and d.kind == "report")
    Path(document.path).chmod(0o600)
    Path(document.path).write_bytes(b"changed")
    capsys.readouterr()
    assert main(["collect", "verify", str(tmp_path / "store")]) == 1
    assert document.sha256 in capsys.readouterr().err
    assert main(["build", str(tmp_path / "store"), "-o", str(tmp_path / "dataset")]) == 1
    codes = duckdb.execute(
        f"SELECT error_code FROM '{tmp_path}/dataset/documents.parquet' WHERE outcome = 'failed'"
    ).fetchall()
    assert codes == [("damaged_object",)]


def test_what_is_not_there_is_no_success(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A mistyped site, family or run is refused; a run that would have nothing to do makes no store."""
    registry = tmp_path / "sites.csv"
    rows = "agency,start_url,status\n青山市财政局,http://www.qingshan.gov.cn/,dead\n"
    registry.write_text(rows, encoding="utf-8")
    for further in (("--site", "www.qingshan.gov.cn"), ("--family", "boda"), ()):
        assert crawl(registry, tmp_path / "store", 9, *further) == 1
        assert "bad_registry" in capsys.readouterr().err
    assert not (tmp_path / "store").exists()
    Store(tmp_path / "store", create=True).close()
    for further in (("--site", "www.qingshan.gov.cn"), ("--run", "7")):
        assert main(["collect", "health", str(tmp_path / "store"), *further]) == 1
        assert "bad_store" in capsys.readouterr().err


def test_a_site_that_was_not_finished_is_not_in_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of a site whose last run did not come to its end health says so, and does not count it as in order."""
    sites = tuple(Site("青山市财政局", f"http://{name}.gov.cn/", site_id=name) for name in ("a", "b"))
    with Store(tmp_path / "store", create=True) as store:
        run = store.begin_run(sites, {}, started_at="2026-05-01T00:00:00Z")
        store.finish_site(run.run_id, "a", "ok", {})
    assert main(["collect", "health", str(tmp_path / "store")]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "2 sites: 0 with errors, 0 with warnings, 1 in order, 1 not finished" in told


@pytest.mark.parametrize(
    "further",
    [
        ("--delay", "-1"),
        ("--delay", "nan"),
        ("--hosts", "0"),
        ("--timeout", "inf"),
        ("--max-file", "0"),
        ("--shard", "3/2"),
    ],
    ids=" ".join,
)
def test_numbers_that_cannot_be_begin_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], further: tuple[str, str]
) -> None:
    """A time, a size, a count or a part that cannot be is refused by name before a store is made."""
    registry = tmp_path / "sites.csv"
    registry.write_text("agency,start_url\n青山市财政局,http://www.qingshan.gov.cn/\n", encoding="utf-8")
    assert crawl(registry, tmp_path / "store", 9, *further) == 1
    told = capsys.readouterr().err
    assert further[0].lstrip("-") in told and len(told) < 200
    assert not (tmp_path / "store").exists()
