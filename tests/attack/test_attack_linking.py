"""Reports that are easily taken for each other: what the dataset makes of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gongkai.run.build import build
from output.metrics.selection import Selection, ids_to_metrics, open_metrics
from tests.attack.page import report_page
from tests.country.stored import read_rows

_REPORT = "年政府信息公开工作年度报告"
_WRONG = {"requests.granted.total": "27"}
_DOCUMENTS: dict[str, str] = {
    # Two cities' finance bureaus that name no city, a year apart, and two towns of a common name.
    "no-city-2021": report_page(f"市财政局2021{_REPORT}", 36, changed={"requests.carried_out.total": "5"}),
    "no-city-2022": report_page(f"市财政局2022{_REPORT}", 37),
    "town-2021": report_page(f"城关镇人民政府2021{_REPORT}", 3),
    "town-2022": report_page(f"城关镇人民政府2022{_REPORT}", 4),
    # Two of four districts of the name.
    "district-1": report_page(f"鼓楼区财政局2022{_REPORT}", 100),
    "district-2": report_page(f"鼓楼区财政局2022{_REPORT}", 200),
    # Governments of two of them, one of which says what it counts.
    "government-1": report_page(f"鼓楼区人民政府2022{_REPORT}", 70, "2022年，全区共收到政府信息公开申请70件。"),
    "government-2": report_page(f"鼓楼区人民政府2022{_REPORT}", 80),
    # A government's office for itself, and a page under its name that counts the city.
    "office": report_page(f"宿迁市人民政府办公室2022{_REPORT}", 90, "2022年，本机关收到政府信息公开申请90件。"),
    "city": report_page(f"宿迁市人民政府办公室2022{_REPORT}", 900, "2022年，全市共收到政府信息公开申请900件。"),
    # A page and an attachment that says nothing of its scope.
    "page": report_page(f"泗阳县人民政府2022{_REPORT}", 50, "2022年，全县共收到政府信息公开申请50件。"),
    "attachment": report_page(f"泗阳县人民政府2022{_REPORT}", 50),
    # A mirror with a slip; neither has a date.
    "mirror": report_page(f"沭阳县教育局2022{_REPORT}", 57, changed=_WRONG),
    "original": report_page(f"沭阳县教育局2022{_REPORT}", 57),
    # A bureau and a part of it, both below the government.
    "bureau": report_page(f"泗阳县公安局2022{_REPORT}", 20),
    "station": report_page(f"泗阳县公安局城北派出所2022{_REPORT}", 3),
    # A plaque in the title.
    "plaque": report_page(f"泗阳县发展和改革局（粮食和物资储备局）2022{_REPORT}", 8),
    # Another body's number in the text.
    "other": report_page(f"泗阳县财政局2022{_REPORT}", 12, "2022年，县公安局共收到政府信息公开申请20件。"),
    "itself": report_page(f"沭阳县财政局2022{_REPORT}", 12, "2022年，县财政局共收到政府信息公开申请777件。"),
}


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dataset of these documents."""
    folder = tmp_path_factory.mktemp("attack")
    (folder / "documents").mkdir()
    for name, text in _DOCUMENTS.items():
        (folder / "documents" / f"{name}.html").write_text(text, encoding="utf-8")
    build(folder / "documents", folder / "out", jobs=2)
    return folder / "out"


def _by_file(out: Path) -> dict[str, dict[str, Any]]:
    """For each document the row of ``reports`` that it belongs to."""
    reports = {row["report_id"]: row for row in read_rows(out, "reports")}
    return {Path(row["path"]).stem: reports[row["report_id"]] for row in read_rows(out, "documents")}


def test_names_without_a_place_never_make_a_series(out: Path) -> None:
    """市财政局 and 城关镇 of two years may be two agencies: no report has the other before it, and nothing is carried over."""
    found = _by_file(out)
    for name in ("no-city", "town"):
        earlier, later = found[f"{name}-2021"], found[f"{name}-2022"]
        assert all(row["report_id"].startswith("unknown_") for row in (earlier, later))
        assert later["previous_report_id"] is None
    failing = {
        row["report_id"] for row in read_rows(out, "checks") if row["identity"] == "I5" and row["result"] == "fails"
    }
    assert not failing


def test_reports_of_one_unclear_name_are_compared_as_two(out: Path) -> None:
    """Two documents of a name that several agencies have stand beside each other, and neither number is lost."""
    from gongkai.compare_command import selection_to_frame

    found = _by_file(out)
    agency_id = found["district-1"]["agency_id"]
    with open_metrics(str(out)) as connection:
        chosen = Selection(ids_to_metrics(("requests_received",)), None, agencies=(agency_id,))
        frame = selection_to_frame(connection, chosen)
    assert sorted(frame["value"]) == [100, 200]
    assert frame["series"].nunique() == frame["series_name"].nunique() == 2


def test_open_scope_is_not_closed_by_another_document(out: Path) -> None:
    """A page that counts the city under the office's name is no version of the office's own report."""
    found = _by_file(out)
    assert found["office"]["scope"] == "office" and found["city"]["scope"] == "unknown"
    assert found["office"]["report_id"] != found["city"]["report_id"]


def test_scope_is_not_borrowed_from_another_agency_of_the_name(out: Path) -> None:
    """What one 鼓楼区 counts says nothing of another one: the silent report's scope stays unknown."""
    found = _by_file(out)
    assert [found[f"government-{number}"]["scope"] for number in (1, 2)] == ["territory", "unknown"]


def test_silent_attachment_belongs_to_its_page(out: Path) -> None:
    """An attachment that says nothing of its scope is a version of the page, not a second report."""
    found = _by_file(out)
    assert found["page"]["report_id"] == found["attachment"]["report_id"] == "321323-government_2022_territory"


def test_copy_with_a_slip_is_passed_over(out: Path) -> None:
    """Of two copies without dates the one whose sums hold speaks for the report."""
    documents = {row["document_id"]: Path(row["path"]).stem for row in read_rows(out, "documents")}
    assert documents[_by_file(out)["mirror"]["document_id"]] == "original"


def test_part_of_an_organ_is_not_added_to_it(out: Path) -> None:
    """A police station's requests may be in those of its bureau: the sum of a government's parts leaves them out."""
    rows = {row["cell"]: row for row in read_rows(out, "reconciliation")}
    assert "321323-public_security" in rows["requests.new.total"]["children"].split()
    assert not any("派出所" in child for child in rows["requests.new.total"]["children"].split())


def test_plaque_in_the_title(out: Path) -> None:
    """A second name in brackets does not hide who reports."""
    assert _by_file(out)["plaque"]["agency_id"].startswith("321323-development_reform")


def test_number_of_another_body_contradicts_nothing(out: Path) -> None:
    """What another bureau received is not held against the tables; what the bureau itself received is."""
    documents = {row["document_id"]: Path(row["path"]).stem for row in read_rows(out, "documents")}
    results = {documents[row["document_id"]]: row["claim_result"] for row in read_rows(out, "claims")}
    assert results["other"] == "near_miss" and results["itself"] == "contradicts"
