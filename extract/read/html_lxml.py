"""HTML by lxml: the fast reader."""

from __future__ import annotations

from codecs import BOM_UTF8

from extract.document import Document, Problem
from extract.errors import DocumentTooLargeError
from extract.limits import MAX_TEXT_CHARACTERS
from extract.read.html_blocks import flow_to_blocks
from extract.read.html_flat import text_without_marks, tree_to_flat
from extract.read.html_flow import flat_to_flow
from extract.read.html_source import bytes_to_html
from extract.read.html_tree import html_to_tree


def read_html(data: bytes) -> Document:
    """Read a page, or a fragment of one, into paragraphs and grids.

    Raises:
        EmptyDocumentError: nothing but white space.
        UnknownFormatError: a web archive.
        CorruptDocumentError: the parser stopped before the end.
        DocumentTooLargeError: beyond ``extract.limits``.

    >>> document = read_html("<p>一、总体情况<table><tr><td>规章<td>1</table>".encode())
    >>> document.paragraphs[0].text, [cell.text for cell in document.grids[0].cells]
    ('一、总体情况', ['规章', '1'])
    """
    source = bytes_to_html(data)
    text = text_without_marks(source.text)
    as_given = (
        source.encoding == "utf-8" and not source.problems and text is source.text and not data.startswith(BOM_UTF8)
    )
    tree = html_to_tree(data if as_given else text.encode("utf-8", "replace"))
    blocks, problems = flow_to_blocks(flat_to_flow(tree_to_flat(tree.root)))
    if not blocks:
        problems.append(Problem("warning", "nothing_printed", "The page prints no text."))
    document = Document(
        media_type="text/html",
        reader="html-lxml",
        blocks=blocks,
        metadata=tree.metadata,
        links=tree.links,
        problems=[*source.problems, *tree.problems, *problems],
        encoding=source.encoding,
    )
    if len(source.text) > MAX_TEXT_CHARACTERS:
        length = sum(len(paragraph.text) for paragraph in document.paragraphs)
        length += sum(len(cell.text) for grid in document.grids for cell in grid.cells)
        if length > MAX_TEXT_CHARACTERS:
            raise DocumentTooLargeError(
                expected=f"at most {MAX_TEXT_CHARACTERS} characters of text",
                found=f"{length}",
                advice="check that this page is a report",
            )
    return document
