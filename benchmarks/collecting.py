"""What the collector costs beyond Scrapy: the same requests to the same replica, by a bare spider and by ours."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Final, NamedTuple

from tests.replica.process import Line, serve
from tests.replica.scenario import fast

COLLECTING: Final = "## Collecting"
AGENCIES: Final = 2000
BOUND: Final = 5.0
"""Milliseconds of CPU that a request may cost beyond Scrapy's own."""
GROWTH: Final = 64 * 1024 * 1024
"""Bytes by which the crawl may grow from its first quarter to its end."""
HOSTS: Final = 32


class Collected(NamedTuple):
    """One run of each.

    Attributes:
        agencies: sites that were crawled.
        requests: sent by our crawl, robots.txt included.
        own, bare: CPU seconds of our whole command and of the bare spider, from start to end.
        memory: bytes resident of the largest process of ours, at each quarter of the time.
    """

    agencies: int
    requests: int
    own: float
    bare: float
    memory: tuple[int, ...]

    @property
    def beyond(self) -> float:
        """Milliseconds of CPU a request beyond the bare spider's."""
        return (self.own - self.bare) / self.requests * 1000


def measure_collecting(agencies: int = AGENCIES) -> Collected:
    """Crawl a replica of many agencies with no delay, then send the same requests with a bare spider."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with serve(fast(agencies), folder / "replica", seconds=3600) as replica:
            address = f"127.0.0.1:{replica.port}"
            registry = replica.write_registry(folder / "registry.csv")
            store = str(folder / "store")
            own, memory = _cpu_and_memory(
                f"gongkai collect run {registry} -o {store} --contact benchmark@example.org --delay 0 "
                f"--hosts {HOSTS} --resolve *={address}".split()
            )
            lines = replica.log()
            asked = folder / "asked.jsonl"
            asked.write_text("\n".join(_line_to_json(line, replica.port) for line in lines), encoding="utf-8")
            bare, _ = _cpu_and_memory(
                ["benchmarks.bare_crawl", str(asked), "--hosts", str(HOSTS), "--address", address]
            )
            sent = len(replica.log()) - len(lines)
        if sent != len(lines):
            raise RuntimeError(f"the bare spider sent {sent} requests, ours {len(lines)}")
    return Collected(agencies, len(lines), own, bare, memory)


def collected_to_markdown(found: Collected) -> str:
    """The section of the results."""
    quarters = ", ".join(f"{size / 1e6:.0f} MB" for size in found.memory)
    return (
        f"{COLLECTING}\n\nA replica of {found.agencies:,} agencies on as many hosts, no delay between requests, "
        f"{found.requests:,} requests; CPU time of the whole command, beside a bare Scrapy spider that sends the same "
        "requests and does nothing with the answers.\n\n"
        "| | CPU a request |\n|---|---|\n"
        f"| bare Scrapy | {found.bare / found.requests * 1000:.2f} ms |\n"
        f"| `gongkai collect` | {found.own / found.requests * 1000:.2f} ms |\n"
        f"| beyond Scrapy's own | {found.beyond:.2f} ms (bound: {BOUND:.0f}) |\n\n"
        f"Memory at each quarter of the time: {quarters}.\n"
    )


def is_within_bounds(found: Collected) -> bool:
    """Whether the cost beyond Scrapy's and the growth of memory are within their bounds."""
    return found.beyond <= BOUND and found.memory[-1] - found.memory[0] <= GROWTH


def _line_to_json(line: Line, port: int) -> str:
    url = f"{line.scheme}://{line.host.partition(':')[0]}:{port}{line.path}"
    return json.dumps({"method": line.method, "url": url, "body": line.form})


def _cpu_and_memory(module: list[str]) -> tuple[float, tuple[int, ...]]:
    """CPU seconds of a command and its children, and the memory of the largest of them at four times."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    process = subprocess.Popen(
        [sys.executable, "-m", *module], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        cwd=Path(__file__).parent.parent,
    )  # fmt: skip
    sizes: list[int] = []
    watcher = threading.Thread(target=_watch, args=(process, sizes), daemon=True)
    watcher.start()
    status = process.wait()
    watcher.join()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if status not in {0, 1}:
        raise RuntimeError(f"{module[0]} ended with status {status}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    quarters = tuple(sizes[max(0, len(sizes) * part // 4 - 2)] for part in (1, 2, 3, 4)) if sizes else ()
    return cpu, quarters


def _watch(process: subprocess.Popen[bytes], sizes: list[int]) -> None:
    while process.poll() is None:
        sizes.append(max(map(_resident, [process.pid, *_children(process.pid)]), default=0))
        time.sleep(0.2)


def _children(pid: int) -> list[int]:
    try:
        below = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []
    return below + [one for child in below for one in _children(child)]


def _resident(pid: int) -> int:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, IndexError, ValueError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")
