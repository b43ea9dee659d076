"""What follows the place in an agency's name: its kinds by exact decomposition, its sub-unit, its town or zone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from normalize.agencies.kinds import ALIKE, Kinds, name_to_suffixed
from normalize.agencies.spelling import words_to_stem


class Organ(NamedTuple):
    """What an organ is.

    Attributes:
        kinds: kind ids, sorted.
        sub_unit: of the organ (开发区分局), or the town; empty for the organ as a whole.
        suffix: the ending, written out (委 as 委员会); empty where there is none.
        how: ``government`` (nothing follows the place), ``listed``, ``variant`` (a listed thing under another ending),
            ``compound``, ``town`` or ``sub_unit``.
        alias: the words that the kinds were read from.
        plaque: words in brackets that name a second plaque; empty where there are none.
    """

    kinds: tuple[str, ...]
    sub_unit: str
    suffix: str
    how: str
    alias: str
    plaque: str = ""


_PLAQUE: Final = re.compile(r"(.+?)\(([^()]+)\)$")
_INNER_BRACKETS: Final = re.compile(r"\([^()]*\)(?=.)")
_TOWN: Final = re.compile(
    r"(?P<town>[^局厅委办府院()]{1,9}?(?:镇|乡|苏木))(?:人民政府|政府)?(?:办公室)?$"
    r"|(?P<street>[^局厅委府院()]{1,9}?街道)(?:办事处|办|人民政府)?$"
    r"|(?P<office>[^局厅委府院()]{1,9}?)办事处$"
)
_SUB_UNIT: Final = re.compile(
    r"(?![、和及与]).{0,16}(?:分局|分中心|支局|支队|大队|中队|总队|执法队|监察队|所|站|中心|队|处|科|室|院|校|馆|分行|支行)$"
)
_INSTITUTION: Final = re.compile(
    r"(?:[^局厅委]{0,10})(?:中心|管理处|管理所|监督所|监察所|研究所|事务所|服务站|管理站|推广站|检测站|监测站|总站|支队|大队|总队)$"
)
_GOVERNMENT_OF: Final = re.compile(r"^(?:人民政府|政府|管理委员会|管委会)(?=.)")
_OWN_PLACE: Final = re.compile(r"^[省市县区州盟旗](?=.)")


def text_to_organ(text: str, kinds: Kinds) -> Organ | None:
    """The organ that the words after a place name; None where they are no exact sum of known words.

    Args:
        text: what follows the place, in one spelling; empty for the place alone.
        kinds: to look names up in.
    """
    if not text:
        return Organ(("government",), "", "", "government", "")
    organ = _unit_to_organ(text, kinds)
    if organ:
        return organ
    plaque = _PLAQUE.match(text)
    if plaque and (_unit_to_organ(plaque[2], kinds) or _unit_to_organ(_OWN_PLACE.sub("", plaque[2]), kinds)):
        organ = _unit_to_organ(plaque[1], kinds)
        if organ:
            return organ._replace(plaque=plaque[2])
    if "(" in text:
        for bare in (text.replace("(", "").replace(")", ""), _INNER_BRACKETS.sub("", text)):
            organ = _unit_to_organ(bare, kinds) or _text_to_part(bare, kinds)
            if organ:
                return organ
        return None
    return _text_to_town(text) or _text_to_part(_GOVERNMENT_OF.sub("", text), kinds)


def _unit_to_organ(text: str, kinds: Kinds) -> Organ | None:
    """The organ as a whole: a listed name, a listed thing under another ending, or a compound."""
    suffixed = name_to_suffixed(text)
    listed = kinds.whole.get(suffixed)
    if listed:
        return Organ((listed,), "", suffixed.suffix, "listed", text)
    government = _GOVERNMENT_OF.match(text)
    if government and (organ := _unit_to_organ(text[government.end() :], kinds)):
        return organ if organ.how != "government" else None
    if not suffixed.suffix:
        return None
    found = _stem_to_kinds(suffixed.stem, kinds)
    if not found:
        return None
    segments, ids = found
    if len(segments) > 1 or segments[0] not in kinds.endings:
        return Organ(ids, "", suffixed.suffix, "compound", text)
    if suffixed.suffix in ALIKE and kinds.endings[segments[0]] & ALIKE:
        return Organ(ids, "", suffixed.suffix, "variant", text)
    return None


def _stem_to_kinds(stem: str, kinds: Kinds) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """The fewest known words that a stem is the sum of, and their kinds; None where none or several kinds fit."""
    best: list[list[tuple[str, ...]]] = [[()]]
    for end in range(1, len(stem) + 1):
        cuts: list[tuple[str, ...]] = []
        for start in range(max(0, end - kinds.longest_stem), end):
            word = stem[start:end]
            if best[start] and word in kinds.stems:
                cuts += [(*cut, word) for cut in best[start]]
        fewest = min(map(len, cuts), default=0)
        best.append([cut for cut in cuts if len(cut) == fewest])
    meanings = {kinds.add_up(kind for word in cut for kind in kinds.stems[word]): cut for cut in best[-1]}
    if len(meanings) != 1 or not stem:
        return None
    [(ids, segments)] = meanings.items()
    return segments, ids


def _text_to_town(text: str) -> Organ | None:
    text = _GOVERNMENT_OF.sub("", text)
    found = _TOWN.match(text)
    if not found:
        return None
    if found["town"]:
        town = found["town"]
        return None if town in {"乡", "镇"} or len(town) < 2 else Organ(("township",), town, "", "town", town)
    street = found["street"] or f"{found['office']}街道"
    if street == "街道街道" or len(street) < 3 or street.startswith("驻"):
        return None
    return Organ(("subdistrict",), street, "", "town", street)


def _text_to_part(text: str, kinds: Kinds) -> Organ | None:
    """A part of an organ (分局, 支队), or an institution under it (林业服务中心): never the organ itself."""
    for end in range(len(text) - 1, 1, -1):
        rest = text[end:]
        if not _SUB_UNIT.fullmatch(rest):
            continue
        organ = _unit_to_organ(text[:end], kinds)
        if organ and organ.kinds != ("government",):
            return organ._replace(sub_unit=rest, how="sub_unit")
    stem = words_to_stem(text)
    for end in range(min(len(stem) - 2, kinds.longest_stem), 1, -1):
        ids = kinds.stems.get(stem[:end])
        if ids and len(ids) == 1 and _INSTITUTION.fullmatch(stem[end:]):
            return Organ(ids, text, "", "sub_unit", stem[:end])
    return None


ZONE_TYPES: Final = (
    "高新技术产业开发区|高新技术产业园区|高新技术开发区|经济技术开发区|经济开发区|旅游度假区|风景名胜区|风景旅游区|自由贸易试验区|自然保护区|风景区|生态旅游区|旅游区|经济区|商务区|综合保税区|保税港区"
    "|综合实验区|综合试验区|出口加工区|边境经济合作区|经济合作区|合作区|示范区|保税区|开发区|高新区|经开区|度假区|景区|管理区|试验区|实验区|工业园区|产业园区|科技园区|农业园区|工业园|产业园"
    "|科技园|工业集中区|产业集聚区|产业聚集区|物流园区|物流园|化工园区|新区|新城|园区|生态城|先行区|集聚区"
)
_ZONE: Final = re.compile(rf"(?:[^局厅委办处所镇乡()]{{0,14}}(?:{ZONE_TYPES}))")
_ZONE_NAMES: Final = (("高新技术开发区", "高新技术产业开发区"), ("高新区", "高新技术产业开发区"))


class InZone(NamedTuple):
    """A functional zone by the pattern of its name, and the organ in it."""

    zone: str
    organ: Organ


def text_to_zones(text: str, kinds: Kinds) -> Iterator[InZone]:
    """Readings of the words after a place as an organ of a functional zone, the longest zone first.

    >>> from normalize.agencies.kinds import load_kinds
    >>> [(found.zone, found.organ.kinds) for found in text_to_zones("临港高新区管委会", load_kinds())]
    [('临港高新技术产业开发区', ('zone_committee',))]
    """
    for end in range(len(text), 1, -1):
        if not _ZONE.fullmatch(text, 0, end):
            continue
        organ = text_to_organ(text[end:], kinds)
        if organ:
            zone = text[:end]
            if organ.how == "government":
                organ = organ._replace(kinds=("zone_committee",))
            for short, full in _ZONE_NAMES:
                if zone.endswith(short):
                    zone = zone.removesuffix(short) + full
            yield InZone(zone, organ)
