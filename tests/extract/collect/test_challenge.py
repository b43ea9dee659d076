"""Answers that are not what was asked for: challenges, stubs, error pages, the home page; and what only looks so."""

from __future__ import annotations

import pytest

from extract.collect.adapter import Role
from extract.collect.challenge import page_to_outcome
from extract.collect.exchange import Outcome
from extract.collect.page import Page

HOST = "https://www.qingshan.gov.cn"
URL = f"{HOST}/zwgk/zfxxgknb/202401/t20240115_1.html"
MENU = "".join(f"<li><a href='/c{number}/'>栏目{number}</a></li>" for number in range(40))
TEXT = "青山市人民政府办公室编制的年度报告全文如下，数据统计期限自一月一日起至十二月三十一日止。" * 20


def answer(body: str, status: int = 200, url: str = URL, cookie: str = "") -> Page:
    return Page(url, body.encode(), status, {"set-cookie": cookie} if cookie else {})


def outcome(page: Page, role: Role = "detail", home: Page | None = None) -> Outcome | None:
    found = page_to_outcome(page, role=role, home=home)
    assert found is None or found[1]
    return found[0] if found else None


@pytest.mark.parametrize(
    ("status", "expected"),
    [(412, "challenged"), (521, "challenged"), (403, "refused"), (401, "refused"), (404, "not_found"), (410, "not_found"),
     (429, "too_many_requests"), (500, "server_error"), (503, "server_error"), (418, "refused")],
)  # fmt: skip
def test_status(status: int, expected: Outcome) -> None:
    """Statuses of errors are told apart, whatever the page says."""
    assert outcome(answer("<html><body><p>x</p></body></html>", status)) == expected


@pytest.mark.parametrize(
    ("page", "name"),
    [
        (answer("<script>$_ts=window['$_ts'];</script>", 412), "Rivers"),
        (answer("<script>x</script>", 412, cookie="FSSBBIl1UgzbN7N80S=abc; Path=/"), "Rivers"),
        (
            answer("<script>document.cookie=('_')+('_jsl_clearance_s=1')</script>", 521, cookie="__jsluid_s=1"),
            "Jiasule",
        ),
        (answer("<html><script>var $_ts={};$_ts.cd='x';eval('1')</script></html>"), "Rivers"),
        (
            answer(
                "<html><body><script>document.cookie='C3VK=abc123; path=/';location.reload()</script></body></html>"
            ),
            "C3VK",
        ),
        (answer("<script>var arg1='AB';document.cookie='acw_sc__v2='+arg1;</script>"), "Aliyun"),
    ],
)
def test_named_challenges(page: Page, name: str) -> None:
    """Challenges that are known are told with their names, by status, script or cookie."""
    found = page_to_outcome(page, role="detail")
    assert found is not None
    assert found[0] == "challenged"
    assert name in found[1]


def test_nameless_script() -> None:
    """A page of one or two kilobytes without text whose script sets cookies or hides its doings is a challenge."""
    for script in ("document.cookie='a=1';location.reload();", "eval(function(p,a){}('x'))", "var _0x3f2a=['push'];"):
        body = f"<!DOCTYPE html><html><head></head><body><script>{script}{'/*x*/' * 200}</script></body></html>"
        assert outcome(answer(body)) == "challenged"


@pytest.mark.parametrize(
    "words",
    ["请完成滑动验证后继续访问", "安全验证", "访问验证", "请开启JavaScript并刷新该页", "Checking your browser", "Just a moment...",
     "您的访问过于频繁，请稍后再试", "您的请求可能存在攻击行为，已被拦截", "Access Denied", "请输入验证码继续访问"],
)  # fmt: skip
def test_words_of_a_check(words: str) -> None:
    """A page that says little but that it checks or bars is a challenge, by text, title or noscript."""
    assert (
        outcome(answer(f"<html><head><title>提示</title></head><body><div>{words}</div></body></html>")) == "challenged"
    )
    assert outcome(answer(f"<html><body><p>{words}</p></body></html>", 403)) == "challenged"


