"""Pictures and pages with the found cells drawn over the document."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest
from lxml import etree
from PIL import Image

from extract.document import NOWHERE, Document, Grid, Paragraph, Problem
from extract.match import document_to_reading
from extract.read import read_document
from extract.read.plain_text import lines_to_blocks
from gongkai.display_standing import report_to_standings
from gongkai.draw_command import report_to_marks, run_draw
from gongkai.draw_page import report_to_page, short_name
from gongkai.reading import document_to_report, read_report
from normalize.report import Report

FIXTURES = Path(__file__).parents[2] / "fixtures" / "documents"
PAGES = sorted(path for path in FIXTURES.glob("*/source.*") if path.suffix != ".pdf")


def _source(slug: str) -> Path:
    return next((FIXTURES / slug).glob("source.*"))


def _page(path: Path) -> tuple[etree._Element, str]:
    data = path.read_bytes()
    document = read_document(data, path.name)
    page = report_to_page(document_to_report(document, data, path.name, "never"), document)
    return etree.fromstring(page.removeprefix("<!DOCTYPE html>\n").encode()), page


@pytest.mark.parametrize("source", PAGES, ids=lambda path: path.parent.name)
def test_every_cell_is_on_the_page(source: Path) -> None:
    """The page is well-formed, and each cell of the form is named on it exactly once with its own text."""
    root, _ = _page(source)
    report = read_report(source, verify="never")
    named = [name for cell in root.iterfind(".//td[@title]") for name in _ids(cell, report.reading.cells)]
    assert sorted(named) == sorted(report.reading.cells)
    for cell in root.iterfind(".//td[@title]"):
        if cell.find("small") is not None:
            text = "".join(cell.itertext())
            for name in _ids(cell, report.reading.cells):
                raw = report.reading.cells[name].raw
                assert "".join(raw.split()) in "".join(text.split()), name


def _ids(cell: etree._Element, known: object) -> list[str]:
    return [line for line in cell.get("title", "").split("\n") if line in known]  # type: ignore[operator]


def test_the_page_has_the_whole_document() -> None:
    """Paragraphs and grid cells stand on the page in reading order."""
    source = _source("yunling-market-2024-clean")
    root, _ = _page(source)
    (main,) = root.iterfind("body/main")
    text = "".join("".join(main.itertext()).split())
    at = 0
    for block in read_document(source.read_bytes(), source.name).blocks:
        for words in [cell.text for cell in block.cells] if isinstance(block, Grid) else [block.text]:
            at = text.index("".join(words.split()), at)


def test_colours_say_how_well_a_cell_stands() -> None:
    """Proven, unproven and failing cells have a class of their own, and the likeliest fault stands out."""
    root, _ = _page(_source("yunling-market-2024-clean"))
    classes = {cell.get("title", "").split("\n")[0]: cell.get("class") for cell in root.iterfind(".//td[@title]")}
    assert classes["requests.new.total"] == "found proven"
    assert classes["proactive.licensing.decisions"] == "found unproven"
    assert classes["requests.unable_not_held.business"] == "found failing"
    assert classes["requests.unable_not_held.total"] == "found failing suspect"


def test_the_page_is_self_contained_and_escaped() -> None:
    """Markup and control characters in a document are shown or dropped, never obeyed; nothing is fetched."""
    text = "<p>&lt;script&gt;alert(1)&lt;/script&gt; &amp; \"' \x1b[31m \u202e &lt;/style&gt;</p><p>2023年年度报告</p>"
    data = ("<meta charset=utf-8>" + text).encode()
    document = read_document(data, "<b>.html")
    page = report_to_page(document_to_report(document, data, "<b>.html", "never"), document)
    root = etree.fromstring(page.removeprefix("<!DOCTYPE html>\n").encode())
    assert not root.findall(".//script") and "&lt;script&gt;alert(1)&lt;/script&gt; &amp; \"'" in page
    assert "\x1b" not in page and "\u202e" not in page and "&lt;b&gt;.html" in page
    assert "http://" not in page and "https://" not in page and "url(" not in page


def test_running_text_is_shown_as_it_was_read() -> None:
    """Tables typed as paragraphs are shown as the grids that they were read as, with every cell in its slot."""
    source = _source("yunling-finance-2022-cell-per-line")
    blocks: list[Paragraph | Grid] = [Paragraph(line) for line in source.read_text(encoding="utf-8").split("\n")]
    document = Document("text/html", "html-lxml", blocks)
    lines = [(block.text, NOWHERE) for block in document.paragraphs]
    flowing = Document("text/html", "html-lxml", lines_to_blocks(lines))
    reading = document_to_reading(flowing)
    report = Report(
        "typed.html",
        "0" * 64,
        1,
        "text/html",
        ("html-lxml",),
        reading=reading,
        problems=[Problem("warning", "table_as_text", "read from running text")],
    )
    root = etree.fromstring(report_to_page(report, document).removeprefix("<!DOCTYPE html>\n").encode())
    placed = [cell for cell in root.iterfind(".//td[@title]") if cell.find("small") is not None]
    assert sorted(name for cell in placed for name in _ids(cell, reading.cells)) == sorted(reading.cells)


def test_one_picture_a_page(tmp_path: Path) -> None:
    """A PDF gives as many pictures as pages, named after it, and the source is left as it was."""
    source = tmp_path / "report.pdf"
    shutil.copy(_source("yunling-2021-pdf-portrait"), source)
    before = hashlib.sha256(source.read_bytes()).hexdigest()
    assert run_draw([str(source)], str(tmp_path)) == 0
    pictures = sorted(path.name for path in tmp_path.glob("*.png"))
    assert pictures == [f"report.page-{page}.png" for page in (1, 2, 3)]
    assert all(min(Image.open(tmp_path / name).size) > 500 for name in pictures)
    assert hashlib.sha256(source.read_bytes()).hexdigest() == before


def test_every_placed_cell_has_its_mark() -> None:
    """Each cell with a place on a PDF page is named by one mark in the colour of its standing."""
    report = read_report(_source("yunling-2021-pdf-portrait"), verify="never")
    marks = report_to_marks(report)
    named = [name for mark in marks for name in mark.text.split(", ")]
    placed = [cell for cell, reading in report.reading.cells.items() if reading.place.box is not None]
    assert sorted(named) == sorted(map(short_name, placed)) and len(placed) == 200
    standings = report_to_standings(report)
    colours = {mark.text: mark.colour for mark in marks}
    assert standings["requests.new.total"] == "proven" and standings["proactive.fees.amount"] == "unproven"
    assert colours["new.total"] != colours["fees.amount"]


def test_same_stems_do_not_clash(tmp_path: Path) -> None:
    """Two sources with one name each keep their page."""
    sources = [str(_source("yunling-market-2024-clean")), str(_source("linxi-resources-2020-clean"))]
    assert run_draw(sources, str(tmp_path)) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["source-2.cells.html", "source.cells.html"]


def test_unreadable_files_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that cannot be read is named, the others are drawn, and the status is one."""
    empty = tmp_path / "empty.pdf"
    empty.write_bytes(b"")
    out = tmp_path / "out"
    missing = str(tmp_path / "missing.html")
    assert run_draw([str(empty), missing, str(tmp_path), str(_source("linxi-resources-2020-clean"))], str(out)) == 1
    errors = capsys.readouterr().err
    assert "empty_document" in errors and "missing.html" in errors and errors.count("not drawn") == 3
    assert [path.name for path in out.iterdir()] == ["source.cells.html"]


