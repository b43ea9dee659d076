"""What a heading above a list, or a label beside a line, says: years, agencies, groups of agencies, annual reports."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from extract.collect.pages.characters import to_nfkc

HeadingKind = Literal["topic", "year", "group", "agency", "neutral", "other"]
"""``topic`` names annual reports on disclosure; ``year`` a year alone; ``group`` agencies of a kind (省政府部门);
``agency`` one agency; ``neutral`` what heads columns of links (链接, 年报); ``other`` all else."""

LONGEST: Final = 60

_CHINESE_YEAR: Final = re.compile("二[〇○零oO0][〇○零oO0一二三四五六七八九]{2}(?=年)")
_CHINESE_DIGITS: Final = str.maketrans("〇○零oO一二三四五六七八九", "00000123456789")
_LEADING: Final = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}[、.]|\(?[一二三四五六七八九十\d]{1,2}[)、.](?!\d)|[·•●◆■▪▶★:-]+)"
)
_TRAILING: Final = re.compile(r"(?:\(\d{1,3}[个家条篇]?\)|[:>»]+)+$")
# 年 belongs to the year unless 年报 or 年度报告 begins with it.
_YEAR: Final = re.compile(
    r"\(?(?<!\d)(20\d\d)(?!\d)(?:年度(?!(?:工作)?(?:情况)?的?报)|年(?!(?:度?(?:工作)?(?:情况)?的?报告)))?\)?"
)
_MANY_YEARS: Final = re.compile(r"20\d\d年?度?(?:[-~至到、及和—–]|以[来前后]|之[前后]|起)|历年|往年")
_TOPIC: Final = re.compile(
    r"(?P<who>.{0,24}?)的?(?P<topic>(?:政府|政务)?信息公开(?:工作)?(?:情况)?的?(?:年度?(?:工作)?(?:情况)?的?报告|年报))"
    r"(?:汇总|汇编|专栏|专题|专区|列表|栏目|公开|公布|展示|集中发布)?(?:\(.{1,12}\))?"
)
_AGENCY: Final = re.compile(
    r"(?!.*(?:大厅|(?:下载|互动|新闻|会员|个人|媒体|视频|服务|政务|数据)中心|专区|信息公开|办事|政务公开|要闻|首页|[局处]长))"
    r"[\u4e00-\u9fff][\u4e00-\u9fff()、·]{0,28}?[府厅室处会部局委办院署站所队司行校馆镇乡道园场区县市省州盟旗团心社](?:\([\u4e00-\u9fff]{2,16}\))?"
)
_REGION: Final = re.compile(r".*(?:人民政府|[省市县区州盟旗])")
_OF_MANY: Final = r"(?:全|各|省|自治区|市|州|县|区|设|直|属|辖|级|政府|人民|工作|组成|所属|直属|派出|管理|国务院|中央|垂直|驻\w|有关|及|和|与|、|其他|其它)*"
_GROUP: Final = re.compile(
    rf"{_OF_MANY}(?:部门|单位|机构|委办局|厅局|设区的?市|地级以?上?市|市州|州市|地市|盟市|市县|县市区?|市区县|区县|县区|市区|街镇|镇街|乡镇|镇乡"
    rf"|街道(?:办事处)?|园区|开发区|功能区|组织|企业|其他|其它|本级|市级|省级|区级|县级|各.{{1,8}})"
    rf"(?:(?:及|和|、){_OF_MANY}(?:部门|单位|机构|街道|乡镇|园区|开发区|组织))?(?:名单|列表)?(?:\(.{{1,12}}\))?|[省市区县州]"
)
_NEUTRAL: Final = re.compile(
    r"(?:政府)?(?:年度?(?:工作)?报告?|报告|年报)(?:名称|链接|全文|下载|查看|标题)?|链接|网址|地址|查看|下载|操作|全文|详情|附件|标题|名称|文件(?:名称?)?"
    r"|(?:责任|所属|公开|发布|行政)?(?:单位|部门|机构|机关|地区)(?:名称)?|序号|备注"
)
_REFUSED: Final = re.compile(
    r"网站|链接|友情|相关|推荐|热点|热门|新闻|动态|导航|地图|快速|快捷|服务|平台|专题|解读|图解|统计|要点|指南|目录|制度|预算|决算|法治|通知"
)


class Heading(NamedTuple):
    """What a heading says.

    Attributes:
        kind: see :data:`HeadingKind`.
        year: the one year that it names; None where it names none, or several.
        agency: the agency that it names; empty for none.
        topic: the words for annual reports on disclosure, without year and agency; empty for none.
        is_refused: for ``other``: whether what stands below is surely another list.
    """

    kind: HeadingKind
    year: int | None = None
    agency: str = ""
    topic: str = ""
    is_refused: bool = False


@lru_cache(maxsize=4096)
def text_to_heading(text: str) -> Heading:
    """What a short text says as heading or label; of kind ``other`` where it is neither.

    >>> text_to_heading("2025年度省政府部门政府信息公开工作年度报告")
    Heading(kind='topic', year=2025, agency='', topic='政府信息公开工作年度报告', is_refused=False)
    >>> [text_to_heading(text).kind for text in ("二〇二三年度", "省政府部门：", "省发展改革委", "查看", "友情链接")]
    ['year', 'group', 'agency', 'neutral', 'other']
    """
    plain = "".join(to_nfkc(text[: 4 * LONGEST]).split())
    if not plain or len(plain) > LONGEST:
        return Heading("other")
    plain = _CHINESE_YEAR.sub(lambda found: found.group().translate(_CHINESE_DIGITS), plain)
    plain = _TRAILING.sub("", _LEADING.sub("", plain)).strip("【】[]《》“”")
    years = {int(found.group(1)) for found in _YEAR.finditer(plain)}
    if len(years) > 1 or _MANY_YEARS.search(plain):
        years = set()
    year = next(iter(years), None)
    rest = _YEAR.sub("", plain)
    if not rest:
        return Heading("year", year)
    if found := _TOPIC.fullmatch(rest):
        return _topic(found["who"], found["topic"], year)
    if _NEUTRAL.fullmatch(rest):
        return Heading("year" if year is not None else "neutral", year)
    if _REFUSED.search(rest):
        return Heading("other", is_refused=True)
    if _GROUP.fullmatch(rest):
        return Heading("group", year)
    return Heading("agency", year, rest) if is_agency(rest) else Heading("other")


def is_agency(text: str) -> bool:
    """Whether a text is by its last word the name of one agency or place, and nothing else.

    >>> [is_agency(text) for text in ("省发展改革委", "南京市", "省政府部门", "网上办事大厅", "领导之窗")]
    [True, True, False, False, False]
    """
    return 2 <= len(text) <= 30 and bool(_AGENCY.fullmatch(text)) and not _GROUP.fullmatch(text)


def names_bureau(agency: str) -> bool:
    """Whether an agency is one below a government: a list of others does not stand under its name."""
    return bool(agency) and not _REGION.fullmatch(agency)


def _topic(who: str, topic: str, year: int | None) -> Heading:
    if not who or _GROUP.fullmatch(who):
        return Heading("topic", year, "", topic)
    if is_agency(who):
        return Heading("topic", year, who, topic)
    return Heading("other", is_refused=True)
