"""Makes ``docs/example.svg``: what ``gongkai read`` shows of one of our own reports, as a picture for the README.

Run it from the root of the repository: ``python docs/make_example.py``. The same report gives the same bytes.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Final

from rich.cells import cell_len
from rich.console import Console
from rich.segment import Segment
from rich.style import Style

ROOT: Final = Path(__file__).parents[1]
SOURCE: Final = "fixtures/documents/yunling-market-2024-clean/source.html"
TARGET: Final = ROOT / "docs" / "example.svg"

_COLUMNS: Final = 100
_WIDTH: Final = 8.4  # of a column, in pixels
_HEIGHT: Final = 19.0  # of a line
_MARGIN: Final = 18.0
_TOP: Final = 46.0  # room for the title bar

_COLOURS: Final = {
    "default": "#c9d1d9",
    "red": "#ff7b72",
    "green": "#7ee787",
    "yellow": "#e3b341",
    "magenta": "#d2a8ff",
    "cyan": "#79c0ff",
    "bright_black": "#6e7681",
    "white": "#ffffff",
}
_BACKGROUND: Final = "#0d1117"
_DIM: Final = "#8b949e"

# Character -> arms up, right, down, left; drawn as lines, since fonts leave gaps between them.
_ARMS: Final = {
    "─": "rl",
    "│": "ud",
    "┌": "rd",
    "┐": "dl",
    "└": "ur",
    "┘": "ul",
    "├": "urd",
    "┤": "udl",
    "┬": "rdl",
    "┴": "url",
    "┼": "urdl",
    "━": "rl",
}

# Wide characters are set larger, or they would stand apart in their two columns.
_STYLE: Final = """
text { font: 13.5px ui-monospace, 'SF Mono', 'Cascadia Mono', 'DejaVu Sans Mono', Menlo, Consolas, monospace;
  white-space: pre; }
