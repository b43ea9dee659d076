"""The Stata file format 118 (Stata 14 and later), written a piece at a time.

Source of the layout: Stata's help file ``dta`` for format 118. Written here and not by a library because those hold
the whole table in memory, and because they write neither notes nor labels in a second language.
"""

from __future__ import annotations

import datetime
import shutil
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from types import TracebackType
from typing import IO, Final, Self

import numpy as np
import numpy.typing as npt

MOST_TEXT: Final = 2045
"""Bytes of a text of fixed width; a longer one is a strL."""

MOST_LABEL: Final = 80
"""Characters of the label of a variable or of the data."""


_CODES: Final = {"byte": 65530, "int": 65529, "long": 65528, "double": 65526, "strL": 32768}
_DTYPES: Final = {"byte": "<i1", "int": "<i2", "long": "<i4", "double": "<f8", "strL": "<u8"}
_MISSING: Final = {"byte": 101, "int": 32741, "long": 2147483621, "double": float.fromhex("0x1.0p+1023")}

_RANGES: Final = (
    ("byte", -127, 100),
    ("int", -32767, 32740),
    ("long", -2147483647, 2147483620),
)
"""Smallest and largest value of the types of whole numbers; what lies above stands for missing."""

MOST_NUMBER: Final = float.fromhex("0x1.fffffffffffffp+1022")
"""Largest double that is a number; what lies above stands for missing."""


def range_to_type(low: int, high: int) -> str:
    """The smallest type that holds whole numbers of a range, each of them at most 2**53.

    >>> range_to_type(0, 100), range_to_type(0, 101), range_to_type(-1, 2147483620), range_to_type(0, 2147483621)
    ('byte', 'int', 'long', 'double')
    """
    return next((name for name, least, most in _RANGES if least <= low and high <= most), "double")


@dataclass(frozen=True, slots=True)
class Variable:
    """One column of a Stata file.

    Attributes:
        name: at most 32 characters.
        type: ``byte``, ``int``, ``long``, ``double``, ``strL`` or ``str1`` to ``str2045``.
        format: how Stata shows it, such as ``%12.0g``.
        label: at most 80 characters.
        value_label: name of the labels of its values; empty for none.
        characteristics: more about it, by name: ``note0``, ``note1``, ….
    """

    name: str
    type: str
    format: str
    label: str = ""
    value_label: str = ""
    characteristics: Mapping[str, str] = field(default_factory=dict)

    @property
    def dtype(self) -> str:
        """Type of one value in a row of the file."""
        return _DTYPES.get(self.type) or f"S{self.type.removeprefix('str')}"

    @property
    def code(self) -> int:
        """Number of the type in the file."""
        return _CODES.get(self.type) or int(self.type.removeprefix("str"))


