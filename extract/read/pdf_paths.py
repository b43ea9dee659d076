"""What a PDF page paints besides text, as far as it can belong to a table: rulings, filled boxes, pictures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice, pairwise, repeat
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from extract.document import Box
from extract.read.pdf_calls import (
    Handle,
    bounds_of_objects,
    count_form_objects,
    count_page_objects,
    count_segments,
    draw_modes,
    fill_color,
    get_form_object,
    get_object_type,
    get_page_object,
    get_segment,
    get_segment_type,
    is_closed,
    matrices_of_objects,
    points_of_segments,
    to_handle,
)
from extract.read.pdf_page import transform_box

Line = tuple[float, float, float]
"""position, start, end: y, x0, x1 of a horizontal ruling, x, y0, y1 of a vertical one."""

Matrix = tuple[float, float, float, float, float, float]

Subpath = tuple[list[tuple[float, float]], bool]
"""The points of its segments, and whether it closes."""

THIN = 2.6
"""Points up to which any painted rectangle is a ruling."""

_THICK = 6.0
"""Points up to which a rectangle many times longer than thick is one."""

_DOT_RUN = 5
_DOT_STEP = 7.0
"""Dots of one dotted ruling: at least so many, in points at most so far apart."""

_WHITE = 250

_STRAIGHT = 0.6
"""Points by which a ruling may lean."""

_ASLANT = 0.15
"""Points both ways that the pieces of a curve cover."""

_MAX_FORM_DEPTH = 8
_MAX_SEGMENTS = 40_000
"""Path segments of one page beyond which the page is a drawing, not a form."""

_PATH, _IMAGE, _FORM = pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM
_TEXT, _MOVE = pdfium.FPDF_PAGEOBJ_TEXT, pdfium.FPDF_SEGMENT_MOVETO


class Shape(NamedTuple):
    """A path that is looked at segment by segment; its box is in reading space."""

    path: Handle
    segments: int
    box: Box
    filled: bool
    stroked: bool


@dataclass(slots=True)
class Painting:
    """The rulings, boxes, pictures and drawings of one page, in its reading space.

    ``texts`` are its text objects, each group with the matrix that takes their space to the reading space.
    """

    horizontals: list[Line] = field(default_factory=list)
    verticals: list[Line] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    white_boxes: list[Box] = field(default_factory=list)
    dots: list[tuple[float, float]] = field(default_factory=list)
    images: list[Box] = field(default_factory=list)
    drawings: list[Box] = field(default_factory=list)
    texts: list[tuple[list[Handle], Matrix]] = field(default_factory=list)
    segments_left: int = _MAX_SEGMENTS
    is_cut_short: bool = False

    def add_rectangle(self, box: Box, white: bool) -> None:
        """Sort a filled rectangle: thin ones are rulings, tiny ones dots, the others boxes."""
        x0, top, x1, bottom = box
        width, height = x1 - x0, bottom - top
        if width <= THIN and height <= THIN and width < 2 * height < 4 * width:
            self.dots.append(((x0 + x1) / 2, (top + bottom) / 2))
        elif height < width and (height <= THIN or (height <= _THICK and width >= 4 * height)):
            self.horizontals.append(((top + bottom) / 2, x0, x1))
        elif width <= height and (width <= THIN or (width <= _THICK and height >= 4 * width)):
            self.verticals.append(((x0 + x1) / 2, top, bottom))
        elif width > 4 and height > 4:
            (self.white_boxes if white else self.boxes).append(box)

    def add_segment(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """Keep a stroked segment if it is straight up or straight across."""
        if abs(y1 - y0) <= _STRAIGHT:
            self.horizontals.append(((y0 + y1) / 2, min(x0, x1), max(x0, x1)))
        elif abs(x1 - x0) <= _STRAIGHT:
            self.verticals.append(((x0 + x1) / 2, min(y0, y1), max(y0, y1)))

    def add_outline(self, box: Box) -> None:
        """Keep the four sides of a stroked rectangle."""
        x0, top, x1, bottom = box
        self.horizontals += ((top, x0, x1), (bottom, x0, x1))
        self.verticals += ((x0, top, bottom), (x1, top, bottom))


def _runs(positions: list[tuple[float, float]]) -> Iterator[Line]:
    """Rulings along the second coordinate made of dots that share the first one."""
    positions.sort()
    row: list[float] = []
    at = 0.0
    for position, along in [*positions, (float("inf"), 0.0)]:
        if row and position - at > _STRAIGHT:
            row.sort()
            start = 0
            for index in range(1, len(row) + 1):
                if index == len(row) or row[index] - row[index - 1] > _DOT_STEP:
                    if index - start >= _DOT_RUN:
                        yield at, row[start], row[index - 1]
                    start = index
            row = []
        if not row:
            at = position
        row.append(along)


def page_to_painting(page: Any, matrix: Matrix) -> Painting:
    """Collect what the page paints; ``matrix`` takes its user space to its reading space."""
    painting = Painting()
    handle = to_handle(page)
    count = count_page_objects(handle)
    _add_objects(list(map(get_page_object, repeat(handle, count), range(count))), matrix, painting, 0)
    if len(painting.dots) >= _DOT_RUN:
        painting.horizontals += _runs([(y, x) for x, y in painting.dots])
        painting.verticals += _runs(list(painting.dots))
    return painting


def _add_objects(items: list[Handle], matrix: Matrix, painting: Painting, depth: int) -> None:
    kinds = list(map(get_object_type, items))
    by_kind: dict[int, list[Handle]] = {_TEXT: [], _PATH: [], _IMAGE: [], _FORM: []}
    for item, kind in zip(items, kinds, strict=True):
        if kind in by_kind:
            by_kind[kind].append(item)
    if by_kind[_TEXT]:
        painting.texts.append((by_kind[_TEXT], matrix))
    _add_paths(by_kind[_PATH], matrix, painting)
    painting.images += [transform_box(matrix, box) for box in bounds_of_objects(by_kind[_IMAGE])]
    forms = by_kind[_FORM] if depth < _MAX_FORM_DEPTH else []
    for form, own in zip(forms, matrices_of_objects(forms), strict=True):
        count = count_form_objects(form)
        parts = list(map(get_form_object, repeat(form, count), range(count)))
        _add_objects(parts, _compose(own, matrix), painting, depth + 1)


def _add_paths(paths: list[Handle], matrix: Matrix, painting: Painting) -> None:
    upright = matrix[1] == 0 == matrix[2] and matrix[0] > 0 > matrix[3]
    a, _, _, d, e, f = matrix
    horizontals, verticals = painting.horizontals, painting.verticals
    larger: list[tuple[Handle, int, Box]] = []
    for path, count, box in zip(paths, map(count_segments, paths), bounds_of_objects(paths), strict=True):
        if upright:
            x0, bottom, x1, top = box
            x0, top, x1, bottom = a * x0 + e, d * top + f, a * x1 + e, d * bottom + f
        else:
            x0, top, x1, bottom = transform_box(matrix, box)
        if not 2 <= count <= 5:
            larger.append((path, count, (x0, top, x1, bottom)))
        # One subpath, a segment or a rectangle: its bounds tell all; a page has hundreds of them.
        elif bottom - top <= THIN < x1 - x0:
            horizontals.append(((top + bottom) / 2, x0, x1))
        elif x1 - x0 <= THIN < bottom - top:
            verticals.append(((x0 + x1) / 2, top, bottom))
        elif x1 - x0 <= THIN:
            painting.add_rectangle((x0, top, x1, bottom), False)
        else:
            larger.append((path, count, (x0, top, x1, bottom)))
    if larger:
        _add_larger(larger, matrix, painting)


def _add_larger(paths: list[tuple[Handle, int, Box]], matrix: Matrix, painting: Painting) -> None:
    """Sort paths that are no rulings by their bounds alone."""
    walked: list[Shape] = []
    for (path, count, box), (filled, stroked) in zip(paths, draw_modes([path[0] for path in paths]), strict=True):
        if count < 2 or not (filled or stroked):
            continue
        if count == 2 and not filled:
            x0, top, x1, bottom = box
            width, height = x1 - x0, bottom - top
            # Bounds of a stroke reach beyond it by its width, at the ends as at the sides.
            if height <= 2 * _THICK and width > height:
                painting.horizontals.append(((top + bottom) / 2, x0 + height / 2, x1 - height / 2))
            elif width <= 2 * _THICK and height > width:
                painting.verticals.append(((x0 + x1) / 2, top + width / 2, bottom - width / 2))
        elif count <= 5 and filled and not stroked:
            painting.add_rectangle(box, _is_white(path))
        elif count > painting.segments_left:
            painting.is_cut_short = True
        else:
            painting.segments_left -= count
            walked.append(Shape(path, count, box, bool(filled), bool(stroked)))
    for shape, subpaths in zip(walked, _walk(walked, matrix), strict=True):
        _add_subpaths(shape, subpaths, painting)


def _add_subpaths(shape: Shape, subpaths: list[Subpath], painting: Painting) -> None:
    """Look at every segment of a path: outlines, dashes, several rectangles at once, frames."""
    x0, top, x1, bottom = shape.box
    width, height = x1 - x0, bottom - top
    if any(_is_drawn(points) for points, _ in subpaths) and (shape.stroked or not _is_white(shape.path)):
        painting.drawings.append(shape.box)
    if shape.segments > 12 and min(width, height) <= _THICK and max(width, height) >= 2 * _THICK:
        # The dashes of one ruling, each a subpath: all run its way, however short they are.
        _add_dashes(subpaths, painting, width > height)
        return
    frames: list[Box] = []
    for points, closed in subpaths:
        rectangle = _upright_rectangle(points)
        if shape.filled:
            if rectangle is not None:
                frames.append(rectangle)
            elif not shape.stroked:
                _add_thin_shape(points, painting)
        if shape.stroked:
            if rectangle is not None and (closed or len(points) == 5):
                painting.add_outline(rectangle)
                continue
            for start, end in pairwise(points):
                painting.add_segment(*start, *end)
            if closed and len(points) > 2:
                painting.add_segment(*points[-1], *points[0])
    if len(frames) == 2 and _is_frame(*frames):
        painting.add_outline(frames[0])
    else:
        white = bool(frames) and _is_white(shape.path)
        for frame in frames:
            painting.add_rectangle(frame, white)


def _walk(shapes: list[Shape], matrix: Matrix) -> Iterator[list[Subpath]]:
    """The subpaths of each shape."""
    segments: list[Handle] = []
    for shape in shapes:
        segments += map(get_segment, repeat(shape.path, shape.segments), range(shape.segments))
    steps = zip(points_of_segments(segments), map(get_segment_type, segments), map(is_closed, segments), strict=True)
    for shape, own in zip(shapes, matrices_of_objects([shape.path for shape in shapes]), strict=True):
        a, b, c, d, e, f = _compose(own, matrix)
        subpaths: list[Subpath] = []
        points: list[tuple[float, float]] = []
        closes = 0
        for (x, y), kind, closes_here in islice(steps, shape.segments):
            if points and kind == _MOVE:
                subpaths.append((points, bool(closes)))
                points = []
            closes = closes_here
            points.append((a * x + c * y + e, b * x + d * y + f))
        subpaths.append((points, bool(closes)))
        yield subpaths


def _upright_rectangle(points: list[tuple[float, float]]) -> Box | None:
    """The rectangle that four or five points draw; None where they draw something else."""
    if not 4 <= len(points) <= 5:
        return None
    xs, ys = zip(*points, strict=True)
    x0, x1, top, bottom = min(xs), max(xs), min(ys), max(ys)
    for x, y in points:
        if x - x0 > _STRAIGHT < x1 - x or y - top > _STRAIGHT < bottom - y:
            return None
    return x0, top, x1, bottom


def _is_drawn(points: list[tuple[float, float]]) -> bool:
    """True for a curve or an outline; the mitred corner of a border has few points."""
    if len(points) <= 5:
        return False
    return any(abs(x1 - x0) > _ASLANT < abs(y1 - y0) for (x0, y0), (x1, y1) in pairwise(points))


def _add_thin_shape(points: list[tuple[float, float]], painting: Painting) -> None:
    """Keep a filled shape that is no rectangle if it is thin: a mitred border, a dot of a dotted one."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    box = min(xs), min(ys), max(xs), max(ys)
    if min(box[2] - box[0], box[3] - box[1]) <= _THICK:
        painting.add_rectangle(box, False)


def _add_dashes(subpaths: list[Subpath], painting: Painting, across: bool) -> None:
    for points, _ in subpaths:
        xs, ys = [x for x, _ in points], [y for _, y in points]
        if across:
            painting.horizontals.append(((min(ys) + max(ys)) / 2, min(xs), max(xs)))
        else:
            painting.verticals.append(((min(xs) + max(xs)) / 2, min(ys), max(ys)))


def _is_white(path: Handle) -> bool:
    """True for a shape that cannot be seen on paper."""
    color = fill_color(path)
    return color is not None and (color[3] == 0 or min(color[:3]) >= _WHITE)


def _is_frame(outer: Box, inner: Box) -> bool:
    """True for two rectangles that leave nothing but a border between them."""
    gaps = inner[0] - outer[0], inner[1] - outer[1], outer[2] - inner[2], outer[3] - inner[3]
    return all(0 <= gap <= _THICK for gap in gaps)


def _compose(first: Matrix, then: Matrix) -> Matrix:
    """The matrix that applies ``first`` and then ``then``.

    >>> _compose((1, 0, 0, 1, 5, 0), (2, 0, 0, 2, 0, 1))
    (2, 0, 0, 2, 10, 1)
    """
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u
