"""The portal families: their adapters by name, and which of them a page belongs to."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple, cast

import extract.collect.adapters as package
from extract.collect.adapter import Adapter
from extract.collect.page import Page

SURE: float = 0.5
"""From here on a family is taken; below it the page is read by ``generic``."""


class Guess(NamedTuple):
    """A family and how sure a page is of it, 0 to 1."""

    family: str
    score: float


@cache
def load_adapters() -> dict[str, Adapter]:
    """All adapters by name, in order of name."""
    modules = (
        importlib.import_module(f"{package.__name__}.{info.name}") for info in pkgutil.iter_modules(package.__path__)
    )
    adapters = [cast(Adapter, module) for module in modules if hasattr(module, "NAME")]
    return {adapter.NAME: adapter for adapter in sorted(adapters, key=lambda adapter: adapter.NAME)}


def page_to_guesses(page: Page) -> list[Guess]:
    """Every family that knows the page, the surest first; of equals the first by name."""
    guesses = [Guess(name, adapter.sniff(page)) for name, adapter in load_adapters().items()]
    return sorted((guess for guess in guesses if guess.score > 0), key=lambda guess: (-guess.score, guess.family))


def page_to_family(page: Page) -> str:
    """The family of a page; ``generic`` where none is sure."""
    return guesses_to_family(page_to_guesses(page)) or "generic"


def guesses_to_family(guesses: Sequence[Guess]) -> str | None:
    """The family that a page is sure of, by its guesses, the surest first; None where it is sure of none."""
    return guesses[0].family if guesses and guesses[0].score >= SURE else None
