"""``gongkai collect find``: from home pages to columns, over a replica, by hand and without a hand."""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from extract.collect.registry import load_registry
from gongkai.__main__ import main
from tests.replica.dispatch import family as family_module
from tests.replica.model import Fault, Site, World
from tests.replica.process import Replica, serve
from tests.replica.samples import BUREAU, FAMILIES, sample_lines, sample_site

ONE: Final = "www.one-click.gov.cn"
TWO: Final = "www.two-clicks.gov.cn"
NONE: Final = "www.no-column.gov.cn"
CLOSED: Final = "www.challenged.gov.cn"
DENIED: Final = "www.denied.gov.cn"
SEVERAL: Final = "www.several.gov.cn"
EMPTY: Final = "www.empty.gov.cn"
COLUMN: Final = "/zwgk/zfxxgk/zfxxgknb/"
YEARS: Final = '<a href="/zwgk/zfxxgk/zfxxgknb/2021/">2021年政府信息公开年报</a>'
LOOK_ALIKES: Final = "<a href='/zwgk/'>政务公开</a><a href='/zwgk/wzbb/'>政府网站工作年度报表</a><a href='/zwgk/fz/'>法治政府建设年度报告</a>"


def host_of(family: str, clicks: int) -> str:
    return f"www.{family.replace('_', '-')}-{clicks}.gov.cn"


def world() -> World:
    several = f"政府信息公开<br/>年报</em></a></li><li>{YEARS}</li><li><a href='/x/'><em>其他"
    sites: list[Site] = [
        sample_site("trs_static", ONE),
        sample_site("trs_static", TWO, home=2),
        Site(
            NONE, "plain_files", "", options={"files": {"/": ("text/html", LOOK_ALIKES), "/zwgk/": ("text/html", "-")}}
        ),
        sample_site("trs_static", CLOSED, faults=(Fault("rivers"),)),
        sample_site("trs_static", DENIED, robots="User-agent: *\nDisallow: /\n"),
        sample_site("trs_static", SEVERAL, options={"link_text": several}),
        sample_site("trs_static", EMPTY, articles=sample_lines(8)),
    ]
    sites += [sample_site(family, host_of(family, clicks), home=clicks) for family in FAMILIES for clicks in (1, 2)]
    return World(tuple(sites))


@pytest.fixture(scope="module")
def replica(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replica]:
    with serve(world(), tmp_path_factory.mktemp("find") / "replica") as served:
        yield served


class Terminal(io.StringIO):
    """What a person types."""

    def isatty(self) -> bool:
        return True


def find(replica: Replica, *arguments: str) -> int:
    manners = ["--contact", "test@example.org", "--delay", "0", "--resolve", f"*.gov.cn=127.0.0.1:{replica.port}"]
    return main(["collect", "find", *arguments, *manners])


def rows(path: Path) -> list[dict[str, str]]:
    assert not load_registry(path).errors
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def home(host: str) -> str:
    return f"http://{host}/"


def today() -> str:
    return datetime.datetime.now(datetime.UTC).date().isoformat()


@pytest.mark.parametrize("clicks", [1, 2])
def test_families_from_their_home_pages(replica: Replica, tmp_path: Path, clicks: int) -> None:
    """Of every family the column is found one and two clicks from the home page, its family told, within eight requests."""
    before = len(replica.log())
    output = tmp_path / "sites.csv"
    assert find(replica, *(home(host_of(family, clicks)) for family in FAMILIES), "-o", str(output), "--yes") == 0
    found = {row["start_url"]: row for row in rows(output)}
    sites = {site.host: site for site in world().sites}
    for family in FAMILIES:
        site = sites[host_of(family, clicks)]
        path = family_module(family).start(site).partition("#")[0]
        row = found[f"http://{site.host}{path}"]
        assert (row["agency"], row["family"], row["status"]) == (BUREAU.name, family, "unverified")
        assert (row["verified_at"], "Titles of reports" in row["evidence"]) == (today(), True)
    lines = replica.log()[before:]
    assert max(Counter(line.host for line in lines if line.path != "/robots.txt").values()) <= 8
    assert {line.path for line in lines}.isdisjoint({"/zwgk/wzbb/", "/zwgk/fzzf/"})


def test_column_itself(replica: Replica, tmp_path: Path) -> None:
    """A start address that is the column is told as such, and nothing else is asked."""
    before = len(replica.log())
    output = tmp_path / "sites.csv"
    assert find(replica, f"http://{ONE}{COLUMN}", "-o", str(output), "--yes") == 0
    (row,) = rows(output)
    assert (row["start_url"], row["family"]) == (f"http://{ONE}{COLUMN}", "trs_static")
    assert row["evidence"].startswith("It is the start page itself.")
    assert [line.path for line in replica.log()[before:]] == ["/robots.txt", COLUMN]


