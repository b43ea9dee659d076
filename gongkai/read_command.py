"""``gongkai read``: reports in the terminal, or as JSON for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence

from extract.errors import GongkaiError
from gongkai.reading import Verify, read_report


def run_read(files: Sequence[str], *, as_json: bool, verify: Verify) -> int:
    """Prints each report; returns 0 when all were read, 1 when some was not (each named on standard error)."""
    status = 0
    for file in files:
        try:
            report = read_report(file, verify=verify)
        except GongkaiError as error:
            print(f"gongkai: not read: {error.code}: {error}", file=sys.stderr)
            status = 1
            continue
        if as_json:
            sys.stdout.write(json.dumps(report.as_dict(), ensure_ascii=False) + "\n")
        else:
            from gongkai.display import print_report

            print_report(report)
    return status
