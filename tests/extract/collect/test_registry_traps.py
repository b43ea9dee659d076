"""Registries that nobody should write: every one is refused with a reason, none ends the command."""

from __future__ import annotations

from pathlib import Path

import pytest

from extract.collect.registry import RegistryError, load_registry

ROW = "sites:\n- agency: 青山市人民政府\n  start_url: http://www.qingshan.gov.cn/\n  "


@pytest.mark.parametrize(
    "line",
    [
        "params: &p {items: li, more: *p}",
        "params: {items: {a: 1, ? [1, 2] : 3}}",
        "first_year: [2010]",
        "first_year: '" + "9" * 5000 + "'",
        "delay: .nan",
        "delay: 1e999",
        "status: [active]",
        "site_id: " + "1:" * 4000 + "1",
    ],
)
def test_broken_values(tmp_path: Path, line: str) -> None:
    """A value that YAML knows and no row can have makes an error of the row."""
    path = tmp_path / "sites.yaml"
    path.write_text(ROW + line, encoding="utf-8")
    try:
        registry = load_registry(path)
    except RegistryError:
        return
    assert not registry.sites and len(registry.errors) == 1


@pytest.mark.parametrize(
    "text",
    [
        "&a [*a]",
        "[" * 3000,
        ROW + "verified_at: 2024-13-45",
        ROW + "first_year: " + "9" * 5000,
        "!!python/name:os.system",
    ],
)
def test_broken_files(tmp_path: Path, text: str) -> None:
    """What YAML itself trips over is an error of the file, or of its one row."""
    path = tmp_path / "sites.yaml"
    path.write_text(text, encoding="utf-8")
    try:
        registry = load_registry(path)
    except RegistryError:
        return
    assert not registry.sites and len(registry.errors) == 1


def test_values_of_yaml_become_those_of_json(tmp_path: Path) -> None:
    """Dates, numbers and bytes of YAML can be kept by a store; one host may stand alone or in a list."""
    path = tmp_path / "sites.yaml"
    path.write_text(ROW + "verified_at: 2024-03-01\n  hosts: files.example.cn\n  params: {since: 2024-01-01, 1: 2}")
    (site,) = load_registry(path).sites
    assert (site.verified_at, site.hosts, site.params) == (
        "2024-03-01", ("files.example.cn",), {"since": "2024-01-01", "1": 2},
    )  # fmt: skip
    assert len(site.fingerprint()) == 16
