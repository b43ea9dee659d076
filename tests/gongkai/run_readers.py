"""Readers for tests of the run: a plain one that takes its orders from the document, faults included."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import signal
import time
from pathlib import Path

from extract.document import NOWHERE, Place, Problem
from extract.errors import UnknownFormatError
from extract.forms import load_forms
from extract.reading import CellReading, ExtraRow, Reading
from normalize.report import Check, Facts, Report, Section

READER = "tests.gongkai.run_readers:read"


def document(**orders: object) -> bytes:
    """A document that :func:`read` understands, such as ``document(agency="甲局", year=2023, number=4)``."""
    return "\n".join(f"{name}={value}" for name, value in orders.items()).encode()


def read(path: str, *, data: bytes | None = None, verify: str = "auto") -> Report:
    """A report as the document orders it, after the fault that it orders."""
    assert data is not None
    orders = dict(re.findall(r"^(\w+)=(.*)$", data.decode("utf-8", "replace"), re.MULTILINE))
    _obey(orders.get("fault", ""), orders, path)
    report = Report(
        path, hashlib.sha256(data).hexdigest(), len(data), "text/plain", (f"fake-{verify}",), encoding="utf-8"
    )
    report.facts = Facts(title="年度报告", year_reason="as ordered", published=orders.get("published"))
    report.facts.agency = orders.get("agency") or None
    report.facts.agency_source = orders.get("agency_source", "")
    report.facts.year = int(orders["year"]) if "year" in orders else None
    report.sections = [Section("overview", "一、总体情况", '第一段，"引号"\n第二段', Place(line=1))]
    report.problems = [Problem("warning", "ordered", "ordered by the document", NOWHERE, ("requests.new.total",))]
    if "agency" in orders:
        report.reading, report.checks = _reading(orders)
    return report


def _reading(orders: dict[str, str]) -> tuple[Reading, list[Check]]:
    form = load_forms()[orders.get("form", "2021")]
    number = int(orders.get("number", "3"))
    place = Place(page=2, box=(1.5, 2.0, 3.25, 4.0), table=1, row=5, column=7)
    cells = {
        cell.cell: CellReading(cell.cell, "reported", number, str(number), place, evidence="label")
        for cell in form.cells
    }
    blank = "disputes.review.pending"
    cells[blank] = CellReading(blank, "blank", place=place)
    checks = [Check(entry.id, entry.code, "holds", entry.cells, number, number) for entry in form.identities]
    checks[-1] = checks[-1]._replace(result="fails", right=number + 1, cause="source_error", explanation="one digit")
    extras = [ExtraRow("requests", "九、其他", ("1", "2"), "concluded", place)]
    return Reading({table.id: form.id for table in form.tables}, cells, extras), checks


def _obey(fault: str, orders: dict[str, str], path: str) -> None:
    if "pid_file" in orders:
        Path(orders["pid_file"]).write_text(str(os.getpid()), encoding="ascii")
    if fault == "refuse":
        raise UnknownFormatError(expected="a report", found="something else", where=f"{path}, line 3", advice="look")
    if fault == "abort":
        os.abort()
    if fault == "segv":
        os.kill(os.getpid(), signal.SIGSEGV)
    if fault == "exit":
        os._exit(0)
    if fault == "sleep":
        time.sleep(600)
    if fault == "spin":
        re.match("(a+)+$", "a" * 60 + "b")  # Stays in C and holds the lock of the interpreter.
    if fault == "memory":
        bytearray(16 * 1024**3)
    if fault == "error":
        raise ValueError(f"an error of ours at {object()}")
    if fault == "system" and not Path(orders["flag"]).exists():
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))
    if fault == "noise":
        print("noise on standard output", flush=True)
        os.write(1, b"more noise\n")
    if fault == "once" and not Path(orders["flag"]).exists():
        Path(orders["flag"]).touch()
        os.abort()
    if fault == "slow":
        time.sleep(float(orders.get("seconds", "0.05")))


def snapshot(out: Path) -> dict[str, str]:
    """The sha256 of every file of a dataset by name, what makes a second run short left out."""
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(out.iterdir()) if path.is_file()
    }
