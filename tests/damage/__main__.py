"""Prints what the reader makes of damaged documents: ``python -m tests.damage [--wrong]``."""

from __future__ import annotations

import sys

from tests.damage.measure import measure, measured_to_text

measured = measure()
print(measured_to_text(measured))
if "--wrong" in sys.argv:
    for wrong in measured.total.wrong:
        print(wrong.case, wrong.cell, "read", wrong.read, "printed", sorted(map(str, wrong.expected)))
