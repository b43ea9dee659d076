"""Documents that outside words would make one report, and whose numbers say that they are not."""

from __future__ import annotations

import numpy as np

from normalize.contradiction import Numbers, contradict, documents_to_groups, group_to_contradicted
from normalize.provenance import Origin
from normalize.settlement import PAGE, REGISTRY, Said, Settled

PAGE_ORIGIN = Origin("http://a/1", "2024-05-02", "a", "青山市财政局", "own", "page")
FILE_ORIGIN = PAGE_ORIGIN._replace(url="http://a/1.pdf", role="file", parent="page")
FINANCE = Said("青山市财政局", 2023)
BY_PAGE = Settled("青山市财政局", PAGE, 2023, PAGE)
BY_REGISTRY = Settled("青山市财政局", REGISTRY)


def numbers(*values: float) -> Numbers:
    return np.array(values)


ONE, REVISED, ANOTHER = numbers(5, 3, 0, 8), numbers(5, 4, 0, 8), numbers(2, 0, 1, 3)


def contradicted(settled: dict[str, Settled], found: dict[str, Numbers], known: Said = FINANCE) -> set[str]:
    origins = {name: [PAGE_ORIGIN if name.startswith("page") else FILE_ORIGIN] for name in found}
    all_known = {name: FINANCE if settled.get(name) else known for name in found}
    groups = documents_to_groups(all_known, settled, origins, lambda name, year: name)
    return set().union(*(group_to_contradicted(group, all_known, settled, origins, found) for group in groups))


def test_a_revision_is_no_contradiction() -> None:
    """Some numbers may differ; where most do it is another report. Nothing is told by zeros and by what is unknown."""
    assert not contradict(ONE, REVISED)
    assert contradict(ONE, ANOTHER)
    assert not contradict(numbers(0, 0), numbers(0, np.nan))
    assert not contradict(numbers(5, np.nan), numbers(np.nan, 7))


def test_two_attachments_that_differ_are_not_the_report_of_their_page() -> None:
    """Of several silent attachments with other numbers none takes the agency of the page; copies do."""
    assert contradicted({"one": BY_PAGE, "two": BY_PAGE}, {"one": ONE, "two": ANOTHER}) == {"one", "two"}
    assert contradicted({"one": BY_PAGE, "two": BY_PAGE}, {"one": ONE, "two": REVISED}) == set()


def test_who_says_it_himself_stands() -> None:
    """A silent attachment with other numbers than a document that names agency and year gives way, and that alone."""
    assert contradicted({"two": BY_PAGE}, {"page": ONE, "two": ANOTHER}) == {"two"}
    assert contradicted({"one": BY_PAGE, "two": BY_PAGE}, {"page": ONE, "one": REVISED, "two": ANOTHER}) == {"two"}
    assert contradicted({}, {"page": ONE, "two": ANOTHER}) == set()


def test_pages_go_before_their_files() -> None:
    """A page that the registry settles stands before its silent attachment; two such pages settle nothing."""
    settled = {"page": BY_REGISTRY, "two": BY_PAGE}
    assert contradicted(settled, {"page": ONE, "two": ANOTHER}) == {"two"}
    settled = {"page": BY_REGISTRY, "page2": BY_REGISTRY, "file": BY_PAGE}
    assert contradicted(settled, {"page": ONE, "page2": ANOTHER, "file": REVISED}) == {"page", "page2", "file"}


def test_the_tags_of_a_site_are_no_own_words() -> None:
    """Two documents that only the tags of their site name are settled by nobody where their numbers differ."""
    tagged = FINANCE._replace(agency_source="site")
    assert contradicted({}, {"page": ONE, "page2": ANOTHER}, tagged) == {"page", "page2"}


def test_replaced_versions_and_other_years_are_not_compared() -> None:
    """What an address showed before is the same report by its address; reports of two years may differ."""
    origins = {"old": [PAGE_ORIGIN._replace(superseded=True)], "new": [PAGE_ORIGIN]}
    known, settled = dict.fromkeys(origins, FINANCE), dict.fromkeys(origins, BY_REGISTRY)
    assert documents_to_groups(known, settled, origins, lambda name, year: name) == []
    origins["old"] = [PAGE_ORIGIN]
    known["old"] = Said("青山市财政局", 2022)
    assert documents_to_groups(known, settled, origins, lambda name, year: name) == []


def test_without_a_year_the_files_of_one_page_are_compared() -> None:
    """Attachments of one page that tell no year are held against each other, those of different pages are not."""
    known = dict.fromkeys(("one", "two", "three"), Said("青山市财政局"))
    settled = dict.fromkeys(known, Settled("青山市财政局", PAGE))
    origins = {"one": [FILE_ORIGIN], "two": [FILE_ORIGIN], "three": [FILE_ORIGIN._replace(parent="other")]}
    assert documents_to_groups(known, settled, origins, lambda name, year: name) == [("one", "two")]
