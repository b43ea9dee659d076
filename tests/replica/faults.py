"""What goes wrong on a host: each fault takes a request and what would be answered, and answers something else.

Shapes from facts/portals.md §5 (412 Rivers, 521 jsl, C3VK, cookie redirects, stubs, home page for every address) and
§7.11; those without a capture are reconstructed.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from tests.replica import home
from tests.replica.model import Site
from tests.replica.wire import Answer, Request, not_found, redirect

Options = Mapping[str, Any]
Make = Callable[[], Answer]
FaultFunction = Callable[[Request, Make, Options], Answer]

GONE_STUB: Final = b'<meta http-equiv="refresh" content="0;URL=../" />'
"""What pingtan.gov.cn has where a document was removed (capture)."""
_HTML: Final = "text/html"


def removed(site: Site, request: Request) -> Answer:
    """What stands where nothing is: by the site, a 404, the stub, or the home page with status 200."""
    if site.gone == "stub":
        return Answer(GONE_STUB, 200, _HTML)
    if site.gone == "index":
        return home.home_page(site, "/zwgk/", request)
    return not_found()


def rivers(request: Request, make: Make, options: Options) -> Answer:
    """412 with a script, as Rivers (瑞数) answers."""
    body = (
        '<!DOCTYPE html><html><head><meta charset="utf-8"><meta id="9DhefwqGPrzGxEp9hPaoag" content="x"><script '
        "type=\"text/javascript\" r='m'>$_ts=window['$_ts'];if(!$_ts)$_ts={};$_ts.nsd=80951;$_ts.cd=\"qErXrrAlDGi\";"
        '</script><script type="text/javascript" charset="utf-8" src="/4QbVtADbnLVIc/c.FxJzG50F.dfe1675.js" r=\'m\'>'
        "</script></head><body></body></html>"
    )
    cookie = ("Set-Cookie", "FSSBBIl1UgzbN7N80S=5l0YvJJkOy; Path=/; HttpOnly")
    return Answer(body.encode(), 412, _HTML, (cookie,))


def jsl(request: Request, make: Make, options: Options) -> Answer:
    """521 with a script that sets ``__jsl_clearance`` (加速乐)."""
    body = "<script>document.cookie=('_')+('_')+('jsl_clearance_s=1700000000.1|0|x;max-age=3600;path=/');location.href=location.pathname+location.search</script>"
    return Answer(body.encode(), 521, _HTML, (("Set-Cookie", "__jsluid_s=3b1f; max-age=31536000; path=/; HttpOnly"),))


def c3vk(request: Request, make: Make, options: Options) -> Answer:
    """200 with a script that sets the cookie C3VK and loads the page again."""
    body = (
        '<html><head><script type="text/javascript">function sc(){document.cookie="C3VK=2f3e1a; path=/; max-age=300";'
        "window.location.reload();}sc();</script></head><body></body></html>"
    )
    return Answer(body.encode(), 200, _HTML)


def cookie_redirect(request: Request, make: Make, options: Options) -> Answer:
    """302 to the same address with a cookie; who brings the cookie back gets the page (CT6T at moj.gov.cn)."""
    name = str(options.get("cookie", "CT6T"))
    if f"{name}=" in request.headers.get("cookie", ""):
        return make()
    return redirect(request.target, 302, (("Set-Cookie", f"{name}=4fa1; path=/"), ("Set-Cookie", f"{name}S=1; path=/")))


def cookie_loop(request: Request, make: Make, options: Options) -> Answer:
    """302 to the same address with a new cookie each time: there is no end to it."""
    return redirect(request.target, 302, (("Set-Cookie", f"CT6T={request.count}; path=/"),))


def plain_redirect(request: Request, make: Make, options: Options) -> Answer:
    """A redirect ``to`` an address: path, other host, private address; ``{base}`` and ``{authority}`` are the site's."""
    to = str(options.get("to", "/"))
    port = request.authority.rpartition(":")[2]
    return redirect(to.replace("{base}", request.base).replace("{port}", port), int(options.get("status", 302)))


def redirect_chain(request: Request, make: Make, options: Options) -> Answer:
    """Redirects without end, each to another address."""
    return redirect(f"{request.path}?hop={request.number('hop', 0) + 1}")


