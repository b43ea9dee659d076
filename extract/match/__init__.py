"""Alignment of what a document prints with what the forms say should be printed."""

from extract.match.matching import document_to_reading

__all__ = ["document_to_reading"]
