"""The package that a DOCX file is: a zip of XML parts joined by relationships, opened without trusting any of it.

Both DOCX readers stand on this module and on nothing else of each other. Rules of the package are those of
ECMA-376 part 2 (Open Packaging Conventions).
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from typing import Final, NamedTuple
from urllib.parse import unquote

from lxml import etree

from extract.errors import CorruptDocumentError, DocumentTooLargeError, EncryptedDocumentError
from extract.limits import MAX_UNPACKED_BYTES
from extract.media import ZIP_ERRORS

MAX_ENTRIES: Final = 10_000
"""Entries of one zip; a report with a hundred pictures has about 120."""

MAX_TAGS: Final = 3_000_000
"""Opening and closing tags of one part: a tree takes some 200 bytes of memory for each element."""

_FETCH_AGAIN: Final = "fetch it again, or open it in Word and save it as DOCX"

# Strict OOXML differs from the transitional kind in the names of its namespaces alone, as far as text goes.
_STRICT: Final = re.compile(rb"""(xmlns(?::[\w.-]+)?\s*=\s*["'])http://purl\.oclc\.org/ooxml/(\w+)/""")
_DECLARED_ENCODING: Final = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.-]+)["']""")
_DECLARATION: Final = re.compile(r"^\s*<\?xml[^>]*\?>")


class Relationship(NamedTuple):
    """One relationship of a part: ``kind`` is the last segment of its type, ``target`` a part name or a URL."""

    kind: str
    target: str
    external: bool


class Package:
    """The parts of a DOCX file, each unpacked when asked for and never beyond the limits.

    Args:
        data: the bytes of the file.

    Raises:
        CorruptDocumentError: no zip, or a damaged one.
        DocumentTooLargeError: more entries than a report can have.
    """

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except ZIP_ERRORS as error:
            raise _corrupt("a zip that can be opened", f"a damaged one ({error})") from None
        entries = self._zip.infolist()
        if len(entries) > MAX_ENTRIES:
            raise DocumentTooLargeError(expected=f"at most {MAX_ENTRIES} parts in a DOCX", found=f"{len(entries)}")
        # Part names are compared without case, and some producers write backslashes.
        self._entries = {_part_key(entry.filename): entry for entry in entries}
        self._relationships: dict[str, dict[str, Relationship]] = {}

    def part(self, name: str) -> bytes | None:
        """The bytes of one part; None when there is none of that name.

        Raises:
            CorruptDocumentError, EncryptedDocumentError, DocumentTooLargeError.
        """
        entry = self._entries.get(_part_key(name))
        if entry is None:
            return None
        if entry.flag_bits & 1:
            raise EncryptedDocumentError(
                expected="a DOCX that opens without a password", found="an encrypted zip", advice="ask for an open copy"
            )
        try:
            with self._zip.open(entry) as stream:
                # The size is measured here; the one in the header may lie.
                content = stream.read(MAX_UNPACKED_BYTES + 1)
        except ZIP_ERRORS as error:
            raise _corrupt(f"a part {name} that can be unpacked", f"a damaged one ({error})") from None
        if len(content) > MAX_UNPACKED_BYTES:
            raise DocumentTooLargeError(
                expected=f"at most {MAX_UNPACKED_BYTES} bytes in a part", found="more", where=name
            )
        return content

    def root(self, name: str) -> etree._Element | None:
        """The parsed root element of an XML part; None when there is no such part.

        Raises:
            CorruptDocumentError, EncryptedDocumentError, DocumentTooLargeError.
        """
        content = self.part(name)
        return None if content is None else xml_to_root(checked_xml(content, name), name)

    def relationships(self, name: str = "") -> dict[str, Relationship]:
        """The relationships of a part (of the package itself for an empty name) by their ids."""
        if name not in self._relationships:
            self._relationships[name] = self._read_relationships(name)
        return self._relationships[name]

    def _read_relationships(self, name: str) -> dict[str, Relationship]:
        folder, _, file = name.rpartition("/")
        root = self.root(f"{folder}/_rels/{file}.rels" if folder else f"_rels/{file}.rels")
        result: dict[str, Relationship] = {}
        for element in () if root is None else root:
            external = element.get("TargetMode") == "External"
            target = element.get("Target", "")
            if not external:
                target = posixpath.normpath(posixpath.join("/" + folder, unquote(target))).lstrip("/")
            result[element.get("Id", "")] = Relationship(element.get("Type", "").rpartition("/")[2], target, external)
        return result

    def main_part(self) -> str:
        """The name of the document part, as the relationships of the package give it.

        Raises:
            CorruptDocumentError: there is none.
        """
        for relationship in self.relationships().values():
            if relationship.kind == "officeDocument" and not relationship.external:
                if _part_key(relationship.target) in self._entries:
                    return relationship.target
                raise _corrupt("the document part of a DOCX", f"no part {relationship.target}")
        raise _corrupt("the document part of a DOCX", "no relationship to one")


def checked_xml(content: bytes, name: str) -> bytes:
    """The same XML as UTF-8 with transitional namespaces, sure to hold no document type declaration.

    Without a declaration there are no entities, so nothing can expand or be fetched, whatever the parser.

    Raises:
        CorruptDocumentError: an encoding that the package rules forbid, or a document type declaration.
        DocumentTooLargeError: more tags than a report can have.

    >>> checked_xml(b'<a xmlns="http://purl.oclc.org/ooxml/wordprocessingml/main"/>', "a.xml")
    b'<a xmlns="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>'
    """
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            content = _DECLARATION.sub("", content.decode("utf-16"), count=1).encode()
        except UnicodeError:
            raise _corrupt("XML in UTF-16", "bytes that are not", name) from None
    content = content.removeprefix(b"\xef\xbb\xbf")
    declared = _DECLARED_ENCODING.match(content)
    if declared and declared[1].lower() not in (b"utf-8", b"utf8", b"us-ascii", b"ascii"):
        raise _corrupt("XML in UTF-8 or UTF-16", f"encoding {declared[1].decode('ascii', 'replace')}", name)
    if b"\0" in content[:200]:
        raise _corrupt("XML in UTF-8 or UTF-16 with a byte order mark", "zero bytes", name)
    # One character is searched for much faster than a word, and few documents hold this one.
    if b"!" in content and (b"<!DOCTYPE" in content or b"<!ENTITY" in content):
        raise _corrupt("XML without a document type declaration", "a declaration, which Word never writes", name)
    if content.count(b"<") > MAX_TAGS:
        raise DocumentTooLargeError(expected=f"at most {MAX_TAGS} tags in a part", found="more", where=name)
    if b"http://purl.oclc.org/ooxml/" in content:
        content = _STRICT.sub(rb"\1http://schemas.openxmlformats.org/\2/2006/", content)
    return content


def xml_to_root(content: bytes, name: str) -> etree._Element:
    """The root element of checked XML, parsed without entities, network or comments.

    Raises:
        CorruptDocumentError: XML that is not well-formed or beyond the parser's own limits.
    """
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _corrupt("well-formed XML", f"a broken part ({error})", name) from None


def _part_key(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def _corrupt(expected: str, found: str, where: str = "") -> CorruptDocumentError:
    return CorruptDocumentError(expected=expected, found=found, where=where, advice=_FETCH_AGAIN)
