"""Running text in which the borders of table cells are lost: cut at the labels of the forms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from extract.read.form_words import FormWords, form_words

LEAST_LENGTH: Final = 60
"""A line shorter than this is no flattened table."""
_LEAST_ROWS: Final = 2
_LEAST_HEADS: Final = 8
"""So many labels in a row before a single run of digits make a table too: that of the disputes."""
_RUN: Final = re.compile(r"[\s（()）”\"」』]*((?:\d[\d.]*|[/—-])(?:[\s]*(?:\d[\d.]*|[/—-]))*)[\s（(]*")
_MARGIN: Final = ' （()）”"」』\u3000\t\n'
_PART: Final = re.compile(r"[一二三四五六][、.．]\s*$")


class Stretch(NamedTuple):
    """A piece of a line: prose, or table rows as lists of cell texts whose last may be a run of digits."""

    text: str
    rows: list[list[str]]


class _Word(NamedTuple):
    start: int
    end: int
    text: str
    kind: str
    run: str


def line_to_stretches(line: str) -> list[Stretch]:
    """Cuts one long line into prose and table rows; one stretch of prose when there is no table in it.

    A word of the form counts as a row's label only where digits follow it at once and nothing but
    another label, a heading or the end follows the digits: ``行政许可12件`` in a sentence does not.

    >>> [stretch.rows for stretch in line_to_stretches("情况如下" * 15 + "行政处罚74" + "行政强制0" + "五、存在")][1]
    [['行政处罚', '74'], ['行政强制', '0']]
    """
    if len(line) < LEAST_LENGTH:
        return [Stretch(line, [])]
    words = list(_words(line, form_words()))
    stretches: list[Stretch] = []
    done = 0
    for chain in _chains(words, line):
        rows = list(_chain_to_rows(chain))
        runs = sum(1 for row in rows if _RUN.fullmatch(row[-1]))
        if runs < _LEAST_ROWS and not (runs and len(chain) >= _LEAST_HEADS):
            continue
        if line[done : chain[0].start].strip():
            stretches.append(Stretch(line[done : chain[0].start].strip(), []))
        stretches.append(Stretch("", rows))
        done = chain[-1].end + len(chain[-1].run)
    if line[done:].strip() or not stretches:
        stretches.append(Stretch(line[done:].strip(), []))
    return stretches


def _words(line: str, words: FormWords) -> Iterator[_Word]:
    found = list(words.pattern.finditer(line))
    for number, match in enumerate(found):
        end = found[number + 1].start() if number + 1 < len(found) else len(line)
        run = _RUN.match(line, match.end(), end)
        text = ""
        if run is not None and _run_ends(line, run.end(), end):
            text = line[match.end() : run.end()]
        yield _Word(match.start(), match.end(), match.group(), words.kind(match.group()) or "row", text)


def _run_ends(line: str, run_end: int, next_word: int) -> bool:
    rest = line[run_end:next_word].strip(_MARGIN)
    return (
        not rest
        or _PART.match(rest + " ") is not None
        or re.match(r"[一二三四五六][、.．]|注[:：]|[—-]", rest) is not None
    )


def _chains(words: list[_Word], line: str) -> Iterator[list[_Word]]:
    """Words that follow each other with nothing but runs of digits between them."""
    chain: list[_Word] = []
    for word in words:
        if chain:
            gap = line[chain[-1].end + len(chain[-1].run) : word.start]
            if len(gap.strip(_MARGIN)) > 1:
                yield chain
                chain = []
        chain.append(word)
    if chain:
        yield chain


def _chain_to_rows(chain: list[_Word]) -> Iterator[list[str]]:
    """Head rows and value rows: a run of digits belongs to the row label before it, the labels before that are heads."""
    heads: list[str] = []
    groups: list[str] = []
    previous = ""
    for word in chain:
        # 其他 and 总计 behind a column's label are columns as well.
        kind = "column" if word.kind == "either" and previous == "column" else word.kind
        previous = kind
        run = word.run.strip(_MARGIN)
        if kind == "group":
            groups.append(word.text)
        elif not run or kind == "column":
            if groups:
                yield groups
                groups = []
            heads.append(word.text)
            if run:
                yield heads
                heads = []
                yield [run]
        else:
            if heads:
                yield heads
                heads = []
            yield [*groups, word.text, run]
            groups = []
    if heads or groups:
        yield [*groups, *heads]
