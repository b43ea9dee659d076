"""The two DOCX readers, which share nothing but the opening of the package, on tables made at random."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from extract.document import Document, Grid, Place
from extract.read.docx_lxml import read_docx
from extract.read.docx_python import read_docx_independently
from tests.extract.test_docx_lxml import cell, package, paragraph, row, run, table

PROPERTIES = st.lists(
    st.sampled_from(
        (
            '<w:gridSpan w:val="2"/>',
            '<w:gridSpan w:val="3"/>',
            '<w:vMerge w:val="restart"/>',
            "<w:vMerge/>",
            "<w:vMerge/>",
            "<w:hMerge/>",
            '<w:cellDel w:id="1"/>',
            '<w:cellMerge w:vMerge="cont"/>',
        )
    ),
    max_size=2,
    unique_by=lambda text: text[:8],
).map("".join)
RUNS = st.sampled_from(
    (
        run("12"),
        run(" 3 "),
        "<w:r><w:t> 4 </w:t><w:tab/></w:r>",
        run("5", "<w:vanish/>"),
        f'<w:ins w:id="1">{run("6")}</w:ins>',
        f'<w:del w:id="2">{run("7")}</w:del>',
        f"<w:sdt><w:sdtContent>{run('8')}</w:sdtContent></w:sdt>",
        run("9", '<w:vertAlign w:val="superscript"/>'),
        run("0", '<w:position w:val="6"/>'),
        "<w:r><w:drawing/></w:r>",
        "<w:r><w:br/></w:r>",
    )
)
MARKS = st.sampled_from(("", "", "", '<w:rPr><w:del w:id="3"/></w:rPr>'))
PARAGRAPHS = st.builds(lambda runs, mark: paragraph(*runs, properties=mark), st.lists(RUNS, max_size=3), MARKS)
CONTENTS = st.lists(PARAGRAPHS, min_size=1, max_size=2).map("".join)
ROW_PROPERTIES = st.sampled_from(("", "", '<w:gridBefore w:val="1"/>', '<w:gridAfter w:val="2"/>', '<w:del w:id="4"/>'))


def tables(contents: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    cells = st.builds(cell, contents, PROPERTIES)
    rows = st.builds(
        lambda cells, properties: row(*cells, properties=properties), st.lists(cells, max_size=4), ROW_PROPERTIES
    )
    return st.builds(lambda rows, columns: table(*rows, columns=columns), st.lists(rows, max_size=5), st.integers(0, 4))


NESTED = st.one_of(CONTENTS, CONTENTS, st.builds(lambda a, b: a + b + "<w:p/>", CONTENTS, tables(CONTENTS)))


@settings(max_examples=60, deadline=None)
@given(tables(NESTED))
def test_readers_agree(body: str) -> None:
    """Both readers lay out the same slots, texts and places, and doubt the same cells."""
    data = package(paragraph(run("报告")) + body)
    first, second = read_docx(data), read_docx_independently(data)
    assert first.blocks == second.blocks
    assert _told(first) == _told(second)


@settings(max_examples=40, deadline=None)
@given(tables(CONTENTS))
def test_no_two_cells_share_a_slot(body: str) -> None:
    """Every cell lies within its grid, and no slot is covered twice."""
    for grid in read_docx(package(paragraph(run("报告")) + body)).grids:
        covered = _covered(grid)
        assert len(covered) == len(set(covered))
        assert all(row < grid.row_count and column < grid.column_count for row, column in covered)
        assert grid.cells == sorted(grid.cells, key=lambda cell: (cell.row, cell.column))


def _told(document: Document) -> set[tuple[str, Place]]:
    codes = ("picture_not_read", "nested_table_in_cell")
    return {(problem.code, problem.place) for problem in document.problems if problem.code in codes}


def _covered(grid: Grid) -> list[tuple[int, int]]:
    return [
        (cell.row + down, cell.column + right)
        for cell in grid.cells
        for down in range(cell.rowspan)
        for right in range(cell.colspan)
    ]
