"""Every portal family by example: bytes in, expected links out; a family without examples fails."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import pytest

from extract.collect.adapter import Ask
from extract.collect.families import load_adapters, page_to_family
from extract.collect.page import Page
from extract.collect.registry import Site

EXAMPLES: Final = Path(__file__).parent / "examples"
CASES: Final = sorted(EXAMPLES.glob("*/*/case.json"))
CALLS: Final = ("first_requests", "parse_list", "parse_detail", "sniff", "family")


def load_case(path: Path) -> tuple[dict[str, Any], Page]:
    case = json.loads(path.read_text(encoding="utf-8"))
    pages = sorted(path.parent.glob("page.*"))
    body = pages[0].read_bytes() if pages else b""
    return case, Page(case["url"], body, case.get("status", 200), case.get("headers"), case.get("requested", ""))


def case_to_result(case: dict[str, Any], page: Page, family: str) -> Any:
    adapter = load_adapters()[family]
    told = case.get("site", {})
    site = Site(**{"agency": "青山市财政局", "start_url": page.url, "family": family, **told})
    ask = Ask(**{"url": page.url, "role": "list", **_tuples(case.get("ask", {}))})
    match case["call"]:
        case "first_requests":
            return [plain(ask) for ask in adapter.first_requests(site)]
        case "parse_list":
            return plain(adapter.parse_list(page, site, ask))
        case "parse_detail":
            return plain(adapter.parse_detail(page, site, ask))
        case "family":
            return page_to_family(page)
        case _:
            return adapter.sniff(page)


def plain(value: Any) -> Any:
    """Named tuples as mappings without what is at its default; other tuples as lists."""
    if hasattr(value, "_asdict"):
        defaults = value._field_defaults
        return {
            name: plain(part)
            for name, part in value._asdict().items()
            if name not in defaults or part != defaults[name]
        }
    return [plain(part) for part in value] if isinstance(value, tuple | list) else value


def _tuples(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _tuples(part) for name, part in value.items()}
    return tuple(_tuples(part) for part in value) if isinstance(value, list) else value


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.parent.name}/{path.parent.name}")
def test_an_example_gives_what_it_says(path: Path) -> None:
    """Each adapter makes of the bytes of each of its examples exactly what stands beside them."""
    case, page = load_case(path)
    assert case["call"] in CALLS and case["origin"]
    assert case_to_result(case, page, path.parent.parent.name) == case["expected"]


@pytest.mark.parametrize("family", sorted(load_adapters()))
def test_every_family_has_its_examples(family: str) -> None:
    """A family has an example of its first requests, of a list and of an article, or it cannot be trusted."""
    calls = {json.loads(path.read_text(encoding="utf-8"))["call"] for path in EXAMPLES.glob(f"{family}/*/case.json")}
    wanted = (
        {"first_requests", "parse_detail"} if family == "manual" else {"first_requests", "parse_list", "parse_detail"}
    )
    assert wanted <= calls


def test_no_example_is_left_without_its_adapter() -> None:
    """Folders of examples are named after families."""
    assert {path.parent.parent.name for path in CASES} == set(load_adapters())


@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.parent.name}/{path.parent.name}")
def test_a_list_is_known_by_its_family(path: Path) -> None:
    """Of the page of each example that is a list or a start page no other named family is surer than its own."""
    case, page = load_case(path)
    family = path.parent.parent.name
    if case["call"] != "parse_list" or page.media_type != "text/html" or family in {"generic", "manual"}:
        return
    if not case.get("sniffable", True):
        return
    assert page_to_family(page) == family
