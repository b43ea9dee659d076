"""Articles in HTML: title, day of publication, content region, and attachments wherever they hide."""

import pytest

from extract.collect.adapter import Ask, Link
from extract.collect.adapters import boda, generic, trs_static
from extract.collect.page import Page
from extract.collect.pages.article import markup_to_detail, page_to_detail
from extract.collect.pages.attachments import address_to_link
from extract.collect.registry import Site

URL = "http://www.qingshan.gov.cn/zwgk/zfxxgknb/202401/t20240115_1001.html"
HERE = "http://www.qingshan.gov.cn/zwgk/zfxxgknb/202401/"
ROOT = "http://www.qingshan.gov.cn"
SITE = Site("青山市人民政府", "http://www.qingshan.gov.cn/zwgk/zfxxgknb/")
TEXT = "<p>本报告按照有关规定编制，全文如下。</p>"


def to_page(markup: str, url: str = URL) -> Page:
    return Page(url, markup.encode())


def links(markup: str) -> list[tuple[str, str, str]]:
    return [(link.url, link.kind, link.text) for link in page_to_detail(to_page(markup), SITE).attachments]


def region(markup: str, site: Site = SITE) -> str | None:
    return page_to_detail(to_page(markup), site).region


@pytest.mark.parametrize(
    ("markup", "title"),
    [
        ("<title>x_y</title><meta name=ArticleTitle content=' 青山市2023年年报 '><h1>网站</h1>", "青山市2023年年报"),
        ("<h1>青山市人民政府</h1><UcapTitle>青山市2023年年报</UcapTitle>", "青山市2023年年报"),
        (
            "<title>青山市2023年年报_年报_青山网</title><h1>青山市人民政府</h1><h3>青山市2023年年报</h3>",
            "青山市2023年年报",
        ),
        ("<title>青山市2023年政府信息公开年报_信息公开_青山市人民政府</title>", "青山市2023年政府信息公开年报"),
        ("<title>青山市人民政府-青山市2023年政府信息公开年报</title>", "青山市2023年政府信息公开年报"),
        (
            "<title>青山网</title><h1>青山市人民政府门户网站</h1><div class=wz-title>青山市2023年年报告示</div>",
            "青山市2023年年报告示",
        ),
        ("<title>2023年年报——青山市财政局</title>", "2023年年报——青山市财政局"),
        ("<p>x</p>", None),
    ],
)
def test_title_is_the_article_s(markup: str, title: str | None) -> None:
    """Tags before headings, headings that the page's title confirms, the title without the site's name last."""
    assert page_to_detail(to_page(markup), SITE).title == title


@pytest.mark.parametrize(
    ("markup", "published"),
    [
        ("<meta name=PubDate content='2024-01-15 12:56'><p>发布时间：2025-01-01</p>", "2024-01-15"),
        ("<publishtime>2024年1月15日</publishtime>", "2024-01-15"),
        ("<p>成文日期：2024-01-10</p><p>发布日期：</p><b>2024-01-15</b>", "2024-01-15"),
        ("<span>来源：办公室</span><span>时间：2024-01-15 12:56</span>", "2024-01-15"),
        ("<p>发 布 时 间 : [2024/1/15]</p>", "2024-01-15"),
        ("<meta name=others content='页面生成时间 2024-05-28'><p>2023年1月1日起</p>", None),
    ],
)
def test_published_by_tags_or_words(markup: str, published: str | None) -> None:
    """The day is what tags or the words for publication say; when the page was made, or what the text names, is not."""
    assert page_to_detail(to_page(markup), SITE).published == published


@pytest.mark.parametrize(
    "opening",
    [
        "<div class=TRS_Editor>", "<div class='view TRS_UEDITOR trs_paper_default'>", "<div class=trs_editor_view>",
        "<div class=Custom_UnionStyle>", "<div id=zoom>", "<div id=Zoom>", "<div id=UCAP-CONTENT>", "<UCAPCONTENT>",
        "<div class=artile_zw>", "<div class=main-txt>", "<div class=bt-content>", "<div class=zc_article_con>",
        "<div class=jgzn_content>", "<div id=ivs_content>", "<div class=Article_content>", "<div class=article-content>",
        "<div class='j-fontContent'>", "<div id=vsb_content>", "<div class=v_news_content>",
    ],
)  # fmt: skip
def test_containers_of_the_portals_are_known(opening: str) -> None:
    """The text of the article is found in each portal's container, without the page around it."""
    close = f"</{opening[1:].split(maxsplit=1)[0].rstrip('>')}>"
    found = region(
        f"<body><div class=menu><a href=/>首页</a></div><div>{opening}{TEXT}{close}</div><p>版权所有</p></body>"
    )
    assert found is not None and "全文如下" in found and "版权所有" not in found and "首页" not in found


