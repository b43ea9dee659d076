"""Kinds of agency, read from ``kinds.toml``: what they are called, when, and what usually became of them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache, cached_property
from importlib import resources
from typing import Annotated, Final, Literal, NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from normalize.agencies.spelling import words_to_stem

_Key = TypeVar("_Key")
Grade = Literal["A", "B", "C"]
SUFFIXES: Final = ("委员会", "办公室", "局", "厅", "委", "办", "署")
"""Endings of organs, the longest first."""
ALIKE: Final = frozenset({"局", "厅", "委员会"})
"""Endings that stand for each other: the same organ is 厅 at a province, 局 below, and now and then 委员会."""
_LONG_SUFFIXES: Final = {"委": "委员会", "办": "办公室"}


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class EarlierName(_Entry):
    """A name with the years in which it is usual; None where unknown."""

    name: str
    first: int | None = None
    last: int | None = None
    grade: Grade = "C"


class Succession(_Entry):
    """A kind that usually took over, with the usual year."""

    kind: str
    year: int


class Kind(_Entry):
    """A kind of agency; the keys are explained at the head of ``kinds.toml``."""

    id: Annotated[str, Field(pattern="^[a-z_]+$")]
    label_en: str
    names: Annotated[tuple[str, ...], Field(min_length=1)]
    province: str = ""
    since: int | None = None
    grade: Grade = "C"
    earlier: tuple[EarlierName, ...] = ()
    short: tuple[str, ...] = ()
    alone: bool = False
    by_pattern: bool = False
    vertical: bool = False
    frames: tuple[str, ...] = ()
    central: tuple[str, ...] = ()
    sums: tuple[tuple[str, ...], ...] = ()
    succeeded_by: tuple[Succession, ...] = ()

    @property
    def label_zh(self) -> str:
        """The canonical name in use."""
        return self.names[0]

    def aliases(self) -> tuple[str, ...]:
        """All names for an organ of a place, each once."""
        earlier = (name.name for name in self.earlier)
        return tuple(dict.fromkeys((*self.names, *filter(None, [self.province]), *earlier, *self.short)))

    @cached_property
    def full_names(self) -> frozenset[str]:
        """Names that may stand in a canonical name as printed: no abbreviations."""
        return frozenset({*self.names, self.province, *(name.name for name in self.earlier)} - {"", "政府"})

    def usual_in(self, alias: str, year: int) -> bool:
        """Whether a name is usual in a year, by the years given for it, and one year on either side."""
        for name in self.earlier:
            if name.name == alias:
                return (name.first or year) - 1 <= year <= (name.last or year) + 1
        return self.since is None or alias not in (*self.names, self.province) or year >= self.since - 1

    def canonical(self, level: str, year: int | None) -> str:
        """The name in a year at a level, the names given with years first."""
        if year is not None and self.since is not None and year < self.since:
            for name in self.earlier:
                if (name.first or year) <= year <= (name.last or year):
                    thing, dot, rest = name.name.rpartition("局")
                    is_office = level == "province" and self.province.endswith("厅") and dot and not rest
                    return thing + "厅" if is_office else name.name
        return self.province if level == "province" and self.province else self.names[0]


class Suffixed(NamedTuple):
    """A name cut into what the organ is for and its ending, the ending written out; empty where it has none."""

    stem: str
    suffix: str


def name_to_suffixed(name: str) -> Suffixed:
    """A name cut before its ending.

    >>> name_to_suffixed("发改委"), name_to_suffixed("文化和旅游局"), name_to_suffixed("供销社")
    (Suffixed(stem='发改', suffix='委员会'), Suffixed(stem='文化旅游', suffix='局'), Suffixed(stem='供销社', suffix=''))
    """
    for suffix in SUFFIXES:
        if name.endswith(suffix) and len(name) > len(suffix):
            return Suffixed(words_to_stem(name.removesuffix(suffix)), _LONG_SUFFIXES.get(suffix, suffix))
    return Suffixed(words_to_stem(name), "")


class Kinds:
    """All kinds, with the tables that names are looked up in.

    Args:
        kinds: each with an id of its own.
        compounds: words that stand for several kinds in a compound (农林), to their ids.

    Attributes:
        by_id: kinds by id.
        whole: full names (stem and ending) to the kind, for names that are listed.
        stems: what an organ can be for, to kind ids; words of ``compounds`` included.
        endings: endings listed for each stem.
        central: full names of organs of the State Council to the kind.
        frames: text before the place, to text after it, to the kind.

    Raises:
        ValueError: a name stands for two kinds, or a kind is not known.
    """

    def __init__(self, kinds: tuple[Kind, ...], compounds: dict[str, tuple[str, ...]]) -> None:
        self.by_id = {kind.id: kind for kind in kinds}
        self.whole: dict[Suffixed, str] = {}
        self.stems: dict[str, tuple[str, ...]] = {}
        self.endings: dict[str, set[str]] = {}
        self.central: dict[str, str] = {}
        self.frames: dict[str, dict[str, str]] = {}
        self._sums: list[tuple[frozenset[str], str]] = []
        for kind in kinds:
            self._add(kind)
        for word, ids in compounds.items():
            unknown = [kind_id for kind_id in ids if kind_id not in self.by_id]
            if unknown or word in self.stems:
                raise ValueError(f"compound {word}: {', '.join(unknown) or 'stands for one kind already'}")
            self.stems[word] = tuple(sorted(ids))
        self.longest_stem = max(map(len, self.stems))

    def add_up(self, ids: Iterable[str]) -> tuple[str, ...]:
        """The kinds of one organ, sorted; those that together are another kind replaced by it.

        >>> load_kinds().add_up(["tourism", "sport", "culture"])
        ('culture_tourism', 'sport')
        """
        found = set(ids)
        for parts, whole in self._sums:
            if parts <= found:
                found = found - parts | {whole}
        return tuple(sorted(found))

    def _add(self, kind: Kind) -> None:
        for alias in () if kind.by_pattern else kind.aliases():
            suffixed = name_to_suffixed(alias)
            _set(self.whole, suffixed, kind.id)
            if not kind.alone and suffixed.suffix and len(suffixed.stem) > 1:
                if self.stems.setdefault(suffixed.stem, (kind.id,)) != (kind.id,):
                    raise ValueError(f"{suffixed.stem} stands for {self.stems[suffixed.stem]} and {kind.id}")
                self.endings.setdefault(suffixed.stem, set()).add(suffixed.suffix)
        for name in kind.central:
            _set(self.central, name, kind.id)
        for frame in kind.frames:
            before, _, after = frame.partition("{place}")
            _set(self.frames.setdefault(before, {}), after, kind.id)
        self._sums += [(frozenset(parts), kind.id) for parts in kind.sums]
        for succession in kind.succeeded_by:
            if succession.kind not in self.by_id:
                raise ValueError(f"{kind.id} is succeeded by an unknown kind, {succession.kind}")


def _set(table: dict[_Key, str], key: _Key, kind_id: str) -> None:
    if table.setdefault(key, kind_id) != kind_id:
        raise ValueError(f"{key} stands for {table[key]} and {kind_id}")


@cache
def load_kinds() -> Kinds:
    """The kinds that are shipped."""
    raw = tomllib.loads(resources.files("normalize.agencies").joinpath("kinds.toml").read_text(encoding="utf-8"))
    kinds = tuple(Kind.model_validate(entry) for entry in raw["kinds"])
    return Kinds(kinds, {word: tuple(ids) for word, ids in raw["compounds"].items()})
