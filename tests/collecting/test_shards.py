"""A registry worked on by two processes, each with its share of the hosts, and the two stores made one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from extract.collect.store import Store, store_to_documents, verify_store
from gongkai.__main__ import main
from tests.replica.process import serve
from tests.replica.scenario import end_to_end

HOSTS = 4


def command(registry: Path, store: Path, port: int, *further: str) -> list[str]:
    return [
        sys.executable, "-m", "gongkai", "collect", str(registry), "-o", str(store), "--contact", "test@example.org",
        "--delay", "0", "--resolve", f"*=127.0.0.1:{port}", *further,
    ]  # fmt: skip


def documents(store: Path) -> list[tuple[str, str, str | None]]:
    return sorted((document.sha256, document.url, document.list_title) for document in store_to_documents(store))


def test_two_processes_give_what_one_gives(tmp_path: Path) -> None:
    """Two shards at the same time, merged, hold the documents of one run; no host is in both; nothing is doubled."""
    with serve(end_to_end(4 * HOSTS), tmp_path / "replica") as replica:
        registry = replica.write_registry(tmp_path / "registry.csv")
        subprocess.run(command(registry, tmp_path / "one", replica.port), check=True, capture_output=True, timeout=200)
        shards = [
            subprocess.Popen(
                command(registry, tmp_path / f"shard{part}", replica.port, "--shard", f"{part}/2"),
                stdout=subprocess.DEVNULL,
            )
            for part in (1, 2)
        ]
        assert [shard.wait(200) for shard in shards] == [0, 0]
    stores = [str(tmp_path / f"shard{part}") for part in (1, 2)]
    assert main(["collect", "merge", *stores, "-o", str(tmp_path / "merged")]) == 0
    assert documents(tmp_path / "merged") == documents(tmp_path / "one")
    assert verify_store(tmp_path / "merged") == []
    hosts = []
    for folder in stores:
        with Store(Path(folder), read_only=True) as store:
            hosts.append(
                {row[0] for row in store.query("SELECT DISTINCT host FROM sites JOIN site_runs USING (site_id)")}
            )
    assert hosts[0] and hosts[1] and not hosts[0] & hosts[1]
    assert len(hosts[0] | hosts[1]) == HOSTS
    assert main(["collect", "verify", str(tmp_path / "merged")]) == 0
