"""The catalogue of metrics, read from its file and checked."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Annotated, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from extract.errors import FormError
from extract.forms import load_forms
from normalize.crosswalk import ORDER, Comparability, cell_comparability
from normalize.naming import MAX_NAME
from output.metrics.expression import (
    Expression,
    Listing,
    Names,
    expression_to_cells,
    expression_to_forms,
    merged_forms,
    text_to_expression,
)

Kind = Literal["rate", "count", "difference", "ratio", "index"]
"""``rate``: the numerator is part of the denominator. ``ratio``: two different things. ``count``: a number of things
or an amount. ``difference``: may be negative. ``index``: made of something else than cases."""

Group = Literal["requests", "outcomes", "reasons", "applicants", "disputes", "proactive", "report"]


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric.

    Attributes:
        id: ASCII, at most 32 characters; stable.
        group: the part of the catalogue it stands in.
        kind: see :data:`Kind`.
        name_en, name_zh: state numerator and denominator in brackets.
        numerator, denominator: formulas; without a denominator the numerator is the value.
        numerator_text, denominator_text: the formulas as written, for people.
        unit: of the value; empty for shares and indices.
        minimum: the denominator under which a value is marked as suppressed; 0 for none.
        rankable: whether a ranking by it means something.
        headline: shown when nobody asks for particular metrics.
        caveat_en, caveat_zh: what a reader has to know.
        forms: by table, the forms that have all its cells.
        comparability: over the forms, the worst class among its cells; ``not_comparable`` where one form has it alone.
        percent: whether its values are shown in per cent.
    """

    id: str
    group: Group
    kind: Kind
    name_en: str
    name_zh: str
    numerator: Expression
    denominator: Expression | None
    numerator_text: str
    denominator_text: str
    unit: str
    minimum: int
    rankable: bool
    headline: bool
    caveat_en: str
    caveat_zh: str
    forms: dict[str, frozenset[str]]
    comparability: Comparability
    percent: bool

    @property
    def cells(self) -> tuple[str, ...]:
        """All cells of both formulas, each once."""
        parts = [self.numerator] if self.denominator is None else [self.numerator, self.denominator]
        return tuple(dict.fromkeys(cell for part in parts for cell in expression_to_cells(part)))


class Shorthand(NamedTuple):
    """A name that formulas use: what it stands for, and how people call it."""

    text: str
    en: str
    zh: str


class NotComputable(BaseModel):
    """Something that readers look for and that no form prints."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name_en: str
    name_zh: str
    reason_en: str
    reason_zh: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All metrics by id, in order, with the shorthands of their formulas and what cannot be computed."""

    metrics: dict[str, Metric]
    shorthands: dict[str, Shorthand]
    not_computable: tuple[NotComputable, ...]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*(\{item\})?$")]
    group: Group
    kind: Kind
    name_en: str
    name_zh: str
    numerator: str
    denominator: str = ""
    each: str = ""
    unit: str = ""
    minimum: Annotated[int, Field(ge=0)] = 0
    rankable: bool = False
    headline: bool = False
    percent: bool = False
    caveat_en: str
    caveat_zh: str
    comparability: Comparability | None = None


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    shorthands: dict[str, tuple[str, str, str]]
    listings: dict[str, tuple[str, ...]]
    lists: dict[str, dict[str, tuple[str, str]]]
    metrics: tuple[_Entry, ...]
    not_computable: tuple[NotComputable, ...]


@cache
def load_catalogue() -> Catalogue:
    """The catalogue that ships with the package.

    >>> metric = load_catalogue().metrics["disclosure_rate"]
    >>> metric.kind, metric.minimum, metric.cells
    ('rate', 30, ('requests.granted.total', 'requests.partly_granted.total', 'requests.concluded.total'))
    >>> load_catalogue().metrics["fee_lapse_share"].forms
    {'requests': frozenset({'2021'})}
    """
    text = resources.files("output.metrics").joinpath("metrics.toml").read_text(encoding="utf-8")
    return text_to_catalogue(text, "metrics.toml")


