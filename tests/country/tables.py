"""The arithmetic of the invented country: what an agency did in a year, and how the two forms print it.

Nothing here knows the software: rows and columns of the forms are written down once more, by hand.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

COLUMNS: Final = ("natural_person", "business", "research", "social", "legal", "other_org", "total")
OUTCOMES: Final = (
    "granted",
    "partly_granted",
    "refused_state_secret",
    "refused_other_law",
    "refused_safety_stability",
    "refused_third_party",
    "refused_internal_affairs",
    "refused_deliberative",
    "refused_enforcement_file",
    "refused_register_query",
    "unable_not_held",
    "unable_needs_creation",
    "unable_still_unclear",
    "declined_petition",
    "declined_repeat",
    "declined_publication",
    "declined_excessive",
    "declined_reissue",
)
OTHERS: Final = {"2019": ("other",), "2021": ("other_no_correction", "other_fee_unpaid", "other_remaining")}
DISPUTES: Final = ("review", "direct_suit", "suit_after_review")
RESULTS: Final = ("upheld", "corrected", "other", "pending")
PROACTIVE: Final = {
    "2019": {
        "rules": ("made", "disclosed", "stock"),
        "normative_docs": ("made", "disclosed", "stock"),
        "licensing": ("prior_items", "change", "decisions"),
        "other_services": ("prior_items", "change", "decisions"),
        "penalties": ("prior_items", "change", "decisions"),
        "coercion": ("prior_items", "change", "decisions"),
        "fees": ("prior_items", "change"),
        "procurement": ("projects", "amount"),
    },
    "2021": {
        "rules": ("issued", "repealed", "in_force"),
        "normative_docs": ("issued", "repealed", "in_force"),
        "licensing": ("decisions",),
        "penalties": ("decisions",),
        "coercion": ("decisions",),
        "fees": ("amount",),
    },
}
MONEY: Final = ("proactive.fees.amount", "proactive.procurement.amount")


class Pair(NamedTuple):
    """Requests of natural persons and of businesses; nobody else in this country ever asks."""

    person: int
    business: int

    def plus(self, other: Pair) -> Pair:
        """Both together."""
        return Pair(self.person + other.person, self.business + other.business)

    def less(self, other: Pair) -> Pair:
        """What is left."""
        return Pair(self.person - other.person, self.business - other.business)


class Year(NamedTuple):
    """What was done in one year; ``fee`` in tenths of 万元, disputes by result."""

    new: Pair
    carried_in: Pair
    carried_out: Pair
    refused: Pair
    not_held: Pair
    other: Pair
    issued: int
    repealed: int
    in_force: int
    licensing: int
    penalties: int
    coercion: int
    fee: int
    review: tuple[int, ...]
    direct_suit: tuple[int, ...]
    suit_after_review: tuple[int, ...]

    @property
    def concluded(self) -> Pair:
        """Everything that is not carried out."""
        return self.new.plus(self.carried_in).less(self.carried_out)

    @property
    def granted(self) -> Pair:
        """Everything that was concluded otherwise than the three ways that are told."""
        return self.concluded.less(self.refused).less(self.not_held).less(self.other)


def sum_of_years(years: Iterable[Year]) -> Year:
    """A territory's year: the sum of its parts, number by number."""
    return Year(*(_sum(values) for values in zip(*years, strict=True)))


def _sum(values: Sequence[Any]) -> Any:
    first = values[0]
    if isinstance(first, int):
        return sum(values)
    added = [sum(numbers) for numbers in zip(*values, strict=True)]
    return Pair(*added) if isinstance(first, Pair) else tuple(added)


def difference_of_years(one: Year, other: Year) -> Year:
    """What is left of a territory's year without one of its parts."""
    return sum_of_years([one, Year(*(_negative(value) for value in other))])


def _negative(value: Any) -> Any:
    if isinstance(value, int):
        return -value
    turned = [-number for number in value]
    return Pair(*turned) if isinstance(value, Pair) else tuple(turned)


def request_rows(form: str) -> tuple[str, ...]:
    """The rows of table three."""
    return ("new", "carried_in", *OUTCOMES, *OTHERS[form], "concluded", "carried_out")


