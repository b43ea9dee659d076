"""A page's tree: whole, whatever its end tags say."""

from __future__ import annotations

import pytest

from extract.collect.page import Page


@pytest.mark.parametrize(
    "markup",
    [
        "<html><body><a href='x'>y</a></body></html>",
        "<html><body>a</body></html><p><a href='x'>y</a>",
        "<html><body>a</body></html><table><tr><td><a href='x'>y</a></td></tr></table></body></html>",
        "<html></html><a href='x'>y</a>",
        "<a href='x'>y</a>",
    ],
)
def test_what_stands_behind_the_end_of_a_page_is_part_of_it(markup: str) -> None:
    """Browsers show what stands behind </html>; links there are found, and the page counts as whole."""
    page = Page("https://www.qingshan.gov.cn/", markup.encode())
    assert page.is_whole
    assert [page.absolute(link.get("href")) for link in page.tree.iter("a")] == ["https://www.qingshan.gov.cn/x"]


def test_a_page_nested_too_deep_says_so() -> None:
    """Where the parser gives up on depth the page is not whole."""
    page = Page("https://www.qingshan.gov.cn/", ("<div>" * 100_000 + "<a href='x'>y</a>").encode())
    assert not page.is_whole or list(page.tree.iter("a"))
