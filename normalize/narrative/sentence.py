"""The sentences of a report's text, each with the place where it stands."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import Final, NamedTuple

from normalize.narrative.number import PrintedNumber, text_to_numbers
from normalize.narrative.setting import is_plan
from normalize.report import Section

_PRINTED = re.compile(r"\S+")
_ALIKE: Final = str.maketrans("０１２３４５６７８９．％():;—－─―", "0123456789.%（）：；----")
"""Signs brought to one form, one for one, so that offsets stay."""
_COMMA = re.compile(r",(?!\d)|(?<!\d),")
_END = re.compile(r"[。！？!?]+\n?|\n")
_SENTENCE_SIGNS: Final = frozenset("。；！？：:;!?…，、")
_LIST_MARK = re.compile(
    r"[（(]?[一二三四五六七八九十\d]{1,3}[）)、．.]|[一二三四五六七八九十]是|第[一二三四五六七八九十]|[-|#*>]"
)
_NARROWEST_PAGE: Final = 12
_WIDEST_PAGE: Final = 60


class Sentence(NamedTuple):
    """A sentence without its white space.

    Attributes:
        section: index of the section in the list of sections.
        text: without white space, signs as printed.
        plain: the same length, with digits, brackets and dashes brought to one form; a blank stands where white space
            parts two digits.
        numbers: the numbers in it.
        plan: whether it speaks of what is to come; in the part on problems so do all sentences behind one that does.
        paragraph: number of its paragraph in the section, from 0.
        begins: offsets in ``text`` at which a run of printed signs begins.
        origins: offsets of the same runs in the section's text.
    """

    section: int
    text: str
    plain: str
    numbers: list[PrintedNumber]
    plan: bool
    paragraph: int
    begins: tuple[int, ...]
    origins: tuple[int, ...]

    def offset(self, position: int) -> int:
        """Where in the section's text the sign at that position of ``text`` stands."""
        run = bisect_right(self.begins, position) - 1
        return self.origins[run] + position - self.begins[run]


def sections_to_sentences(sections: Sequence[Section]) -> list[Sentence]:
    """All sentences of the text, in order.

    A sentence ends at a full stop or with its paragraph. Lines that a page's width has cut (they fill it, and end
    without a sign) are joined; a list mark or a short line keeps them apart.

    >>> part = Section("overview", "", "（一）全年共收到申请 ３ 件，\\n办结 2件。结转1件。")
    >>> [(sentence.text, sentence.plain[-3:-1]) for sentence in sections_to_sentences([part])]
    [('（一）全年共收到申请３件，办结2件。', '2件'), ('结转1件。', '1件')]
    """
    found: list[Sentence] = []
    for index, part in enumerate(sections):
        if part.text:
            _add_sentences(found, index, part.text, on_problems=part.section == "problems")
    return found


def _add_sentences(found: list[Sentence], index: int, text: str, *, on_problems: bool) -> None:
    planned = False
    joined, begins, origins = _text_to_runs(text)
    plain = joined.translate(_ALIKE)
    if "," in plain:
        plain = _COMMA.sub("，", plain)
    start = paragraph = 0
    for end in [*(match.end() for match in _END.finditer(joined)), len(joined)]:
        if start < end:
            first = bisect_right(begins, start) - 1
            last = bisect_right(begins, end - 1)
            # A line end is the border, not part of the sentence.
            stop = end - (len(joined[start:end]) - len(joined[start:end].rstrip("\n")))
            if start < stop:
                plan = planned or is_plan(plain[start:stop])
                planned = plan and on_problems
                found.append(
                    Sentence(
                        index,
                        joined[start:stop],
                        plain[start:stop],
                        text_to_numbers(plain[start:stop]),
                        plan,
                        paragraph,
                        tuple(max(begin - start, 0) for begin in begins[first:last]),
                        tuple(
                            origin + max(start - begin, 0)
                            for begin, origin in zip(begins[first:last], origins[first:last], strict=True)
                        ),
                    )
                )
        paragraph += joined.count("\n", start, end)
        start = end


def _text_to_runs(text: str) -> tuple[str, list[int], list[int]]:
    """The text without white space, line ends kept where a paragraph ends, and where each run of signs begins."""
    width = max(map(len, text.split("\n")))
    pieces: list[str] = []
    begins: list[int] = []
    origins: list[int] = []
    length = line_start = previous_end = 0
    for run in _PRINTED.finditer(text):
        start, end = run.span()
        signs = run.group()
        if pieces:
            gap = text[previous_end:start]
            before = pieces[-1][-1]
            if "\n" in gap:
                if not _is_wrapped(text[line_start:previous_end], signs, width):
                    pieces.append("\n")
                    length += 1
                line_start = start
            if before.isdigit() and signs[0].isdigit() and pieces[-1] != "\n":
                pieces.append(" ")
                length += 1
        pieces.append(signs)
        begins.append(length)
        origins.append(start)
        length += end - start
        previous_end = end
    return "".join(pieces), begins, origins


def _is_wrapped(line: str, following: str, width: int) -> bool:
    """Whether a line ends because the page does, not the paragraph."""
    if line[-1] in "，、（":
        return True
    return (
        _NARROWEST_PAGE < width <= _WIDEST_PAGE
        and len(line) >= width * 0.7
        and line[-1] not in _SENTENCE_SIGNS
        and not _LIST_MARK.match(following)
        and not (_LIST_MARK.match(line) and len(line) < 20)
    )