def gone_stub(request: Request, make: Make, options: Options) -> Answer:
    """200 with the stub that stands where a document was removed."""
    return Answer(GONE_STUB, 200, _HTML)


def status(request: Request, make: Make, options: Options) -> Answer:
    """A plain error: 401, 403, 404, 410, 500, 502, 503 …, with ``retry_after`` as Retry-After."""
    code = int(options.get("status", 503))
    headers = (("Retry-After", str(options["retry_after"])),) if "retry_after" in options else ()
    return Answer(f"<html><body><h1>{code}</h1></body></html>".encode(), code, _HTML, headers)


def soft_404(request: Request, make: Make, options: Options) -> Answer:
    """An error page with status 200."""
    body = (
        "<html><head><meta charset='utf-8'><title>404-页面不存在</title></head><body><div class='err'><h2>抱歉，您访问的页面不存在"
        "或已被删除！</h2><p>系统将在 <b>5</b> 秒后返回首页</p><a href='/'>返回首页</a></div></body></html>"
    )
    return Answer(body.encode())


def index_for_all(request: Request, make: Make, options: Options) -> Answer:
    """The home page, status 200, for every address (csrc.gov.cn when it throttles)."""
    title = str(options.get("title", "示例市人民政府门户网站"))
    news = "".join(f'<li><a href="/ywdt/{number}.html">要闻动态第{number}条</a></li>' for number in range(40))
    body = (
        f'<html><head><meta charset="utf-8"><meta name="SiteName" content="{title}"><title>{title}</title></head><body>'
        f'<div class="nav"><a href="/">首页</a> <a href="/zwgk/">政府信息公开</a></div><ul>{news}</ul></body></html>'
    )
    return Answer(body.encode())


def tiny(request: Request, make: Make, options: Options) -> Answer:
    """200 with hardly anything: a firewall's blip."""
    return Answer(options.get("body", b"<html><body>ok</body></html>"), 200, _HTML)


def empty(request: Request, make: Make, options: Options) -> Answer:
    """200 with nothing at all."""
    return Answer(b"", 200, _HTML)


def slow(request: Request, make: Make, options: Options) -> Answer:
    """The body in pieces of ``piece`` bytes, ``pace`` seconds apart; ``wait`` seconds before the head."""
    return replace(
        make(),
        wait=float(options.get("wait", 0.0)),
        pace=float(options.get("pace", 0.05)),
        piece=int(options.get("piece", 1024)),
    )


def reset(request: Request, make: Make, options: Options) -> Answer:
    """The connection is reset: at once, or after ``after`` bytes of the body."""
    after = options.get("after")
    return replace(make(), ending="reset", kept=None if after is None else int(after))


def cut(request: Request, make: Make, options: Options) -> Answer:
    """The connection ends before the announced length: after ``share`` of the body."""
    answer = make()
    kept = int(len(answer.body) * float(options.get("share", 0.5)))
    return replace(answer, kept=kept, announced=len(answer.body), ending="close")


def torn_chunks(request: Request, make: Make, options: Options) -> Answer:
    """Chunks that stop without the last one."""
    answer = make()
    kept = int(len(answer.body) * float(options.get("share", 0.5)))
    return replace(answer, chunked=True, kept=kept, ending="torn")


def chunked(request: Request, make: Make, options: Options) -> Answer:
    """Chunks as they should be."""
    return replace(make(), chunked=True, pace=0.001, piece=700)


def gzipped(request: Request, make: Make, options: Options) -> Answer:
    """Compressed and declared so, whether or not it was asked for."""
    answer = make()
    return replace(
        answer, body=gzip.compress(answer.body, mtime=0), headers=(*answer.headers, ("Content-Encoding", "gzip"))
    )


