"""What settles an agency or a year that a document leaves open, and what never does."""

from __future__ import annotations

from itertools import permutations

from normalize.provenance import Origin, origins_to_provenance
from normalize.settlement import LIST, PAGE, PERSON, REGISTRY, Said, Settled, document_to_settled

OWN = Origin("http://a/1", "2024-05-02", "a", "青山市财政局", "own", "page")
FOREIGN = Origin("http://b/1", "2024-05-02", "b", "云岭省人民政府", "aggregate", "page")
FINANCE = Said("青山市财政局", 2023)


def settle(said: Said, *origins: Origin, **pages: Said) -> Settled:
    return document_to_settled("d", pages | {"d": said}, {"d": origins} | dict.fromkeys(pages, (OWN,)))[1]


def test_own_words_win() -> None:
    """What a document says itself is never settled from elsewhere."""
    assert settle(FINANCE, OWN._replace(parent="p", agency="x"), p=Said("y", 2000)) == Settled()
    assert settle(Said("z", None), OWN._replace(listed_year=2021)) == Settled(None, None, 2021, LIST)


def test_page_before_registry_and_list() -> None:
    """The page that links to a document goes before the registry, and before the list for the year."""
    file = OWN._replace(role="file", parent="p", listed_year=2019)
    assert settle(Said(), file, p=Said("页局", 2020)) == Settled("页局", PAGE, 2020, PAGE)
    assert settle(Said(), file, p=Said()) == Settled("青山市财政局", PAGE, 2019, LIST)


def test_a_page_may_be_settled_itself() -> None:
    """An attachment takes what its page was given by the registry, through any number of pages, and no circle ends it."""
    origins = {"d": [FOREIGN._replace(parent="p")], "p": [FOREIGN._replace(parent="q")], "q": [OWN]}
    assert document_to_settled("d", {}, origins)[1].agency_source == PAGE
    origins["q"] = [OWN._replace(parent="d")]
    assert document_to_settled("d", {}, origins)[1].agency == "青山市财政局"


def test_an_aggregator_never_says_whose_report_it_is() -> None:
    """On an aggregator the title in the list names agency and year, the registry's row nothing."""
    assert settle(Said(), FOREIGN) == Settled()
    titled = FOREIGN._replace(listed_title="青山市 水利局2022年政府信息公开工作年度报告")
    assert settle(Said(), titled) == Settled("青山市水利局", LIST, 2022, LIST)


def test_witnesses_who_disagree_settle_nothing() -> None:
    """Two pages, two lists or two own sites that name different ones are no witness."""
    files = [OWN._replace(role="file", parent=page) for page in ("p", "q")]
    found = settle(Said(), *files, p=Said("甲局", 2020), q=Said("乙局", 2021))
    assert found == Settled("青山市财政局", REGISTRY, None, None)
    assert settle(Said(), OWN, OWN._replace(agency="青山市审计局")) == Settled()
    assert settle(Said("a"), OWN._replace(listed_year=2020), OWN._replace(listed_year=2021)) == Settled()


def test_a_saved_file_has_the_year_of_the_person() -> None:
    """The year that a person gave for a saved file counts where the file has none, and is named so."""
    saved = OWN._replace(role="saved", listed_year=2018)
    assert settle(Said(), saved) == Settled("青山市财政局", REGISTRY, 2018, PERSON)


def test_one_address_speaks_in_any_order() -> None:
    """Own before aggregator, shown before replaced, listed before gone, page before file, then by text."""
    ranked = [
        OWN,
        OWN._replace(url="http://a/2"),
        OWN._replace(url="http://a/0", role="file"),
        OWN._replace(url="http://a/3", gone=True),
        OWN._replace(url="http://a/4", superseded=True),
        FOREIGN,
    ]
    for first in range(len(ranked)):
        rest = ranked[first : first + 3]
        told = {origins_to_provenance(order) for order in permutations(rest)}
        assert {found.url for found in told} == {rest[0].url}
        assert len(told) == 1
    assert origins_to_provenance(ranked).registry_agency == "青山市财政局"
    assert origins_to_provenance([OWN._replace(listed_date="nonsense")]).listed_date is None


def test_the_name_of_a_portal_is_nobodys() -> None:
    """A government's or the aggregator's name in a site's tags is set aside; a bureau's, or one in a title, is not."""
    portal = Said("青山市人民政府", 2023, "site")
    assert settle(portal, OWN) == Settled("青山市财政局", REGISTRY, set_aside=True)
    assert settle(portal, FOREIGN) == Settled(set_aside=True)
    bureau = Said("云岭省教育厅", 2023, "site")
    assert settle(bureau, FOREIGN._replace(agency="云岭省教育厅")) == Settled(set_aside=True)
    assert settle(bureau, FOREIGN) == settle(portal._replace(agency_source="title"), FOREIGN) == Settled()