def text_to_catalogue(text: str, name: str) -> Catalogue:
    """A catalogue from the text of its file.

    Raises:
        FormError: the text is no TOML, an entry has an unknown key, an id is taken or too long, a rate has no
            denominator, a formula breaks the grammar or names an unknown cell, or no form has all its cells.
    """
    try:
        file = _File.model_validate(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        raise _refusal("a catalogue of metrics", str(error), name) from error
    names: dict[str, Expression | Listing] = {}
    for short, (formula, _, _) in file.shorthands.items():
        names[short] = text_to_expression(formula, names)
    for short, members in file.listings.items():
        names[short] = Listing(tuple(text_to_expression(member, names) for member in members))
    metrics: dict[str, Metric] = {}
    for entry in file.metrics:
        for put in _entry_to_items(entry, file.lists, name):
            metric = _entry_to_metric(entry, put, names, name)
            if metric.id in metrics or len(metric.id) > MAX_NAME:
                raise _refusal(f"ids of their own of up to {MAX_NAME} characters", metric.id, name)
            metrics[metric.id] = metric
    shorthands = {short: Shorthand(*said) for short, said in file.shorthands.items()}
    return Catalogue(metrics, shorthands, file.not_computable)


def _entry_to_items(
    entry: _Entry, lists: Mapping[str, Mapping[str, tuple[str, str]]], name: str
) -> Iterator[dict[str, str]]:
    if not entry.each:
        yield {}
        return
    if entry.each not in lists:
        raise _refusal("the name of a list", entry.each, f"{name}, {entry.id}")
    for item, (en, zh) in lists[entry.each].items():
        yield {"item": item, "en": en, "zh": zh}


def _entry_to_metric(entry: _Entry, put: Mapping[str, str], names: Names, name: str) -> Metric:
    def filled(text: str) -> str:
        for key, value in put.items():
            text = text.replace(f"{{{key}}}", value)
        return text

    metric_id = filled(entry.id)
    where = f"{name}, {metric_id}"
    if bool(entry.denominator) is (entry.kind in ("count", "difference")) and entry.kind != "index":
        raise _refusal(f"a denominator for rates and ratios only, not for {entry.kind}", entry.denominator, where)
    numerator = text_to_expression(filled(entry.numerator), names)
    denominator = text_to_expression(filled(entry.denominator), names) if entry.denominator else None
    parts = [numerator] if denominator is None else [numerator, denominator]
    forms = merged_forms([expression_to_forms(part) for part in parts])
    if not all(forms.values()):
        raise _refusal("cells that one form has together", f"{entry.numerator} / {entry.denominator}", where)
    cells = [cell for part in parts for cell in expression_to_cells(part)]
    return Metric(
        id=metric_id,
        group=entry.group,
        kind=entry.kind,
        name_en=filled(entry.name_en),
        name_zh=filled(entry.name_zh),
        numerator=numerator,
        denominator=denominator,
        numerator_text=filled(entry.numerator),
        denominator_text=filled(entry.denominator),
        unit=entry.unit,
        minimum=entry.minimum,
        rankable=entry.rankable,
        headline=entry.headline,
        caveat_en=entry.caveat_en,
        caveat_zh=entry.caveat_zh,
        forms=forms,
        comparability=entry.comparability or _comparability(cells, forms),
        percent=entry.percent or entry.kind == "rate",
    )


def _comparability(cells: Iterable[str], forms: Mapping[str, frozenset[str]]) -> Comparability:
    if any(len(having) < len(load_forms()) for having in forms.values()):
        return "not_comparable"
    known = cell_comparability()
    return max((known[cell] for cell in cells), key=ORDER.index, default="same")


def _refusal(expected: str, found: str, where: str) -> FormError:
    return FormError(expected=expected, found=found, where=where, advice="correct the catalogue")
