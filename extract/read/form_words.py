"""The words of the forms, for cutting running text where no other borders are left."""

from __future__ import annotations

import re
from functools import cache
from typing import Final, Literal, NamedTuple

from extract.forms import load_forms

WordKind = Literal["row", "column", "group", "either"]
"""``either``: a word that names a row as well as a column (其他, 总计)."""

_PUNCTUATION: Final = "[\\s.,、．，。；;:：/“”\"'‘’（）()〔〕\\[\\]]*"
_ENUMERATION: Final = re.compile(r"^(?:\d{1,2}|[（(]?[一二三四五六七八九十]{1,2}[）)]?)\s*[.、．]?\s*")


class FormWords(NamedTuple):
    """All printed labels of all forms.

    Attributes:
        pattern: matches any label, the longest first; spaces and punctuation inside may differ.
        kinds: what a label names, by its letters and digits alone.
    """

    pattern: re.Pattern[str]
    kinds: dict[str, WordKind]

    def kind(self, text: str) -> WordKind | None:
        """What a text names, word for word; None when it is no label.

        >>> form_words().kind("（一） 予以公开"), form_words().kind("商 业 企业"), form_words().kind("其他")
        ('row', 'column', 'either')
        """
        return self.kinds.get(letters(text))


_OUTSIDE: Final = re.compile(r"[^0-9A-Za-z\u4e00-\u9fff]+")


def letters(text: str) -> str:
    """A text without anything but letters, digits and CJK characters."""
    return _OUTSIDE.sub("", text)


@cache
def form_words() -> FormWords:
    """The words of all forms that ship with the package."""
    kinds: dict[str, WordKind] = {}
    texts: list[str] = []

    def note(text: str, kind: WordKind) -> None:
        for wording in dict.fromkeys((text, _ENUMERATION.sub("", text))):
            key = letters(wording)
            if len(key) < 2:
                continue
            texts.append(wording)
            known = kinds.get(key)
            if known is None or known == kind:
                kinds[key] = kind
            elif {known, kind} == {"row", "column"} or known == "either":
                kinds[key] = "either"
            elif kind == "row":
                # A group label that is a row in another form (（六）其他处理): the row wins.
                kinds[key] = "row"

    for form in load_forms().values():
        for table in form.tables:
            if table.corner:
                note(table.corner, "column")
            for block in table.blocks:
                if block.heading:
                    note(block.heading, "group")
                for column in block.columns:
                    for text in (column.label, *column.variants):
                        note(text, "column")
                for row in block.rows:
                    for text in (row.label, *row.variants):
                        note(text, "column" if table.layout == "one_row" else "row")
                for label in (*block.rows, *block.columns):
                    for group in label.groups:
                        note(group, "column" if label in block.columns or table.layout == "one_row" else "group")
    ordered = sorted(dict.fromkeys(texts), key=lambda text: (-len(letters(text)), text))
    return FormWords(re.compile("|".join(_loose(text) for text in ordered)), kinds)


def _loose(text: str) -> str:
    """A pattern for a label whose inner spaces and punctuation may differ."""
    pieces: list[str] = []
    gap = False
    for character in text:
        if _OUTSIDE.fullmatch(character):
            gap = True
            continue
        if pieces:
            pieces.append(_PUNCTUATION if gap else r"\s*")
        pieces.append(re.escape(character))
        gap = False
    return "".join(pieces)
