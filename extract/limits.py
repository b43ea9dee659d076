"""How much of a document is read before it is refused.

The largest real report seen has about 0.4 MB and 300 table cells; the limits leave three orders of
magnitude and still keep any single document within bounded time and memory.
"""

from __future__ import annotations

from typing import Final

MAX_BYTES: Final = 64 * 1024 * 1024
"""Bytes of one document, as stored."""

MAX_UNPACKED_BYTES: Final = 128 * 1024 * 1024
"""Bytes of one part of a zipped document (DOCX), after unpacking."""

MAX_TEXT_CHARACTERS: Final = 5_000_000
"""Characters of text in one document."""

MAX_CELLS: Final = 100_000
"""Table cells in one document, each counted once however far it spans."""

MAX_SLOTS: Final = 200_000
"""Rows times columns of one grid, after spans are laid out."""

MAX_DEPTH: Final = 400
"""How deep elements may nest before a parser's own stack is at risk."""

MAX_PAGES: Final = 500
"""Pages of one PDF."""
