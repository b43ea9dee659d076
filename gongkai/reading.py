"""From a file to a report: the first reading, the second where the first is not proven, facts and sections."""

from __future__ import annotations

import hashlib
import os
from typing import Literal

from extract.document import Document, Problem
from extract.errors import DocumentError, DocumentTooLargeError, SourceError
from extract.limits import MAX_BYTES
from extract.match import document_to_reading
from extract.read import read_document, read_document_independently
from extract.read.plain_text import lines_to_blocks
from extract.reading import Reading
from normalize.checks import reading_to_checks
from normalize.derivation import reading_to_derived
from normalize.facts import document_to_facts
from normalize.narrative.narrative import sections_to_narrative
from normalize.report import Report
from normalize.reports_in_document import doubt_mixed_reports, outline_to_other_titles
from normalize.scope import report_to_scope
from normalize.sections import document_to_outline, document_to_sections
from normalize.verification import Verified, compare_readings, is_proven, take_table

Verify = Literal["auto", "always", "never"]
"""When a second, independent reader reads the document too: ``auto`` where the first is not proven by arithmetic."""


def read_report(path: str | os.PathLike[str], *, data: bytes | None = None, verify: Verify = "auto") -> Report:
    """Reads one report from one document.

    Args:
        path: file to read; only its name is used when ``data`` is given.
        data: the bytes, where the caller has them already.
        verify: see :data:`Verify`.

    Raises:
        DocumentError: the document cannot be read; the subclass says why.
        SourceError: the path is missing or no regular file.

    >>> report = read_report(
    ...     "page.txt", data="某局2023年政府信息公开工作年度报告\\n行政许可 12\\n行政处罚 3\\n".encode()
    ... )
    >>> report.reading.cells["proactive.penalties.decisions"].value
    3
    """
    name = os.fspath(path)
    content = source_to_bytes(name) if data is None else data
    try:
        document = read_document(content, name)
    except DocumentError as error:
        raise error.at(printable(name)) from error
    return document_to_report(document, content, name, verify)


def document_to_report(document: Document, data: bytes, name: str, verify: Verify = "auto") -> Report:
    """A report from what the first reader returned, verified with the second reader where that is called for."""
    reading = document_to_reading(document)
    unread = [table for table in ("proactive", "requests", "disputes") if not _is_read(reading, table)]
    if unread and document.reader != "text":
        _read_running_text(document, reading, unread)
    readers = [document.reader]
    verified = Verified(reading, {}, [])
    if verify == "always" or (verify == "auto" and reading.forms and not is_proven(reading)):
        second = _second_reading(data, name, verified.problems)
        if second is not None:
            readers.append(second[0])
            verified = compare_readings(reading, second[1])
    outline = document_to_outline(document)
    doubt_mixed_reports(verified.reading, outline_to_other_titles(outline))
    facts = document_to_facts(document, outline)
    sections = document_to_sections(document, outline)
    scope = report_to_scope(facts, sections)
    narrative = sections_to_narrative(sections, verified.reading, facts.year, scope.scope, facts.agency or "")
    return Report(
        path=printable(name),
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        media_type=document.media_type,
        readers=tuple(readers),
        encoding=document.encoding,
        page_count=document.page_count,
        reading=verified.reading,
        checks=reading_to_checks(verified.reading, causes=verified.causes),
        facts=facts,
        sections=sections,
        links=document.links,
        problems=[*document.problems, *verified.reading.problems, *verified.problems],
        derived=reading_to_derived(verified.reading),
        scope=scope,
        claims=narrative.claims,
        measures=narrative.measures,
        parts=narrative.parts,
        signature=narrative.signature,
    )


def _second_reading(data: bytes, name: str, problems: list[Problem]) -> tuple[str, Reading] | None:
    """The independent reading; None where the format has no second reader or that reader fails."""
    try:
        document = read_document_independently(data, name)
    except DocumentError as error:
        problems.append(Problem("info", "no_second_reading", f"the second reader could not read the document: {error}"))
        return None
    return None if document is None else (document.reader, document_to_reading(document))


def _is_read(reading: Reading, table: str) -> bool:
    """Whether any cell of a table was found in the document."""
    return any(
        cell.status not in ("absent", "unreadable") for cell in reading.cells.values() if cell.cell.startswith(table)
    )


def _read_running_text(document: Document, reading: Reading, unread: list[str]) -> None:
    """Reads tables that were typed without a table from the lines of the text (facts on pitfalls, 6)."""
    flowing = document_to_running_text(document)
    if not flowing.grids:
        return
    found = document_to_reading(flowing)
    taken = [table for table in unread if _is_read(found, table)]
    for table in taken:
        take_table(reading, found, table)
    if taken:
        codes = ("no_table", "table_not_read", "table_missing")
        reading.problems = [problem for problem in reading.problems if problem.code not in codes] + [
            problem for problem in found.problems if problem.code not in codes
        ]
        names = ", ".join(taken)
        reading.problems.append(
            Problem("warning", "table_as_text", f"read from running text, not from a table: {names}")
        )


def document_to_running_text(document: Document) -> Document:
    """The paragraphs of a document as lines of text, in which tables may stand that are none for its format.

    Such tables are counted behind the document's own, so that a place names one of them alone.
    """
    lines = [(line, paragraph.place) for paragraph in document.paragraphs for line in paragraph.text.split("\n")]
    return Document(document.media_type, document.reader, lines_to_blocks(lines, len(document.grids)))


def source_to_bytes(name: str) -> bytes:
    """The bytes of a file.

    Raises:
        SourceError: the path is missing, no regular file, or not to be read.
        DocumentTooLargeError: it is larger than any report.
    """
    # A pipe or a device would block or never end.
    if os.path.exists(name) and not os.path.isfile(name):
        raise SourceError(
            expected="a regular file",
            found="a folder or a device",
            where=printable(name),
            advice="name the files in it, or use gongkai build for a folder",
        )
    try:
        with open(name, "rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise SourceError(
            expected="a file that can be read",
            found=error.strerror or str(error),
            where=printable(name),
            advice="check the path and its permissions",
        ) from error
    if len(data) > MAX_BYTES:
        raise DocumentTooLargeError(
            expected=f"at most {MAX_BYTES // 1024 // 1024} MB",
            found="more",
            where=printable(name),
            advice="is this one report?",
        )
    return data


def printable(name: str) -> str:
    """A file name that can be printed: bytes that are no UTF-8 are tried as GBK, as old Chinese archives have them.

    >>> printable(b"\\xc4\\xea\\xb1\\xa8.pdf".decode("utf-8", "surrogateescape"))
    '年报.pdf'
    """
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        raw = name.encode("utf-8", "surrogateescape")
        try:
            return raw.decode("gb18030")
        except UnicodeDecodeError:
            return raw.decode("utf-8", "replace")
    return name