def test_reasons(replica: Replica, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where nothing is found the reason is printed and noted, and the row keeps its address; the exit status says so."""
    output = tmp_path / "sites.csv"
    assert find(replica, home(NONE), home(CLOSED), home(DENIED), "-o", str(output), "--yes") == 1
    nothing, closed, denied = rows(output)
    assert (nothing["start_url"], nothing["status"]) == (home(NONE), "unverified")
    assert "No link names a column" in nothing["notes"] and "/zwgk/" in nothing["notes"]
    assert closed["agency"] == CLOSED and "fill in the agency" in closed["notes"]
    assert "challenged (412" in closed["notes"]
    assert "robots_denied" in denied["notes"]
    printed = capsys.readouterr().out
    assert len(re.findall("No candidate: ", printed)) == 3
    assert "网站" not in nothing["notes"] and "法治" not in printed


def test_nothing_is_tried_on_closed_sites(replica: Replica, tmp_path: Path) -> None:
    """A site that challenges or denies is asked for its start page at the most."""
    before = len(replica.log())
    find(replica, home(CLOSED), home(DENIED), "-o", str(tmp_path / "sites.csv"), "--yes")
    assert {line.path for line in replica.log()[before:]} == {"/robots.txt", "/"}


def test_column_without_reports(replica: Replica, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A column without a report is shown and not taken: its titles confirm nothing."""
    output = tmp_path / "sites.csv"
    assert find(replica, home(EMPTY), "-o", str(output), "--yes") == 0
    (row,) = rows(output)
    assert (row["start_url"], "no candidate was confirmed" in row["notes"]) == (home(EMPTY), True)
    assert f"http://{EMPTY}{COLUMN}" in capsys.readouterr().out


def test_confirmed_by_hand(
    replica: Replica, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a terminal Enter takes the first, a number that candidate, s none; what is no answer is asked again."""
    monkeypatch.setattr("sys.stdin", Terminal("\n9\nx\n2\ns\n"))
    output = tmp_path / "sites.csv"
    assert find(replica, home(ONE), home(SEVERAL), home(TWO), "-o", str(output)) == 0
    one, several, two = rows(output)
    assert (one["start_url"], one["status"], one["verified_at"]) == (f"http://{ONE}{COLUMN}", "active", today())
    assert one["evidence"].startswith("confirmed by hand: The link says '政府信息公开年报'.")
    assert (several["start_url"], several["family"]) == (f"http://{SEVERAL}{COLUMN}2021/", "auto")
    assert (two["start_url"], two["status"]) == (home(TWO), "unverified")
    assert "skipped" in two["notes"]
    printed = "".join(capsys.readouterr())
    assert printed.count("is none of them") == 2
    assert "2 columns confirmed by hand, 0 taken by their titles, 1 left as they were" in printed


def test_stopped_dialogue(replica: Replica, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who stops before the end keeps what was confirmed; the other rows stay what they were."""
    monkeypatch.setattr("sys.stdin", Terminal("1\n"))
    output = tmp_path / "sites.csv"
    assert find(replica, home(ONE), home(TWO), "-o", str(output)) == 1
    assert [(row["start_url"], row["status"]) for row in rows(output)] == [
        (f"http://{ONE}{COLUMN}", "active"),
        (home(TWO), "unverified"),
    ]


def test_registry_keeps_its_columns(replica: Replica, tmp_path: Path) -> None:
    """Of a registry all other columns stay, ids too; rows that are not crawled stay as they are and are not asked."""
    registry = tmp_path / "old.csv"
    registry.write_text(
        "agency,start_url,params,hosts,first_year,delay,status,notes\n"
        f"青山市财政局预算处,{home(ONE)},x=1,file.one-click.gov.cn,2012,0.1,unverified,kept\n"
        f"青山市水利局,{home(TWO)},,,,,dead,gone\n",
        encoding="utf-8",
    )
    before = len(replica.log())
    output = tmp_path / "new.csv"
    assert find(replica, str(registry), "-o", str(output), "--yes") == 0
    one, two = load_registry(output).sites
    assert (one.agency, one.start_url) == ("青山市财政局预算处", f"http://{ONE}{COLUMN}")
    assert (dict(one.params), one.hosts, one.first_year, one.delay) == (
        {"x": "1"},
        ("file.one-click.gov.cn",),
        2012,
        0.1,
    )
    assert (one.site_id, one.notes, one.family) == (f"{ONE}/", "kept", "trs_static")
    assert (two.start_url, two.status, two.notes) == (home(TWO), "dead", "gone")
    assert {line.host for line in replica.log()[before:]} == {ONE}


def test_the_file_can_be_run(replica: Replica, tmp_path: Path) -> None:
    """What find writes is a registry that a run fills a store from."""
    output, store = tmp_path / "sites.csv", tmp_path / "store"
    assert find(replica, home(TWO), "-o", str(output), "--yes") == 0
    manners = ["--contact", "test@example.org", "--delay", "0", "--resolve", f"*.gov.cn=127.0.0.1:{replica.port}"]
    assert main(["collect", str(output), "-o", str(store), *manners]) == 0


def test_output_is_never_overwritten(replica: Replica, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that is there is refused before any site is asked."""
    output = tmp_path / "sites.csv"
    output.write_text("mine", encoding="utf-8")
    before = len(replica.log())
    assert find(replica, home(ONE), "-o", str(output)) == 1
    assert output.read_text(encoding="utf-8") == "mine"
    assert len(replica.log()) == before
    assert "bad_output" in capsys.readouterr().err


def test_wrong_addresses(replica: Replica, capsys: pytest.CaptureFixture[str]) -> None:
    """What is neither an address nor a registry is named, and the others are searched; without -o nothing is written."""
    assert find(replica, "ftp://www.qingshan.gov.cn/", "www.qingshan.gov.cn", home(ONE), home(ONE)) == 1
    printed = capsys.readouterr()
    assert printed.err.count("bad_registry") == 3
    assert f"http://{ONE}{COLUMN}" in printed.out and "With -o FILE" in printed.out
