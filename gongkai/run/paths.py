"""Printable names for paths whose bytes need not be UTF-8."""

from __future__ import annotations

import os
from typing import Literal, NamedTuple

PathEncoding = Literal["utf-8", "gb18030", "escaped"]


class PrintablePath(NamedTuple):
    """A path that can be shown and stored, and how its bytes were turned into text."""

    text: str
    encoding: PathEncoding


def parts_to_printable(parts: tuple[str, ...]) -> PrintablePath:
    r"""Join the parts of a path by slashes, each made printable on its own.

    A part whose bytes are no UTF-8 is read as GB18030, as old Chinese archives write names, and escaped
    where it is not that either.

    >>> parts_to_printable(("年报", os.fsdecode("报告.html".encode("gbk"))))
    PrintablePath(text='年报/报告.html', encoding='gb18030')
    >>> parts_to_printable((os.fsdecode(b"a\xff.html"),))
    PrintablePath(text='a\\xff.html', encoding='escaped')
    """
    printable = [_part_to_printable(part) for part in parts]
    encodings: set[PathEncoding] = {part.encoding for part in printable}
    encoding: PathEncoding = "escaped" if "escaped" in encodings else "gb18030" if "gb18030" in encodings else "utf-8"
    return PrintablePath("/".join(part.text for part in printable), encoding)


def _part_to_printable(part: str) -> PrintablePath:
    try:
        part.encode()
        return PrintablePath(part, "utf-8")
    except UnicodeEncodeError:
        raw = os.fsencode(part)
    try:
        text = raw.decode("gb18030")
        if text.isprintable() and text.encode("gb18030") == raw:
            return PrintablePath(text, "gb18030")
    except UnicodeDecodeError:
        pass
    return PrintablePath(raw.decode("utf-8", "backslashreplace"), "escaped")
