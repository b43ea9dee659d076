"""The same report under a new address: which document another one repeats."""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from typing import Final

from extract.collect.store.catalogue import Catalogue
from extract.collect.store.rows import Seen
from extract.collect.store.runs import add_finding

_NOT_A_NAME: Final = re.compile(
    r"政府信息公开|信息公开|政府信息|工作|年度报告|年度|年报|报告|情况|关于|的|图片版|修订版|更新版|\d{4}年?度?|\W|_"
)
"""What titles of reports have in common: what is left of one names the agency."""

_SHORTEST_NAME: Final = 2


def link_repost(catalogue: Catalogue, run_id: int, document_id: int, seen: Seen) -> None:
    """Link a new document with an older one of the same site and year that says the same.

    The same tables in the same text, or the same bytes, or (where a page has no tables) the same text under the same
    title. Years must be known and equal: forms without numbers repeat from year to year. Attachments follow their pages.
    """
    is_attached = seen.role not in {"page", "rendition"} and seen.parent_url is not None
    if seen.year is None or seen.role == "picture" or is_attached:
        return
    same = "region_hash" if seen.region_hash else "sha256"
    others = catalogue.rows(
        "SELECT documents.*, versions.region_hash, versions.table_hash, versions.sha256 FROM versions "
        f"JOIN documents USING (document_id) WHERE versions.{same} = ? AND documents.site_id = ? "
        "AND documents.year = ? AND document_id <> ? ORDER BY document_id, number",
        (seen.region_hash or seen.sha256, seen.site_id, seen.year, document_id),
    )
    for other in others:
        if _is_same(other, seen):
            _link(catalogue, run_id, seen.site_id, document_id, seen.url, other)
            return


def link_reposts_of_gone(catalogue: Catalogue, run_id: int, site_id: str) -> None:
    """Link documents that are new in a run with vanished ones of the same site, year and agency by their titles."""
    new = catalogue.rows(
        "SELECT * FROM documents WHERE site_id = ? AND first_run = ? AND repost_of IS NULL AND year IS NOT NULL "
        "AND role IN ('page', 'rendition') ORDER BY document_id",
        (site_id, run_id),
    )
    for document in new:
        words = title_to_agency_words(document["title"])
        if len(words) < _SHORTEST_NAME:
            continue
        gone = catalogue.rows(
            "SELECT * FROM documents WHERE site_id = ? AND year = ? AND gone_run IS NOT NULL AND document_id <> ? "
            "AND role IN ('page', 'rendition') ORDER BY document_id",
            (site_id, document["year"], document["document_id"]),
        )
        same = [other for other in gone if title_to_agency_words(other["title"]) == words]
        if same:
            _link(catalogue, run_id, site_id, document["document_id"], document["url"], same[-1])


def title_to_agency_words(title: str | None) -> str:
    """What is left of a title without the words that all reports share: the name of the agency.

    >>> title_to_agency_words("青山市财政局2023年度政府信息公开工作年度报告"), title_to_agency_words("2023年年报")
    ('青山市财政局', '')
    """
    return _NOT_A_NAME.sub("", unicodedata.normalize("NFKC", title or ""))


def _is_same(other: sqlite3.Row, seen: Seen) -> bool:
    if (seen.role in {"page", "rendition"}) != (other["role"] in {"page", "rendition"}):
        return False
    if not seen.region_hash:
        return bool(seen.sha256 == other["sha256"])
    if seen.region_hash != other["region_hash"]:
        return False
    if seen.table_hash:
        return bool(seen.table_hash == other["table_hash"])
    words = title_to_agency_words(seen.title or seen.list_title)
    return len(words) >= _SHORTEST_NAME and words == title_to_agency_words(other["title"])


def _link(catalogue: Catalogue, run_id: int, site_id: str, document_id: int, url: str, other: sqlite3.Row) -> None:
    first = other["document_id"] if other["repost_of"] is None else other["repost_of"]
    if first == document_id:
        return
    catalogue.write("UPDATE documents SET repost_of = ? WHERE document_id = ?", (first, document_id))
    add_finding(catalogue, run_id, site_id, "reposted", f"the report that stood at {other['url']}", url)
