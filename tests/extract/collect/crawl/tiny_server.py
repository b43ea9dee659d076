"""A web server of a few lines: what it answers is a function of the request, and it writes down what it was asked."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

HOST = "www.qingshan.gov.cn"
REPORT = (
    "<html><head><title>{title}</title></head><body><div id='zoom'><h1>{title}</h1><p>一、总体情况</p><p>本报告的统计期限为"
    "{year}年1月1日至{year}年12月31日。</p><p>二、主动公开政府信息情况</p><table><tr><td>规章</td><td>{number}</td></tr></table>"
    "<p>三、收到和处理政府信息公开申请情况</p><p>四、政府信息公开行政复议、行政诉讼情况</p><p>五、存在的主要问题及改进情况</p>"
    "<p>六、其他需要报告的事项</p>{more}</div></body></html>"
)


class Hit(NamedTuple):
    """A request as it came in: monotonic seconds at its beginning and at the end of the answer."""

    begin: float
    end: float
    host: str
    path: str
    headers: dict[str, str]


class Reply(NamedTuple):
    """An answer; ``stream`` writes the body itself."""

    body: bytes = b""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    stream: Callable[[Any], None] | None = None


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def __init__(self, answer: Callable[[str, str, dict[str, str]], Reply]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer = answer
        self.hits: list[Hit] = []

    @property
    def resolve(self) -> tuple[tuple[str, str], ...]:
        """What sends every host here."""
        return (("*", f"127.0.0.1:{self.server_address[1]}"),)

    def paths(self) -> list[str]:
        return [hit.path for hit in self.hits]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that hang up are no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def do_GET(self) -> None:
        begin = time.monotonic()
        length = int(self.headers.get("Content-Length") or 0)
        self.rfile.read(length)
        headers = {name.lower(): value for name, value in self.headers.items()}
        reply = self.server.answer(headers.get("host", ""), self.path, headers)
        self.send_response(reply.status)
        for name, value in reply.headers:
            self.send_header(name, value)
        names = {name.lower() for name, _ in reply.headers}
        if reply.stream is None and "content-length" not in names and reply.status != 304:
            self.send_header("Content-Length", str(len(reply.body)))
        if not names & {"content-type"}:
            self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.flush()
        if reply.stream is not None:
            self.close_connection = True
            reply.stream(self.wfile)
        else:
            self.wfile.write(reply.body)
            self.wfile.flush()
        self.server.hits.append(Hit(begin, time.monotonic(), headers.get("host", ""), self.path, headers))

    do_POST = do_GET  # noqa: N815

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Nothing."""


@contextmanager
def serving(answer: Callable[[str, str, dict[str, str]], Reply]) -> Iterator[Server]:
    server = Server(answer)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def report_page(year: int, number: int = 3, more: str = "") -> bytes:
    title = f"青山市{year}年政府信息公开工作年度报告"
    return REPORT.format(title=title, year=year, number=number, more=more).encode()


def list_page(years: list[int], more: str = "") -> bytes:
    lines = "".join(
        f"<li><a href='./{year}.html'>青山市{year}年政府信息公开工作年度报告</a><span>{year + 1}-01-20</span></li>"
        for year in years
    )
    return (
        f"<html><head><title>政府信息公开年报</title><meta name='ColumnName' content='政府信息公开年报'></head>"
        f"<body><ul class='list'>{lines}</ul>{more}</body></html>"
    ).encode()


def small_site(host: str, path: str, headers: dict[str, str]) -> Reply:
    """Robots, a list of three years, three articles of which one has a file; validators on articles and files."""
    del host
    if path == "/robots.txt":
        return Reply(b"User-agent: *\nDisallow: /private/\n", headers=(("Content-Type", "text/plain"),))
    if path == "/nb/":
        return Reply(list_page([2021, 2022, 2023]))
    validators = (("ETag", f'"{path}"'), ("Last-Modified", "Mon, 22 Jan 2024 08:00:00 GMT"))
    if headers.get("if-none-match") == f'"{path}"':
        return Reply(status=304, headers=validators)
    if path == "/nb/file.pdf":
        return Reply(b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n", headers=(("Content-Type", "application/pdf"), *validators))
    year = path.removeprefix("/nb/").removesuffix(".html")
    if year in {"2021", "2022", "2023"}:
        more = "<p><a href='./file.pdf'>附件.pdf</a></p>" if year == "2023" else ""
        return Reply(report_page(int(year), more=more), headers=validators)
    return Reply(b"<html><body>404</body></html>", status=404)