def test_a_source_is_never_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where a result would fall on a source of the run, it is refused."""
    first = tmp_path / "a.html"
    second = tmp_path / "a.cells.html"
    shutil.copy(_source("yunling-market-2024-clean"), first)
    shutil.copy(_source("linxi-resources-2020-clean"), second)
    before = second.read_bytes()
    assert run_draw([str(first), str(second)], str(tmp_path)) == 1
    assert second.read_bytes() == before and "bad_output" in capsys.readouterr().err


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An output path that is a file is an error, not a crash."""
    blocked = tmp_path / "file"
    blocked.write_text("x")
    assert run_draw([str(_source("linxi-resources-2020-clean"))], str(blocked)) == 1
    assert "bad_output" in capsys.readouterr().err


def test_places_in_running_text_are_their_own() -> None:
    """A table read from lines of text is counted behind the document's own tables, so that no two places are one."""
    page = (
        "<h1>青山县财政局2023年政府信息公开工作年度报告</h1><table><tr><td>名称</td><td>年报</td></tr>"
        "<tr><td>日期</td><td>2024</td></tr></table><p>行政许可 12</p><p>行政处罚 3</p><p>行政强制 0</p>"
    )
    report = read_report("page.html", data=page.encode())
    cell = report.reading.cells["proactive.penalties.decisions"]
    assert (cell.value, cell.place.table) == (3, 2)
