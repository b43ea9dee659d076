"""pdfium's own functions, called for many characters or shapes at once: a page has thousands of them.

pypdfium2 hands out functions that check and convert every argument of every call, which takes several times as long
as what pdfium then does. The functions here take prepared arguments only and are called in rows, by ``map``; like
all of pdfium they serve one thread at a time.
"""

from __future__ import annotations

import ctypes
import struct
import sys
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, Final

import pypdfium2.raw as pdfium

Numbers = tuple[Any, ...]

_ROW: Final = 256
"""Answers that are fetched before they are read."""

_DOUBLES: Final = 6
"""Doubles that one answer takes at most."""


class Handle(ctypes.c_void_p):
    """Something inside pdfium; as a class of its own it is not turned into a number and back."""


def to_handle(pointer: Any) -> Handle:
    """The handle of what pypdfium2 points to."""
    return Handle(ctypes.cast(pointer, ctypes.c_void_p).value)


def _function(name: str, result: Any = ctypes.c_int) -> Callable[..., Any]:
    """A function of pdfium that takes handles, numbers and references as they are, without checking them."""
    checked = getattr(pdfium, name)
    address = ctypes.cast(checked, ctypes.c_void_p).value or 0
    # Where words have 32 bits, Windows has a calling convention of its own, which only the checked one's class knows.
    function: Any = ctypes.PYFUNCTYPE(result)(address) if sys.maxsize > 2**32 else type(checked)(address)
    function.restype = result
    return function  # type: ignore[no-any-return]


count_page_objects = _function("FPDFPage_CountObjects")
get_page_object = _function("FPDFPage_GetObject", Handle)
count_form_objects = _function("FPDFFormObj_CountObjects")
get_form_object = _function("FPDFFormObj_GetObject", Handle)
get_object_type = _function("FPDFPageObj_GetType")
count_segments = _function("FPDFPath_CountSegments")
get_segment = _function("FPDFPath_GetPathSegment", Handle)
get_segment_type = _function("FPDFPathSegment_GetType")
is_closed = _function("FPDFPathSegment_GetClose")
get_render_mode = _function("FPDFTextObj_GetTextRenderMode")
is_generated = _function("FPDFText_IsGenerated")
is_unmapped = _function("FPDFText_HasUnicodeMapError")
get_char_angle = _function("FPDFText_GetCharAngle", ctypes.c_float)
get_font_size = _function("FPDFText_GetFontSize", ctypes.c_double)
_get_object_matrix = _function("FPDFPageObj_GetMatrix")
_get_draw_mode = _function("FPDFPath_GetDrawMode")
_get_fill_color = _function("FPDFPageObj_GetFillColor")
_get_bounds = _function("FPDFPageObj_GetBounds")
_get_point = _function("FPDFPathSegment_GetPoint")
_get_loose_box = _function("FPDFText_GetLooseCharBox")
_get_box = _function("FPDFText_GetCharBox")
_get_origin = _function("FPDFText_GetCharOrigin")
_get_matrix = _function("FPDFText_GetMatrix")

_answers = (ctypes.c_double * (_DOUBLES * _ROW))()
_view = memoryview(_answers).cast("B")


def _places(count: int, size: int) -> list[list[Any]]:
    """Where a row of answers goes: for each of their ``count`` numbers, references to its place in every answer.

    A number takes ``size`` bytes.
    """
    return [[ctypes.byref(_answers, (row * count + index) * size) for row in range(_ROW)] for index in range(count)]


_TWO_FLOATS, _FOUR_FLOATS, _SIX_FLOATS = struct.Struct("2f"), struct.Struct("4f"), struct.Struct("6f")
_TWO_DOUBLES, _FOUR_DOUBLES = struct.Struct("2d"), struct.Struct("4d")
_TWO_INTEGERS, _FOUR_INTEGERS = struct.Struct("2i"), struct.Struct("4I")
_PAIRS, _QUARTETS = _places(2, 4), _places(4, 4)
_LONG_PAIRS, _LONG_QUARTETS = _places(2, 8), _places(4, 8)
_COLOR = [places[0] for places in _QUARTETS]
_BOXES, _MATRICES = _QUARTETS[:1], _places(6, 4)[:1]
"""Where pdfium writes a whole structure, the place of its first number is that of all."""


def _fetch(
    function: Callable[..., int], arguments: Sequence[Sequence[Any]], places: list[list[Any]], shape: struct.Struct
) -> list[Numbers]:
    """Call a function for each set of arguments and read its answers; zeros where pdfium has none."""
    answers: list[Numbers] = []
    for start in range(0, len(arguments[0]), _ROW):
        row = [part[start : start + _ROW] for part in arguments]
        filled = len(row[0])
        room = _view[: filled * shape.size]
        room[:] = bytes(len(room))
        deque(map(function, *row, *places), maxlen=0)
        answers += shape.iter_unpack(room)
    return answers


def bounds_of_objects(objects: Sequence[Handle]) -> list[Numbers]:
    """left, bottom, right, top of each page object, in user space."""
    return _fetch(_get_bounds, [objects], _QUARTETS, _FOUR_FLOATS)


def matrices_of_objects(objects: Sequence[Handle]) -> list[Numbers]:
    """a, b, c, d, e, f of each page object's matrix."""
    return _fetch(_get_object_matrix, [objects], _MATRICES, _SIX_FLOATS)


def draw_modes(paths: Sequence[Handle]) -> list[Numbers]:
    """How each path is filled and whether it is stroked; zero for not at all."""
    return _fetch(_get_draw_mode, [paths], _PAIRS, _TWO_INTEGERS)


def fill_color(item: Handle) -> Numbers | None:
    """Red, green, blue and alpha, each to 255, that a page object is filled with; None where it has no color."""
    if not _get_fill_color(item, *_COLOR):
        return None
    return _FOUR_INTEGERS.unpack_from(_view)


def fill_colors(objects: Sequence[Handle]) -> list[Numbers]:
    """Red, green, blue and alpha, each to 255, that each page object is filled with; zeros where it has no color."""
    return _fetch(_get_fill_color, [objects], _QUARTETS, _FOUR_INTEGERS)


def points_of_segments(segments: Sequence[Handle]) -> list[Numbers]:
    """X and y of the end of each path segment, in the space of its path."""
    return _fetch(_get_point, [segments], _PAIRS, _TWO_FLOATS)


def loose_boxes(text_page: Handle, indexes: Sequence[int]) -> list[Numbers]:
    """left, top, right, bottom of the room that the font gives each character."""
    return _fetch(_get_loose_box, [[text_page] * len(indexes), indexes], _BOXES, _FOUR_FLOATS)


def glyph_boxes(text_page: Handle, indexes: Sequence[int]) -> list[Numbers]:
    """left, right, bottom, top of the glyph of each character."""
    return _fetch(_get_box, [[text_page] * len(indexes), indexes], _LONG_QUARTETS, _FOUR_DOUBLES)


def origins(text_page: Handle, indexes: Sequence[int]) -> list[Numbers]:
    """X and y of the point on the baseline at which each character begins."""
    return _fetch(_get_origin, [[text_page] * len(indexes), indexes], _LONG_PAIRS, _TWO_DOUBLES)


def matrices(text_page: Handle, indexes: Sequence[int]) -> list[Numbers]:
    """a, b, c, d, e, f of the matrix that each character is painted with."""
    return _fetch(_get_matrix, [[text_page] * len(indexes), indexes], _MATRICES, _SIX_FLOATS)
