"""The type at the end of a division's name, and the short forms that people use."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

# The longest first: 自治州 ends in 州, too.
_TYPES: Final = ("特别行政区", "自治区", "自治州", "自治县", "自治旗", "地区", "省", "市", "州", "县", "区", "旗", "盟")


def name_to_type(name: str) -> str:
    """The type at the end of a division's name; the last sign where the type is none of the usual ones.

    >>> name_to_type("沙县区"), name_to_type("沙县"), name_to_type("延边朝鲜族自治州")
    ('区', '县', '自治州')
    """
    return next((ending for ending in _TYPES if name.endswith(ending)), name[-1:])


_PEOPLES: Final = (
    "阿昌 白 保安 布朗 布依 朝鲜 达斡尔 傣 德昂 东乡 侗 独龙 鄂伦春 鄂温克 仡佬 哈尼 哈萨克 赫哲 回 基诺 京 景颇 柯尔克孜 拉祜 黎 傈僳 珞巴 满 毛南 "
    "门巴 蒙古 苗 仫佬 纳西 怒 普米 羌 撒拉 畲 水 塔吉克 塔塔尔 土家 土 佤 维吾尔 乌孜别克 锡伯 瑶 彝 裕固 藏 壮"
).split()
_PEOPLE: Final = "|".join(sorted(_PEOPLES, key=len, reverse=True))
# 族 is left out in some names only where the people's own name has two signs or more: 塔什库尔干塔吉克自治县.
_LONG_PEOPLE: Final = "|".join(sorted((people for people in _PEOPLES if len(people) > 1), key=len, reverse=True))
_LAST_PEOPLE: Final = re.compile(rf"(?:(?:{_PEOPLE})族|(?:{_LONG_PEOPLE})|各族)$")
_PLAIN_TYPES: Final = {
    "自治区": "",
    "自治州": "州",
    "自治县": "县",
    "自治旗": "旗",
    "特别行政区": "",
    "地区": "",
    "盟": "",
}


@lru_cache(maxsize=1 << 14)
def name_to_short_forms(name: str) -> tuple[str, ...]:
    """Forms without the type, and for autonomous divisions without the peoples; never shorter than two signs.

    >>> name_to_short_forms("宿迁市"), name_to_short_forms("沙县")
    (('宿迁',), ())
    >>> name_to_short_forms("延边朝鲜族自治州"), name_to_short_forms("内蒙古自治区"), name_to_short_forms("浦东新区")
    (('延边', '延边州'), ('内蒙古',), ('浦东',))
    >>> name_to_short_forms("东乡族自治县"), name_to_short_forms("双江拉祜族佤族布朗族傣族自治县")
    (('东乡', '东乡县', '东乡族'), ('双江', '双江县'))
    """
    kind = name_to_type(name)
    stem = name.removesuffix(kind)
    if stem.endswith("新") and kind == "区" and len(stem) > 2:
        stem = stem.removesuffix("新")
    forms = {stem}
    if kind in _PLAIN_TYPES and stem not in ("内蒙古", "西藏"):
        bare = stem
        while len(shorter := _LAST_PEOPLE.sub("", bare)) >= 2 and shorter != bare:
            bare = shorter
        bare = bare.removesuffix("族") if len(bare) > 2 else bare
        forms = {bare, bare + _PLAIN_TYPES[kind]}
        if stem.endswith("族") and bare + "族" == stem:
            forms.add(stem)
    return tuple(sorted(form for form in forms if len(form) >= 2 and form != name))
