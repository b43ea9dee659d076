"""One thread a core, each with one child process: reads shards until none is left."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from gongkai.run.plan import Shard
from gongkai.run.sandbox import RunStoppedError, Sandbox
from gongkai.run.settings import Settings
from gongkai.run.shards import Advance, ignore, process_shard


def read_shards(shards: Sequence[Shard], folder: Path, settings: Settings, jobs: int, advance: Advance = ignore) -> int:
    """Read all shards with ``jobs`` processes; the number of documents read.

    ``advance`` is called in this thread. The first error, an interrupt included, ends every process and is
    raised again; shards that were finished stay.
    """
    waiting: queue.SimpleQueue[Shard] = queue.SimpleQueue()
    for shard in shards:
        waiting.put(shard)
    news: queue.SimpleQueue[str | int | BaseException | None] = queue.SimpleQueue()
    sandboxes = [Sandbox(settings) for _ in range(min(jobs, len(shards)))]
    threads = [
        threading.Thread(target=_supervise, args=(sandbox, waiting, news, _task(folder, settings)), daemon=True)
        for sandbox in sandboxes
    ]
    for thread in threads:
        thread.start()
    try:
        return _follow(news, len(threads), advance)
    finally:
        for sandbox in sandboxes:
            sandbox.stop()
        for thread in threads:
            thread.join()


Task = Callable[[Shard, Sandbox, Advance], int]


def _task(folder: Path, settings: Settings) -> Task:
    def task(shard: Shard, sandbox: Sandbox, advance: Advance) -> int:
        return process_shard(shard, folder, settings, sandbox=sandbox, advance=advance)

    return task


def _supervise(
    sandbox: Sandbox,
    waiting: queue.SimpleQueue[Shard],
    news: queue.SimpleQueue[str | int | BaseException | None],
    task: Task,
) -> None:
    try:
        with sandbox:
            while True:
                news.put(task(waiting.get_nowait(), sandbox, news.put))
    except (queue.Empty, RunStoppedError):
        news.put(None)
    except BaseException as error:  # noqa: BLE001  raised again in the thread that waits
        news.put(error)


def _follow(news: queue.SimpleQueue[str | int | BaseException | None], threads: int, advance: Advance) -> int:
    read = 0
    while threads:
        item = news.get()
        if item is None:
            threads -= 1
        elif isinstance(item, BaseException):
            raise item
        elif isinstance(item, int):
            read += item
        else:
            advance(item)
    return read