class StataFile:
    """A Stata file being written: use as a context manager; it is complete when the block ends without an error.

    Args:
        path: of the new file.
        variables: the columns, in order.
        row_count: how many rows :meth:`write` will be given.
        label: of the data, at most 80 characters.
        date: stands in the file as the time it was written, so that it does not depend on the clock.
        value_labels: name of the labels to whole numbers and their texts.
        characteristics: of the data, by name.
    """

    def __init__(
        self,
        path: Path,
        variables: Sequence[Variable],
        row_count: int,
        *,
        label: str,
        date: datetime.date,
        value_labels: Mapping[str, Mapping[int, str]],
        characteristics: Mapping[str, str],
    ) -> None:
        self._file: IO[bytes] = path.open("wb")
        self._long_texts: IO[bytes] = TemporaryFile()  # noqa: SIM115  closed by __exit__
        self._variables = variables
        self._dtype = np.dtype([(f"v{number}", variable.dtype) for number, variable in enumerate(variables)])
        self._row_count = row_count
        self._written = 0
        self._value_labels = value_labels
        self._characteristics = {"_dta": characteristics} | {
            variable.name: variable.characteristics for variable in variables if variable.characteristics
        }
        self._offsets = [0]
        self._write_header(label, date)
        self._write_descriptions()

    def write(self, columns: Sequence[npt.NDArray[np.generic]], missing: Sequence[npt.NDArray[np.bool_]]) -> None:
        """Add rows.

        Args:
            columns: one array for each variable; of bytes (UTF-8) for texts, of numbers for the others.
            missing: for each variable, which rows have no value; a text without one must be empty.
        """
        count = len(columns[0])
        rows = np.zeros(count, self._dtype)
        long_texts: dict[int, list[bytes]] = {}
        for number, (variable, column, empty) in enumerate(zip(self._variables, columns, missing, strict=True)):
            if variable.type == "strL":
                long_texts[number] = column.tolist()
            elif variable.type in _MISSING:
                rows[f"v{number}"] = np.where(empty, _MISSING[variable.type], column)
            else:
                rows[f"v{number}"] = column
        if long_texts:
            self._write_long_texts(rows, long_texts)
        self._file.write(rows.tobytes())
        self._written += count

    def _write_long_texts(self, rows: npt.NDArray[np.void], long_texts: Mapping[int, list[bytes]]) -> None:
        # By row and then by variable. A row refers to its text by six bytes of row number above two bytes of variable
        # number, both from 1; by 0 to the empty text, which is stored nowhere.
        for row, texts in enumerate(zip(*long_texts.values(), strict=True)):
            for number, text in zip(long_texts, texts, strict=True):
                if text:
                    place = self._written + row + 1
                    rows[f"v{number}"][row] = place << 16 | number + 1
                    head = struct.pack("<IQBI", number + 1, place, 130, len(text) + 1)
                    self._long_texts.write(b"GSO" + head + text + b"\0")

    def _write_header(self, label: str, date: datetime.date) -> None:
        # Month names of their own, for strftime gives those of the system's language.
        month = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()[date.month - 1]
        stamp = f"{date.day:2} {month} {date.year:04} 00:00".encode()
        self._file.write(b"<stata_dta><header><release>118</release><byteorder>LSF</byteorder>")
        self._file.write(b"<K>" + struct.pack("<H", len(self._variables)) + b"</K>")
        self._file.write(b"<N>" + struct.pack("<Q", self._row_count) + b"</N>")
        self._file.write(b"<label>" + struct.pack("<H", len(label.encode())) + label.encode() + b"</label>")
        self._file.write(b"<timestamp>" + bytes([len(stamp)]) + stamp + b"</timestamp></header>")

    def _write_descriptions(self) -> None:
        variables = self._variables
        self._begin()
        # Its place is known, its numbers are not before the end.
        self._file.write(b"<map>" + bytes(14 * 8) + b"</map>")
        self._part("variable_types", b"".join(struct.pack("<H", variable.code) for variable in variables))
        self._part("varnames", b"".join(_padded(variable.name, 129) for variable in variables))
        self._part("sortlist", bytes(2 * (len(variables) + 1)))
        self._part("formats", b"".join(_padded(variable.format, 57) for variable in variables))
        self._part("value_label_names", b"".join(_padded(variable.value_label, 129) for variable in variables))
        self._part("variable_labels", b"".join(_padded(variable.label, 321) for variable in variables))
        self._part(
            "characteristics",
            b"".join(
                _characteristic(owner, name, text)
                for owner, entries in self._characteristics.items()
                for name, text in entries.items()
            ),
        )
        self._begin()
        self._file.write(b"<data>")

    def _begin(self) -> None:
        self._offsets.append(self._file.tell())

    def _part(self, name: str, content: bytes) -> None:
        self._begin()
        self._file.write(f"<{name}>".encode() + content + f"</{name}>".encode())

    def _finish(self) -> None:
        if self._written != self._row_count:
            raise ValueError(f"{self._written} rows were written to a file for {self._row_count}")
        self._file.write(b"</data>")
        self._begin()
        self._file.write(b"<strls>")
        self._long_texts.seek(0)
        shutil.copyfileobj(self._long_texts, self._file)
        self._file.write(b"</strls>")
        self._part("value_labels", b"".join(_value_label(name, texts) for name, texts in self._value_labels.items()))
        self._begin()
        self._file.write(b"</stata_dta>")
        self._begin()
        self._file.seek(self._offsets[1] + len(b"<map>"))
        self._file.write(struct.pack("<14Q", *self._offsets))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self._finish()
        finally:
            self._file.close()
            self._long_texts.close()


def _padded(text: str, size: int) -> bytes:
    data = text.encode()
    if len(data) >= size:
        raise ValueError(f"{text!r} takes more than {size - 1} bytes")
    return data.ljust(size, b"\0")


def _characteristic(owner: str, name: str, text: str) -> bytes:
    content = _padded(owner, 129) + _padded(name, 129) + text.encode() + b"\0"
    return b"<ch>" + struct.pack("<I", len(content)) + content + b"</ch>"


def _value_label(name: str, texts: Mapping[int, str]) -> bytes:
    values = sorted(texts)
    parts = [texts[value].encode() + b"\0" for value in values]
    offsets = np.cumsum([0, *map(len, parts)])
    table = struct.pack("<II", len(values), int(offsets[-1]))
    table += struct.pack(f"<{len(values)}I", *(int(offset) for offset in offsets[:-1]))
    table += struct.pack(f"<{len(values)}i", *values) + b"".join(parts)
    return b"<lbl>" + struct.pack("<I", len(table)) + _padded(name, 129) + bytes(3) + table + b"</lbl>"
