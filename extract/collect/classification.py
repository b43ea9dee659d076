"""Is a line of a list, or a page, an annual report of information disclosure?

By rules on words, which stand in ``classification.toml`` with what they mean: strong titles, weak ones that only a
column of reports makes plausible, and the look-alikes that fill such columns (facts/portals.md §6).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib import resources
from typing import Any, Final, Literal, NamedTuple

from extract.collect.pages.characters import to_nfkc

Kind = Literal["report", "weak", "guide", "summary", "site_report", "notice", "statistics", "other"]
"""``report``; ``weak`` may be one, only inside a column of annual reports; ``guide`` to disclosure, catalogues;
``summary`` outlines, checks of one's own, accounts of work; ``site_report`` on web sites; ``notice`` letters, plans,
forms too; ``statistics``; ``other`` all else."""

KINDS: Final[tuple[Kind, ...]] = (
    "report", "weak", "guide", "summary", "site_report", "notice", "statistics", "other",
)  # fmt: skip

LONGEST_TITLE: Final = 140
LAST_ACCOUNT: Final = 2018
"""The last fiscal year whose report may be called 总结; since the regulation of 2019 its name is fixed."""

MARKERS: Final = 3
"""So many headings or labels of the forms make a text a report."""

_LONGEST_TEXT: Final = 2_000
_LONGEST_BODY: Final = 400_000
_SEGMENTS: Final = re.compile(r"[_|>›»\n\r]+|\s[-–—]+\s")
_INVISIBLE: Final = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")
_EXTENSION: Final = re.compile(
    r"(?:\.|(?<=[一-鿿]))(?:pdf|docx?|wps|ofd|s?html?|jsp|xlsx?|rtf|txt|zip|rar|jpe?g|png)\Z", re.IGNORECASE
)
_LEADING: Final = re.compile(
    r"^(?:\d{1,3}[、.)](?!\d)|\(?[一二三四五六七八九十]{1,3}[)、]|\(\d{1,3}\)|附件\d*[:.、]?|[·•●◆■▪★*#:-]+"
    # What a label in front says of a picture or a talk about a report is kept: it decides.
    r"|【(?![^】]*(?:图解|图说|解读|读懂|视频|问答|H5))[^】]*】|\[(?![^\]]*(?:图解|图说|解读|读懂|视频|问答|H5))[^\]]*\])+"
)
_BADGE: Final = re.compile(r"(?<=[一-鿿)])(?:new|hot)!?\Z", re.IGNORECASE)
_ANNEX: Final = re.compile(
    r"(?<=报告|年报)\(?(?:[及和与]其?|[内另]?附有?|含)(?:相关)?(?:统计|数据|情况)*(?:[附报图]?表|附件)\)?\Z"
)
_TRAILING_DATE: Final = re.compile(r"[(\[【]?20\d\d[-./]\d{1,2}[-./]\d{1,2}(?:\d\d:\d\d(?::\d\d)?)?[)\]】]?\Z")
_CHINESE_YEAR: Final = re.compile("[二2][〇○◯零0OoΟО][〇○◯零0OoΟО一二三四五六七八九1-9]{2}(?=年)")
_CHINESE_DIGITS: Final = str.maketrans("〇○◯零OoΟО一二三四五六七八九", "00000000123456789")
_SHORT_YEAR: Final = re.compile(r"(?<![\d一-十])([01]\d|2[0-9])年(?!\d)")
_FILE_NUMBER: Final = re.compile(r"[〔\[(【]20\d\d[〕\])】]\d{1,4}号")
_RANGE: Final = re.compile(r"(?<!\d)(20\d\d)(?:年度?)?[-—–~至到、和及](20\d\d)(?!\d)(?!年\d{1,2}月)")
_PERIOD: Final = re.compile(r"(20\d\d)年1月(?:1日)?[-—–~至到](?:\1年)?12月(?:31日)?")
_YEAR: Final = re.compile(r"(?<![\d.])(20\d\d)(?!\d|年\d{1,2}月|[-./]\d{1,2}(?!\d))")
_BOUND_YEAR: Final = re.compile(r"(?<!\d)(20\d\d)年?度?(?:工作)?(?:情况)?的?(?:年度|年)?(?:工作)?(?:报告|年报|总结)")


class Class(NamedTuple):
    """What a line or a page is.

    Attributes:
        kind: see :data:`Kind`.
        year: the fiscal year that it names, or its column or source where it names none; None where none is named,
            or where several are and none belongs to the report.
        reason: one sentence with the words that decided.
    """

    kind: Kind
    year: int | None
    reason: str


class _Words(NamedTuple):
    titles: Mapping[str, re.Pattern[str]]
    columns: Mapping[str, re.Pattern[str]]
    refusals: tuple[tuple[Kind, str, re.Pattern[str]], ...]
    other_columns: tuple[tuple[Kind, re.Pattern[str]], ...]
    body: Mapping[str, Sequence[str]]
    period: re.Pattern[str]
    traditional: re.Pattern[str]
    simplified: Mapping[int, int]


def classify_title(title: str, *, column: str | None = None, source: str = "") -> Class:
    """What the title of a line in a list says it is.

    Args:
        title: as printed; the names of column and site may stand behind ``_`` or ``|``.
        column: name of the column that the line stands in; None where it is not known. It makes a year, an agency's
            name or an early account plausible (``weak``), and in a column of other matters ``2023年度报告`` is none.
        source: what the list prints beside the title (publisher, file number); looked at for a year.

    >>> classify_title("青山市财政局二〇二三年度政府信息公开工作年度报告（图片版）")[:2]
    ('report', 2023)
    >>> classify_title("2023年度报告").kind, classify_title("2023年度报告", column="政府网站工作年度报表").kind
    ('weak', 'site_report')
    >>> classify_title("关于2014年政府信息公开工作要点落实情况的函").kind, classify_title("政府信息公开年报").kind
    ('notice', 'other')
    """
    place = column_to_kind(column) if column else None
    dated = column is not None and _only_year(column) is not None
    segments = [plain for part in _SEGMENTS.split(to_nfkc(title[:_LONGEST_TEXT])) if (plain := _plain(part))]
    if not segments:
        return Class("other", None, "There is no title.")
    found = _classify(segments[0], place, dated=dated)
    # The title stands first, names of column and site behind it; but they may stand first too.
    if found.kind == "other" and (not found.reason or column_to_kind(segments[0]) == "report"):
        others = (_classify(segment, place, dated=dated) for segment in segments[1:])
        found = next((other for other in others if is_wanted(other.kind)), found)
    if not found.reason:
        found = Class("other", found.year, f"'{_cut(segments[0])}' does not name an annual report of disclosure.")
    if found.year is None and not _RANGE.search(found.reason):
        years = [year for text in (column or "", source) if (year := _only_year(text)) is not None]
        return found._replace(year=years[0]) if years else found
    return found


def classify_page(title: str | None, text: str, *, listed: Class | None = None) -> Class:
    """What a page is, by its own title and its text: headings and labels of the forms confirm or refuse a title.

    Args:
        title: as the page names the article; None where it names none.
        text: the text of the article, with or without white space; empty where the report is an attachment.
        listed: what the line that led here was.

    A notice stays one, however many headings it holds: notices on how reports are written hold them all. Where title
    and text name different years the title's is kept and the reason says so (see :func:`text_to_year`).

    >>> headings = "一、总体情况 二、主动公开政府信息情况 三、收到和处理政府信息公开申请情况 六、其他需要报告的事项"
    >>> (
    ...     classify_page("2023年度报告", headings)[:2],
    ...     classify_page("2023年度报告", "网站总访问量 信息发布总数 独立用户访问总量").kind,
    ... )
    (('report', 2023), 'site_report')
    """
    own = classify_title(title) if title else None
    told = _better(own, listed) or Class("other", None, "There is no title.")
    plain = _simplified("".join(to_nfkc(text[:_LONGEST_BODY]).split()))
    marks = {name: [mark for mark in marks if mark in plain] for name, marks in _words().body.items()}
    reports = max(marks["present"], marks["early"], key=len)
    counted = _period_to_year(plain)
    year = told.year if told.year is not None else counted
    conflict = (
        f" The text counts from 1 January {counted}, the title names {year}." if counted not in {None, year} else ""
    )
    if told.kind in {"notice", "guide", "site_report", "statistics"}:
        return told
    if len(reports) >= MARKERS:
        kind: Kind = "weak" if told.kind == "summary" else "report"
        return Class(
            kind, year, f"The text has {len(reports)} headings or labels of a report, such as '{reports[0]}'.{conflict}"
        )
    for kind in ("site_report", "guide"):
        if len(marks[kind]) >= MARKERS and not marks["present"]:
            return Class(kind, year, f"The text has {', '.join(marks[kind][:3])}, and no heading of a report.")
    return Class(told.kind, year, told.reason + conflict)


def is_wanted(kind: Kind) -> bool:
    """Whether what is of this kind is fetched: reports, and what may be one."""
    return kind in {"report", "weak"}


@lru_cache(maxsize=4096)
def column_to_kind(name: str) -> Kind | None:
    """What the lines of a column are, by its name: ``report`` for annual reports, another kind for other matters.

    None where the name does not say (``2023年``, ``部门``).

    >>> [column_to_kind(name) for name in ("政府信息<br>公开年报".replace("<br>", ""), "政府网站年度报表", "2023年")]
    ['report', 'site_report', None]
    """
    plain = _plain(name)
    if not plain:
        return None
    for kind, pattern in _words().other_columns:
        if pattern.search(plain):
            return kind
    return "report" if _words().columns["yearly"].search(plain) else None


def is_platform(name: str) -> bool:
    """Whether a link of this name leads to the platform of disclosure, or to one of its columns.

    >>> is_platform("政府信息公开指南"), is_platform("政府信息公开年报")
    (True, False)
    """
    return bool(_words().columns["platform"].search(_plain(name)))


def text_to_year(text: str) -> int | None:
    """The year whose 1 January a report counts from; None where it does not say.

    >>> (
    ...     text_to_year("本报告中所列数据的统计期限自2023年1月1日起至12月31日止"),
    ...     text_to_year("统计期限为201711日至20171231日"),
    ... )
    (2023, 2017)
    """
    return _period_to_year("".join(text.split()))


def _period_to_year(plain: str) -> int | None:
    found = _words().period.search(plain)
    return int(found.group(1)) if found else None


def _better(own: Class | None, listed: Class | None) -> Class | None:
    """Of page and list the title that says more; pages are often titled by their site alone."""
    if own is None or listed is None:
        return own or listed
    # A line that names the report is not undone by a heading such as 通知公告, which names no year.
    is_heading = not is_wanted(own.kind) and own.year is None and listed.kind == "report"
    if is_heading or (own.kind == "other" and listed.kind != "other") or (own.kind, listed.kind) == ("weak", "report"):
        return listed if listed.year is not None else listed._replace(year=own.year)
    return own if own.year is not None else own._replace(year=listed.year)


def _classify(plain: str, place: Kind | None, *, dated: bool) -> Class:
    """What one segment says; an empty reason where it says nothing."""
    titles = _words().titles
    year, is_range = _title_to_year(plain)
    if len(plain) > LONGEST_TITLE:
        return Class("other", year, f"A text of {len(plain)} characters is no title.")
    refusal = next(
        ((kind, says, found) for kind, says, pattern in _words().refusals if (found := pattern.search(plain))), None
    )
    if refusal:
        kind, says, found = refusal
        if place == "report" and titles["publishes"].search(plain) and year is not None:
            return Class("weak", year, "A notice that publishes a report, in a column of annual reports.")
        return Class(kind, year, f"'{_cut(found.group())}' {says}.")
    if titles["plural"].search(plain):
        return Class("other", year, f"'{_cut(titles['plural'].search(plain))}' names a column or a collection.")
    if found := titles["below"].search(plain):
        kind = "weak" if year is not None else "other"
        return Class(kind, year, f"'{found.group()}' names the reports of several bodies, or one of theirs.")
    if found := titles["other_topic"].search(plain):
        return Class("other", year, f"'{found.group()}' is another kind of disclosure.")
    if found := titles["public_body"].search(plain):
        kind = "weak" if place == "report" else "other"
        return Class(kind, year, f"'{_cut(found.group())}' is disclosure by a body of the public service.")
    if year is None and not is_range and titles["column"].search(plain):
        return _without_year(plain, place)
    told = _strong(plain, year, is_range) or _weak(plain, year, place, dated=dated)
    return told or Class("other", year, "")


def _strong(plain: str, year: int | None, is_range: bool) -> Class | None:
    titles = _words().titles
    found = titles["report"].search(plain) or titles["report_first"].search(plain)
    yearly = found is not None
    found = found or titles["plain_report"].search(plain)
    if not found:
        return None
    words = _cut(found.group())
    if is_range:
        return Class("weak", None, f"'{words}' names an annual report, but of the range {_cut(_RANGE.search(plain))}.")
    if not yearly and (year is None or titles["wide_topic"].search(plain)):
        return Class("weak", year, f"'{words}' names a report, but not that it is the annual one.")
    if year is None and plain.endswith("年报") and "工作年报" not in plain:
        return Class("weak", None, f"'{words}' names an annual report, or the column of them, without a year.")
    return Class("report", year, f"'{words}' names an annual report{'' if year else ' without a year'}.")


def _weak(plain: str, year: int | None, place: Kind | None, *, dated: bool) -> Class | None:
    titles = _words().titles
    if found := titles["account"].search(plain):
        early = year is None or year <= LAST_ACCOUNT
        plausible = place == "report" or ("情况总结" in plain and year is not None)
        if early and plausible and not titles["wide_topic"].search(plain):
            return Class("weak", year, f"'{_cut(found.group())}' is how early annual reports are called.")
        return Class("summary", year, f"'{_cut(found.group())}' names an account of work.")
    if "总结" in plain or "小结" in plain:
        return Class("summary", year, "'总结' names an account of work.")
    names = ["topic_only", "bare"]
    if place == "report":
        names += ["bare_without_year", "only_year", "year_behind", "agency_and_year", "cut_short"]
        # Columns of one year list the names of those who reported.
        names += ["only_agency"] if dated else []
    for name in names:
        if found := titles[name].search(plain):
            if place not in {None, "report"}:
                return Class(place, year, f"'{_cut(found.group())}' stands in a column of other matters.")
            return Class("weak", year, f"'{_cut(found.group())}' may be an annual report, if its column is one.")
    if found := titles["named"].search(plain):
        return Class("weak", year, f"'{_cut(found.group())}' is named, among words that are not known of reports.")
    return None


def _without_year(plain: str, place: Kind | None) -> Class:
    if place == "report" and plain.endswith("报告"):
        return Class("weak", None, f"'{_cut(plain)}' without a year, in a column of annual reports.")
    return Class("other", None, f"'{_cut(plain)}' is the name of a column.")


@lru_cache(maxsize=4096)
def _only_year(text: str) -> int | None:
    return _title_to_year(_plain(text))[0]


def _title_to_year(plain: str) -> tuple[int | None, bool]:
    """The year that a plain title names, and whether it names a range of years instead."""
    text = _FILE_NUMBER.sub("", plain)
    if any(found.group(1) != found.group(2) for found in _RANGE.finditer(text)):
        return None, True
    bound = _BOUND_YEAR.findall(text)
    if bound:
        return int(bound[-1]), False
    years = [(found.start(), int(found.group(1))) for found in _YEAR.finditer(text)]
    topic = _words().titles["topic"].search(text)
    before = [year for start, year in years if topic and start < topic.start()]
    if before:
        return before[-1], False
    if len({year for _, year in years}) == 1:
        return years[0][1], False
    period = _PERIOD.search(text)
    if period and not years:
        return int(period.group(1)), False
    short = _SHORT_YEAR.search(text) if not years else None
    return (2000 + int(short.group(1)), False) if short else (None, False)


def _plain(text: str) -> str:
    """A title as the patterns expect it: NFKC, simplified, years in digits, without white space, number and file type."""
    plain = "".join(to_nfkc(text).split())
    plain = _simplified(_INVISIBLE.sub("", plain))
    plain = _CHINESE_YEAR.sub(lambda found: found.group().translate(_CHINESE_DIGITS), plain)
    plain = _ANNEX.sub("", _TRAILING_DATE.sub("", _EXTENSION.sub("", _BADGE.sub("", plain))))
    # A year in brackets of its own is no remark, nor is a title that is nothing but brackets.
    rest = _LEADING.sub("", plain)
    return rest if re.search("[一-鿿]", rest) and (not _only(plain, rest)) else plain


def _simplified(text: str) -> str:
    words = _words()
    # Looking each character of a long text up costs more than all that follows; few texts are traditional.
    return text.translate(words.simplified) if words.traditional.search(text) else text


def _only(plain: str, rest: str) -> bool:
    """Whether what was cut from the front holds the year that the rest lacks."""
    return bool(re.search(r"20\d\d", plain)) and not re.search(r"20\d\d", rest)


def _cut(words: str | re.Match[str] | None) -> str:
    text = words if isinstance(words, str) else words.group() if words else ""
    return text if len(text) <= 40 else f"{text[:39]}…"


@cache
def _words() -> _Words:
    data: dict[str, Any] = tomllib.loads(
        resources.files("extract.collect").joinpath("classification.toml").read_text(encoding="utf-8")
    )
    words: dict[str, str] = data["words"]

    def pattern(text: str) -> re.Pattern[str]:
        while any(f"{{{name}}}" in text for name in words):
            for name, value in words.items():
                text = text.replace(f"{{{name}}}", value)
        return re.compile(text)

    body = dict(data["body"])
    return _Words(
        titles={name: pattern(text) for name, text in data["titles"].items()} | {"topic": pattern("{topic}")},
        columns={name: pattern(text) for name, text in data["columns"].items()},
        refusals=tuple((row["kind"], row["says"], pattern(row["pattern"])) for row in data["refusals"]),
        other_columns=tuple((row["kind"], pattern(row["pattern"])) for row in data["other_columns"]),
        period=pattern(body.pop("period")),
        body=body,
        traditional=re.compile(f"[{data['characters']['traditional']}]"),
        simplified=str.maketrans(data["characters"]["traditional"], data["characters"]["simplified"]),
    )
