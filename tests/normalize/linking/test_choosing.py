"""The document that counts is the one an archivist would take, and always the same one."""

from __future__ import annotations

import datetime
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from normalize.linking.choosing import choose_versions
from tests.normalize.linking.relations import step_to_rows


def choose(*documents: dict[str, Any]) -> list[dict[str, Any]]:
    candidates = [{"report_id": "r", "sha256": document["document_id"], **document} for document in documents]
    return step_to_rows(choose_versions, "chosen_versions", candidates=candidates)


def test_only_document() -> None:
    """A document without rivals is chosen because it is the only one."""
    (row,) = choose({"document_id": "a"})
    assert row["chosen"] and row["version_rank"] == 1 and row["choice_reason"] == "the only document of the report"


def test_complete_revision_replaces() -> None:
    """A complete document that was published later is chosen, even if it prints fewer numbers."""
    chosen, other = choose(
        {"document_id": "a", "published": "2024-01-20"},
        {"document_id": "b", "published": "2024-03-02", "cells_reported": 198},
    )
    assert chosen["document_id"] == "b"
    assert chosen["choice_reason"] == (
        "chosen before the other document: it was published later (2024-03-02 against 2024-01-20)"
    )
    assert other["choice_reason"] == "passed over: it was published earlier (2024-01-20 against 2024-03-02)"


def test_incomplete_revision_does_not_replace() -> None:
    """A later document loses to a complete one when a table, a cell or a row of it is missing, or its sums fail."""
    whole = {"document_id": "a", "published": "2024-01-20"}
    later = {"document_id": "b", "published": "2024-03-02"}
    flaws: tuple[dict[str, Any], ...] = (
        {"form_requests": None},
        {"cells_unreadable": 1},
        {"checks_fail": 1},
        {"cells_absent": 3},
    )
    for flaw in flaws:
        assert choose(whole, later | flaw)[0]["document_id"] == "a", flaw


def test_errors_of_the_report_do_not_count() -> None:
    """Failing checks that are the report's own errors say nothing against a document."""
    later = {"document_id": "b", "published": "2024-03-02", "checks_fail": 2, "checks_source_error": 2}
    assert choose({"document_id": "a", "published": "2024-01-20"}, later)[0]["document_id"] == "b"


def test_a_replaced_version_never_beats_the_current_one() -> None:
    """What an address no longer shows loses to what it shows, whatever both print, unless that is incomplete."""
    old = {"document_id": "a", "published": "2024-03-02", "superseded": True, "cells_reported": 201}
    now: dict[str, Any] = {"document_id": "b", "published": "2024-01-20", "superseded": False, "checks_fail": 0}
    chosen, other = choose(old, now)
    assert chosen["document_id"] == "b"
    assert chosen["choice_reason"] == "chosen before the other document: the other one was replaced at its address"
    assert other["choice_reason"] == "passed over: it was replaced at its address"
    assert choose(old, now | {"form_disputes": None})[0]["document_id"] == "a"
    assert choose(old, now | {"superseded": None})[0]["document_id"] == "b"


def test_unknown_date_is_not_early() -> None:
    """Where one of the documents in question has no date, the date decides nothing."""
    page = {"document_id": "a", "published": "2024-01-20"}
    attachment = {"document_id": "b", "media_type": "application/pdf"}
    chosen, other = choose(page, attachment)
    assert chosen["document_id"] == "a" and "format" in chosen["choice_reason"]
    assert other["choice_reason"] == (
        "passed over: its format keeps cells less faithfully (application/pdf against text/html)"
    )
    assert choose(page, attachment | {"cells_reported": 201})[0]["document_id"] == "b"


def test_twins() -> None:
    """Of documents that no rule tells apart, that with the smaller checksum is chosen, and the reason says so."""
    chosen, _ = choose({"document_id": "b"}, {"document_id": "a"})
    assert chosen["document_id"] == "a" and "checksum" in chosen["choice_reason"]


def test_reports_apart() -> None:
    """Documents of different reports never compete."""
    rows = choose({"document_id": "a", "report_id": "r1"}, {"document_id": "b", "report_id": "r2"})
    assert [row["chosen"] for row in rows] == [True, True]


DOCUMENTS = st.lists(
    st.fixed_dictionaries(
        {
            "report_id": st.sampled_from(["r1", "r2"]),
            "form_requests": st.sampled_from(["2021", None]),
            "cells_unreadable": st.integers(0, 1),
            "checks_fail": st.integers(0, 1),
            "cells_reported": st.sampled_from([199, 200]),
            "published": st.sampled_from([None, datetime.date(2024, 1, 20), datetime.date(2024, 3, 2)]),
            "media_type": st.sampled_from(["text/html", "application/pdf", "text/plain"]),
            "superseded": st.sampled_from([None, False, True]),
        }
    ),
    min_size=1,
    max_size=7,
)


@given(DOCUMENTS, st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=15)
def test_order_of_input(documents: list[dict[str, Any]], random: Any) -> None:
    """The order of the candidates changes nothing; each report has ranks from 1 on, one choice, and reasons."""
    named = [{"document_id": f"d{number}"} | document for number, document in enumerate(documents)]
    rows = choose(*named)
    shuffled = list(named)
    random.shuffle(shuffled)
    assert choose(*shuffled) == rows
    for report in ("r1", "r2"):
        ranks = [row["version_rank"] for row in rows if row["report_id"] == report]
        assert ranks == list(range(1, len(ranks) + 1))
    assert all(row["chosen"] == (row["version_rank"] == 1) and row["choice_reason"] for row in rows)
