"""Text signatures inside DuckDB: likeness of two texts, and the bands by which like texts find each other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb


@contextmanager
def signature_functions(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Make ``text_similarity(BLOB, BLOB)`` and ``text_bands(BLOB)`` known to SQL while the block runs.

    ``text_similarity`` is the estimated share of the texts' shingles that both have, 0 to 1; ``text_bands`` gives
    the bands of one signature as UBIGINT[], in a fixed order. Both are NULL where a signature is NULL.
    """
    from normalize.narrative.signature import signature_to_bands, signatures_to_similarity

    connection.create_function("text_similarity", signatures_to_similarity, ["BLOB", "BLOB"], "DOUBLE")
    connection.create_function("text_bands", signature_to_bands, ["BLOB"], "UBIGINT[]")
    try:
        yield
    finally:
        connection.remove_function("text_similarity")
        connection.remove_function("text_bands")
