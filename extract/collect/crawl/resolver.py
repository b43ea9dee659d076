"""Names to addresses: none that is not public, unless the user says so."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase
from typing import Any

from scrapy.resolver import CachingHostnameResolver, HostResolution
from twisted.internet.address import IPv4Address, IPv6Address
from twisted.internet.interfaces import IAddress, IHostResolution

from extract.collect.address import is_public_address

refused: dict[str, str] = {}
"""Hosts whose name led to an address that is not public, with that address. One crawl has one process."""


def host_to_pin(host: str, port: int, pins: Sequence[tuple[str, str]]) -> tuple[str, int] | None:
    """The address and port that the user put in place of a host; None where there is none.

    >>> host_to_pin("www.a.gov.cn", 443, [("*.gov.cn:443", "127.0.0.1:8443"), ("*", "127.0.0.1:8080")])
    ('127.0.0.1', 8443)
    >>> host_to_pin("www.a.gov.cn", 80, [("*.a.gov.cn", "[::1]")])
    ('::1', 80)
    """
    for pattern, target in pins:
        if fnmatchcase(host, pattern.lower()) or fnmatchcase(f"{host}:{port}", pattern.lower()):
            address, sign, named = target.rpartition(":")
            if sign and named.isdigit() and (":" not in address or address.startswith("[")):
                return address.strip("[]"), int(named)
            return target.strip("[]"), port
    return None


class PublicResolver(CachingHostnameResolver):
    """Scrapy's resolver; answers that are not of the public network are dropped at the moment of connecting.

    A name that leads to such addresses alone cannot be resolved then, and stands in :data:`refused`. Addresses in
    place of names come this way too.
    """

    pins: Sequence[tuple[str, str]] = ()

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> PublicResolver:
        """Made by Scrapy from its settings."""
        resolver = super().from_crawler(crawler, reactor)
        resolver.pins = tuple(tuple(pin) for pin in crawler.settings.getlist("GONGKAI_RESOLVE"))
        return resolver

    def resolveHostName(  # noqa: N802  a name of Twisted's
        self,
        resolutionReceiver: Any,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Sequence[type[IAddress]] | None = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> IHostResolution:
        """Addresses of a host, told to the receiver."""
        pin = host_to_pin(hostName.lower(), portNumber, self.pins)
        if pin is None:
            receiver: Any = _PublicReceiver(resolutionReceiver, hostName)
            return super().resolveHostName(receiver, hostName, portNumber, addressTypes, transportSemantics)
        kind = IPv6Address if ":" in pin[0] else IPv4Address
        resolution: Any = HostResolution(hostName)
        resolutionReceiver.resolutionBegan(resolution)
        resolutionReceiver.addressResolved(kind("TCP", pin[0], pin[1]))
        resolutionReceiver.resolutionComplete()
        return resolution  # type: ignore[no-any-return]


class _PublicReceiver:
    """Hands on what is public."""

    def __init__(self, receiver: Any, host: str) -> None:
        self.receiver = receiver
        self.host = host
        self.private = ""
        self.public = False

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802
        self.receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        host = str(getattr(address, "host", ""))
        if is_public_address(host):
            self.public = True
            refused.pop(self.host.lower(), None)
            self.receiver.addressResolved(address)
        else:
            self.private = host

    def resolutionComplete(self) -> None:  # noqa: N802
        if self.private and not self.public:
            refused[self.host.lower()] = self.private
        self.receiver.resolutionComplete()
