"""Everything this software refuses, under one base.

Each error says what was expected, what was found, where, and what to do about it, so that a run over
many documents can go on and name every one that it could not read.
"""

from __future__ import annotations


class GongkaiError(Exception):
    """A refusal that a user can act on.

    Args:
        expected: what the code needed.
        found: what stood there instead.
        where: the place, as a person would look it up (file, page, table, line); empty when unknown.
        advice: what to do next; empty when there is nothing to do.

    >>> print(GongkaiError(expected="a PDF", found="an empty file", where="a.pdf", advice="fetch it again"))
    expected a PDF, found an empty file (a.pdf): fetch it again
    """

    code = "error"

    def __init__(self, *, expected: str, found: str, where: str = "", advice: str = "") -> None:
        super().__init__(expected, found, where, advice)
        self.expected = expected
        self.found = found
        self.where = where
        self.advice = advice

    def __str__(self) -> str:
        place = f" ({self.where})" if self.where else ""
        advice = f": {self.advice}" if self.advice else ""
        return f"expected {self.expected}, found {self.found}{place}{advice}"

    def __reduce__(self) -> tuple[object, ...]:
        # Keyword-only arguments do not survive the default pickling between processes.
        return (_rebuild, (type(self), self.expected, self.found, self.where, self.advice))

    def at(self, where: str) -> GongkaiError:
        """The same error with its place filled in, unless it already has one."""
        if self.where:
            return self
        return type(self)(expected=self.expected, found=self.found, where=where, advice=self.advice)


def _rebuild(kind: type[GongkaiError], expected: str, found: str, where: str, advice: str) -> GongkaiError:
    return kind(expected=expected, found=found, where=where, advice=advice)


class MissingLibraryError(GongkaiError):
    """A library that only some commands need is not installed."""

    code = "missing_library"


class DocumentError(GongkaiError):
    """A document that cannot be read."""

    code = "unreadable_document"


class EmptyDocumentError(DocumentError):
    """No bytes, or nothing but white space."""

    code = "empty_document"


class UnknownFormatError(DocumentError):
    """Bytes of a format that no reader takes."""

    code = "unknown_format"


class CorruptDocumentError(DocumentError):
    """Bytes that claim a format and break its rules: cut short, damaged."""

    code = "corrupt_document"


class EncryptedDocumentError(DocumentError):
    """A document that only opens with a password."""

    code = "encrypted_document"


class NeedsOcrError(DocumentError):
    """A document of pictures without a text layer: nothing is guessed."""

    code = "needs_ocr"


class DocumentTooLargeError(DocumentError):
    """A document beyond the limits of ``extract.limits``: bombs, or no report at all."""

    code = "too_large"


class ReaderTimeoutError(DocumentError):
    """A document that took longer to read than the limit allows."""

    code = "timeout"


class ReaderCrashError(DocumentError):
    """A document on which the process that read it died."""

    code = "crash"


class FormError(GongkaiError):
    """A form file that breaks the rules of the form files."""

    code = "bad_form"


class SourceError(GongkaiError):
    """A path given to a command that is missing, or is no regular file or folder."""

    code = "bad_source"


class OutputError(GongkaiError):
    """A place for results that cannot be used."""

    code = "bad_output"
