"""Whose site a page belongs to."""

from __future__ import annotations

import pytest

from extract.collect.crawl.agency import page_to_agency
from extract.collect.page import Page


@pytest.mark.parametrize(
    ("markup", "agency"),
    [
        ("<meta name='SiteName' content='青山市人民政府'>", "青山市人民政府"),
        ("<meta name='SiteName' content='青山市水利局官方网站'><title>首页</title>", "青山市水利局"),
        ("<meta name='SiteName' content='青山之窗'><p>主办单位：青山市人民政府办公室</p>", "青山市人民政府办公室"),
        ("<meta name='SiteName' content='青山之窗'>", "青山之窗"),
        ("<title>政府信息公开年报_青山市财政局</title>", "青山市财政局"),
        ("<title>欢迎访问青山区人民政府门户网站</title>", "青山区人民政府"),
        ("<p>主办：青山市交通运输局　承办：青山市大数据中心</p>", "青山市交通运输局"),
        ("<title>青山区政府门户网站</title>", "青山区政府"),
        ("<title>青山市水利局政府网站</title>", "青山市水利局"),
        ("<title>首页</title>", None),
        ("", None),
    ],
)
def test_agency(markup: str, agency: str | None) -> None:
    """The name of an organ is taken first, without what makes it the name of a site."""
    assert page_to_agency(Page("http://www.qingshan.gov.cn/", markup.encode())) == agency
