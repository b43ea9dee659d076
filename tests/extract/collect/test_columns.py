"""From home pages and platforms of disclosure to the column of annual reports."""

from __future__ import annotations

from extract.collect.adapter import Item
from extract.collect.columns import CERTAIN, GUESSES, page_is_column, page_to_columns, path_guesses
from extract.collect.page import Page

HOST = "https://www.qingshan.gov.cn"


def page(body: str, url: str = f"{HOST}/", head: str = "") -> Page:
    return Page(url, f"<html><head><meta charset='utf-8'>{head}</head><body>{body}</body></html>".encode())


def items(*titles: str) -> list[Item]:
    return [Item(f"{HOST}/xxgk/nb/{number}.html", title) for number, title in enumerate(titles)]


def test_link_in_a_menu() -> None:
    """The words of a link, cut by tags, and its path tell the column; what tells it is given."""
    menu = page(
        "<a href='/zwgk/zfxxgk/zfxxgkzn/'>政府信息<br>公开指南</a><a href='/zwgk/zfxxgk/zfxxgknb/'>"
        "<i></i><span>政府信息<br>公开年报</span></a><a href='/xwzx/'>新闻中心</a>"
    )
    (column,) = page_to_columns(menu)
    assert (column.url, column.text) == (f"{HOST}/zwgk/zfxxgk/zfxxgknb/", "政府信息公开年报")
    assert column.score == 1.0
    assert len(column.evidence) == 3


def test_look_alikes_are_left_out() -> None:
    """Columns of reports on web sites and on the rule of law are no candidates, by name or by path."""
    menu = page(
        "<a href='/a/wzbb/'>政府网站工作年度报表</a><a href='/a/zfwzgzndbb/'>年度报告</a><a href='/a/fz/'>法治政府建设年度报告</a>"
        "<a href='/a/ys/'>预决算公开</a><a href='/a/zn/'>政府信息公开指南</a><a href='/a/gknb/'>公开年报</a>"
    )
    found = page_to_columns(menu)
    assert [column.url for column in found if column.score >= CERTAIN] == [f"{HOST}/a/gknb/"]
    assert not any(part in column.url for column in found for part in ("wzbb", "zfwz", "/fz/", "/ys/"))


def test_reports_are_no_columns() -> None:
    """A report of a year is no column, a column of a year is a weaker candidate than that of all."""
    menu = page(
        "<a href='/zfxxgknb/202401/t20240115_1.html'>青山市2023年政府信息公开工作年度报告</a>"
        "<a href='/x/2024/'>2024年政府信息公开年报</a><a href='/x/'>政府信息公开年报</a>"
    )
    assert [column.url for column in page_to_columns(menu)] == [f"{HOST}/x/", f"{HOST}/x/2024/"]


def test_page_that_says_it_of_itself() -> None:
    """The standard tags of a page make it a candidate, with a comma behind them too; an article's tags do not."""
    tags = "<meta name='ColumnType' content='政府信息公开年报,'>"
    (column,) = page_to_columns(page("", f"{HOST}/zwgk/nb/", tags))
    assert column.url == f"{HOST}/zwgk/nb/"
    assert "ColumnType" in column.evidence[0]
    assert page_to_columns(page("", head=tags + "<meta name='ArticleTitle' content='2023年年报'>")) == ()


def test_pages_of_one_column_are_one_candidate() -> None:
    """A directory, its index page and the further pages of its list are one column."""
    body = "<a href='/nb/xxgknb/'>信息公开年报</a><a href='/nb/xxgknb/index.html'>首页</a><a href='/nb/xxgknb/index_1.html'>2</a>"
    assert [column.url for column in page_to_columns(page(body))] == [f"{HOST}/nb/xxgknb/"]


def test_other_sites_count_less() -> None:
    """A column on another site is a candidate below the site's own, and said to be elsewhere."""
    body = "<a href='https://www.luhe.gov.cn/zfxxgknb/'>政府信息公开年报</a><a href='/zfxxgknb/'>政府信息公开年报</a>"
    own, other = page_to_columns(page(body))
    assert own.url == f"{HOST}/zfxxgknb/"
    assert own.score > other.score
    assert any("www.luhe.gov.cn" in sentence for sentence in other.evidence)


