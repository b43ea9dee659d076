"""The address by which the catalogue tells documents apart."""

from __future__ import annotations

from extract.collect.address import canonical_address


def document_address(url: str) -> str:
    """The canonical address without its scheme; text that no address can be made of stands for itself.

    >>> document_address("HTTPS://A.gov.cn:443/x/t20230320_1_wap.html#top"), document_address("//[")
    ('a.gov.cn/x/t20230320_1.html', '//[')
    """
    try:
        return canonical_address(url).partition("://")[2] or url
    except ValueError:
        return url
