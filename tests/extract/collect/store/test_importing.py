"""Files that a person saved."""

from __future__ import annotations

from pathlib import Path

import pytest

from extract.collect.registry import Site
from extract.collect.store import Store, store_to_documents, verify_store
from extract.collect.store.importing import ImportRowError, import_files, load_import_rows

NOW = "2026-04-01T08:00:00.000Z"
HEAD = "path,agency,url,fetched_at,year,note,site_id\n"


def _write(folder: Path, rows: str) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "report.doc").write_bytes(b"%PDF-1.7\n%%EOF")
    (folder / "page.htm").write_bytes(b"<html><body><table><tr><td>1</table>")
    path = folder / "files.csv"
    path.write_text(HEAD + rows, encoding="utf-8")
    return path


def test_files_come_in_with_provenance(store: Store, tmp_path: Path) -> None:
    """A saved file has its address, time, agency, note and true type; the same file twice is taken once."""
    csv_path = _write(
        tmp_path / "hand",
        "report.doc,青山市人民政府,https://www.qingshan.gov.cn/r.doc,2026-03-30T10:00:00+08:00,2025,saved in a browser,\n"
        "page.htm,白水县财政局,https://www.baishui.gov.cn/1.html,2026-03-30,,,\n",
    )
    rows, errors = load_import_rows(csv_path)
    assert not errors
    assert import_files(store, rows, csv_path.parent, imported_at=NOW)[:2] == (2, 0)
    assert import_files(store, rows, csv_path.parent, imported_at=NOW)[:2] == (0, 2)
    by_agency = {document.agency: document for document in store_to_documents(store.folder)}
    report, page = by_agency["青山市人民政府"], by_agency["白水县财政局"]
    assert (report.site_id, report.role, report.relation, report.year) == ("qingshan", "saved", "by hand", 2025)
    assert (report.media_type, report.fetched_at) == ("application/pdf", "2026-03-30T02:00:00.000Z")
    assert (page.site_id, page.media_type, page.year) == ("by hand/白水县财政局", "text/html", None)
    kinds = {row["record_type"] for row in store.query("SELECT record_type FROM fetches")}
    assert kinds == {"resource"} and verify_store(store.folder) == []
    assert store.query("SELECT link_text FROM sightings WHERE site_id = 'qingshan'")[0]["link_text"] == (
        "saved in a browser"
    )


def test_the_same_bytes_twice_are_one_object(store: Store, tmp_path: Path) -> None:
    """Two addresses with the same bytes are two documents and one object."""
    csv_path = _write(
        tmp_path / "hand",
        "report.doc,甲县,https://a.gov.cn/1,2026-03-30,,,\nreport.doc,甲县,https://a.gov.cn/2,2026-03-30,,,\n",
    )
    rows, _ = load_import_rows(csv_path)
    assert import_files(store, rows, csv_path.parent, imported_at=NOW).documents == 2
    assert store.query("SELECT count(*) FROM objects")[0][0] == 1
    assert len(store.query("SELECT * FROM documents WHERE site_id = 'by hand/甲县'")) == 2


def test_broken_rows_are_told_by_line_and_the_rest_is_taken(store: Store, tmp_path: Path) -> None:
    """Names that leave the folder, links out of it, missing and empty files, bad values: line and reason each."""
    (tmp_path / "secret.txt").write_text("secret")
    folder = tmp_path / "hand"
    folder.mkdir()
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "empty.pdf").write_bytes(b"")
    csv_path = _write(
        folder,
        "../secret.txt,甲,https://a.gov.cn/1,2026-03-30,,,\n"
        f"{tmp_path}/secret.txt,甲,https://a.gov.cn/1,2026-03-30,,,\n"
        "link.txt,甲,https://a.gov.cn/1,2026-03-30,,,\n"
        "none.pdf,甲,https://a.gov.cn/1,2026-03-30,,,\n"
        "empty.pdf,甲,https://a.gov.cn/1,2026-03-30,,,\n"
        "a\x00b,甲,https://a.gov.cn/1,2026-03-30,,,\n"
        "report.doc,甲,ftp://a.gov.cn/1,2026-03-30,,,\n"
        "report.doc,甲,https://a.gov.cn/1,last week,,,\n"
        "report.doc,甲,https://a.gov.cn/1,2026-03-30,20x5,,\n"
        "report.doc,,https://a.gov.cn/1,2026-03-30,,,\n"
        "report.doc,甲,https://a.gov.cn/1,2026-03-30,2025,,\n",
    )
    rows, errors = load_import_rows(csv_path)
    result = import_files(store, rows, folder, imported_at=NOW)
    lines = sorted(int(error.where.split(",")[0].removeprefix("line ")) for error in (*errors, *result.errors))
    assert lines == list(range(2, 12)) and result.documents == 1
    assert store.query("SELECT count(*) FROM objects")[0][0] == 1


def test_a_list_without_its_columns_is_refused(tmp_path: Path) -> None:
    """A file that is no list of files is refused as a whole, with the columns it must have."""
    path = tmp_path / "x.csv"
    path.write_text("a,b\n1,2\n")
    with pytest.raises(ImportRowError, match="fetched_at"):
        load_import_rows(path)
    with pytest.raises(ImportRowError):
        load_import_rows(tmp_path / "none.csv")


def test_a_named_site_is_kept(store: Store, tmp_path: Path) -> None:
    """A site_id of the list is the site of the document, known before or not."""
    store.register_site(1, Site("乙县", "https://b.gov.cn/", site_id="b"), NOW)
    csv_path = _write(
        tmp_path / "hand",
        "report.doc,乙县,https://b.gov.cn/1,2026-03-30,,,b\npage.htm,丙县,https://c.gov.cn/1,2026-03-30,,,c\n",
    )
    rows, _ = load_import_rows(csv_path)
    import_files(store, rows, csv_path.parent, imported_at=NOW)
    assert [d.site_id for d in sorted(store_to_documents(store.folder), key=lambda d: d.url)] == ["b", "c"]


def test_links_in_a_circle_and_years_without_end_are_rows_not_used(store: Store, tmp_path: Path) -> None:
    """What the system or the language trips over costs its row alone, and the import is finished."""
    folder = tmp_path / "hand"
    folder.mkdir()
    (folder / "circle.pdf").symlink_to("circle.pdf")
    csv_path = _write(
        folder,
        f"circle.pdf,甲,https://a.gov.cn/1,2026-03-30,,,\nreport.doc,甲,https://a.gov.cn/1,2026-03-30,{'9' * 5000},,\n"
        "report.doc,甲,https://a.gov.cn/1,2026-03-30,2025,,\n",
    )
    rows, errors = load_import_rows(csv_path)
    result = import_files(store, rows, folder, imported_at=NOW)
    assert (len(errors), len(result.errors), result.documents) == (1, 1, 1)
