"""The sets of documents that accuracy is measured on."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from fixtures.walk import DOCUMENTS, Fixture, walk_documents

FORMATS: Final = {".html": "html", ".htm": "html", ".pdf": "pdf", ".docx": "docx", ".txt": "text", ".md": "text"}


def split_folders() -> dict[str, Path]:
    """The folder of each set that is here: our own documents, and real reports where someone keeps them.

    Real reports are not ours to publish. Name a folder of them, laid out as ``fixtures/documents``, in the
    environment variable ``GONGKAI_CORPUS``; without one only our own documents are measured.
    """
    named = os.environ.get("GONGKAI_CORPUS")
    corpus = Path(named) if named else Path(__file__).parents[2].parent / "shared" / "corpus" / "dev"
    return {"fixtures": DOCUMENTS} | ({"corpus": corpus} if corpus.is_dir() else {})


def folder_to_documents(folder: Path) -> list[Fixture]:
    """All documents of a set, by name."""
    return walk_documents(folder)


def document_to_format(document: Fixture) -> str:
    """``html``, ``pdf``, ``docx`` or ``text``, by the name of the file."""
    return FORMATS[document.source.suffix.lower()]


def documents_to_digest(documents: Sequence[Fixture]) -> str:
    """SHA-256 over names and bytes of every document, its truth and what is said of it.

    Floors speak of exactly these bytes: a truth that changes unnoticed would move them.
    """
    digest = hashlib.sha256()
    for document in documents:
        for path in (document.source, document.source.parent / "truth.csv", document.source.parent / "meta.json"):
            data = path.read_bytes()
            digest.update(f"{document.slug}/{path.name} {len(data)}\n".encode())
            digest.update(data)
    return digest.hexdigest()