def test_container_with_the_report_is_taken() -> None:
    """Of several containers, nested, empty or in banner and footer, that with the report is the region."""
    report = "<p>一、总体情况</p><table><tr><td>1</table><p>二、主动公开政府信息情况</p>"
    markup = (
        "<div id=top><div class=TRS_Editor><embed src='a.swf'></div></div><div class=TRS_Editor></div>"
        f"<div class=TRS_Editor><div class=TRS_Editor>{report}</div></div><div class=footer><div class=TRS_Editor>主办：某办公室，地址很长</div></div>"
    )
    found = region(markup)
    assert found is not None and found.count("<table") == 1 and "主办" not in found


def test_report_cut_over_several_containers_is_whole() -> None:
    """A report in several editors' boxes is the element that holds them."""
    markup = (
        "<div class=menu>x</div><div class=con><div class=TRS_Editor><p>一、总体情况</p></div>"
        "<div class=TRS_Editor><p>二、主动公开</p><table><tr><td>1</table></div><div class=TRS_Editor>三、收到和处理</div></div><p>版权所有</p>"
    )
    found = region(markup)
    assert found is not None and "一、" in found and "三、" in found and "版权所有" not in found


def test_region_without_a_container_is_that_of_the_headings() -> None:
    """Unknown templates: the smallest element with the headings of the report and all tables."""
    markup = (
        "<body><div><a href=/>首页</a></div><div class=k><h5>年报</h5><div><p>一、总 体 情 况</p><p>二、<b>主动</b>公开</p></div>"
        "<table><tr><td>1</table><p>三、收到和处理</p></div><div>版权所有</div></body>"
    )
    found = region(markup)
    assert found is not None and found.startswith('<div class="k">')


def test_region_without_headings_is_that_of_the_sentences() -> None:
    """An article of another kind: the element with most sentences; a page of links has none."""
    prose = "<p>" + "各单位要认真学习，贯彻落实有关规定；具体安排如下。" * 3 + "</p>"
    found = region(f"<body><div><a href=/>首页</a></div><div class=k>{prose * 3}</div><div>版权所有</div></body>")
    assert found is not None and found.startswith('<div class="k">')
    assert (
        region("<body>" + "<li><a href=x>某某市召开会议，研究部署有关工作；会议强调。</a></li>" * 20 + "</body>")
        is None
    )


def test_selector_of_the_registry_names_the_region() -> None:
    """``content`` of a row comes first; one that matches nothing is told."""
    markup = f"<div class=TRS_Editor>别的文字，别的文字。</div><div id=mine>{TEXT}</div>"
    found = region(markup, SITE._replace(params={"content": "#mine"}))
    assert found is not None and found.startswith('<div id="mine">')
    detail = page_to_detail(to_page(markup), SITE._replace(params={"content": "#gone"}))
    assert [note.code for note in detail.notes] == ["redesigned"]


