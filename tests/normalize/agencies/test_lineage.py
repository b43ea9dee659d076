"""Events that touch an agency."""

from __future__ import annotations

import datetime

from normalize.agencies.lineage import Lineage
from normalize.agencies.registry import rows_to_registry, shipped_registry
from normalize.agencies.rows import LineageRow

LINEAGE = Lineage(shipped_registry())


def test_events_of_the_division_touch_its_agencies() -> None:
    """An upgrade of the county is an event of each of its agencies, in its year alone."""
    [event] = LINEAGE.events("320684-finance", 2020)
    assert (event.event_id, event.kind, event.level, event.grade) == ("2020-upgrade-320684", "upgrade", "division", "A")
    assert LINEAGE.events("320684-finance", 2021) == ()
    assert LINEAGE.events("321300-finance", 2020) == ()
    assert {event.year for event in LINEAGE.events("320684-finance")} >= {1994, 2020}


def test_both_sides_of_a_merger() -> None:
    """A merger touches what went in and what took it in."""
    assert [event.event_id for event in LINEAGE.events("330103-finance", 2021)] == ["2021-merge-330103-330105"]
    assert "2021-merge-330103-330105" in {event.event_id for event in LINEAGE.events("330105-finance", 2021)}


def test_events_of_a_user() -> None:
    """A user's event touches the agencies that it names, and those of a division that it names."""
    date = datetime.date(2019, 1, 10)
    evidence = "https://www.example.gov.cn/"
    rows = (
        LineageRow("e1", date, 2019, "merge", "321300-price", "321300-market_regulation", "agency", "", evidence, "B"),
        LineageRow("e2", date, 2019, "transfer", "321300z1", "321300", "division", "", evidence, "B"),
    )
    lineage = Lineage(rows_to_registry(lineage=rows))
    assert lineage.events("321300-market_regulation", 2019) == (rows[0], rows[1])
    assert lineage.events("321300z1-finance", 2019) == (rows[1],)
    assert lineage.events("a-name-of-their-own", 2019, division_id="321300z1") == (rows[1],)
    assert lineage.rows[-2:] == rows


def test_successions_of_kinds_are_candidates_without_a_date() -> None:
    """What usually became of a kind is a reason to look into, never an event."""
    found = LINEAGE.candidates("321300-market_regulation")
    assert ("321300-industry_commerce", "321300-market_regulation") in {(row.old_id, row.new_id) for row in found}
    assert all(row.grade == "C" for row in found)
    assert LINEAGE.candidates("321300-market_regulation", near_year=2010) == ()
    assert LINEAGE.candidates("321300-tax", near_year=2018)
    assert LINEAGE.candidates("u-0123456789") == ()
    assert LINEAGE.events("321300-market_regulation", 2018) == ()
