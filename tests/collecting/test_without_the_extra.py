"""What works, and what is said, where the libraries of the extra ``collect`` are not installed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from extract.collect.store import Store

HIDE = (
    "import sys\n"
    "for name in ('scrapy', 'twisted', 'warcio', 'cssselect', 'yaml'): sys.modules[name] = None\n"
    "from gongkai.__main__ import main\n"
    "sys.exit(main(sys.argv[1:]))"
)


def run_without(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", HIDE, *arguments], capture_output=True, text=True, check=False)


def test_a_store_is_built_from(tmp_path: Path) -> None:
    """A dataset is built from a store without the extra: reading a store needs nothing that crawling needs."""
    with Store(tmp_path / "store", create=True):
        pass
    done = run_without("build", str(tmp_path / "store"), "-o", str(tmp_path / "dataset"))
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "dataset" / "sites.parquet").exists()


def test_a_crawl_names_the_extra(tmp_path: Path) -> None:
    """A crawl without the extra says how to install it, and nothing else happens."""
    registry = tmp_path / "sites.csv"
    registry.write_text("agency,start_url\n青山市财政局,http://www.qingshan.gov.cn/\n", encoding="utf-8")
    done = run_without("collect", str(registry), "-o", str(tmp_path / "store"), "--contact", "test@example.org")
    assert done.returncode == 1
    assert "missing_library" in done.stderr and "gongkai[collect]" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "store").exists()