@pytest.mark.parametrize(
    ("markup", "found"),
    [
        (f"<div id=zoom>{TEXT}<a href='./P0202401.pdf'>青山市2023年年报.pdf</a></div>", (HERE + "P0202401.pdf", "file", "青山市2023年年报.pdf")),
        (f"<div id=zoom>{TEXT}</div><div class=fj>附件：<a href='./P01.docx'>年报</a></div>", (HERE + "P01.docx", "file", "年报")),
        (f"<div><div id=zoom>{TEXT}</div><p><a href='./P01.wps'>年报</a></p></div>", (HERE + "P01.wps", "file", "年报")),
        (f"<div id=zoom>{TEXT}</div><div class=editorContent-download><ul><li><a href='/x/document/download?fileUrl=Ab%2F&fileName=%E5%B9%B4%E6%8A%A5.doc'>年报</a></ul></div>", (ROOT + "/x/document/download?fileUrl=Ab%2F&fileName=%E5%B9%B4%E6%8A%A5.doc", "file", "年报")),
        (f"<div id=zoom>{TEXT}</div><p><ul id=file_ul_fj><li><a href='/x/a.xlsx'>表</a></ul>", (ROOT + "/x/a.xlsx", "file", "表")),
        (f"<div id=zoom>{TEXT}</div><script>var apps = [{{url:'./P0202401.ofd', name:'年报.ofd'}}];</script>", (HERE + "P0202401.ofd", "file", "年报.ofd")),
        (f"<div id=zoom>{TEXT}<iframe src='/w/viewer.html?file=%2Fx%2FP01.pdf'></iframe></div>", (ROOT + "/x/P01.pdf", "viewer", "")),
        (f"<div id=zoom>{TEXT}</div><div><div><div id=pdfshow data-value='/x/P01.pdf'></div></div></div>", (ROOT + "/x/P01.pdf", "viewer", "")),
        ("<embed src='a.pdf'>", (HERE + "a.pdf", "viewer", "")),
        ("<object data='a.pdf'></object>", (HERE + "a.pdf", "viewer", "")),
        (f"<div id=zoom>{TEXT}<a href='/module/download/downfile.jsp?classid=0&filename=2401.pdf'>下载</a></div>", (ROOT + "/module/download/downfile.jsp?classid=0&filename=2401.pdf", "file", "下载")),
        (f"<div id=zoom>{TEXT}<a href='/download/file?filePath=/group1/M00/a.doc'>年报</a></div>", (ROOT + "/download/file?filePath=/group1/M00/a.doc", "file", "年报")),
        (f"<div id=vsb_content>{TEXT}</div><div><p>附件【<a href='/system/_content/download.jsp?urltype=news.DownloadAttachUrl&owner=1&wbfileid=7'>年报.docx</a>】</p></div>", (ROOT + "/system/_content/download.jsp?urltype=news.DownloadAttachUrl&owner=1&wbfileid=7", "file", "年报.docx")),
        ("<div id=zoom><p><img src='./W020240115.jpg' alt='第一页'></p></div>", (HERE + "W020240115.jpg", "picture", "第一页")),
        (f"<div id=zoom>{TEXT}<a href='a.rar'>年报</a></div>", (HERE + "a.rar", "archive", "年报")),
        (f"<div id=zoom>{TEXT}<a href=\"javascript:downpdf('./a.pdf')\">年报</a></div>", (HERE + "a.pdf", "file", "年报")),
    ],
)  # fmt: skip
def test_attachments_are_found_where_they_hide(markup: str, found: tuple[str, str, str]) -> None:
    """Text, lists beside it, scripts, frames, viewers, servlets, pictures: each file once, by its true address."""
    assert links(f"<body><div class=menu>x</div>{markup}</body>") == [found]


def test_names_of_attachments_are_kept() -> None:
    """A file's name is told by the query, the script or the words of the link, whatever its address looks like."""
    markup = (
        f"<div id=zoom>{TEXT}<a href='/d/downfile.jsp?classid=0&filename=2401.pdf'>下载</a>"
        "<a href='/download.jsp?wbfileid=7'>年报.docx</a><a href='P01.doc' title='青山市年报.doc'>年报</a></div>"
        '<script>//var apps = [{url:\'old.pdf\'}];\nvar apps1 = [{"url":"http:\\/\\/www.qingshan.gov.cn\\/p.pdf","name":"全真版.pdf"}]</script>'
    )
    names = [link.name for link in page_to_detail(to_page(markup), SITE).attachments]
    assert names == ["2401.pdf", "年报.docx", "青山市年报.doc", "全真版.pdf"]


