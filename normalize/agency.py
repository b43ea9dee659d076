"""The agency as a report prints it: in its title, on its index card, under its text, in its opening."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

_LAST_SIGNS: Final = frozenset("府厅室处会部局委办院署站所心队司行校学馆社镇乡道团园场台区县市省州盟旗村组厂关")
_NO_AGENCY = re.compile(
    r"信息公开|机关$|政务公开$|年报|首页|栏目|专栏|网站|目录|指南|下载|新闻|动态|公告|报告|当前位置|政务服务"
    r"|[，。；：:！？>|/\\=<《》“”]|https?|www\.|^[我本该各全]|^现|^将|^由|^(?:19|20)\d\d"
)
_WHITE_SPACE = re.compile(r"\s+")
_VAGUE: Final = frozenset(
    {"年度", "年", "单位", "部门", "本级", "机关", "工作", "人民", "法定", "全区", "全市", "全县"}
)
_PLACE_SIGNS: Final = frozenset("省市区县旗州盟")


class Agency(NamedTuple):
    """An agency and where its name was taken from.

    Attributes:
        name: as printed, white space cut.
        source: ``title``, ``metadata``, ``signature``, ``opening``, or ``site`` (the site's own name, weak).
    """

    name: str
    source: str


def looks_like_agency(text: str) -> bool:
    """Whether a text without white space can be the name of an organ, by its last sign and by what it lacks.

    >>> looks_like_agency("青山县财政局"), looks_like_agency("政府信息公开年报"), looks_like_agency("我局")
    (True, False, False)
    """
    name = text.rstrip("）)")
    return 3 <= len(text) <= 40 and name[-1] in _LAST_SIGNS and not _NO_AGENCY.search(text)


def title_parts_to_agency(before: str, between: str) -> str | None:
    """The agency in a title, from the words before its year and those between the year and the fixed words.

    >>> title_parts_to_agency("青山县财政局", ""), title_parts_to_agency("", "青山市人民")
    ('青山县财政局', '青山市人民政府')
    """
    before, between = _trimmed(before), _trimmed(between)
    if before and between and before[-1] in _PLACE_SIGNS and looks_like_agency(between):
        return before + between
    return before or between or None


def _trimmed(words: str) -> str:
    words = words.removeprefix("关于")
    for verb in ("报送", "印发", "公布", "发布"):
        words = words.removeprefix(verb)
    words = words.strip("《》“”\"'的·.、*#").removesuffix("关于").removesuffix("年度")
    # 青山市人民政府信息公开…: the title uses 政府 once for both words.
    if words.endswith("人民"):
        words += "政府"
    return "" if words in _VAGUE or len(words) < 2 or words[0] in "我本" or "公开" in words else words


# What a page calls the organ that published, the strongest name first. 来源 and 单位 also name newspapers and
# collectors, so their values must look like an organ.
STRONG_LABELS: Final = (
    "发布机构",
    "公开机构",
    "发文机关",
    "发文单位",
    "发布单位",
    "公开主体",
    "制发机关",
    "发文机构",
    "责任单位",
    "信息来源",
    "来源",
    "单位",
)
_CERTAIN: Final = frozenset(STRONG_LABELS[:8])


def labels_to_agency(labels: Mapping[str, str]) -> str | None:
    """The agency on an index card or in labelled lines; None where no label names one."""
    for label in STRONG_LABELS:
        value = _WHITE_SPACE.sub("", labels.get(label, ""))
        if value and (looks_like_agency(value) or (label in _CERTAIN and not _NO_AGENCY.search(value))):
            return value
    return None


_OPENINGS: Final = (
    re.compile(r"报告由([^，。；（）()《》：:“”]{3,30}?)(?=根据|按照|依据|依照|编制|负责|撰写|组织)"),
    re.compile(r"(?:公布|发布|公开|现将|将)([^，。；（）()《》：:“”]{3,30}?)(?=(?:19|20)\d\d年)"),
    re.compile(r"(?:^|[。，])([^，。；（）()《》：:“”]{3,30}?)(?:编制|发布|公布)(?:了|完成)?(?:本|(?:19|20)\d\d年)"),
    re.compile(r"请(?:直接)?(?:与|联系|向)([^，。；（）()《》：:“”]{3,30}?)(?=联系|咨询|反映|[（(，。])"),
)


def opening_to_agency(opening: str) -> str | None:
    """The agency that the opening sentences name as the author; ``opening`` has no white space.

    >>> opening_to_agency("本报告由青山县财政局根据《条例》编制。")
    '青山县财政局'
    """
    for pattern in _OPENINGS:
        for match in pattern.finditer(opening):
            name = match.group(1).removeprefix("与")
            if looks_like_agency(name):
                return name
    return None


_SITE_KEYS: Final = ("contentsource", "source", "author", "publisher", "sitename")


def clues_to_agency(
    title: str | None, labels: Mapping[str, str], signature: str | None, opening: str, metadata: Mapping[str, str]
) -> Agency | None:
    """The agency by the strongest clue; None where the document names none.

    Args:
        title: the agency found in the title, if any.
        labels: values by printed label (``发布机构``).
        signature: the line before the date under the text, if any.
        opening: the text before the first heading, without white space.
        metadata: meta tags, names in lower case.
    """
    clues: Sequence[tuple[str | None, str]] = (
        (title, "title"),
        (labels_to_agency(labels), "metadata"),
        (signature, "signature"),
    )
    for name, source in clues:
        if name:
            return Agency(name, source)
    name = opening_to_agency(opening)
    if name:
        return Agency(name, "opening")
    for key in _SITE_KEYS:
        name = _WHITE_SPACE.sub("", metadata.get(key, ""))
        if name and looks_like_agency(name):
            return Agency(name, "site")
    return None