def test_word_in_passing() -> None:
    """The same words in a page with a text, a login field say, are no challenge."""
    assert outcome(answer(f"<html><body><form>请输入验证码继续</form><p>{TEXT}</p></body></html>")) is None
    assert (
        outcome(answer(f"<html><body><noscript>请开启JavaScript</noscript><ul>{MENU}</ul></body></html>"), "list")
        is None
    )


def test_blip() -> None:
    """A page of a few bytes without link, script or text is no article; a short answer to a list ask is its adapter's."""
    assert outcome(answer("<html><head></head><body>  </body></html>")) == "challenged"
    assert outcome(answer("ok"), "detail") == "challenged"
    assert outcome(answer("0"), "list") is None
    assert outcome(answer("")) == "cut_short"


def test_stub_of_what_is_gone() -> None:
    """A stub that leads to a directory above stands for a document that was removed."""
    assert outcome(answer('<meta http-equiv="refresh" content="0;URL=../" />')) == "gone"
    assert outcome(answer(f'<META HTTP-EQUIV="Refresh" CONTENT="0; url={HOST}/">')) == "gone"
    assert outcome(answer("<script>window.location.href='/index.html';</script>")) == "gone"


def test_pages_that_lead_on() -> None:
    """A short page that leads to another page, and a start page that leads on, are no stubs and no challenges."""
    assert outcome(answer('<meta http-equiv="refresh" content="0;url=t20240115_2.html">')) is None
    assert outcome(answer("<script>location.replace('/new/t20240115_1.html')</script>")) is None
    assert outcome(answer('<meta http-equiv="refresh" content="0;url=/index/">', url=f"{HOST}/"), "start") is None
    assert outcome(answer('<meta http-equiv="refresh" content="3600">' + TEXT)) is None
    assert outcome(answer(f'<meta http-equiv="refresh" content="0;url={URL}">')) == "challenged"


@pytest.mark.parametrize(
    "body",
    [
        "<html><head><title>404</title></head><body>x</body></html>",
        "<html><head><title>404 Not Found</title></head><body>nginx</body></html>",
        f"<html><head><title>页面不存在</title></head><body><ul>{MENU}</ul><p>{TEXT}</p></body></html>",
        f"<html><head><title>青山市人民政府</title></head><body><ul>{MENU}</ul><h1>您访问的页面不存在</h1><p>{TEXT}</p></body></html>",
        "<html><head><title>青山市人民政府</title></head><body><p>抱歉，您要查看的信息已被删除。</p></body></html>",
        "<html><head><title>出错了</title></head><body><p>系统繁忙</p></body></html>",
    ],
)
def test_error_pages_with_status_200(body: str) -> None:
    """Pages that say in title, heading or few words that there is no such page are error pages."""
    assert outcome(answer(body)) == "soft_404"


def test_reports_that_speak_of_missing_information() -> None:
    """A report in which requested information does not exist is no error page."""
    body = f"<html><head><title>青山市2023年政府信息公开工作年度报告</title></head><body><h2>政府信息不存在</h2><p>{TEXT}</p>"
    assert outcome(answer(body + "<table><tr><td>本机关不掌握相关政府信息</td></tr></table></body></html>")) is None
    assert (
        outcome(answer(f"<html><head><title>国发〔2020〕404号</title></head><body><p>{TEXT}</p></body></html>")) is None
    )


def home() -> Page:
    return answer(
        f"<html><head><title>青山市人民政府</title></head><body><ul>{MENU}</ul>{TEXT}</body></html>", url=f"{HOST}/"
    )


def test_home_page_for_every_address() -> None:
    """The home page in the place of an article is told, though a few links and the time on it differ."""
    same = answer(home().text)
    other = answer(home().text.replace("</ul>", "</ul><p>2024-01-15 10:00:01</p><a href='/c1/?x'>新</a>", 1))
    led = Page(f"{HOST}/", home().body, 200, {}, requested=URL)
    for page in (same, led):
        assert outcome(page, home=home()) == "wrong_page"
    many = "".join(f"<a href='/m{number}/'>更多{number}</a>" for number in range(200))
    big = answer(home().text.replace("</ul>", f"</ul>{many}"), url=f"{HOST}/")
    assert outcome(answer(big.text + "<a href='/x/'>x</a>"), home=big) == "wrong_page"
    assert outcome(other, home=home()) is None
    assert outcome(home(), "start", home()) is None


