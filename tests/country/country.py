"""An invented country, told once: its divisions, its agencies, what happened to them, and what they did in every year.

Everything else in this folder follows from here: the documents that are printed, the files that a person has
reviewed, and what a dataset of these documents has to say.
"""

from __future__ import annotations

from functools import cache
from typing import Final, NamedTuple

from tests.country.tables import Pair, Year, sum_of_years

FIRST: Final = 2019
LAST: Final = 2025
YEARS: Final = range(FIRST, LAST + 1)


class Division(NamedTuple):
    """A period of a division, as ``divisions.csv`` has it."""

    division_id: str
    code: str
    name: str
    level: str
    parent_id: str
    first_year: int
    last_year: int | None = None


DIVISIONS: Final = (
    Division("980000", "980000", "澜原省", "province", "000000", 1981),
    Division("980100", "980100", "青崖市", "prefecture", "980000", 1981),
    Division("980102", "980102", "鹭洲区", "county", "980100", 1981),
    Division("980103", "980103", "砚池区", "county", "980100", 1981, 2021),
    Division("980104", "980104", "松坞区", "county", "980100", 1981, 2021),
    Division("980105", "980105", "砚松区", "county", "980100", 2022),
    Division("980121", "980121", "石泉溪县", "county", "980100", 1981, 2020),
    Division("980121", "980106", "石泉溪区", "county", "980100", 2021),
    Division("980122", "980122", "双岭县", "county", "980100", 1981, 2022),
    Division("980124", "980124", "上岭县", "county", "980100", 2023),
    Division("980125", "980125", "下岭县", "county", "980100", 2023),
    Division("980126", "980126", "古渡县", "county", "980100", 1981, 2019),
    Division("980126", "980126", "新渡县", "county", "980100", 2020),
    Division("9801z1", "", "青崖临港新区", "zone", "980100", 2010),
    Division("980200", "980200", "望泽市", "prefecture", "980000", 1981),
    Division("980202", "980202", "鹭洲区", "county", "980200", 1981),
    Division("980203", "980203", "芦汀县", "county", "980200", 1981),
)


class Name(NamedTuple):
    """A name from a year on: as printed, and in full where that is another one."""

    since: int
    printed: str
    canonical: str = ""

    @property
    def full(self) -> str:
        """The name that a dataset gives."""
        return self.canonical or self.printed


class Agency(NamedTuple):
    """An agency: what it is, how busy it is, when it works (``lives``) and of which years its reports were found."""

    agency_id: str
    names: tuple[Name, ...]
    scope: str
    level: str
    size: int
    lives: range
    filed: tuple[int, ...]
    parts: tuple[str, ...] = ()
    vertical: bool = False
    parent: str = ""

    @property
    def division_id(self) -> str:
        """The division it belongs to."""
        return "980100" if self.agency_id == RIVER else self.agency_id.split("-")[0]

    @property
    def kinds(self) -> str:
        """Its kind."""
        return "water" if self.agency_id == RIVER else self.agency_id.split("-")[1]

    @property
    def parent_id(self) -> str:
        """The government it belongs to, for a government that of the division above."""
        return self.parent or f"{self.division_id}-government"

    def scope_in(self, year: int) -> str:
        """What its report of a year counts."""
        return OTHER_SCOPES.get((self.agency_id, year), self.scope)

    def name(self, year: int) -> Name:
        """Its name in a year."""
        return next((name for name in reversed(self.names) if name.since <= year), self.names[0])


OTHER_SCOPES: Final = {("980200-government", 2022): "level", ("980200-government", 2024): "unknown"}
"""Reports that count something else than their agency's others, or do not say what."""

CITY: Final = "980100-government"
RIVER: Final = "QY-RIVER"
BRIDGE: Final = "QY-BRIDGE"
TOWN: Final = "980121-township-桃坞镇"
_CITY_PARTS: Final = (
    "980100-gov_office",
    "980100-finance",
    "980100-financial",
    "980100-industry_commerce",
    "980100-quality_supervision",
    "980100-food_drug",
    "980100-market_regulation",
    RIVER,
    "9801z1-zone_committee",
    "980102-government",
    "980103-government",
    "980104-government",
    "980105-government",
    "980121-government",
    "980122-government",
    "980124-government",
    "980125-government",
    "980126-government",
)


def _years(first: int, last: int, *without: int) -> tuple[int, ...]:
    return tuple(year for year in range(first, last + 1) if year not in without)


def _county(division_id: str, names: tuple[Name, ...], size: int, lives: range, filed: tuple[int, ...]) -> Agency:
    return Agency(f"{division_id}-government", names, "territory", "county", size, lives, filed, parent=CITY)


def _bureau(kind: str, names: tuple[Name, ...], size: int, lives: range, filed: tuple[int, ...]) -> Agency:
    return Agency(f"980100-{kind}", names, "organ", "prefecture", size, lives, filed)


