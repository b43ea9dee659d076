"""A build over a store that was collected: provenance, agencies, attachments, versions, sites, coverage."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow.parquet as pq
import pytest

from extract.media import PDF, ZIP
from gongkai.run.build import BuildResult, build
from tests.gongkai.fake_stores import RUN, FakeStore, FakeStores
from tests.gongkai.run_readers import READER, document, snapshot

FINANCE: Any = {"agency": "泗阳县财政局"}
FILE: Any = {"role": "file", "media_type": PDF, "relation": "attachment"}


def _build(*sources: Path, out: Path) -> BuildResult:
    return build(list(sources), out, reader=READER, jobs=1)


def _rows(out: Path, table: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pq.read_table(out / f"{table}.parquet").to_pylist()
    return rows


class Built(NamedTuple):
    """A dataset over one store with many sites; rows of documents and reports by what follows the host in the address."""

    out: Path
    result: BuildResult
    hashes: dict[str, str]

    def rows(self, table: str) -> list[dict[str, Any]]:
        """All rows of a table."""
        return _rows(self.out, table)

    def documents(self, site: str) -> dict[str, dict[str, Any]]:
        """The documents of one site, by the end of their addresses."""
        found = [row for row in self.rows("documents") if row["site_id"] == site]
        return {row["url"].rpartition("/")[2]: row for row in found}

    def reports(self, site: str) -> dict[str, dict[str, Any]]:
        """The reports whose document is of one site, by the end of its address."""
        found = [row for row in self.rows("reports") if row["url"] and f"//{site}/" in row["url"]]
        return {row["url"].rpartition("/")[2]: row for row in found}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    """One store and a folder beside it, built once."""
    folder = tmp_path_factory.mktemp("collected")
    with pytest.MonkeyPatch.context() as patch:
        store = FakeStores(patch).add(folder / "store")
        hashes = _fill(store)
        _write_beside(folder / "folder")
        out = folder / "out"
        yield Built(out, _build(folder / "folder", folder / "store", out=out), hashes)


def _fill(store: FakeStore) -> dict[str, str]:
    """The store, with a site for each claim; checksums by the end of the address."""
    hashes: dict[str, str] = {}

    def keep(data: bytes, path: str, **more: Any) -> None:
        hashes[path] = store.keep(data, path, **more)

    store.site("泗阳县财政局", "a.gov.cn", counts={"items": 3, "reports": 2, "declared": 5}, outcome="incomplete")
    listed = {"list_title": "2022年年报", "list_date": "2023-01-20"}
    keep(document(**FINANCE, year=2022), "a.html", site="a.gov.cn", gone=True, **listed)
    page = {"site": "a.gov.cn", "parent_sha256": hashes["a.html"]}
    keep(b"\x89PNG", "b.png", role="picture", media_type="image/png", relation="picture", **page)
    keep(b"PK", "c.zip", role="file", media_type=ZIP, relation="attachment", **page)
    store.finding("short_list", "a.gov.cn", found="10 of 20 items")
    store.finding("changed", "a.gov.cn", url="http://a.gov.cn/a.html")
    store.finding("parked", "a.gov.cn", run="2023-05-02T08:00:00.000Z")

    store.site("宿迁市人民政府", "all.gov.cn", scope="aggregate")
    keep(document(**FINANCE, year=2022), "copy.html", site="all.gov.cn")
    title = "沭阳县审计局2021年政府信息公开工作年度报告"
    keep(document(agency="", number=4), "titled.html", site="all.gov.cn", list_title=title)
    keep(document(agency="", year=2020, number=5), "nobody.html", site="all.gov.cn")

    store.site("泗阳县审计局", "own.gov.cn")
    keep(document(agency="", year=2022, number=6), "own.html", site="own.gov.cn")

    store.site("泗洪县审计局", "parts.gov.cn")
    keep(b"{}", "body.json", site="parts.gov.cn", media_type="application/json")
    made = document(agency="泗洪县审计局", year=2022)
    keep(made, "body.json", site="parts.gov.cn", role="rendition", sources=(hashes["body.json"],))
    source = store.rows[-2].sha256
    keep(document(agency="", number=3), "body.pdf", site="parts.gov.cn", parent_sha256=source, **FILE)

    store.site("宿城区财政局", "conflict.gov.cn")
    keep(document(agency="沭阳县教育局", year=2022), "page.html", site="conflict.gov.cn", year=2022)
    page = {"site": "conflict.gov.cn", "parent_sha256": hashes["page.html"]}
    keep(document(agency="沭阳县统计局", year=2021), "file.pdf", year=2020, **page, **FILE)
    keep(document(agency="宿城区财政局", year=2022), "year.html", site="conflict.gov.cn", year=2021)

    store.site("宿迁市政务公开办公室", "portal.gov.cn", scope="aggregate")
    by_tags: Any = {"agency": "泗阳县人民政府", "agency_source": "site"}
    keep(document(**by_tags, year=2022, number=11), "tagged.html", site="portal.gov.cn")
    title = "沭阳县民政局2022年政府信息公开工作年度报告"
    keep(document(agency="沭阳县民政局", year=2022, number=12), "civil.html", site="portal.gov.cn", list_title=title)
    page = {"site": "portal.gov.cn", "parent_sha256": hashes["civil.html"], "list_title": title}
    keep(document(agency="", number=12, published="2023-01-09"), "copy.pdf", **page, **FILE)
    keep(document(agency="", number=13), "other.pdf", **page, **FILE)

    store.site("南京市鼓楼区财政局", "doubt.gov.cn")
    keep(document(agency="区财政局", year=2021), "short.html", site="doubt.gov.cn")
    keep(document(agency="鼓楼区财政局", year=2022), "several.html", site="doubt.gov.cn")
    keep(document(agency="鼓楼区审计局", year=2022), "other.html", site="doubt.gov.cn")

    store.site("沭阳县水利局", "versions.gov.cn")
    water: Any = {"agency": "沭阳县水利局", "year": 2022}
    keep(document(**water, published="2023-03-01"), "old", site="versions.gov.cn", superseded=True)
    keep(document(**water, published="2023-01-01"), "new", site="versions.gov.cn")

    store.site("泗阳县水利局", "shut.gov.cn", first_year=2021, outcome="challenged", counts={})
    store.finding("challenged", "shut.gov.cn")
    store.site("泗洪县水利局", "silent.gov.cn", last_run=None, outcome=None, complete=None, counts={})
    return hashes


def _write_beside(folder: Path) -> None:
    folder.mkdir()
    (folder / "same.html").write_bytes(document(agency="泗阳县审计局", year=2019))
    (folder / "a.html").write_bytes(document(**FINANCE, year=2022))


def test_every_kept_document_has_its_address(built: Built) -> None:
    """Pages and files are read with their addresses; pictures and archives are rows with a reason."""
    rows = built.documents("a.gov.cn")
    read, sha256 = rows["a.html"], built.hashes["a.html"]
    assert (read["outcome"], read["sha256"], read["collected_role"], read["fetched_at"]) == (
        "read",
        sha256,
        "page",
        RUN,
    )
    assert (read["listed_title"], str(read["listed_date"])) == ("2022年年报", "2023-01-20")
    assert (read["superseded"], read["gone"]) == (False, True)
    left = {name: (rows[name]["outcome"], rows[name]["error_code"]) for name in ("b.png", "c.zip")}
    assert left == {"b.png": ("skipped", "picture"), "c.zip": ("skipped", "archive")}
    assert {rows[name]["parent_document_id"] for name in left} == {read["document_id"]}
    assert built.rows("reports")[0].keys() >= {"url", "fetched_at", "gone"}
    assert built.reports("a.gov.cn")["a.html"]["gone"]
    assert built.result.tally.collected == len([row for row in built.rows("documents") if row["url"]])


def test_other_sources_stand_beside(built: Built) -> None:
    """A folder beside the store is read as ever; its documents have no address, unless a site has the same bytes."""
    rows = {row["path"]: row for row in built.rows("documents")}
    beside = rows["folder/same.html"]
    assert {beside[name] for name in ("url", "site_id", "superseded", "gone", "collected_role")} == {None}
    both, sha256 = rows["folder/a.html"], built.hashes["a.html"]
    assert (both["url"], both["path_count"]) == ("http://a.gov.cn/a.html", 2)
    assert json.loads(both["other_paths"]) == [f"store/objects/{sha256[:2]}/{sha256}"]


def test_the_own_site_speaks_for_the_same_bytes(built: Built) -> None:
    """Of several addresses of the same bytes that on the agency's own site is told, the others beside it."""
    assert json.loads(built.documents("a.gov.cn")["a.html"]["other_urls"]) == ["http://all.gov.cn/copy.html"]


