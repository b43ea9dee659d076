"""What the tables say of a number in the text: the same, something near that explains it, something else, or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Final, Literal, NamedTuple

from rapidfuzz.distance import DamerauLevenshtein

from extract.reading import CellReading, Number
from normalize.narrative.counted import Counted
from normalize.narrative.setting import Subject
from normalize.scope import Scope

Finding = Literal["matches", "near_miss", "contradicts", "no_counterpart", "not_checked"]
"""``matches``: the table says the same, in the cells named. ``near_miss``: it says something else, and an explanation is
at hand. ``contradicts``: it says something else. ``no_counterpart``: it does not count this. ``not_checked``: it does, but
the cells are blank or unreadable, or the sentence speaks of another time."""


class Verdict(NamedTuple):
    """What the tables say of one number.

    Attributes:
        result: see :data:`Finding`.
        cells: cells that were compared; of a match, those whose sum is the number.
        expected: their sum; None where it is not known.
        explanation: one sentence for a person; empty where the match is plain.
        base: of a share, the cells of the base.
    """

    result: Finding
    cells: tuple[str, ...] = ()
    expected: Number | None = None
    explanation: str = ""
    base: tuple[str, ...] = ()


class Sum(NamedTuple):
    """Cells and their sum.

    Attributes:
        cells: cells added, in order.
        value: the sum; None where one of them is blank, unreadable or absent.
        provisional: whether blank cells were left out or replaced by what stands beside them.
    """

    cells: tuple[str, ...]
    value: Number | None
    provisional: bool = False


Cells = Mapping[str, CellReading]

_APPLICANTS: Final = ("natural_person", "business", "research", "social", "legal", "other_org")
_RESULTS: Final = ("upheld", "corrected", "other", "pending")
_NEIGHBOURS: Final = {
    "requests.received": (
        ("requests.concluded",),
        ("requests.new", "requests.carried_in", "requests.carried_out"),
        ("requests.concluded", "requests.carried_in"),
    ),
    "requests.concluded": (
        ("requests.new",),
        ("requests.new", "requests.carried_in"),
        ("requests.concluded", "requests.carried_in"),
    ),
    "requests.granted": (("requests.granted", "requests.partly_granted"),),
    "requests.granted_or_partly": (("requests.granted",),),
    "requests.refused": (
        ("requests.refused_*", "requests.unable_*"),
        ("requests.refused_*", "requests.partly_granted"),
        ("requests.refused_*", "requests.unable_*", "requests.declined_*"),
    ),
    "requests.unable": (("requests.unable_*", "requests.declined_*"),),
    "disputes.suit.total": (
        ("disputes.direct_suit.total",),
        ("disputes.suit_after_review.total",),
        ("disputes.review.total", "disputes.direct_suit.total", "disputes.suit_after_review.total"),
    ),
}
_LEAST_COINCIDENCE: Final = 10
_LEAST_NEIGHBOUR: Final = 5
_LEAST_DIGITS: Final = 3
_WAN: Final = 10_000
_INFLOW: Final = frozenset({"received", "accepted", "filed", "handled"})


def counted_to_verdict(
    counted: Counted,
    value: Number,
    cells: Cells,
    *,
    approximate: bool = False,
    step: Number = 0,
    subject: Subject = "",
    scope: Scope = "unknown",
) -> Verdict:
    """What the tables say of a number that counts something.

    Args:
        counted: what it counts.
        value: the number, money in 万元.
        cells: cells of the reading.
        approximate: whether the text says that it is not exact.
        step: what the last printed digit stands for, where that is more than one (``3.5万``) or the number is money.
        subject: whom the sentence speaks of.
        scope: what the report counts.
    """
    sums = [total for total in counted_to_sums(counted, cells) if total.cells]
    if not sums:
        return Verdict("no_counterpart", explanation="the tables that were found do not count this")
    for total in sums:
        if total.value is not None and _agrees(value, total.value, step, approximate=approximate):
            return Verdict("matches", total.cells, total.value, _remark(value, total))
    plain = sums[0]
    near = _near_miss(counted, value, sums, cells, subject, scope)
    if near:
        return near
    if plain.value is None or any(total.value is None for total in sums):
        return Verdict("not_checked", plain.cells, None, "a cell that counts this is blank or was not read")
    if counted.weak:
        return Verdict("no_counterpart", plain.cells, plain.value, "the words may count something narrower or wider")
    if plain.provisional or approximate:
        return Verdict("not_checked", plain.cells, plain.value, "one of the two numbers is not exact")
    if counted.measure.startswith("disputes.") and counted.verb in _INFLOW and value < plain.value:
        return Verdict(
            "no_counterpart", plain.cells, plain.value, "the table also counts cases that came in during earlier years"
        )
    return Verdict("contradicts", plain.cells, plain.value, f"the text says {value}, the table {plain.value}")


def counted_to_sums(counted: Counted, cells: Cells) -> list[Sum]:
    """The sums of cells that count the same, the plain one first; an alternative without any cell here is empty."""
    return [rows_to_sum(rows, counted.columns, cells) for rows in counted.alternatives]


def rows_to_sum(rows: Iterable[str], columns: tuple[str, ...], cells: Cells) -> Sum:
    """The sum of the cells of some rows in some columns; whole cell ids stand for themselves.

    A group of rows (``requests.refused_*``) stands for those of the form that was found. A blank total is replaced by the
    printed columns of its row, and a blank cell beside printed ones is left out; the sum is provisional then, and its
    cells are those added.
    """
    added: list[str] = []
    unknown: list[str] = []
    value: Number = 0
    provisional = False
    for cell in (cell for row in rows for cell in _row_to_cells(row, columns, cells)):
        printed = cells[cell].value
        if printed is not None:
            added.append(cell)
            value += printed
            continue
        parts = [part for part in _columns_of(cell, cells) if cells[part].value is not None]
        if cells[cell].status == "unreadable" or any(
            cells[part].status == "unreadable" for part in _columns_of(cell, cells)
        ):
            return Sum((*added, cell), None)
        provisional = True
        if parts:
            added += parts
            value = sum((cells[part].value or 0 for part in parts), value)
        else:
            unknown.append(cell)
    if not added:
        return Sum(tuple(unknown), None)
    return Sum(tuple(added), value, provisional)


def _row_to_cells(row: str, columns: tuple[str, ...], cells: Cells) -> list[str]:
    if row.count(".") == 2:
        return [row] if row in cells and cells[row].status != "absent" else []
    if row.endswith("*"):
        head = row[:-1]
        rows = dict.fromkeys(cell.rpartition(".")[0] for cell in cells if cell.startswith(head))
        return [cell for name in rows for cell in _row_to_cells(name, columns, cells)]
    return [cell for column in columns if (cell := f"{row}.{column}") in cells and cells[cell].status != "absent"]


def _columns_of(total: str, cells: Cells) -> list[str]:
    """The columns that a total of the requests adds up; none for other cells."""
    table, row, column = total.split(".")
    if table != "requests" or column != "total":
        return []
    row = f"{table}.{row}"
    return [cell for column in _APPLICANTS if (cell := f"{row}.{column}") in cells]


def _agrees(value: Number, total: Number, step: Number, *, approximate: bool) -> bool:
    if value == total:
        return True
    distance = abs(Decimal(total) - Decimal(value))
    if approximate and value:
        # 5500余: the last digit that is not a zero may be one higher.
        digits = str(int(value))
        whole: int = 10 ** (len(digits) - len(digits.rstrip("0")))
        return whole > 1 and distance < whole
    return distance * 2 <= step


def _remark(value: Number, total: Sum) -> str:
    if total.provisional:
        return "a cell is blank; the cells named are the printed ones"
    return "" if value == total.value else "the text gives a rounded number"


def _near_miss(
    counted: Counted, value: Number, sums: list[Sum], cells: Cells, subject: Subject, scope: Scope
) -> Verdict | None:
    """The first explanation of a number that differs, the strongest first."""
    plain = sums[0]
    elsewhere = _elsewhere(subject, scope)
    if elsewhere:
        return Verdict("near_miss", plain.cells, plain.value, elsewhere)
    for near, said in _candidates(counted, value, sums, cells):
        if near.value == value and near.cells:
            return Verdict("near_miss", near.cells, plain.value, said)
    if plain.value is None:
        return None
    for total in sums:
        if total.value is None:
            continue
        if value and (value * _WAN == total.value or total.value * _WAN == value):
            return Verdict("near_miss", total.cells, total.value, "they differ by the factor 10,000: one is in 万")
        if _one_digit(value, total.value):
            return Verdict("near_miss", total.cells, total.value, "they differ by one digit: one may be mistyped")
    return None


def _elsewhere(subject: Subject, scope: Scope) -> str:
    if subject == "office" and scope in ("territory", "system", "unknown"):
        return "the sentence speaks of the office or level itself, the table may cover more"
    if subject == "government" and scope in ("territory", "unknown"):
        return "the sentence speaks of the government as a body, the table may cover the territory"
    if subject == "other" and scope in ("organ", "office", "level"):
        return "the sentence speaks of another body than the one that reports"
    if subject in ("government", "office") and scope == "organ":
        return "the sentence speaks of the government or its office, not of the organ that reports"
    if subject in ("territory", "system") and scope in ("organ", "office", "level"):
        return "the sentence speaks of more than the organ that reports"
    if subject == "other" and scope in ("territory", "system", "unknown"):
        return "the sentence speaks of another body, one of those that the table may cover"
    if subject == "own" and scope == "system":
        return "the sentence speaks of the organ alone, the table covers its line"
    return ""


def _candidates(counted: Counted, value: Number, sums: list[Sum], cells: Cells) -> Iterator[tuple[Sum, str]]:
    if value:
        yield _parts_of_total(sums[0], cells), "it is what the parts of the printed total add up to"
    if value >= _LEAST_NEIGHBOUR:
        for rows in _NEIGHBOURS.get(counted.measure, ()):
            near = rows_to_sum(rows, counted.columns, cells)
            yield near, "it is what these cells add up to, which count something near"
        block = counted.measure.rpartition(".")[0]
        if counted.measure in ("disputes.review.total", "disputes.suit.total"):
            blocks = [block] if block == "disputes.review" else ["disputes.direct_suit", "disputes.suit_after_review"]
            closed = tuple(f"{name}.{result}" for name in blocks for result in ("upheld", "corrected", "other"))
            yield rows_to_sum(closed, (), cells), "it is the number of cases that were closed"
    if value < _LEAST_COINCIDENCE:
        return
    for rows in counted.alternatives:
        if counted.columns == ("total",):
            yield from _by_columns(rows, cells)
        names = list(
            dict.fromkeys(cell.rpartition(".")[0] for row in rows for cell in _row_to_cells(row, ("total",), cells))
        )
        if len(names) > 2:
            for name in names:
                yield rows_to_sum((name,), counted.columns, cells), "it is one of the rows that make up the group"
            for left_out in names:
                rest = [name for name in names if name != left_out]
                if rows_to_sum((left_out,), counted.columns, cells).value:
                    yield rows_to_sum(rest, counted.columns, cells), f"it is the group without {left_out}"


def _parts_of_total(total: Sum, cells: Cells) -> Sum:
    """What the printed totals of a sum ought to be by their own rows."""
    parts: list[str] = []
    for cell in total.cells:
        head, _, column = cell.rpartition(".")
        if column != "total":
            return Sum((), None)
        names = _RESULTS if cell.startswith("disputes.") else _APPLICANTS
        parts += [part for name in names if (part := f"{head}.{name}") in cells]
    found = rows_to_sum(parts, (), cells)
    return Sum((), None) if found.provisional else found


def _by_columns(rows: tuple[str, ...], cells: Cells) -> Iterator[tuple[Sum, str]]:
    """One column of the rows or of one of them, then all columns without one: sums that leave out the rest of the applicants."""
    for chosen in [rows, *((row,) for row in rows)] if len(rows) > 1 else [rows]:
        printed = {
            column: near
            for column in _APPLICANTS
            if (near := rows_to_sum(chosen, (column,), cells)).cells and near.value
        }
        for column, near in printed.items():
            yield near, f"it is the number in the column {column}"
        if len(printed) > 2:
            for left_out in printed:
                columns = tuple(column for column in printed if column != left_out)
                yield rows_to_sum(chosen, columns, cells), f"it is the sum of the columns without {left_out}"


def _one_digit(one: Number, other: Number) -> bool:
    first, second = str(one), str(other)
    if min(len(first), len(second)) < _LEAST_DIGITS or len(first) != len(second):
        return False
    distance: int = DamerauLevenshtein.distance(first, second)
    return distance == 1