def gzip_lie(request: Request, make: Make, options: Options) -> Answer:
    """Declared compressed, and is not; with ``broken``: compressed, and cut."""
    answer = make()
    body = gzip.compress(answer.body, mtime=0)[: len(answer.body) // 8] if options.get("broken") else answer.body
    return replace(answer, body=body, headers=(*answer.headers, ("Content-Encoding", "gzip")))


def gzip_bomb(request: Request, make: Make, options: Options) -> Answer:
    """A small body that unpacks to ``size`` bytes of blanks."""
    packed = gzip.compress(b" " * int(options.get("size", 200_000_000)), compresslevel=9, mtime=0)
    return Answer(packed, 200, "text/html; charset=utf-8", (("Content-Encoding", "gzip"),))


def huge(request: Request, make: Make, options: Options) -> Answer:
    """A body of ``size`` bytes (2 GB), announced; or, with ``endless``, chunks without end and without announcement."""
    size = int(options.get("size", 2 << 30))
    media_type = str(options.get("media_type", "application/pdf"))
    block = b"%PDF-1.4\n" + b"0" * 1015
    if options.get("endless"):
        return Answer(block, 200, media_type, total=1 << 50, chunked=True)
    return Answer(block, 200, media_type, total=size)


def announced(request: Request, make: Make, options: Options) -> Answer:
    """Content-Length ``size`` and nothing of it: the connection hangs for ``wait`` seconds, then ends."""
    return Answer(b"x" * 10, 200, "application/pdf", announced=int(options.get("size", 2 << 30)), kept=10,
                  pace=float(options.get("wait", 0.2)), ending="close")  # fmt: skip


def wrong_type(request: Request, make: Make, options: Options) -> Answer:
    """Content-Type says ``media_type``, whatever it is."""
    return replace(make(), media_type=str(options.get("media_type", "application/pdf")))


def html_for_file(request: Request, make: Make, options: Options) -> Answer:
    """A page where a file was asked for, declared as the file would be."""
    answer = make()
    body = "<html><head><meta charset='utf-8'><title>提示</title></head><body>您访问的文件不存在</body></html>"
    return replace(answer, body=body.encode())


def charset_lie(request: Request, make: Make, options: Options) -> Answer:
    """Declared gb2312 in the page: ``actual`` ``gb18030`` (with a character outside gb2312) or ``utf-8``."""
    answer = make()
    text = answer.body.decode().replace('charset="utf-8"', 'charset="gb2312"', 1)
    text = text.replace("</h1>", "（联系人：陈镕、喆明）</h1>", 1)
    actual = str(options.get("actual", "gb18030"))
    return replace(answer, body=text.encode(actual), media_type=str(options.get("media_type", "text/html")))


def calendar(request: Request, make: Make, options: Options) -> Answer:
    """A calendar on every page, whose months lead to further months for ever."""
    month = re.search(r"[?&]ym=(\d{6})", request.target)
    now = int(month[1]) if month else 202601
    following = now + 89 if now % 100 == 12 else now + 1
    links = (
        f'<div class="calendar"><a href="?ym={following}">下月</a> <a href="?ym={following}&page=2">下一页</a> '
        f'<a href="?ym={following}">{following // 100}年政府信息公开年度报告日历</a></div>'
    )
    answer = make()
    return replace(answer, body=answer.body.replace(b"</body>", links.encode() + b"</body>"))


def expiring_token(request: Request, make: Make, options: Options) -> Answer:
    """Addresses of attachments carry a token that is another one each time the page is made."""
    answer = make()
    token = f"token={request.count:08x}"

    def with_token(found: re.Match[bytes]) -> bytes:
        return found[0] + (b"&amp;" if b"?" in found[0] else b"?") + token.encode()

    addresses = rb'(?<=["\'])[^"\']*(?:document/download|downfile\.jsp|/[PW]0\d)[^"\']*'
    return replace(answer, body=re.sub(addresses, with_token, answer.body))


def altered(request: Request, make: Make, options: Options) -> Answer:
    """Words of the body are others: ``old`` becomes ``new``."""
    answer = make()
    return replace(answer, body=answer.body.replace(str(options["old"]).encode(), str(options["new"]).encode()))


def html_error_in_json(request: Request, make: Make, options: Options) -> Answer:
    """An interface that answers ``{"success": false}`` with status 200."""
    return Answer(json.dumps({"success": False, "data": {}}).encode(), 200, "application/json")


FAULTS: Final[dict[str, FaultFunction]] = {
    function.__name__: function
    for function in (
        rivers, jsl, c3vk, cookie_redirect, cookie_loop, plain_redirect, redirect_chain, gone_stub, status, soft_404,
        index_for_all, tiny, empty, slow, reset, cut, torn_chunks, chunked, gzipped, gzip_lie, gzip_bomb, huge,
        announced, wrong_type, html_for_file, charset_lie, calendar, expiring_token, altered, html_error_in_json,
    )
}  # fmt: skip
"""Every fault by name."""