_ALL: Final = (
    Agency(
        "980000-government",
        (Name(0, "澜原省人民政府"),),
        "territory",
        "province",
        9,
        range(2019, 2026),
        (2022, 2023),
        (CITY, "980200-government"),
        parent="000000-government",
    ),
    Agency(
        CITY,
        (Name(0, "青崖市人民政府"),),
        "territory",
        "prefecture",
        4,
        range(2019, 2026),
        _years(2019, 2025),
        _CITY_PARTS,
        parent="980000-government",
    ),
    Agency(
        "980100-gov_office",
        (Name(0, "青崖市人民政府办公室"),),
        "office",
        "prefecture",
        31,
        range(2019, 2026),
        _years(2019, 2025),
    ),
    _bureau("finance", (Name(0, "青崖市财政局"),), 43, range(2019, 2026), _years(2019, 2025)),
    _bureau(
        "financial",
        # 2020: a name that only the reviewed mapping knows, so that the full name is the first one of its kind.
        (
            Name(0, "青崖市金融工作办公室"),
            Name(2020, "青崖市融资与风险处置中心", "青崖市地方金融管理局"),
            Name(2021, "青崖市地方金融监督管理局"),
        ),
        12,
        range(2019, 2022),
        _years(2019, 2021),
    ),
    _bureau("industry_commerce", (Name(0, "青崖市工商行政管理局"),), 25, range(2019, 2021), (2019,)),
    _bureau("quality_supervision", (Name(0, "青崖市质量技术监督局"),), 17, range(2019, 2021), (2019, 2020)),
    _bureau("food_drug", (Name(0, "青崖市食品药品监督管理局"),), 21, range(2019, 2021), (2019, 2020)),
    _bureau("market_regulation", (Name(0, "青崖市市场监督管理局"),), 52, range(2021, 2026), _years(2021, 2025)),
    Agency(
        "980100-tax",
        (Name(0, "国家税务总局青崖市税务局"),),
        "organ",
        "prefecture",
        27,
        range(2019, 2026),
        (2021, 2022, 2023),
        vertical=True,
    ),
    Agency(
        RIVER,
        (Name(0, "青崖市河网建设指挥部"), Name(2022, "青崖市河网管理中心")),
        "organ",
        "prefecture",
        14,
        range(2019, 2026),
        _years(2020, 2023),
    ),
    Agency(
        "9801z1-zone_committee",
        (Name(0, "青崖临港新区管理委员会"),),
        "territory",
        "zone",
        19,
        range(2019, 2026),
        _years(2021, 2025, 2024),
        parent=CITY,
    ),
    _county(
        "980102",
        (Name(0, "青崖市鹭洲区人民政府"),),
        36,
        range(2019, 2026),
        _years(2019, 2025, 2021),
    ),
    _county("980103", (Name(0, "砚池区人民政府", "青崖市砚池区人民政府"),), 22, range(2019, 2022), _years(2019, 2021)),
    _county("980104", (Name(0, "松坞区人民政府", "青崖市松坞区人民政府"),), 18, range(2019, 2022), _years(2019, 2021)),
    _county("980105", (Name(0, "砚松区人民政府", "青崖市砚松区人民政府"),), 41, range(2022, 2026), _years(2022, 2025)),
    Agency(
        "980121-government",
        (Name(0, "石泉溪县人民政府"), Name(2021, "石泉溪区人民政府", "青崖市石泉溪区人民政府")),
        "territory",
        "county",
        7,
        range(2019, 2026),
        _years(2019, 2025),
        ("980121-finance", TOWN),
        parent=CITY,
    ),
    Agency(
        "980121-finance",
        (Name(0, "石泉溪县财政局"), Name(2021, "石泉溪区财政局", "青崖市石泉溪区财政局")),
        "organ",
        "county",
        16,
        range(2019, 2026),
        _years(2019, 2025),
    ),
    Agency(
        TOWN,
        (Name(0, "石泉溪区桃坞镇人民政府", "青崖市石泉溪区桃坞镇人民政府"),),
        "organ",
        "county",
        8,
        range(2019, 2026),
        (2021, 2022, 2023),
    ),
    _county("980122", (Name(0, "双岭县人民政府"),), 29, range(2019, 2023), _years(2019, 2022, 2020)),
    _county("980124", (Name(0, "上岭县人民政府"),), 20, range(2023, 2026), _years(2023, 2025)),
    _county("980125", (Name(0, "下岭县人民政府"),), 13, range(2023, 2026), _years(2023, 2025)),
    _county(
        "980126",
        (Name(0, "古渡县人民政府"), Name(2020, "新渡县人民政府")),
        33,
        range(2019, 2026),
        _years(2019, 2025),
    ),
    Agency(
        "980200-government",
        (Name(0, "望泽市人民政府"),),
        "territory",
        "prefecture",
        47,
        range(2019, 2026),
        _years(2021, 2024),
        parent="980000-government",
    ),
)
AGENCIES: Final = {agency.agency_id: agency for agency in _ALL}


