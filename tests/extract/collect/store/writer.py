"""A process that records exchanges and says which are acknowledged; tests kill it at any moment."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

from extract.collect.adapter import Ask
from extract.collect.exchange import Exchange, ask_key
from extract.collect.registry import Site
from extract.collect.store import Store

SITE = Site("青山市人民政府", "https://www.qingshan.gov.cn/xxgk/nb/", site_id="qingshan")


def body_of(number: int) -> bytes:
    """A body that no other number has; every seventh repeats an earlier one."""
    seed = number - 5 if number % 7 == 6 else number
    return b"".join(hashlib.sha256(b"%d %d" % (seed, part)).hexdigest().encode() for part in range(40 + seed % 300))


def number_to_exchange(number: int, spool: Path) -> Exchange:
    """The n-th exchange; every fifth with its body on disk."""
    url = f"https://www.qingshan.gov.cn/xxgk/nb/t{number}.html"
    body = body_of(number)
    spooled = None
    if number % 5 == 4:
        spooled = spool / f"{number}.part"
        spooled.write_bytes(body)
        body = b""
    return Exchange(
        "qingshan", "detail", "GET", url, (), b"", f"2026-03-01T08:{number // 60 % 60:02}:{number % 60:02}.000Z", "ok",
        ask_key(Ask(url, "detail")), 200, "HTTP/1.1", (("Content-Type", "text/html"),), body, body, spooled,
    )  # fmt: skip


def main(folder: Path, first: int, last: int) -> None:
    """Record exchanges ``first`` to ``last``, with a line on standard output for each that is acknowledged."""
    with Store(folder, create=True) as store:
        store.begin_run([SITE], {}, started_at="2026-03-01T08:00:00.000Z")
        for number in range(first, last):
            fetch_id = store.record(number_to_exchange(number, store.spool_folder))
            sys.stdout.write(f"{number} {fetch_id}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
