"""The replica's server: its log, its TLS, its end, its speed; the worlds that are ready and their truth."""

from __future__ import annotations

import csv
import http.client
import json
import ssl
import subprocess
import sys
import time
import tomllib
from collections import Counter
from pathlib import Path
from typing import Final

import pytest

from extract.collect.registry import load_registry
from extract.media import sniff_media_type
from gongkai.reading import read_report
from normalize.agencies.registry import shipped_registry
from normalize.agencies.resolver import Resolver
from tests.accuracy.verdict import cells_to_verdicts, report_to_numbers
from tests.replica import places, scenario
from tests.replica.content import content_to_bytes
from tests.replica.dispatch import Dispatcher, family
from tests.replica.faults import FAULTS
from tests.replica.model import Site, World
from tests.replica.process import Replica, serve
from tests.replica.reports import YearlyReport
from tests.replica.samples import sample_reports, sample_site
from tests.replica.troubles import TROUBLES, redesigns, troubled_world
from tests.replica.wire import Request

_ROOT: Final = Path(__file__).parent.parent.parent.parent
_WORLD: Final = World(
    (sample_site("trs_static", articles=sample_reports(2024, 2025)), sample_site("lonsun", "www.b.gov.cn"))
)


def test_log_has_a_line_for_each_request(tmp_path: Path) -> None:
    """Times by the monotonic clock, host, method, address, form, status, bytes and headers that matter."""
    began = time.monotonic()
    with serve(_WORLD, tmp_path) as replica:
        headers = {"User-Agent": "gongkai/1 (+https://example.org)", "Cookie": "a=1", "If-None-Match": '"x"'}
        reply = replica.get("www.qingshan.gov.cn", "/zwgk/zfxxgk/zfxxgknb/", headers=headers)
        replica.get("www.b.gov.cn", "/nothing?a=%E5%8F%B3", method="POST", body="x=1&y=2")
        first, second = replica.log()
    assert (first.host, first.method, first.path, first.status) == (
        "www.qingshan.gov.cn",
        "GET",
        "/zwgk/zfxxgk/zfxxgknb/",
        200,
    )
    assert first.bytes == len(reply.body) and began < first.begin <= first.end < second.begin < time.monotonic()
    assert first.headers == {name.lower(): value for name, value in headers.items()}
    assert (second.method, second.path, second.form, second.status) == ("POST", "/nothing?a=%E5%8F%B3", "x=1&y=2", 404)


def test_tls_listener_is_self_signed(tmp_path: Path) -> None:
    """A client that trusts the usual authorities refuses it; one that trusts the certificate gets the page."""
    with serve(_WORLD, tmp_path, tls=True) as replica:
        with pytest.raises(ssl.SSLCertVerificationError):
            _ask_by_tls(replica, ssl.create_default_context())
        trusting = ssl.create_default_context(cafile=str(replica.certificate))
        trusting.check_hostname = False
        assert _ask_by_tls(replica, trusting) == 200
        assert replica.log()[-1].scheme == "https"


def _ask_by_tls(replica: Replica, context: ssl.SSLContext) -> int:
    connection = http.client.HTTPSConnection("127.0.0.1", replica.tls_port, timeout=10, context=context)
    try:
        connection.request("GET", "/", headers={"Host": "www.b.gov.cn"})
        return connection.getresponse().status
    finally:
        connection.close()


def test_server_ends_with_its_parent(tmp_path: Path) -> None:
    """The process that started it is killed: the server ends by itself."""
    (tmp_path / "parent.py").write_text(
        "import sys, time\nfrom pathlib import Path\nfrom tests.replica.model import World\n"
        "from tests.replica.process import Replica\n"
        f"replica = Replica(World(()), Path({str(tmp_path)!r}))\nprint(replica.process.pid, flush=True)\ntime.sleep(60)\n"
    )
    parent = subprocess.Popen(
        [sys.executable, str(tmp_path / "parent.py")], cwd=_ROOT, stdout=subprocess.PIPE, env={"PYTHONPATH": str(_ROOT)}
    )
    assert parent.stdout is not None
    server = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    _wait_for_end(server)


def _wait_for_end(process: int) -> None:
    end = time.monotonic() + 10
    while time.monotonic() < end:
        try:
            state = Path(f"/proc/{process}/stat").read_text().split()[2]
        except (FileNotFoundError, ProcessLookupError):
            return
        if state == "Z":  # Ended, and nobody has asked how.
            return
        time.sleep(0.05)
    pytest.fail("the server still runs")


def test_server_ends_when_its_time_is_over(tmp_path: Path) -> None:
    """A server that nobody stops does not run for ever."""
    replica = Replica(World(()), tmp_path, seconds=0.3)
    assert replica.process.wait(10) == 0
    replica.stop()