def cells_of(table: str, form: str) -> list[str]:
    """Every cell of a table of a form, row by row."""
    if table == "requests":
        return [f"requests.{row}.{column}" for row in request_rows(form) for column in COLUMNS]
    if table == "disputes":
        return [f"disputes.{row}.{column}" for row in DISPUTES for column in (*RESULTS, "total")]
    return [f"proactive.{row}.{column}" for row, columns in PROACTIVE[form].items() for column in columns]


def print_requests(year: Year, form: str) -> dict[str, str]:
    """Table three as printed."""
    last = OTHERS[form][-1]
    known = {
        "new": year.new,
        "carried_in": year.carried_in,
        "granted": year.granted,
        "refused_internal_affairs": year.refused,
        "unable_not_held": year.not_held,
        last: year.other,
        "concluded": year.concluded,
        "carried_out": year.carried_out,
    }
    cells: dict[str, str] = {}
    for row in request_rows(form):
        pair = known.get(row, Pair(0, 0))
        numbers = (*pair, 0, 0, 0, 0, sum(pair))
        cells |= {f"requests.{row}.{column}": str(number) for column, number in zip(COLUMNS, numbers, strict=True)}
    return cells


def print_disputes(year: Year) -> dict[str, str]:
    """Table four as printed."""
    cells: dict[str, str] = {}
    for row in DISPUTES:
        results: tuple[int, ...] = getattr(year, row)
        numbers = (*results, sum(results))
        cells |= {
            f"disputes.{row}.{column}": str(number) for column, number in zip((*RESULTS, "total"), numbers, strict=True)
        }
    return cells


def print_proactive(year: Year, form: str) -> dict[str, str]:
    """Table two as printed; the money of the 2019 form carries its unit in the cell."""
    amount = f"{year.fee // 10}.{year.fee % 10}" if year.fee % 10 else str(year.fee // 10)
    shown: dict[tuple[str, str], int | str] = {
        ("normative_docs", "made"): year.issued,
        ("normative_docs", "disclosed"): year.issued,
        ("normative_docs", "stock"): year.in_force,
        ("normative_docs", "issued"): year.issued,
        ("normative_docs", "repealed"): year.repealed,
        ("normative_docs", "in_force"): year.in_force,
        ("licensing", "decisions"): year.licensing,
        ("penalties", "decisions"): year.penalties,
        ("coercion", "decisions"): year.coercion,
        ("fees", "amount"): amount,
        ("procurement", "amount"): f"{amount}万元",
    }
    return {
        f"proactive.{row}.{column}": str(shown.get((row, column), 0))
        for row, columns in PROACTIVE[form].items()
        for column in columns
    }


def identities(table: str, form: str) -> dict[str, tuple[list[str], list[str]]]:
    """The sums that every table keeps, left and right side; those on the type of a number have no right side."""
    cells = cells_of(table, form)
    if table == "proactive":
        return {"proactive.counts": ([cell for cell in cells if cell not in MONEY], [])}
    if table == "disputes":
        sums = {
            f"disputes.results.{row}": (
                [f"disputes.{row}.{result}" for result in RESULTS],
                [f"disputes.{row}.total"],
            )
            for row in DISPUTES
        }
        return sums | {"disputes.counts": (cells, [])}
    found = {
        f"requests.balance.{column}": (
            [f"requests.{row}.{column}" for row in ("new", "carried_in")],
            [f"requests.{row}.{column}" for row in ("concluded", "carried_out")],
        )
        for column in COLUMNS
    }
    found |= {
        f"requests.outcomes.{column}": (
            [f"requests.{row}.{column}" for row in (*OUTCOMES, *OTHERS[form])],
            [f"requests.concluded.{column}"],
        )
        for column in COLUMNS
    }
    found |= {
        f"requests.applicants.{row}": (
            [f"requests.{row}.{column}" for column in COLUMNS[:-1]],
            [f"requests.{row}.total"],
        )
        for row in request_rows(form)
    }
    return found | {"requests.counts": (cells, [])}