def test_numbered_paths() -> None:
    """Numbers behind the names of paths, and upper case, do not hide them."""
    for path in ("/zwgk_1/zfxxgknb_53332/", "/zfxxgknb1/", "/XXGK/XXGKNB/", "/xinjiang/2008/zfxxgk_gknb.shtml"):
        (column,) = page_to_columns(page(f"<a href='{path}'>年报</a>"))
        assert column.score >= CERTAIN


def test_one_step_on_the_way() -> None:
    """Where nothing names the column, the links to the platform are given with scores that say so."""
    found = page_to_columns(
        page("<a href='/zwgk/zfxxgk/'>政府信息公开</a><a href='/zwgk/'>政务公开</a><a href='/bs/'>办事</a>")
    )
    assert [column.url for column in found] == [f"{HOST}/zwgk/zfxxgk/", f"{HOST}/zwgk/"]
    assert all(column.score < 0.3 for column in found)


def test_links_that_lead_nowhere() -> None:
    """Placeholders, scripts and empty links are no candidates, frames are."""
    body = "<a href='{{url}}'>政府信息公开年报</a><a href='javascript:;'>政府信息公开年报</a><a>政府信息公开年报</a><a href='#'>年报</a>"
    assert page_to_columns(page(body)) == ()
    (column,) = page_to_columns(page("<iframe src='/zfxxgknb/'></iframe>"))
    assert column.url == f"{HOST}/zfxxgknb/"


def test_column_by_name_and_report() -> None:
    """A page is the column where its name and a report in it say so, or where most of its lines are reports."""
    named = page("", f"{HOST}/zwgk/nb/", "<title>政府信息公开年报_青山市人民政府</title>")
    nameless = page("", f"{HOST}/zwgk/c1/")
    reports = items("青山市2023年政府信息公开工作年度报告", "青山市2022年政府信息公开工作年度报告")
    news = items("青山市召开会议", "青山新城落成", "关于放假的通知")
    assert page_is_column(named, reports)
    assert page_is_column(named, [*reports[:1], *news])
    assert page_is_column(named, items("2023年度报告", "2022年度报告"))
    assert page_is_column(nameless, reports)
    assert not page_is_column(nameless, [*reports[:1], *news])
    assert not page_is_column(named, news)
    assert not page_is_column(named, [])


def test_column_of_other_matters() -> None:
    """A column of reports on web sites is none, whatever its lines are called."""
    other = page("", f"{HOST}/zwgk/wzbb/", "<meta name='ColumnName' content='政府网站工作年度报表'>")
    assert not page_is_column(other, items("2023年度报告", "2022年度报告"))


def test_guesses_beside_a_sibling() -> None:
    """At most three addresses are guessed, under the parent of a known sibling, in its manner of writing."""
    guesses = path_guesses(page("<a href='/zwgk/zfxxgk/zfxxgkzn/index.html'>指南</a>"))
    assert 0 < len(guesses) <= GUESSES
    assert all(guess.startswith(f"{HOST}/zwgk/zfxxgk/") for guess in guesses)
    assert path_guesses(page("<a href='/XXGK/XXGKZN/'>指南</a>"))[0] == f"{HOST}/XXGK/XXGKNB/"


def test_nothing_to_guess() -> None:
    """Nothing is guessed without a sibling, beside a numbered one, on another host, or where the column is linked."""
    for body in (
        "<a href='/zwgk/'>政务公开</a>",
        "<a href='/zwgk/zfxxgkzn_53330/'>指南</a>",
        "<a href='https://www.luhe.gov.cn/zfxxgkzn/'>指南</a>",
        "<a href='/zfxxgkzn/'>指南</a><a href='/zfxxgknb/'>年报</a>",
    ):
        assert path_guesses(page(body)) == ()
