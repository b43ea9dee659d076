"""What a run may find wrong with a site: the kinds of findings, from ``findings.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Final, Literal, NamedTuple

Severity = Literal["error", "warning", "info"]

SEVERITIES: Final[tuple[Severity, ...]] = ("error", "warning", "info")
"""The gravest first."""


class FindingKind(NamedTuple):
    """A kind of finding.

    Attributes:
        code: its name in the catalogue and the dataset.
        severity: ``error``: reports are or may be missing; ``warning``: look at it; ``info``: worth knowing.
        meaning_en, meaning_zh: what it means, one sentence.
        advice_en: what to do about it.
    """

    code: str
    severity: Severity
    meaning_en: str
    meaning_zh: str
    advice_en: str


@cache
def load_finding_kinds() -> Mapping[str, FindingKind]:
    """All kinds of findings by code.

    >>> load_finding_kinds()["challenged"].severity
    'error'
    """
    text = resources.files("extract.collect").joinpath("findings.toml").read_text(encoding="utf-8")
    return {code: FindingKind(code=code, **kind) for code, kind in tomllib.loads(text).items()}


def is_error(code: str) -> bool:
    """Whether a finding says that reports are or may be missing; one that is not known does.

    >>> is_error("challenged"), is_error("not_found")
    (True, False)
    """
    kind = load_finding_kinds().get(code)
    return kind is None or kind.severity == "error"
