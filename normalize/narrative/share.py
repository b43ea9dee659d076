"""Shares in the text (占33.9%), computed again from the cells."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final, NamedTuple

from extract.reading import Number
from normalize.narrative.comparison import Cells, Sum, Verdict, rows_to_sum
from normalize.narrative.counted import CONCLUDED, NEW, Counted
from normalize.narrative.number import PrintedNumber


class Counting(NamedTuple):
    """The number that a share stands behind.

    Attributes:
        counted: what it counts.
        value: as printed.
        verdict: what the tables say of it.
        whole: what the last total before it counted: requests received or concluded; None without.
    """

    counted: Counted
    value: Number
    verdict: Verdict
    whole: Counted | None


_APPLICANTS: Final = ("natural_person", "business", "research", "social", "legal", "other_org")
_OF_ANSWERS = re.compile(r"办结|答复|办理|处理")
_OF_RECEIVED = re.compile(r"申请|受理|收到|新收")
_HUNDRED: Final = 100


def share_to_verdict(counting: Counting, share: PrintedNumber, base: str, cells: Cells) -> Verdict:
    """Whether a share is what its number makes of the base that the words name.

    Without named base a share of an outcome is one of the requests concluded, and one of applicants or of requests carried over
    is one of those received. Where the number itself is
    said of another sum than the table's, small sums over the columns are tried and named as a near miss.

    Args:
        counting: the number that the share stands behind.
        share: the share.
        base: the words between 占 and the share; empty without.
        cells: cells of the reading.
    """
    if not counting.counted.measure.startswith("requests."):
        return Verdict("no_counterpart", explanation="no base for this share stands in the tables")
    bases = [found for found in _bases(counting, base, cells) if found.value]
    if not bases:
        return Verdict("not_checked", explanation="the base of this share is blank or was not read")
    matched = counting.verdict.result == "matches"
    for found in bases:
        if _is_share(counting.value, found.value, share):
            if matched:
                return Verdict("matches", counting.verdict.cells, _share(counting.value, found.value), "", found.cells)
            said = "it is the share of the text's own number, which is not the table's"
            return Verdict("near_miss", counting.verdict.cells, _share(counting.value, found.value), said, found.cells)
    for numerator in _numerators(counting, cells):
        for found in bases:
            if numerator.value and _is_share(numerator.value, found.value, share):
                said = f"it is {numerator.value} of {found.value}, another sum than the text's {counting.value}"
                expected = _share(numerator.value, found.value)
                return Verdict("near_miss", numerator.cells, expected, said, found.cells)
    expected = _share(counting.value, bases[0].value)
    if not base or not matched:
        said = "the base of this share is not known for certain"
        return Verdict("no_counterpart", counting.verdict.cells, expected, said, bases[0].cells)
    said = f"{counting.value} of {bases[0].value} is not {share.text}"
    return Verdict("contradicts", counting.verdict.cells, expected, said, bases[0].cells)


def _bases(counting: Counting, words: str, cells: Cells) -> Iterator[Sum]:
    concluded = [rows_to_sum(rows, ("total",), cells) for rows in CONCLUDED]
    received = [rows_to_sum(rows, ("total",), cells) for rows in (NEW, ("requests.new", "requests.carried_in"))]
    by_whole = counting.counted.columns != ("total",) or counting.counted.verb == "carried"
    if _OF_ANSWERS.search(words):
        yield from concluded
    elif _OF_RECEIVED.search(words) or by_whole:
        yield from received
    else:
        yield from concluded
        yield from received


def _is_share(part: Number, whole: Number | None, share: PrintedNumber) -> bool:
    """Whether a printed share is that of a part, rounded or cut to the digits that are printed."""
    if not whole:
        return False
    decimals = len(share.text.rstrip("%％").partition(".")[2])
    step = Decimal(1).scaleb(-decimals)
    exact = _HUNDRED * Decimal(part) / Decimal(whole)
    difference = exact - Decimal(share.value)
    return -step / 2 <= difference < step


def _share(part: Number, whole: Number | None) -> Decimal | None:
    return round(_HUNDRED * Decimal(part) / Decimal(whole), 4) if whole else None


def _numerators(counting: Counting, cells: Cells) -> Iterator[Sum]:
    """The table's own number, then sums of two or more of its columns, largest parts first."""
    for rows in counting.counted.alternatives:
        yield rows_to_sum(rows, counting.counted.columns, cells)
        if counting.counted.columns != ("total",):
            continue
        parts = [(row, column) for row in rows for column in _APPLICANTS if rows_to_sum((row,), (column,), cells).value]
        # More parts would match by chance.
        for count in (1, 2, 3):
            for chosen in itertools.islice(itertools.combinations(parts, count), 40):
                sums = [rows_to_sum((row,), (column,), cells) for row, column in chosen]
                yield Sum(
                    tuple(cell for found in sums for cell in found.cells),
                    sum(found.value for found in sums if found.value is not None),
                )
