"""Addresses: whether one may be fetched at all, and which are the same."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final
from urllib.parse import quote, unquote, urlsplit, urlunsplit

_TWIN: Final = re.compile(r"(/t\d{8}_\d+)_(?:wap|app)(\.s?html?)\Z")
_MOBILE_TWIN: Final = re.compile(r"/mpost_(\d+\.html)\Z")
_BODA_TREE: Final = re.compile(r"(?:^|&)wbtreeid=(\d+)(?:&|\Z)")
_BODA_ARTICLE: Final = re.compile(r"(?:^|&)wbnewsid=(\d+)(?:&|\Z)")
_SESSION_PATH: Final = re.compile(r";jsessionid=[^/;]*", re.IGNORECASE)
_SESSION_FIELD: Final = re.compile(r"(?:^|&)(?:jsessionid|phpsessid|aspsessionid\w*|cfid|cftoken)=[^&]*", re.IGNORECASE)
"""What servers add to addresses for visitors without cookies, new each time."""
_HOST: Final = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?\Z")
_DEFAULT_PORTS: Final = {"http": 80, "https": 443}
_SUFFIXES_OF_TWO: Final = frozenset(
    "gov.cn com.cn net.cn org.cn edu.cn ac.cn mil.cn".split()
    + [
        f"{code}.cn"
        for code in "bj sh tj cq he sx nm ln jl hl js zj ah fj jx sd ha hb hn gd gx hi sc gz yn xz sn gs qh nx xj".split()
    ]
)
"""Second-level names under .cn below which names are registered (CNNIC)."""


@lru_cache(maxsize=4096)
def address_problem(url: str) -> str | None:
    """What is wrong with an address that is to be fetched; None where nothing is.

    >>> address_problem("ftp://a.gov.cn"), address_problem("https://a.gov.cn/x")
    ("'ftp://a.gov.cn'", None)
    """
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        return f"{url[:200]!r} ({error})"
    if not url:
        return "nothing"
    if parts.scheme not in {"http", "https"} or not parts.hostname or re.search(r"[\s<>\x00-\x1f]", url):
        return f"{url[:200]!r}"
    if parts.username is not None or parts.password is not None:
        return f"{parts.hostname} with a user name or password"
    host = host_of(url)
    if not is_ip(host) and (not _HOST.match(host) or ".." in host):
        return f"the host name {parts.hostname!r}"
    return None


@lru_cache(maxsize=4096)
def host_of(url: str) -> str:
    """The host name of an address in lower case and ASCII (IDNA), without its port; empty where it has none."""
    try:
        host = (urlsplit(url).hostname or "").rstrip(".").lower()
    except ValueError:
        return ""
    if host.isascii():
        return host
    try:
        return host.encode("idna").decode("ascii")
    except UnicodeError:
        return host


def site_domain(host: str) -> str:
    """The registrable domain of a host: what one organisation holds.

    Below ``gov.cn`` that is one name (``fujian.gov.cn``); an IP address is its own domain. Outside of ``.cn`` nothing is
    known of who holds what, so a host stands for itself there, with and without ``www``.

    >>> site_domain("www.pingtan.gov.cn"), site_domain("xxgk.sxgp.gov.cn"), site_domain("gov.cn.attacker.example")
    ('pingtan.gov.cn', 'sxgp.gov.cn', 'gov.cn.attacker.example')
    """
    if is_ip(host):
        return host
    names = host.split(".")
    if names[-1] != "cn":
        return host.removeprefix("www.")
    length = 3 if ".".join(names[-2:]) in _SUFFIXES_OF_TWO else 2
    return ".".join(names[-length:])


def may_fetch(url: str, hosts: Iterable[str], domains: Iterable[str] = ()) -> bool:
    """Whether the host of an address is one of ``hosts``, or below one of the registrable ``domains``.

    >>> may_fetch("https://www.a.gov.cn/x", ["www.a.gov.cn"]), may_fetch("https://a.gov.cn.b.example/", ["a.gov.cn"])
    (True, False)
    """
    host = host_of(url)
    return bool(host) and address_problem(url) is None and (host in hosts or site_domain(host) in domains)


def is_public_address(address: str) -> bool:
    """Whether an IP address is one of the public network: not private, loopback, link-local, multicast or reserved.

    >>> [
    ...     is_public_address(ip)
    ...     for ip in ("8.8.8.8", "10.0.0.1", "127.0.0.1", "169.254.169.254", "::1", "::ffff:10.0.0.1")
    ... ]
    [True, False, False, False, False, False]
    """
    try:
        ip = ipaddress.ip_address(address.partition("%")[0].strip("[]"))
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo or (None, None))[1]
        if inner is not None:
            return is_public_address(str(inner)) and (ip.ipv4_mapped is not None or ip.is_global)
        if ip in ipaddress.ip_network("64:ff9b::/96"):
            return is_public_address(str(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)))
        if ip.is_site_local or int(ip) >> 32 == 0:
            return False
    return ip.is_global and not ip.is_multicast


@lru_cache(maxsize=4096)
def canonical_address(url: str) -> str:
    """The form of an address by which documents are told apart: twins and spellings of one page fall together.

    Lower-case scheme and host, no default port, no fragment, one way of percent-encoding; the mobile twins ``_wap`` and
    ``_app`` (TRS) and ``mpost_`` (NFCMS) become the page itself (facts/portals.md §4.1, §4.7), and Boda's
    ``content.jsp?wbtreeid=&wbnewsid=`` the static address of the same article (§2). Session ids are left out.

    >>> canonical_address("HTTP://A.gov.cn:80/x/t20230320_11784865_wap.html#top")
    'http://a.gov.cn/x/t20230320_11784865.html'
    >>> canonical_address("http://a.gov.cn/content.jsp?urltype=news.NewsContentUrl&wbtreeid=12&wbnewsid=345")
    'http://a.gov.cn/info/12/345.htm'
    >>> canonical_address("http://a.gov.cn/x.jsp;jsessionid=0F3?id=7&PHPSESSID=1")
    'http://a.gov.cn/x.jsp?id=7'
    """
    parts = urlsplit(url)
    host = host_of(url)
    port = f":{parts.port}" if parts.port and parts.port != _DEFAULT_PORTS.get(parts.scheme) else ""
    netloc = (f"[{host}]" if ":" in host else host) + port
    path = quote(unquote(parts.path), safe="/:@!$&'()*+,;=~-._") if _is_utf8(parts.path) else parts.path
    path = _TWIN.sub(r"\1\2", path)
    path = _SESSION_PATH.sub("", _MOBILE_TWIN.sub(r"/post_\1", path))
    query = _SESSION_FIELD.sub("", parts.query).removeprefix("&")
    if path.endswith("/content.jsp") and (tree := _BODA_TREE.search(query)) and (news := _BODA_ARTICLE.search(query)):
        path, query = f"{path.removesuffix('content.jsp')}info/{tree[1]}/{news[1]}.htm", ""
    return urlunsplit((parts.scheme.lower(), netloc, path or "/", query, ""))


def _is_utf8(path: str) -> bool:
    return "%" not in path or "\ufffd" not in unquote(path)


@lru_cache(maxsize=4096)
def is_ip(host: str) -> bool:
    """Whether a host is an IP address, not a name.

    >>> is_ip("61.150.65.235"), is_ip("[::1]"), is_ip("www.qingshan.gov.cn")
    (True, True, False)
    """
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True
