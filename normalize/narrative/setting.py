"""Whose numbers a sentence gives and for which time: only what the report itself counts can be held against its tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, Literal, NamedTuple

Subject = Literal["", "territory", "office", "government", "own", "system", "other"]
"""Whom a sentence speaks of: the whole territory, the government's office or level, the government as a body, the reporting
organ by a word of its own (我局), its line of organs, another body by name; empty where it does not say."""

_LEAST_OF_A_NAME: Final = 3
_ACTS = r"(?:共|累计|全年|总计|合计|代表|分别)*(?:收|受理|接到|新收|办理|办结|答复|未)"
_SUBJECT = re.compile(
    rf"(?P<system>全系统|全[省市区县州][^，。；]{{1,8}}系统)"
    rf"|(?P<territory>(?:全(?:省|市|区|县|州|盟|旗|国)(?!性|统)|我(?:省|市|区|县|州|盟|旗)(?!局|委)|各级)(?:[^，。；]{{0,24}}?(?={_ACTS}))?)"
    rf"|(?P<office>(?:[省市区县州旗](?:人民)?)?政府办(?:公(?:厅|室))?(?!理|结|事)|市府办|本厅|本室|我办|[省市区县州旗]本级|本级)"
    rf"|(?P<own>我(?:局|委|厅|院|会|中心|单位|镇|乡|街道|处|站|所|馆)|本(?:局|委|单位|机关|部门|镇|乡|街道)|全(?:局|镇|乡|街道|委))"
    rf"|(?P<government>[省市区县州旗](?:人民)?政府(?={_ACTS}|[，]|20))"
    rf"|(?P<other>(?<![全我本])[^，。；、：（）\d全我本]{{1,16}}(?:局|委|委员会|中心|镇|乡|街道|县|市|区|部门|单位|管委会)(?={_ACTS}))"
)
_TIME = re.compile(
    r"(?P<year>(?:19|20)\d\d)年(?:度|财年)?(?![度]?(?:未办结)?(?:结转|转接|转入|延续))(?P<since>以来|起)?"
    r"|(?P<own>本年度?|今年|全年|一年来|年内|年度)"
    r"|(?<![较比与同])(?P<other>(?:上|去|前)一?年度?(?!度?(?:的|未办结)*(?:结转|转接|转入|延续))"
    r"|历年|近[三五两\d]年|十[二三四五]五期间|(?:上|下)半年|[一二三四]季度|\d{1,2}月?[-至到]\d{1,2}月|\d{1,2}月(?:份|以来)"
    r"|每[月季周]|当月|月均|日均|平均|人均|《?条例》?(?:施行|实施)以来)"
)
_COMPARED: Final = ("较", "比", "与", "同")
_CARRIED_FROM = re.compile(r"结转(?:自)?\Z")
_PLAN: Final = re.compile(
    r"下一步|今后|力争|预计|争取|(?:计划|拟)(?:再|于|在|组织|开展|举办|召开|制定|出台)|将(?:进一步|继续|持续|着力|加大|重点|切实)"
)


def text_to_subject(before: str, agency: str = "") -> Subject:
    """Whom the words before a number speak of last; a body whose name ends as that of the reporting agency is that one.

    >>> (
    ...     text_to_subject("2024年，全市共受理"),
    ...     text_to_subject("市政府办公室收到"),
    ...     text_to_subject("我局"),
    ...     text_to_subject("共收到"),
    ... )
    ('territory', 'office', 'own', '')
    >>> text_to_subject("县财政局收到"), text_to_subject("县财政局收到", "青山县财政局")
    ('other', 'own')
    """
    subject: Subject = ""
    for match in _SUBJECT.finditer(before):
        subject = match.lastgroup  # type: ignore[assignment]  # the names of the groups are those of Subject
        if subject == "other" and agency.endswith(match.group()[-_LEAST_OF_A_NAME:]):
            subject = "own"
    return subject


class TimeMention(NamedTuple):
    """A mention of a time: where it stands, and what it says where that is another time than the report's, else nothing."""

    start: int
    other: str


def text_to_times(plain: str, year: int | None) -> list[TimeMention]:
    """Every mention of a time in a sentence, in order.

    A year from which something was carried over, or with which something is compared, is none.

    Args:
        plain: the sentence.
        year: the report's year; None where it is not known, and then only relative words are seen.

    >>> [mention.other for mention in text_to_times("去年收到3件；2023年收到2件，上年结转1件，比2022年的4件少", 2023)]
    ['去年', '']
    """
    found = []
    for match in _TIME.finditer(plain):
        said = match["other"] or ""
        if match["year"]:
            if (
                year is None
                or plain[: match.start()].endswith(_COMPARED)
                or _CARRIED_FROM.search(plain, 0, match.start())
            ):
                continue
            said = match.group() if match["since"] or int(match["year"]) != year else ""
        found.append(TimeMention(match.start(), said))
    return found


def times_to_other(times: Sequence[TimeMention], position: int) -> str:
    """Of which other time a number at that position speaks, by the last mention before it; empty for the report's own.

    >>> times_to_other(text_to_times("2022年收到3件", 2023), 7), times_to_other(text_to_times("2023年收到3件", 2023), 7)
    ('2022年', '')
    """
    return next((mention.other for mention in reversed(times) if mention.start < position), "")


def is_plan(plain: str) -> bool:
    """Whether a sentence speaks of what is to come.

    >>> is_plan("下一步，计划举办培训2次"), is_plan("全年举办培训2次")
    (True, False)
    """
    return bool(_PLAN.search(plain))
