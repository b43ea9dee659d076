"""Signatures that are easy to read: each byte is a shingle, each pair of bytes a band."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

import pytest


@contextmanager
def plain_signatures(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Put a plain stand-in in the place of the library behind ``normalize.narrative.signature``."""
    module = ModuleType("normalize.narrative.signature")
    vars(module).update(
        signatures_to_similarity=lambda one, other: sum(a == b for a, b in zip(one, other, strict=True)) / len(one),
        signature_to_bands=lambda signature: [
            int.from_bytes(signature[start : start + 2]) for start in range(0, len(signature), 2)
        ],
    )
    monkeypatch.setitem(sys.modules, module.__name__, module)
    yield