def test_a_rendition_stands_for_its_page(built: Built) -> None:
    """The page of which a rendition was made is not fed; what it links to hangs on the rendition."""
    rows = built.documents("parts.gov.cn")
    assert rows["body.json"]["collected_role"] == "rendition"
    assert len(json.loads(rows["body.json"]["rendition_sources"])) == 1
    assert rows["body.pdf"]["parent_document_id"] == rows["body.json"]["document_id"]


def test_attachments_join_the_report_of_their_page(built: Built) -> None:
    """Agency and year of the page are those of an attachment that names none: both are versions of one report."""
    report = built.reports("parts.gov.cn")["body.json"]
    assert (report["agency_id"], report["year"], report["documents_of_report"]) == ("321324-audit", 2022, 2)
    versions = [row for row in built.rows("versions") if row["report_id"] == report["report_id"]]
    assert {row["url"].rpartition("/")[2]: row["link_relation"] for row in versions} == {
        "body.json": None, "body.pdf": "attachment",
    }  # fmt: skip


def test_who_settles_an_agency_that_is_not_named(built: Built) -> None:
    """The registry does for a site of the agency's own; for an aggregator the list's title does, or nobody."""
    names = ("agency_id", "agency_source", "year", "year_reason")
    found = built.reports("all.gov.cn") | built.reports("own.gov.cn")
    told = {name: tuple(row[field] for field in names) for name, row in found.items()}
    assert told == {
        "own.html": ("321323-audit", "registry", 2022, "as ordered"),
        "titled.html": ("321322-audit", "the list that names it", 2021, "the list that names it"),
        "nobody.html": ("unnamed", "", 2020, "as ordered"),
    }
    keys = [(row["agency_id"], row["year"]) for row in built.rows("reports") if row["resolution_status"] == "resolved"]
    assert [key for key in keys if key[0].startswith("3213")] == sorted(
        key for key in keys if key[0].startswith("3213")
    )