def test_registry_of_a_world_is_one(tmp_path: Path) -> None:
    """It loads without errors, by family and by ``auto``, and names start addresses on the replica's port."""
    world = scenario.end_to_end(8, range(2024, 2026))
    registry = load_registry(scenario.write_registry(world, 4711, tmp_path / "registry.csv", first_year="2024"))
    assert (len(registry.sites), registry.errors) == (8, ())
    assert Counter(site.family for site in registry.sites) == {"trs_static": 4, "gd_nfcms": 4}
    assert registry.sites[4].param("column") == "150004"
    assert all(":4711/" in site.start_url and site.first_year == 2024 for site in registry.sites)
    automatic = load_registry(scenario.write_registry(world, 4711, tmp_path / "auto.csv", family="auto"))
    assert {site.family for site in automatic.sites} == {"auto"}


def _article_page(site: Site, world: Dispatcher, number: int) -> bytes:
    article = next(article for article in site.articles if article.number == number)
    path = family(site.family).article_path(site, article)
    return world.answer(Request("GET", "http", f"{site.host}:80", path, "", {})).body


def test_scenario_is_read_as_its_truth_says(tmp_path: Path) -> None:
    """Pages, DOCX and PDF of the end-to-end world hold exactly the numbers of the truth."""
    world = scenario.end_to_end()
    dispatcher = Dispatcher(world)
    assert (len(world.sites), {site.family for site in world.sites}) == (40, set(scenario.FAMILIES))
    for index in (0, 3, 5):
        site = world.sites[index]
        article = sorted(site.articles, key=lambda article: article.number)[12]
        report = article.attachments[0].content if article.attachments else article.body
        assert isinstance(report, YearlyReport)
        data = content_to_bytes(report) if article.attachments else _article_page(site, dispatcher, article.number)
        path = tmp_path / f"{index}"
        path.write_bytes(data)
        verdicts = cells_to_verdicts({row.cell: row for row in report.truth()}, report_to_numbers(read_report(path)))
        assert (verdicts.silent, verdicts.unread) == ([], [])
        assert (
            sniff_media_type(data)
            == (
                "text/html",
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                "application/pdf",
            )[(0, 3, 5).index(index)]
        )
    truth = scenario.world_truth()
    assert {(row.agency, row.year) for row in truth} == {
        (site.agency, year) for site in world.sites for year in range(2021, 2026)
    }


def test_agencies_of_scenarios_resolve() -> None:
    """Every name is that of an agency, in full, in the first and the last year."""
    resolver = Resolver(shipped_registry())
    for name in places.named_agencies(40) + places.governments(2000)[::29]:
        for year in (2021, 2025):
            resolution = resolver.name_to_resolution(name, year)
            assert (resolution.status, resolution.agency_name) == ("resolved", name)
    assert len(set(places.named_agencies(40))) == 40 and len(set(places.governments(2000))) == 2000


def test_fast_scenario_costs_little() -> None:
    """2,000 agencies on hosts of their own; a request costs the server well under a millisecond."""
    world = scenario.fast()
    assert (len(world.sites), len(world.hosts())) == (2000, 2000)
    dispatcher = Dispatcher(world)
    sites = world.sites[:300]
    began = time.process_time()
    sizes = [len(_article_page(site, dispatcher, site.articles[0].number)) for site in sites]
    assert time.process_time() - began < 0.001 * len(sites)
    assert 4000 < min(sizes) <= max(sizes) < 12_000


def test_troubles_name_what_exists() -> None:
    """Every trouble has a host of its own, faults that there are, findings that there are, and a start page."""
    codes = set(tomllib.loads((_ROOT / "extract/collect/findings.toml").read_text(encoding="utf-8")))
    assert len({trouble.host for trouble in TROUBLES}) == len(TROUBLES) > 60
    dispatcher = Dispatcher(troubled_world())
    for trouble in (*TROUBLES, *redesigns()[1]):
        assert trouble.findings <= codes
        assert {fault.kind for fault in trouble.site.faults} <= set(FAULTS)
        start = trouble.site.entry or family(trouble.site.family).start(trouble.site)
        path, _, query = start.partition("?")
        dispatcher.answer(Request("GET", "http", f"{trouble.host}:80", path, query, {}))


def test_truth_may_be_written_down(tmp_path: Path) -> None:
    """A truth is a table: agency, year, cell, value."""
    path = scenario.write_truth(scenario.world_truth(2, range(2024, 2025)), tmp_path / "truth.csv")
    rows = list(csv.DictReader(path.open(encoding="utf-8")))
    assert list(rows[0]) == ["agency", "year", "cell", "value"] and len(rows) > 350


def test_command_serves_a_scenario_by_name(tmp_path: Path) -> None:
    """``python -m tests.replica fast`` prints its port as JSON."""
    command = [sys.executable, "-m", "tests.replica", "end_to_end", "--log", str(tmp_path / "log"), "--seconds", "20"]
    with subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["port"] > 0
        process.terminate()