def test_chrome_and_placeholders_are_no_attachments() -> None:
    """Icons, placeholders of templates, forms to download and files of header and footer are left out."""
    markup = (
        "<div class=header><a href='/sm.pdf'>使用说明</a></div>"
        f"<div><div id=zoom>{TEXT}<img src='/images/icon_pdf.gif'><img src='data:image/png;base64,x'><img width=16 src='./W01.png'>"
        "<iframe ms-attr-src='/w/viewer.html?file={{qzbFile}}'></iframe><a ms-attr-href=qzbFile>下载</a><a href='{{f}}.pdf'>x</a>"
        "<iframe src='/w/viewer.html?file='></iframe></div></div><script>var apps = [\n];</script>"
        "<div class=side><h4>常用下载</h4><a href='/biao.doc'>申请表</a></div><div class=other><p><a href='/else.pdf'>别的</a></p></div>"
        "<div class=footer><a href='/f.pdf'>公约</a></div>"
    )
    assert links(f"<body>{markup}</body>") == []


def test_archive_named_by_its_link() -> None:
    """An attachment is kept once, with what later places say of it."""
    markup = f"<div id=zoom>{TEXT}<iframe src='a.pdf'></iframe><a href='a.pdf'>青山市年报</a></div>"
    assert page_to_detail(to_page(markup), SITE).attachments == (Link(HERE + "a.pdf", "青山市年报", "viewer"),)


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://a.gov.cn/pdfjs/web/viewer.html?file=../../x/a.pdf", Link("https://a.gov.cn/x/a.pdf", "", "viewer", "a.pdf")),
        ("https://a.gov.cn/v/viewer.html?file=https%253A%252F%252Fb.gov.cn%252Fa.pdf", Link("https://b.gov.cn/a.pdf", "", "viewer", "a.pdf")),
        ("https://a.gov.cn/x.html?title=a", None),
        ("https://a.gov.cn/download/", None),
        ("https://a.gov.cn/a.PDF?v=1", Link("https://a.gov.cn/a.PDF?v=1", "", "file", "")),
    ],
)  # fmt: skip
def test_address_of_a_file(url: str, link: Link | None) -> None:
    """Viewers are resolved to what they show; pages are no files."""
    assert address_to_link(url) == link


def test_home_page_is_no_article() -> None:
    """A page of links, an empty answer, JSON: none is an article; a file is one by itself."""
    home = "<title>青山市人民政府</title><h1>青山市人民政府</h1>" + "<li><a href='/a'>某某会议召开</a></li>" * 30
    for body in (
        home.encode(),
        b"",
        b"{}",
        b'<html><head><meta http-equiv="refresh" content="0;URL=../" /></head></html>',
    ):
        assert page_to_detail(Page(URL, body), SITE).is_article is False
    assert page_to_detail(Page(URL, b"%PDF-1.7\n1 0 obj"), SITE).is_article is True


def test_markup_of_an_interface_is_an_article() -> None:
    """HTML inside JSON is the region as a whole, with its files."""
    detail = markup_to_detail("<p>年报</p><a href='a.pdf'>年报.pdf</a>", URL, title="年报", published="2024-01-15")
    assert (detail.title, detail.published, detail.body) == (
        "年报",
        "2024-01-15",
        "<p>年报</p><a href='a.pdf'>年报.pdf</a>",
    )
    assert detail.attachments == (Link(HERE + "a.pdf", "年报.pdf", "file", "年报.pdf"),)


def test_parts_of_a_split_article() -> None:
    """A split article has parts: by the pager's script, or by links; a list's pager beside it makes none."""
    split = "<div class=TRS_Editor>一</div><script>var currentPage = 0; var countPage = 3; //共3页</script>"
    found = trs_static.parse_detail(to_page(split), SITE, Ask(URL, "detail"))
    assert found.parts == (
        Ask(HERE + "t20240115_1001_1.html", "part", page=2),
        Ask(HERE + "t20240115_1001_2.html", "part", page=3),
    )
    assert trs_static.parse_detail(to_page(split), SITE, Ask(URL, "part", page=2)).parts == ()
    beside = "<div class=TRS_Editor>一</div><script>createPageHTML(5, 0, 'index', 'html')</script>"
    assert trs_static.parse_detail(to_page(beside), SITE, Ask(URL, "detail")).parts == ()
    linked = "<div id=vsb_content>一</div><a href='t20240115_1001_2.html'>2</a><a href='t20240114_999.html'>下一页</a>"
    for adapter in (generic, boda):
        assert adapter.parse_detail(to_page(linked), SITE, Ask(URL, "detail")).parts == (
            Ask(HERE + "t20240115_1001_2.html", "part", page=2),
        )