def test_pages_with_the_same_menu() -> None:
    """Articles that share menu and title with the home page are not taken for it, nor are lists."""
    shared = "<html><head><title>青山市人民政府</title></head><body><ul>" + MENU + "</ul>"
    own = "".join(f"<a href='./2024/t{number}.html'>报告{number}</a>" for number in range(10))
    assert outcome(answer(f"{shared}{own}{TEXT}</body></html>"), "list", home()) is None
    news = home().text.replace(
        "</ul>", "</ul>" + "".join(f"<a href='/news/{number}.html'>新闻</a>" for number in range(9))
    )
    assert outcome(answer(f"{shared}{TEXT}</body></html>"), "detail", answer(news, url=f"{HOST}/")) is None


def test_list_that_repeats_the_start_page() -> None:
    """Where the start page is a list, a further page that repeats it is no wrong page; in an article's place it is."""
    start = answer(home().text, url=f"{HOST}/zwgk/zfxxgknb/")
    again = answer(home().text, url=f"{HOST}/zwgk/zfxxgknb/index_1.html")
    assert outcome(again, "list", start) is None
    assert outcome(again, "list", home()) == "wrong_page"
    assert outcome(answer(home().text), "detail", start) == "wrong_page"


@pytest.mark.parametrize(
    "body",
    [
        "<div><script src='/cms/unitbuild.js' url='/api-gateway/x' queryData=\"{'a':'b'}\"></script></div>",
        "<html><body><script>window._CONFIG={SID:'1'};document.cookie='a=1'</script><div id='app'></div></body></html>",
        "<html><body><div id='app'></div><script src='/static/js/app.js'></script></body></html>",
        "<html><body><script>var NFCMS_COLUMN_ID=1;eval('1')</script></body></html>",
        "<html><body><iframe src='/files/nb.pdf'></iframe></body></html>",
        "<html><body><p>报告见附件：</p><a href='nb.pdf'>2023年年报</a></body></html>",
        '{"success":false,"data":{}}',
        "<?xml version='1.0'?><datastore><totalrecord>0</totalrecord></datastore>",
    ],
)
def test_shells_and_short_pages(body: str) -> None:
    """Shells that load a list by script, pages that only show or link a file, JSON and XML are not suspicious."""
    assert outcome(answer(body), "list") is None


def test_pages_in_the_place_of_files() -> None:
    """A page where a file was asked for is told; Word's pages, files named as pages and true files are not."""
    page = f"<html><head><title>青山市</title></head><body>{TEXT}</body></html>"
    word = page.replace("<html>", '<html xmlns:o="urn:schemas-microsoft-com:office:office">')
    assert outcome(answer(page, url=f"{HOST}/nb.pdf"), "file") == "bad_type"
    assert outcome(answer(word, url=f"{HOST}/nb.doc"), "file") is None
    assert outcome(answer(page, url=f"{HOST}/nb.html"), "file") is None
    assert outcome(Page(f"{HOST}/nb.pdf", b"%PDF-1.7\n1 0 obj"), "file") is None
    assert outcome(answer("<title>404</title>", url=f"{HOST}/nb.pdf"), "file") == "soft_404"


def test_robots_by_status_alone() -> None:
    """An empty robots.txt, or a short one, is one; a missing one is missing."""
    for body in ("", "User-agent: *\nDisallow: /"):
        assert outcome(answer(body, url=f"{HOST}/robots.txt"), "robots") is None
    assert outcome(answer("<h1>x</h1>", 404, url=f"{HOST}/robots.txt"), "robots") == "not_found"


def test_hostile_pages() -> None:
    """Pages nested deep, cut short or full of nothing are judged without failing."""
    for body in (
        "<div>" * 5000,
        "<meta http-equiv=refresh content=0;url=",
        "<title>",
        "<a href='http://[::1'>x</a>" + TEXT,
        "\x00" * 400,
    ):
        page_to_outcome(answer(body), role="detail", home=home())
