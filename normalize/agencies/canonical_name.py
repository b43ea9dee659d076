"""The canonical name of an agency in a year, from its division and its kinds."""

from __future__ import annotations

from normalize.agencies.divisions import COUNTRY_ID, Divisions
from normalize.agencies.kinds import SUFFIXES, Kinds
from normalize.agencies.organ import Organ
from normalize.agencies.resolution import AgencyKey
from normalize.agencies.rows import DivisionRow


def key_to_name(key: AgencyKey, year: int | None, divisions: Divisions, kinds: Kinds) -> str:
    """The canonical name of an agency of which only the id is known.

    >>> from normalize.agencies.registry import shipped_registry
    >>> registry = shipped_registry()
    >>> key_to_name(AgencyKey("320684", ("finance",), ""), 2021, registry.divisions, registry.kinds)
    '南通市海门区财政局'
    """
    place = divisions.full_name(key.division_id, year)
    row = divisions.nearest(key.division_id, year)
    if key.division_id == COUNTRY_ID:
        return "、".join((kinds.by_id[kind].central or kinds.by_id[kind].names)[0] for kind in key.kinds)
    if key.kinds in {("township",), ("subdistrict",)}:
        return place + key.sub_unit + ("人民政府" if key.kinds == ("township",) else "办事处")
    kind = kinds.by_id[key.kinds[0]]
    if len(key.kinds) == 1 and kind.frames:
        return kind.frames[0].format(place=place) + key.sub_unit
    return place + _kinds_to_words(key.kinds, row, year, kinds) + key.sub_unit


def organ_to_name(
    organ: Organ, division_id: str, year: int | None, divisions: Divisions, kinds: Kinds, printed_place: str = ""
) -> str:
    """The canonical name of an agency whose printed name was read: printed words stay where they are usual then.

    Organs of their own line often bear a place without its type (武汉海关), which stays as printed.
    """
    place = divisions.full_name(division_id, year)
    row = divisions.nearest(division_id, year)
    if organ.how == "town" or (organ.how == "sub_unit" and not organ.suffix):
        name = place + organ.sub_unit
        return name + {"township": "人民政府", "subdistrict": "办事处"}.get(organ.kinds[0], "")
    if len(organ.kinds) > 1:
        return place + organ.alias.removesuffix(organ.sub_unit) + organ.sub_unit
    kind = kinds.by_id[organ.kinds[0]]
    alias = organ.alias.removesuffix(organ.sub_unit)
    if kind.vertical and kind.alone and printed_place:
        frame = alias if "{place}" in alias else "{place}" + alias
        return frame.format(place=printed_place) + organ.sub_unit
    if "{place}" in alias:
        return alias.format(place=place) + organ.sub_unit
    if kind.frames and not kind.alone:
        return kind.frames[0].format(place=place) + organ.sub_unit
    if alias in kind.full_names and (year is None or kind.usual_in(alias, year)) and kind.id != "government":
        return place + alias + organ.sub_unit
    return place + _kinds_to_words(organ.kinds, row, year, kinds) + organ.sub_unit


def _kinds_to_words(ids: tuple[str, ...], row: DivisionRow, year: int | None, kinds: Kinds) -> str:
    if ids == ("government",) and row.name.endswith(("地区", "盟")):
        return "行政公署"
    # The organs of a municipality are 局 like those of a city, but its government's office is a 办公厅.
    is_hall = row.level == "province" and (not row.name.endswith("市") or ids == ("gov_office",))
    names = [kinds.by_id[kind].canonical("province" if is_hall else row.level, year) for kind in ids]
    *first, last = names
    return "".join(_without_suffix(name) for name in first) + last


def _without_suffix(name: str) -> str:
    return next((name.removesuffix(suffix) for suffix in SUFFIXES if name.endswith(suffix)), name)
