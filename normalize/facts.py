"""Who reports on which year: title, agency, year, period and dates, from everything a document says of itself."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Final, NamedTuple

from extract.document import Document, Grid
from normalize.agency import STRONG_LABELS, clues_to_agency, looks_like_agency
from normalize.dates import Period, text_to_date, text_to_dates, text_to_period
from normalize.fiscal_year import votes_to_year
from normalize.report import Facts, YearVote
from normalize.sections import Heading, Outline, document_to_outline
from normalize.title import FoundTitle, Title, line_to_title, text_to_title, titles_to_title

_TITLE_LABELS: Final = ("标题", "名称", "信息名称", "文件名称", "题名", "公文标题")
_DATE_LABELS: Final = (
    "发布日期",
    "发布时间",
    "公开日期",
    "公开时间",
    "公布日期",
    "公布时间",
    "发稿时间",
    "发文时间",
    "发文日期",
    "时间",
    "日期",
)
_LABELS: Final = frozenset((*_TITLE_LABELS, *_DATE_LABELS, *STRONG_LABELS))
_LABEL_WORDS: Final = "|".join(sorted(_LABELS, key=len, reverse=True))
# 采集时间 and 打印时间 are no 时间: the words before a short label must have come to an end.
_LABELLED = re.compile(
    rf"(?<![\u4e00-\u9fff](?=时间|日期|单位|来源|名称|标题))({_LABEL_WORDS})\s{{0,9}}[：:】\]](?=([^|\n]{{0,120}}))"
)
_VALUE_END = re.compile(rf"\s{{2}}|(?:\A|\s)[\u4e00-\u9fff]{{2,8}}[：:]|(?:{_LABEL_WORDS})[：:]|-->")
_BEHIND_SIGNATURE = re.compile(
    r"\s*[）)。]?\s*(?:印发)?\s*(?:附件|[【\[（(]?(?:打印|关闭|分享)|扫一扫|相关链接|责任编辑|\Z)"
)
_LINES_SEARCHED: Final = 40
_LONGEST_SIGNATURE: Final = 200
_LARGEST_CARD: Final = 60
_PUBLISHED_KEYS: Final = (
    "pubdate",
    "publishtime",
    "publishdate",
    "publish_time",
    "publish-time",
    "publish_date",
    "article:published_time",
    "firstpublishedtime",
    "datepublished",
    "dc.date",
    "date",
)
_TITLE_KEYS: Final = ("ucaptitle", "articletitle", "h1", "title", "og:title", "subject")
_BODY_YEAR = re.compile(r"(?<![比较至止自从到与和同])(20\d\d)年(?![底末])")  # not the year it is compared with
_REPORT_OF_YEAR = re.compile(r"((?:19|20)\d\d)年?度?[^，。；]{0,20}?(?:信息公开|工作)[^，。；]{0,6}报告")
_TAIL_AGENCY = re.compile(r"([\u4e00-\u9fff（）()]{3,40})\s*\Z")


class Signature(NamedTuple):
    """What stands under the text: the date, ISO, and the organ that signs; None where it is not there."""

    signed: str | None = None
    agency: str | None = None


def document_to_facts(document: Document, outline: Outline | None = None) -> Facts:
    """The facts of one report, as the document itself says them; what it does not say is None.

    Every clue to the year is kept in ``year_votes``, those that were outvoted too.

    Args:
        document: the document.
        outline: the document's outline, where the caller has it already.
    """
    outline = outline or document_to_outline(document)
    paragraphs, lines, headings, titles = outline
    texts = [paragraph.text for paragraph in paragraphs]
    metadata = {name.lower(): value for name, value in document.metadata.items()}
    labels = _document_to_labels(document, texts)

    opening = _opening(outline)
    title = _title(titles, texts, metadata, labels)
    signature = _signature(texts, lines, headings)
    agency = clues_to_agency(title.agency if title else None, labels, signature.agency, opening, metadata)
    period = text_to_period(opening) or text_to_period("".join(lines))
    published = _published(metadata, labels)
    votes = list(_votes(title, period, opening, _overview(lines, headings), published, signature.signed))
    year, reason = votes_to_year(votes)
    return Facts(
        title=title.text if title else None,
        agency=agency.name if agency else None,
        agency_source=agency.source if agency else "",
        year=year,
        year_votes=votes,
        year_reason=reason,
        period_start=period.start if period else None,
        period_end=period.end if period else None,
        published=published,
        signed=signature.signed,
    )


def _opening(outline: Outline) -> str:
    """The text between the title and the first heading, without white space."""
    _, lines, headings, titles = outline
    front = outline.front
    begin = titles[-1].line + 1 if titles else front.start
    opening = "".join(lines[begin : front.stop])
    return opening + lines[headings[0].first][: headings[0].start] if headings else opening


def _document_to_labels(document: Document, texts: Sequence[str]) -> dict[str, str]:
    """What labelled lines and index cards say, by label; the first value of a label counts."""
    labels: dict[str, str] = {}
    for grid in document.grids:
        # Index cards are small; the statutory tables have nothing to say here.
        if len(grid.cells) <= _LARGEST_CARD:
            _card_to_labels(grid, labels)
    for text in texts:
        if "：" in text or ":" in text or "】" in text:
            _text_to_labels(text, labels)
    return labels


def _text_to_labels(text: str, labels: dict[str, str]) -> None:
    for label, rest in _LABELLED.findall(text):
        value = _VALUE_END.split(rest.strip(), maxsplit=1)[0].strip()
        if value:
            labels.setdefault(label, value)


def _card_to_labels(grid: Grid, labels: dict[str, str]) -> None:
    cells = grid.cells
    for number, cell in enumerate(cells):
        text = "".join(cell.text.split()).strip("：:[]【】")
        if text in _LABELS:
            if number + 1 < len(cells) and cells[number + 1].row == cell.row and cells[number + 1].text:
                labels.setdefault(text, cells[number + 1].text)
        elif "：" in text or ":" in text:
            _text_to_labels(cell.text, labels)


def _title(
    titles: Sequence[FoundTitle], texts: Sequence[str], metadata: Mapping[str, str], labels: Mapping[str, str]
) -> Title | None:
    hints = [metadata[key] for key in _TITLE_KEYS if key in metadata]
    hints += [labels[key] for key in _TITLE_LABELS if key in labels]
    title = titles_to_title(titles, ["".join(hint.split()) for hint in hints])
    if title and title.year and title.agency:
        return title
    for text in texts[:_LINES_SEARCHED]:
        if len(text) > 140 and "报告" in text:
            embedded = text_to_title(text)
            if embedded and embedded.score > (title.score if title else -1):
                return embedded
    return title


def _signature(texts: Sequence[str], lines: Sequence[str], headings: Sequence[Heading]) -> Signature:
    """The date that closes the text, with the organ before it on the same line or the one above."""
    first = headings[-1].last if headings else max(len(lines) - _LINES_SEARCHED, 0)
    for index in range(len(texts) - 1, first - 1, -1):
        text = texts[index][-_LONGEST_SIGNATURE:]
        if "月" not in text and "-" not in text and "." not in text:
            continue
        dates = text_to_dates(text)
        if not dates or not _BEHIND_SIGNATURE.match(text, dates[-1].end):
            continue
        before = text[: dates[-1].start].rstrip(" \u3000\t\xa0\n（(")
        glued = _TAIL_AGENCY.search(before) if before else None
        if glued:
            name = glued.group(1)
            if looks_like_agency(name):
                return Signature(dates[-1].iso, name)
        elif not before:
            above = next((line for line in reversed(lines[first:index]) if line), "")
            name = above if looks_like_agency(above) and not line_to_title(above) else None
            if name or "月" in text:
                return Signature(dates[-1].iso, name)
    return Signature()


def _published(metadata: Mapping[str, str], labels: Mapping[str, str]) -> str | None:
    values = [metadata[key] for key in _PUBLISHED_KEYS if key in metadata]
    values += [labels[key] for key in _DATE_LABELS if key in labels]
    return next((found for found in map(text_to_date, values) if found), None)


def _overview(lines: Sequence[str], headings: Sequence[Heading]) -> str:
    """The text of the first part, or all of it where the document has no such heading."""
    for heading, following in zip_longest(headings, headings[1:]):
        if heading.section == "overview":
            last = following.first if following else len(lines) - 1
            if last == heading.last:
                return lines[last][heading.end : following.start if following else None]
            return "".join([lines[heading.last][heading.end :], *lines[heading.last + 1 : last]])
    return "".join(lines)


def _votes(
    title: Title | None, period: Period | None, opening: str, overview: str, published: str | None, signed: str | None
) -> Iterator[YearVote]:
    if title and title.year:
        yield YearVote("title", title.year, title.text)
    if period:
        yield YearVote("period", period.year, period.text)
    announced = _REPORT_OF_YEAR.search(opening)
    if announced:
        yield YearVote("heading", int(announced.group(1)), announced.group())
    counted = Counter(_BODY_YEAR.findall(overview)).most_common(2)
    if counted and (len(counted) == 1 or counted[0][1] > counted[1][1]):
        year, times = counted[0]
        yield YearVote("body", int(year), f"{year}年 × {times}")
    if published:
        yield YearVote("published", int(published[:4]) - 1, published)
    if signed:
        yield YearVote("signed", int(signed[:4]) - 1, signed)
