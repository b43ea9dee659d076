"""What holds for any name."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from normalize.agencies.divisions import load_division_rows
from normalize.agencies.kinds import load_kinds
from normalize.agencies.registry import shipped_registry
from normalize.agencies.resolution import agency_id_to_key, key_to_agency_id
from normalize.agencies.resolver import Resolver

RESOLVER = Resolver(shipped_registry())
PLACES = sorted({row.name for row in load_division_rows() if row.level != "central"})
ORGANS = sorted(alias for kind in load_kinds().by_id.values() for alias in kind.aliases())
names = st.one_of(
    st.text(max_size=40),
    st.text("省市县区镇乡局厅委员会办公室财政发展和改革（）()公安分", max_size=20),
    st.builds("".join, st.tuples(st.sampled_from(PLACES), st.text(max_size=3), st.sampled_from(ORGANS))),
    st.builds("".join, st.tuples(st.sampled_from(PLACES), st.sampled_from(PLACES), st.sampled_from(ORGANS))),
)
years = st.one_of(st.none(), st.integers(1900, 2100))


@given(name=names, year=years, hints=st.lists(st.text(max_size=20), max_size=2).map(tuple))
def test_no_name_breaks_it(name: str, year: int | None, hints: tuple[str, ...]) -> None:
    """Any text has a resolution that agrees with itself, and the same one from another resolver."""
    resolution = RESOLVER.name_to_resolution(name, year, hints)
    assert resolution.name == name and resolution.year == year and 0 <= resolution.confidence <= 1
    if resolution.status == "resolved":
        assert resolution.agency_id == key_to_agency_id(resolution.division_id, resolution.kinds, resolution.sub_unit)
        assert agency_id_to_key(resolution.agency_id) == (
            resolution.division_id,
            resolution.kinds,
            resolution.sub_unit,
        )
        assert resolution.division_id in shipped_registry().divisions
        assert not resolution.suggestions
    else:
        assert resolution.agency_id.startswith("u-") and resolution.confidence == 0


@given(place=st.sampled_from(PLACES), organ=st.sampled_from(ORGANS), year=st.integers(2008, 2024))
def test_a_division_of_another_name_is_never_taken(place: str, organ: str, year: int) -> None:
    """A resolved name begins with a name that its division has or had, or one of its zones."""
    resolution = RESOLVER.name_to_resolution(place + organ, year)
    if resolution.status == "resolved":
        periods = shipped_registry().divisions.periods(resolution.division_id)
        stems = {row.name[:2] for row in periods}
        above = shipped_registry().divisions.ever_above(resolution.division_id)
        stems |= {row.name[:2] for other in above for row in shipped_registry().divisions.periods(other)}
        assert resolution.name[:2] in stems or resolution.sub_unit


def test_order_does_not_matter() -> None:
    """The same names in another order, through another resolver, resolve alike."""
    rng = random.Random(1)
    pairs = [(rng.choice(PLACES) + rng.choice(ORGANS), rng.randint(2008, 2024)) for _ in range(2000)]
    shuffled = rng.sample(pairs, len(pairs))
    one = {(found.name, found.year): found for found in RESOLVER.names_to_resolutions(pairs)}
    other = {(found.name, found.year): found for found in Resolver(shipped_registry()).names_to_resolutions(shuffled)}
    assert one == other


def test_every_listed_name_of_every_county_resolves() -> None:
    """A listed name behind the full path of a county in force is that kind of that county."""
    rng = random.Random(2)
    divisions = shipped_registry().divisions
    kinds = [kind for kind in load_kinds().by_id.values() if not kind.by_pattern and not kind.id.startswith("zone_")]
    counties = [row for row in load_division_rows() if row.level == "county" and row.last_year is None]
    for row in rng.sample(counties, 300):
        above = [divisions.nearest(other, 2023).name for other in divisions.above(row.division_id, 2023)[:-1]]
        kind = rng.choice(kinds)
        name = "".join(reversed(above)) + row.name + rng.choice(kind.aliases())
        assert RESOLVER.name_to_resolution(name, 2023).agency_id == f"{row.division_id}-{kind.id}", name
