"""From content that is described to bytes: each described thing is made once and remembered for a while."""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache

from tests.replica.model import Content, Made


def content_to_bytes(content: Content) -> bytes:
    """The bytes of a content; text as UTF-8."""
    if isinstance(content, bytes):
        return content
    if isinstance(content, str):
        return content.encode()
    made = _made(content)
    return made if isinstance(made, bytes) else made.encode()


def content_to_text(content: Content) -> str:
    """The text of a content."""
    if isinstance(content, str):
        return content
    made = content if isinstance(content, bytes) else _made(content)
    return made.decode() if isinstance(made, bytes) else made


@lru_cache(maxsize=256)
def _made(content: Hashable) -> str | bytes:
    assert isinstance(content, Made)
    return content.render()