class Event(NamedTuple):
    """Something that happened to a division or an agency on a day, as ``lineage.csv`` has it."""

    event_id: str
    date: str
    kind: str
    old_id: str
    new_id: str

    @property
    def year(self) -> int:
        """The calendar year."""
        return int(self.date[:4])


EVENTS: Final = (
    Event("e01", "2020-05-01", "rename", "980126", "980126"),
    Event("e02", "2021-02-01", "merge", "980100-industry_commerce", "980100-market_regulation"),
    Event("e03", "2021-02-01", "merge", "980100-quality_supervision", "980100-market_regulation"),
    Event("e04", "2021-02-01", "merge", "980100-food_drug", "980100-market_regulation"),
    Event("e05", "2021-06-18", "upgrade", "980121", "980121"),
    Event("e06", "2022-01-10", "merge", "980103", "980105"),
    Event("e07", "2022-01-10", "merge", "980104", "980105"),
    Event("e08", "2022-03-01", "merge", "980100-financial", "980100-finance"),
    Event("e09", "2022-07-01", "rename", RIVER, RIVER),
    Event("e10", "2023-04-01", "split", "980122", "980124"),
    Event("e11", "2023-04-01", "split", "980122", "980125"),
    Event("e12", "2024-01-01", "new", "", "980100-data"),
)

# Whose open requests and documents in force an agency took over in its first year, or besides its own in another one.
_HEIRS: Final = {
    ("980100-market_regulation", 2021): (
        "980100-industry_commerce",
        "980100-quality_supervision",
        "980100-food_drug",
    ),
    ("980105-government", 2022): ("980103-government", "980104-government"),
    ("980100-finance", 2022): ("980100-financial",),
}
_DIVIDED: Final = {("980124-government", 2023): 0, ("980125-government", 2023): 1}
"""The two halves of 双岭县: which one an agency got."""


@cache
def year_of(agency_id: str, year: int) -> Year:
    """What an agency really did in a year: what one year hands on, the next one takes over."""
    agency = AGENCIES[agency_id]
    own = _own_year(agency, year)
    parts = [year_of(part, year) for part in agency.parts if year in AGENCIES[part].lives]
    return sum_of_years([own, *parts])


@cache
def _own_year(agency: Agency, year: int) -> Year:
    size, age = agency.size, year - FIRST
    carried_in, in_force = _taken_over(agency, year)
    new = Pair(size + 3 * age, size // 4 + age + 4)
    carried_out = Pair(2 + (size + year) % 5, (size + 2 * year) % 3)
    if agency.agency_id == "980100-finance" and year == 2023:
        carried_out = Pair(12, 1)  # Printed as 21 the year after.
    issued, repealed = size % 4 + 1, (size + year) % 2
    return Year(
        new=new,
        carried_in=carried_in,
        carried_out=carried_out,
        refused=Pair(1 + size % 2, year % 2),
        not_held=Pair(age % 3, 1),
        other=Pair(size % 3, 0),
        issued=issued,
        repealed=repealed,
        in_force=in_force + issued - repealed,
        licensing=size * 2 + age,
        penalties=size + age,
        coercion=age % 4,
        fee=size * 10 + age * 7 + 1,
        review=(1 + age % 2, size % 2, 0, age % 3),
        direct_suit=(size % 3, 0, 0, 0),
        suit_after_review=(0, 0, 0, 1 if size > 30 else 0),
    )


def _taken_over(agency: Agency, year: int) -> tuple[Pair, int]:
    """Open requests and documents in force that a year begins with."""
    carried_in, in_force = Pair(0, 0), 0
    before = []
    if year - 1 in agency.lives:
        before.append(_own_year(agency, year - 1))
    before += [_own_year(AGENCIES[heir], year - 1) for heir in _HEIRS.get((agency.agency_id, year), ())]
    for last in before:
        carried_in, in_force = carried_in.plus(last.carried_out), in_force + last.in_force
    if (agency.agency_id, year) in _DIVIDED:
        whole = _own_year(AGENCIES["980122-government"], year - 1)
        first = Pair(whole.carried_out.person - 1, whole.carried_out.business)
        halves = ((first, whole.in_force // 2), (whole.carried_out.less(first), whole.in_force - whole.in_force // 2))
        return halves[_DIVIDED[agency.agency_id, year]]
    if not before:
        return Pair(1 + agency.size % 3, agency.size % 2), 10 + agency.size % 7
    return carried_in, in_force
