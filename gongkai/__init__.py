"""Read China's yearly government information disclosure reports into one comparable dataset.

>>> import gongkai
>>> report = gongkai.read_report(
...     "report.txt", data="某局2023年政府信息公开工作年度报告\\n行政许可 12\\n行政处罚 3\\n".encode()
... )
>>> report.facts.year, report.reading.cells["proactive.licensing.decisions"].value
(2023, 12)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gongkai.version import VERSION

if TYPE_CHECKING:
    from gongkai.reading import read_report
    from gongkai.run.build import BuildResult, build
    from gongkai.tables import load_table

__all__ = ["VERSION", "BuildResult", "build", "load_table", "read_report"]

_HOMES = {
    "read_report": "gongkai.reading",
    "build": "gongkai.run.build",
    "load_table": "gongkai.tables",
    "BuildResult": "gongkai.run.build",
}


def __getattr__(name: str) -> Any:
    """Loads the public functions on first use: importing the package, as the command does, stays quick."""
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
