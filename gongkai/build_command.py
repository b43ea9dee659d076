"""``gongkai build``: from documents to a dataset, with a progress bar and a summary at the end."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from rich.console import Console

from extract.errors import GongkaiError
from gongkai.run.build import build
from gongkai.run.progress import progress_for
from gongkai.run.settings import Verify
from gongkai.summary import summary


def run_build(
    sources: Sequence[str],
    output: str,
    *,
    jobs: int | None,
    time_limit: float,
    memory_limit: int,
    verify: Verify,
    curation: str | None = None,
) -> int:
    """Builds the dataset and prints what came out; returns 0 when every document was read, 1 when some was not."""
    try:
        result = build(
            sources,
            output,
            jobs=jobs,
            time_limit=time_limit,
            memory_limit=memory_limit,
            verify=verify,
            curation=curation,
            progress=progress_for(Console(stderr=True)),
        )
    except GongkaiError as error:
        print(f"gongkai: {error.code}: {error}", file=sys.stderr)
        return 1
    Console().print(summary(result))
    return 0 if result.all_read else 1