def test_own_words_win_and_conflicts_are_told(built: Built) -> None:
    """What a document names stands; that registry, page and list say otherwise are problems."""
    names = {row["document_id"]: name for name, row in built.documents("conflict.gov.cn").items()}
    found: dict[str, set[str]] = {}
    for row in built.rows("problems"):
        if row["document_id"] in names and row["code"] != "ordered":
            found.setdefault(names[row["document_id"]], set()).add(row["code"])
    assert found == {
        "page.html": {"registry_agency_differs"},
        "file.pdf": {"registry_agency_differs", "page_agency_differs", "page_year_differs"},
        "year.html": {"listed_year_differs"},
    }
    told = {name: (row["agency_id"], row["year"]) for name, row in built.reports("conflict.gov.cn").items()}
    assert told == {
        "page.html": ("321322-education", 2022), "file.pdf": ("321322-statistics", 2021),
        "year.html": ("321302-finance", 2022),
    }  # fmt: skip
    told_codes = {"ordered", "contradicted_witness"} | set().union(*found.values())
    assert {row["code"] for row in built.rows("problems")} == told_codes


def test_no_report_is_settled_against_its_numbers(built: Built) -> None:
    """A portal's name is nobody's; of a page's attachments only one with the numbers of its report joins it."""
    told = {name: (row["agency_id"], row["year"]) for name, row in built.reports("portal.gov.cn").items()}
    chosen = next(iter(told.keys() & {"civil.html", "copy.pdf"}))
    assert told == {
        "tagged.html": ("unnamed", 2022), chosen: ("321322-civil_affairs", 2022), "other.pdf": ("unnamed", None),
    }  # fmt: skip
    other = built.documents("portal.gov.cn")["other.pdf"]["document_id"]
    codes = {row["code"] for row in built.rows("problems") if row["document_id"] == other}
    assert codes == {"ordered", "contradicted_witness"}


def test_a_name_in_doubt_is_settled_by_a_witness(built: Built) -> None:
    """A name without its place, or of several places, means the site's own agency where it can, and never else."""
    told = built.reports("doubt.gov.cn")
    assert told["short.html"]["agency_id"] == told["several.html"]["agency_id"] == "320106-finance"
    assert "the registry of sites" in told["several.html"]["resolution_evidence"]
    assert told["other.html"]["resolution_status"] == "ambiguous"


def test_a_replaced_version_never_counts(built: Built) -> None:
    """Of two versions at one address the current one counts, though the old one prints a later date."""
    rows = {row["url"].rpartition("/")[2]: row for row in built.rows("versions") if "versions.gov.cn" in row["url"]}
    assert (rows["new"]["chosen"], rows["old"]["chosen"], rows["old"]["superseded"]) == (True, False, True)
    assert rows["old"]["choice_reason"] == "passed over: it was replaced at its address"


def test_sites_and_what_was_wrong_with_them(built: Built) -> None:
    """Every registered site is a row with its health; findings are rows with severity and meaning."""
    sites = {row["site_id"]: row for row in built.rows("sites")}
    first = sites["a.gov.cn"]
    assert (first["agency_id"], first["site_health"], first["error_findings"]) == ("321323-finance", "error", 1)
    counts = ("items_declared", "items_found", "reports_found", "documents_kept")
    assert tuple(first[name] for name in counts) == (5, 3, 2, 3)
    assert (sites["shut.gov.cn"]["agency_name"], sites["shut.gov.cn"]["site_outcome"]) == ("泗阳县水利局", "challenged")
    assert sites["silent.gov.cn"]["site_health"] is None
    findings = {(row["site_id"], row["code"]): row for row in built.rows("site_findings")}
    assert len(findings) == 4
    short = findings["a.gov.cn", "short_list"]
    assert (short["severity"], short["finding_url"], short["found"]) == ("error", "-", "10 of 20 items")
    assert built.result.tally.sites == {"error": 2, "none": 7, "not collected": 1}


