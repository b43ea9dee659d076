"""The words that say what a number counts, from ``counts.toml``, compiled once."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from typing import Any, Final, NamedTuple

FILLER: Final = (
    r"(?:的|类|了|共计|共|合计|总计|计|约|近|超过|超|逾|达到|达|为|是|有|均|分别|总数量|数量|总数|件数|总量|数|量|政府信息公开|信息公开"
    r"|依申请公开|政府信息|信息|申请|案件|案|事项|情形|情况|答复|处理决定|决定|公开|等|[：“”（）\"]|，(?:共计?|合计|总计|计))*"
)
"""Words that may stand between what is counted and its number; white space is cut already."""

_LEAD: Final = r"(?:政府信息公开|信息公开)?(?:的)?(?:申请|案件)?(?:，)?(?:按照《?条例》?|依据《?条例》?|依法|按规定|因|由于|属于|属|为|系|被|均|已|作出|决定|告知)*"


class Entry(NamedTuple):
    """One thing that numbers count.

    Attributes:
        id: measure of the claim, such as ``requests.granted``.
        label_en, label_zh: for people.
        verb: what happened to the things counted; empty where the words do not say.
        weak: whether the words may also count something narrower or wider.
        alternatives: rows of the forms (or whole cells) that count the same, each a tuple to be added.
    """

    id: str
    label_en: str
    label_zh: str
    verb: str
    weak: bool
    alternatives: tuple[tuple[str, ...], ...]


class Column(NamedTuple):
    """Applicants that words speak of: an id, and the columns of the requests to be added."""

    id: str
    columns: tuple[str, ...]


class Lexicon(NamedTuple):
    """The entries and the expressions that find them; a match's ``lastindex`` less one is the entry's place.

    Attributes:
        counts: entries by place.
        before: finds one right before a number.
        behind: matches one right behind a number.
        behind_places: the place in ``counts`` for each group of ``behind``.
        results, results_before, results_behind: the same for results of disputes.
        columns, columns_before: the same for applicants.
    """

    counts: tuple[Entry, ...]
    before: re.Pattern[str]
    behind: re.Pattern[str]
    behind_places: tuple[int, ...]
    results: tuple[Entry, ...]
    results_before: re.Pattern[str]
    results_behind: re.Pattern[str]
    results_behind_places: tuple[int, ...]
    columns: tuple[Column, ...]
    columns_before: re.Pattern[str]


@cache
def load_lexicon() -> Lexicon:
    """The lexicon of this version."""
    data: dict[str, Any] = tomllib.loads(
        resources.files("normalize.narrative").joinpath("counts.toml").read_text(encoding="utf-8")
    )
    counts, results, columns = data["counts"], data["results"], data["columns"]
    behind = [place for place, entry in enumerate(counts) if entry.get("behind")]
    results_behind = [place for place, entry in enumerate(results) if entry.get("behind")]
    return Lexicon(
        tuple(map(_entry, counts)),
        _before(counts),
        _behind([counts[place] for place in behind]),
        tuple(behind),
        tuple(map(_entry, results)),
        _before(results),
        _behind([results[place] for place in results_behind]),
        tuple(results_behind),
        tuple(Column(entry["id"], tuple(entry["columns"])) for entry in columns),
        _before(columns, r"(?:提出|提交|提起|申请人)?"),
    )


def _entry(data: dict[str, Any]) -> Entry:
    return Entry(
        data["id"],
        data["label_en"],
        data["label_zh"],
        data.get("verb", ""),
        data.get("weak", False),
        tuple(tuple(alternative) for alternative in data.get("cells", ())),
    )


def _groups(entries: list[dict[str, Any]]) -> str:
    # No word has a group of its own that counts, so that the number of the group that matched tells the entry.
    return "|".join(f"({'|'.join(entry['words'])})" for entry in entries)


def _before(entries: list[dict[str, Any]], between: str = "") -> re.Pattern[str]:
    return re.compile(rf"{_first_signs(entries)}(?:{_groups(entries)}){between}{FILLER}\Z")


def _behind(entries: list[dict[str, Any]]) -> re.Pattern[str]:
    return re.compile(rf"{_LEAD}(?:{_groups(entries)})")


_MAY_BE_FIRST = re.compile(r"(?:^|(?<=[(|:?)\]]))[^\W\d_]|\[[^\]]+\]")


def _first_signs(entries: list[dict[str, Any]]) -> str:
    """A look ahead for the signs that words may begin with, which spares trying a hundred words at every place.

    Every sign that stands at a beginning, in an alternative or behind an optional group counts: too many, never too few.
    """
    signs = {
        sign for entry in entries for word in entry["words"] for found in _MAY_BE_FIRST.findall(word) for sign in found
    }
    return f"(?=[{''.join(sorted(sign for sign in signs if sign.isalpha()))}])"