text.w { font: 15.5px 'Noto Sans CJK SC', 'Source Han Sans SC', 'PingFang SC', 'Microsoft YaHei', sans-serif; }
text.b { font-weight: 700; }
path { fill: none; stroke-width: 1; shape-rendering: crispEdges; }
"""

Line = list[Segment]


def main() -> None:
    """Writes the picture."""
    sys.path.insert(0, str(ROOT))
    TARGET.write_text(lines_to_svg(_excerpt(_printed_lines())), encoding="utf-8", newline="\n")
    print(f"{TARGET}: {TARGET.stat().st_size / 1024:.0f} KB")


def _printed_lines() -> list[Line]:
    from gongkai.display import report_to_parts
    from gongkai.reading import read_report

    console = Console(width=_COLUMNS, force_terminal=True, color_system="standard", highlight=False, markup=False)
    report = read_report(SOURCE, data=(ROOT / SOURCE).read_bytes())
    return [line for part in report_to_parts(report, _COLUMNS) for line in console.render_lines(part, pad=False)]


def _excerpt(lines: Sequence[Line]) -> list[Line]:
    """Header, table three, legend and checks: the parts around them would make the picture twice as long."""
    words = ["".join(segment.text for segment in line) for line in lines]

    def at(start: str) -> int:
        return next(number for number, text in enumerate(words) if text.startswith(start))

    cut = [[Segment(" ⋮", Style.parse("bright_black"))], [Segment("")]]
    prompt: Line = [Segment(" $ ", Style.parse("green")), Segment(f"gongkai read {SOURCE}", Style.parse("bold"))]
    legend = next(number for number in range(at(" Checks") - 2, 0, -1) if not words[number].strip()) + 1
    return [
        prompt,
        *lines[: at(" 二、")],
        *cut,
        *lines[at(" 三、") : at(" 四、")],
        *cut,
        *lines[legend : at(" Text") - 1],
    ]


def lines_to_svg(lines: Sequence[Line]) -> str:
    """Lines of a terminal as SVG; every character stands in its own columns whatever font the reader has."""
    width = _COLUMNS * _WIDTH + 2 * _MARGIN
    height = _TOP + len(lines) * _HEIGHT + _MARGIN
    rules: dict[str, list[tuple[float, float, float, float]]] = {}
    texts: list[str] = []
    for row, line in enumerate(lines):
        column = 0
        for segment in line:
            style = segment.style or Style()
            for text in _runs(segment.text):
                if text[0] in _ARMS:
                    rules.setdefault(_colour(style), []).extend(_arms(text, column, row))
                elif not text.isspace():
                    texts += _text_tags(text, style, column, row)
                column += cell_len(text)
    dots = "".join(
        f'<circle cx="{_n(_MARGIN + 4 + 18 * number)}" cy="20" r="5.5" fill="{colour}"/>'
        for number, colour in enumerate(("#ff5f57", "#febc2e", "#28c840"))
    )
    paths = [f'<path stroke="{colour}" d="{"".join(_joined(strokes))}"/>' for colour, strokes in sorted(rules.items())]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_n(width)} {_n(height)}" width="{_n(width)}">',
            "<title>gongkai read: one report laid out as the printed form</title>",
            f"<style>{_STYLE}</style>",
            f'<rect width="{_n(width)}" height="{_n(height)}" rx="9" fill="{_BACKGROUND}"/>',
            dots,
            *paths,
            *texts,
            "</svg>",
            "",
        ]
    )


def _runs(text: str) -> Iterator[str]:
    """The text cut where the kind of character changes: ruling, wide, narrow, two spaces or more."""
    run = ""
    for character in text:
        if run and _kind(run[-1]) != _kind(character):
            yield run
            run = ""
        run += character
    if run:
        yield run


def _kind(character: str) -> str:
    if character in _ARMS:
        return "rule"
    if character.isspace():
        return "space"
    return "wide" if cell_len(character) == 2 else "narrow"


def _text_tags(text: str, style: Style, column: int, row: int) -> Iterator[str]:
    x, y = _MARGIN + column * _WIDTH, _TOP + row * _HEIGHT
    length = cell_len(text) * _WIDTH
    if style.bgcolor is not None and not style.bgcolor.is_default:
        yield f'<rect x="{_n(x)}" y="{_n(y)}" width="{_n(length)}" height="{_n(_HEIGHT - 1)}" fill="#b62324"/>'
    names = " ".join(name for name, holds in (("w", _kind(text[0]) == "wide"), ("b", style.bold)) if holds)
    chosen = f' class="{names}"' if names else ""
    yield (
        f'<text x="{_n(x)}" y="{_n(y + 14)}" fill="{_colour(style)}"{chosen} textLength="{_n(length)}"'
        f">{escape(text)}</text>"
    )


def _colour(style: Style) -> str:
    name = style.color.name if style.color is not None else "default"
    if name == "default" and style.dim:
        return _DIM
    return _COLOURS.get(name, _COLOURS["default"])


def _arms(text: str, column: int, row: int) -> Iterator[tuple[float, float, float, float]]:
    for place, character in enumerate(text, column):
        x0, y0 = _MARGIN + place * _WIDTH, _TOP + row * _HEIGHT
        x, y = x0 + _WIDTH / 2, y0 + _HEIGHT / 2
        for arm in _ARMS[character]:
            if arm in "rl":
                yield (x, y, x0 + _WIDTH, y) if arm == "r" else (x0, y, x, y)
            else:
                yield (x, y0, x, y) if arm == "u" else (x, y, x, y0 + _HEIGHT)


def _joined(strokes: Iterable[tuple[float, float, float, float]]) -> Iterator[str]:
    """Strokes end to end as single lines: thousands of them become a few hundred."""
    strokes = list(strokes)
    flat = sorted((y0, x0, x1) for x0, y0, x1, y1 in strokes if y0 == y1)
    upright = sorted((x0, y0, y1) for x0, y0, x1, y1 in strokes if y0 != y1)
    for y, x0, x1 in _merged(flat):
        yield f"M{_n(x0)} {_n(y)}H{_n(x1)}"
    for x, y0, y1 in _merged(upright):
        yield f"M{_n(x)} {_n(y0)}V{_n(y1)}"


def _merged(spans: list[tuple[float, float, float]]) -> Iterator[tuple[float, float, float]]:
    current: tuple[float, float, float] | None = None
    for at, start, end in spans:
        if current is not None and current[0] == at and start <= current[2] + 0.01:
            current = (at, current[1], max(end, current[2]))
            continue
        if current is not None:
            yield current
        current = (at, start, end)
    if current is not None:
        yield current


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


if __name__ == "__main__":
    main()
