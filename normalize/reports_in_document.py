"""Whether one document holds the reports of several agencies or years."""

from __future__ import annotations

from extract.document import Problem
from extract.reading import Reading
from normalize.sections import Outline
from normalize.title import lines_to_titles


def outline_to_other_titles(outline: Outline) -> list[str]:
    """Titles of further reports, each before a second beginning of the text, that name another agency or year.

    The same report printed twice on a page (once for the phone) repeats its title and is no other one.
    """
    starts = [number for number, heading in enumerate(outline.headings) if heading.section == "overview"][1:]
    if not starts or not outline.titles:
        return []
    own = {(found.title.agency, found.title.year) for found in outline.titles}
    others: list[str] = []
    for number in starts:
        before = outline.headings[number - 1].last + 1
        for found in lines_to_titles(outline.lines[before : outline.headings[number].first]):
            title = found.title
            if title.agency is not None and (title.agency, title.year) not in own:
                others.append(title.text)
    return list(dict.fromkeys(others))


def doubt_mixed_reports(reading: Reading, others: list[str]) -> None:
    """Marks every cell ``unreadable`` where the document holds further reports: whose numbers they are nobody can tell."""
    if not others or not reading.cells:
        return
    for cell_id, cell in reading.cells.items():
        if cell.status != "absent":
            reading.cells[cell_id] = cell._replace(status="unreadable", value=None, evidence="")
    message = f"the document holds further reports ({'; '.join(others[:3])}): cut it into one file for each"
    reading.problems.append(Problem("error", "several_reports", message, cells=tuple(reading.cells)))
