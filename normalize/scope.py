"""What a report counts: one organ, a government's office, a whole territory, a level of government, or a line of organs.

Rules and evidence: facts on agencies, section 4. A government's report counts its whole territory although its office
compiles it; the office also files a report of its own, which counts a part of that. Numbers of different scope are never
added, so nothing is guessed here: where the words do not show it, the scope is ``unknown``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, Literal, NamedTuple

from normalize.report import Facts, Section

Scope = Literal["organ", "office", "territory", "level", "system", "unknown"]
"""``organ``: the reporting organ alone. ``office``: the office of a government. ``territory``: all organs of an area.
``level``: the organs of one level (本级). ``system``: an organ and those below it in its line. ``unknown``."""

Filer = Literal["office", "government", "township", "department", "unknown"]
"""Who files, by the form of its name."""


class ScopeFinding(NamedTuple):
    """What a report counts and what shows it.

    Attributes:
        scope: see :data:`Scope`.
        sentence: the sentence, or the title, that shows it; empty where nothing does.
        reason: why, in one sentence.
    """

    scope: Scope
    sentence: str
    reason: str


_OFFICE = re.compile(r"(?:政府|管委会|管理委员会|行署|公署)办公?(?:厅|室)?\Z|(?:省|市|区|县|州|旗)府办\Z")
_GOVERNMENT = re.compile(
    r"(?:人民政府|管理委员会|管委会|行政公署|行署)\Z|(?:省|自治区|市|区|县|州|盟|旗|新区|开发区|实验区|示范区|园区)(?:政府)?\Z"
)
_TOWNSHIP = re.compile(r"(?:镇|乡|苏木)(?:人民)?政府\Z|(?:镇|乡|苏木)\Z|街道(?:办事处|办)?\Z")
_DEPARTMENT = re.compile(
    r"(?:局|委|厅|办|部|院|处|站|所|队|中心|署|社|会|室|委员会|分局|总局|公司|学校|医院|银行|集团|馆|台|办公室|调查队|海关|税务局)\Z"
)

_AREA = r"(?:全(?:省|自治区|市|区|县|州|盟|旗)|我(?:省|市|区|县|州|盟|旗)|本(?:省|市|区|县)(?!政府|人民政府|级))"
_PARTS = r"(?:各(?:级|地|县|区|市|镇|乡|街道|部门|单位|委办局|有关部门)|[县市区](?:（[市区、县]+）|\([市区、县]+\))?人民?政府和|(?:区|市|县|省)直各?(?:部门|单位)|政府信息公开单位)"
_COMPILED = re.compile(rf"(?:综合|汇总|汇集|涵盖|根据)[^。；]{{0,30}}{_PARTS}[^。；]{{0,40}}(?:报告|情况|数据|材料)")
_AREA_COUNTS = re.compile(
    rf"{_AREA}[^。；]{{0,30}}(?:收到|受理|收办|接到|新收|办理|办结|答复|收悉)[^。；，]{{0,40}}(?:申请|依申请公开)"
)
_AREA_DISCLOSED = re.compile(
    rf"(?:{_AREA}|区管委会)[^。；]{{0,30}}{_PARTS}[^。；]{{0,20}}(?:公开|公布|发布|梳理)"
    r"|全(?:省|自治区|市|区|县|州|盟|旗)[^。；，]{0,20}(?:公开|发布|公布)[^。；，]{0,16}信息[^。；，]{0,6}\d"
)
_OFFICE_COUNTS = re.compile(
    r"(?:政府办公?(?:厅|室)|市府办|我办|本厅|本室|办公室)[^。；，]{0,16}(?:收到|受理|收办|接到|新收|办理|办结)[^。；，]{0,40}(?:申请|依申请公开)"
)
_LEVEL_COUNTS = re.compile(
    r"(?<!非)本级[^。；，]{0,16}(?:收到|受理|收办|接到|新收|办理|办结)[^。；，]{0,40}(?:申请|依申请公开)"
)
_LEVEL = re.compile(
    r"(?:统计|数据|口径)(?:范围|对象|口径|数据)?[^。；;，,]{0,12}(?<!非)本级(?!财政|预算|文件|及以上|以上)"
    r"|(?:仅|只)(?:含|包括|包含|统计|反映|涉及|为)[^。；;，,]{0,12}本级"
    r"|本(?:年度)?报告[^。；;]{0,12}不(?:含|包括|包含)[^。；;]{0,12}(?:县|区|下级|乡镇|街道)"
)
_SYSTEM = re.compile(
    r"(?:报告|数据|统计|汇总|综合)[^。；]{0,30}(?:全系统|全[省市区县州](?:各级)?[^。；，]{0,10}(?:系统|机关|部门|局))"
    r"|(?:全系统|全[省市区县州](?:各级)?[^。；，]{0,10}(?:系统|机关))[^。；]{0,20}(?:收到|受理|收办|接到|新收)[^。；，]{0,30}(?:申请|依申请公开)"
)
_OTHER_TIME = re.compile(r"下一步|今后|将进一步|将继续|^(?:去年|上一年度?|上年度?(?![末底]|的?(?:未办结)?(?:结转|转)))")
"""Plans, and sentences that begin with last year: neither says whose numbers this report gives."""
_SENTENCE = re.compile(r"[^。！？\n]+[。！？]?")
_PARAGRAPH_END = re.compile(r"(?<=[。！？：])\s*\n")
_SEARCHED: Final = ("opening", "overview", "requests")
_LONGEST: Final = 300


def report_to_scope(facts: Facts, sections: Sequence[Section]) -> ScopeFinding:
    """What a report counts, by its agency's name and the sentences that say whose numbers it gives.

    Args:
        facts: title and agency.
        sections: the report's text.

    >>> facts = Facts(title="青山市2024年政府信息公开工作年度报告", agency="青山市")
    >>> text = [Section("overview", "一、总体情况", "2024年，全市共受理政府信息公开申请30件。")]
    >>> report_to_scope(facts, text)[:2]
    ('territory', '2024年，全市共受理政府信息公开申请30件。')
    >>> report_to_scope(facts, [])[0]
    'unknown'
    """
    agency = "".join((facts.agency or "").split())
    title = facts.title or agency
    filer = name_to_filer(agency)
    said = _Said(_sentences(sections))
    if filer == "unknown":
        return ScopeFinding("unknown", "", f"no rule tells what {agency} is" if agency else "no agency is named")
    if filer == "office":
        return _office(title, said)
    if filer == "government":
        return _government(said)
    level = said.first(_LEVEL)
    system = said.first(_SYSTEM)
    if filer == "department" and system:
        return ScopeFinding("system", system, "a sentence gives the numbers of the organ's whole line")
    if filer == "department" and level:
        return ScopeFinding("level", level, "a sentence limits the numbers to one level")
    if filer == "township":
        return ScopeFinding("organ", title, "a township has no organs of its own that report")
    return ScopeFinding("organ", title, "a department reports for itself")


def name_to_filer(name: str) -> Filer:
    """Who files, by the form of the name; ``name`` has no white space.

    >>> [
    ...     name_to_filer(name)
    ...     for name in ("青山市人民政府", "青山市人民政府办公室", "青山市财政局", "白沙镇人民政府", "青山市")
    ... ]
    ['government', 'office', 'department', 'township', 'government']
    """
    if not name:
        return "unknown"
    if _OFFICE.search(name):
        return "office"
    if _TOWNSHIP.search(name):
        return "township"
    if _GOVERNMENT.search(name):
        return "government"
    return "department" if _DEPARTMENT.search(name) else "unknown"


class _Said:
    """The sentences of a report that may show its scope."""

    def __init__(self, sentences: list[str]) -> None:
        self.sentences = sentences

    def first(self, pattern: re.Pattern[str]) -> str:
        """The first sentence that a pattern finds; empty without."""
        return next((sentence for sentence in self.sentences if pattern.search(sentence)), "")


def _sentences(sections: Sequence[Section]) -> list[str]:
    """Sentences on whose numbers are given, without white space; the parts of the form that speak of them only."""
    found: list[str] = []
    parts = [part for part in sections if part.section in _SEARCHED] or list(sections)
    for part in parts:
        found += [
            sentence
            for sentence in _SENTENCE.findall(_joined(part.text))
            if len(sentence) <= _LONGEST and not _OTHER_TIME.search(sentence)
        ]
    return found


def _joined(text: str) -> str:
    """The text without white space, but for line ends behind the end of a sentence."""
    return "\n".join("".join(line.split()) for line in _PARAGRAPH_END.split(text))


def _office(title: str, said: _Said) -> ScopeFinding:
    compiled = said.first(_COMPILED)
    area = said.first(_AREA_COUNTS)
    if compiled and area:
        return ScopeFinding("territory", compiled, "the office compiles the report from those of the whole territory")
    conflict = compiled or area
    if conflict and not said.first(_OFFICE_COUNTS):
        return ScopeFinding(
            "unknown", conflict, f"the title names the office ({title}), but this sentence speaks of the territory"
        )
    return ScopeFinding("office", title, "a government's office reports for itself")


def _government(said: _Said) -> ScopeFinding:
    level = said.first(_LEVEL)
    own = said.first(_OFFICE_COUNTS) or said.first(_LEVEL_COUNTS)
    evidence = (
        (said.first(_COMPILED), "the report is compiled from those of the territory's organs"),
        (said.first(_AREA_COUNTS), "a sentence counts the requests of the whole territory"),
        # What the area disclosed says nothing of the requests where those are counted for a part of it.
        ("" if own else said.first(_AREA_DISCLOSED), "a sentence counts what the territory's organs disclosed"),
    )
    for sentence, reason in evidence:
        if sentence:
            if level:
                return ScopeFinding("unknown", sentence, f"{reason}, but another limits them to one level: {level}")
            return ScopeFinding("territory", sentence, reason)
    if level:
        return ScopeFinding("level", level, "a sentence limits the numbers to one level")
    if own:
        return ScopeFinding(
            "unknown", own, "the text counts the office or level alone; the tables may cover the territory"
        )
    return ScopeFinding("unknown", "", "a government, but no sentence says whose numbers these are")