def test_a_site_that_gave_nothing_is_missed(built: Built) -> None:
    """Own sites make reports expected to the last year that was due at the newest fetch; the reason is the site's."""
    rows = {(row["agency_id"], row["year"]): row for row in built.rows("coverage")}
    nothing = "no document of this agency and year was found; its site "
    for year in (2021, 2022, 2023):
        row = rows["321323-water", year]
        assert (row["coverage_status"], row["reason"]) == ("missing", f"{nothing}shut.gov.cn: challenged (error)")
        assert row["expected_because"] == "the registry of sites has a site of its own, counted from 2021"
    assert rows["321323-water", 2020]["coverage_status"] == "not_expected"
    assert ("321323-water", 2024) not in rows
    assert rows["321323-finance", 2023]["reason"] == f"{nothing}a.gov.cn: short_list (error)"
    silent = [row for row in rows.values() if row["agency_id"] == "321324-water" and row["was_expected"]]
    assert [(row["year"], row["reason"]) for row in silent] == [
        (2023, f"{nothing}silent.gov.cn has not been collected")
    ]
    assert not [row for row in rows.values() if row["agency_id"] == "321300-government" and row["was_expected"]]


def test_keys_hold(built: Built) -> None:
    """Keys are unique, and sites and agencies that are named have their rows."""
    problems = [(row["document_id"], row["number"]) for row in built.rows("problems")]
    assert len(problems) == len(set(problems))
    sites = {row["site_id"] for row in built.rows("sites")}
    assert {row["site_id"] for row in built.rows("documents")} - {None} <= sites
    agencies = {row["agency_id"] for row in built.rows("agencies")}
    assert {row["agency_id"] for table in ("sites", "site_findings") for row in built.rows(table)} <= agencies


def test_a_store_inside_a_folder_and_a_damaged_object(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A store below a source is named and left alone; bytes that its catalogue does not name are never read."""
    stores = FakeStores(monkeypatch)
    stores.add(tmp_path / "deep" / "inner")
    store = stores.add(tmp_path / "store")
    store.site("泗阳县财政局", "a.gov.cn")
    sha256 = store.keep(document(**FINANCE, year=2022), "a.html", site="a.gov.cn")
    (tmp_path / "store" / "objects" / sha256[:2] / sha256).write_bytes(b"other")
    result = _build(tmp_path / "store", tmp_path / "deep", out=tmp_path / "out")
    rows = {row["error_code"]: row for row in _rows(tmp_path / "out", "documents")}
    assert {code: row["outcome"] for code, row in rows.items()} == {"damaged_object": "failed", "store": "skipped"}
    assert (rows["damaged_object"]["site_id"], rows["store"]["path"]) == ("a.gov.cn", "deep/inner")
    assert not result.all_read


def test_a_second_build_reads_only_what_is_new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a second collect only new and changed documents are read, and the bytes are those of a fresh build.

    Of a site that two stores have the newer run is told.
    """
    stores = FakeStores(monkeypatch)
    for name, run in (("first", RUN), ("second", "2024-06-01T00:00:00.000Z")):
        made = stores.add(tmp_path / name)
        made.site("泗阳县财政局", "a.gov.cn", last_run=run)
        made.finding("changed", "a.gov.cn", run=run)
    store = stores.stores[(tmp_path / "first").resolve()]
    for number in range(2):
        store.keep(document(**FINANCE, year=2020 + number), f"{number}.html", site="a.gov.cn")
    sources, out = (tmp_path / "first", tmp_path / "second"), tmp_path / "out"
    assert _build(*sources, out=out).read == 2
    store.rows[0] = store.rows[0]._replace(superseded=True)
    store.keep(document(**FINANCE, year=2020, number=9), "0.html", site="a.gov.cn")
    again = _build(*sources, out=out)
    assert (again.read, again.reused) == (1, 2)
    _build(*sources[::-1], out=tmp_path / "fresh")
    assert snapshot(out) == snapshot(tmp_path / "fresh")
    [site] = _rows(out, "sites")
    assert (site["last_run"], site["documents_kept"], len(_rows(out, "site_findings"))) == (
        "2024-06-01T00:00:00.000Z", 3, 2,
    )  # fmt: skip
