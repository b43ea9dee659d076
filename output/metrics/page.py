"""The page on the metrics, made from their catalogue."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, get_args

from output.metrics.catalogue import Group, Metric, load_catalogue
from output.metrics.table import UNDEFINED_REASONS

_GROUPS: Final[dict[Group, str]] = {
    "requests": "Requests: how many, and how many are left · 申请与结转",
    "outcomes": "Outcomes · 办理结果",
    "reasons": "Reasons · 理由",
    "applicants": "Applicants · 申请人",
    "disputes": "Reconsiderations and lawsuits · 行政复议与行政诉讼",
    "proactive": "What is disclosed unasked · 主动公开",
    "report": "The report itself · 年报本身",
}

_COMPARABLE: Final = {
    "same": "yes",
    "close": "closely",
    "approximate": "approximately: do not splice",
    "not_comparable": "no: one form only",
}

_HEAD: Final = """\
# Metrics · 指标

Made by `make docs` from `output/metrics/metrics.toml`. `gongkai metrics --list` prints the same catalogue,
`gongkai metrics DIR` the values, and the table `metrics` of a dataset holds them all.

## How to read them

- A value is numerator over denominator; both stand beside it in the table, as does the scope of the report. Reports of
  different scope (an organ, its office, a territory) count different things: never rank or add them together.
- Every report has a row for every metric. Where a value is undefined it is empty, never zero, and `undefined_reason`
  says why:

{reasons}

- `suppressed` marks a denominator under the metric's minimum. The value stands there all the same; rankings list such
  reports apart.
- Rates, whose numerator is part of the denominator, have a Wilson score interval of 95 % (`low`, `high`). The reports
  are no samples: the interval says how far chance alone could carry a rate that rests on so few cases.
- `basis` is the weakest among the cells used: `printed`, `derived` (proven by arithmetic for a blank) or `corrected`
  (by a person, with evidence).
- Two forms break the series: that of 2019 (reports on 2019 and 2020) and that of 2021. "Comparable" says whether values
  under both may be put in one series; the reasons stand in the table `crosswalk`. Nothing is comparable with the
  reports before 2019 without more ado.

## Shorthands of the formulas

A cell without a column means its total. `either(a, b)` is the first of them that is known; `squares(…)` adds up
squares; `entropy(…)` is the sum of −a·ln(a/s), where s is the sum of all; `OUTCOMES` are the 19 outcomes, with all
other handling as one.

| short | cells | English | 中文 |
|---|---|---|---|
{shorthands}
"""


def metrics_markdown() -> str:
    """The whole catalogue as Markdown: formulas, minimum denominators, forms, caveats in both languages."""
    catalogue = load_catalogue()
    reasons = "\n".join(f"  - `{reason}`: {en} · {zh}" for reason, (en, zh) in UNDEFINED_REASONS.items())
    shorthands = "\n".join(
        f"| {short} | `{said.text}` | {said.en} | {said.zh} |" for short, said in catalogue.shorthands.items()
    )
    parts = [_HEAD.format(reasons=reasons, shorthands=shorthands)]
    for group in get_args(Group):
        metrics = [metric for metric in catalogue.metrics.values() if metric.group == group]
        parts.append(f"## {_GROUPS[group]}\n\n{_table(metrics)}")
    lost = [
        f"| {entry.name_en} · {entry.name_zh} | {entry.reason_en} {entry.reason_zh} |"
        for entry in catalogue.not_computable
    ]
    parts.append(
        "\n".join(["## What no form prints · 无法计算", "", "| wanted | why not |", "|---|---|", *lost]) + "\n"
    )
    return "\n".join(parts)


def _table(metrics: Iterable[Metric]) -> str:
    rows = ["| metric | kind | formula | minimum N | comparable | mind |", "|---|---|---|---|---|---|"]
    rows += [
        f"| `{metric.id}`<br>{metric.name_en}<br>{metric.name_zh} | {metric.kind}{_unit(metric)} | {_formula(metric)} "
        f"| {metric.minimum or '–'} | {_COMPARABLE[metric.comparability]} | {metric.caveat_en}<br>{metric.caveat_zh} |"
        for metric in metrics
    ]
    return "\n".join(rows) + "\n"


def _unit(metric: Metric) -> str:
    return f", {metric.unit}" if metric.unit else ""


def _formula(metric: Metric) -> str:
    if not metric.denominator_text:
        return f"`{metric.numerator_text}`"
    return f"`{metric.numerator_text}`<br>over `{metric.denominator_text}`"
