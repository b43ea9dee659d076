"""One folder that keeps what a crawl brings: bytes by sha256, WARC files, and the catalogue that says what is what."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from extract.collect.adapter import Ask, ListPage
from extract.collect.exchange import Exchange, Outcome
from extract.collect.registry import Site
from extract.collect.store.answers import key_to_answer, key_to_answer_in_run
from extract.collect.store.archive import ARCHIVES, LIMIT, Archive, cut_torn_ends
from extract.collect.store.catalogue import CATALOGUE, MERGED, NEW, Catalogue, Values, create_catalogue, is_catalogue
from extract.collect.store.links import save_link
from extract.collect.store.listings import save_list
from extract.collect.store.lock import LOCK, FolderLock
from extract.collect.store.objects import OBJECTS, SPOOL, Kept, Objects
from extract.collect.store.presence import finish_site
from extract.collect.store.problem import StoreError
from extract.collect.store.recording import Recorder
from extract.collect.store.rows import Answer, Judged, Run, Saved, Seen
from extract.collect.store.runs import add_finding, begin_run, register_site
from extract.collect.store.versions import save_document

LOGS: Final = "logs"
"""Where a crawl writes its logs; the store only leaves room for them."""

_BEFORE: Final = frozenset({LOCK, NEW, f"{NEW}-journal", OBJECTS, SPOOL, ARCHIVES, LOGS})
"""What may lie in a folder that is to become a store: left by one that was stopped while it was made."""


class Store:
    """A store that is open.

    What :meth:`record` has returned from is on disk. What is derived from it (lists, documents, findings, second
    looks) goes to disk with the next exchange, site or run that is finished: a run that is resumed derives it again.
    One thread uses a store at a time.

    Args:
        folder: where it lies.
        create: make it where there is none; the folder must be missing or empty then.
        read_only: write nothing; a writer may be at work meanwhile.
        archive_limit: bytes from which on a new WARC file is begun.

    Raises:
        StoreError: no store there, one of another version, or a folder that cannot be used.
        StoreLockedError: another process is writing it.
    """

    def __init__(
        self, folder: Path, *, create: bool = False, read_only: bool = False, archive_limit: int = LIMIT
    ) -> None:
        self.folder = folder
        self._run: Run | None = None
        self._lock: FolderLock | None = None
        self._objects = Objects(folder)
        self._archive = Archive(folder, archive_limit)
        path = folder / CATALOGUE
        try:
            if not read_only:
                self._prepare(path, create=create)
            self._catalogue = Catalogue(path, read_only=read_only)
            if not read_only:
                self._tidy()
        except OSError as error:
            self._release()
            raise StoreError(
                expected="a folder that can be read and written",
                found=error.strerror or type(error).__name__,
                where=str(folder),
                advice="check its rights and the space on the disk",
            ) from error
        except StoreError:
            self._release()
            raise
        self._recorder = Recorder(self._catalogue, self._objects, self._archive)

    @property
    def spool_folder(self) -> Path:
        """Where bodies are put while they come: on the disk of the store, so that they are moved into it, not copied."""
        return self._objects.spool

    def begin_run(self, sites: Sequence[Site], settings: Mapping[str, Any], *, started_at: str) -> Run:
        """Begin a run over these sites, or go on with their newest one where that was never finished.

        Args:
            sites: as the registry has them now; they are entered.
            settings: of the run, as JSON has them; ``software`` and ``user_agent`` go into the WARC files.
            started_at: UTC, ISO 8601.
        """
        self._run = begin_run(self._catalogue, sites, settings, started_at)
        return self._run

    def record(self, exchange: Exchange) -> int:
        """Keep an exchange of the run that was begun last; its fetch id, once everything is on disk.

        Raises:
            StoreError: it could not be written, or no run was begun.
        """
        return self._recorder.record(self._begun(), exchange)

    def record_file(self, exchange: Exchange, path: Path, media_type: str) -> tuple[int, Kept]:
        """Keep a file that a person saved (a ``resource`` record); its fetch id and its bytes, once they are on disk."""
        return self._recorder.record_file(self._begun(), exchange, path, media_type)

    def judge(self, fetch_id: int, outcome: Outcome, found: str = "") -> None:
        """Correct how an exchange ended, after its body was looked at.

        Args:
            fetch_id: the exchange.
            outcome: how it ended.
            found: what was seen, in words.
        """
        self._catalogue.write(
            "UPDATE fetches SET outcome = ?, found = ? WHERE fetch_id = ?", (outcome, found, fetch_id)
        )

    def answer(self, key: str) -> Answer | None:
        """The newest usable answer to an ask, of any run: 200, or 304 with the body that it stands for."""
        return key_to_answer(self._catalogue, self._objects, key)

    def answer_in_run(self, run_id: int, key: str) -> Answer | None:
        """The newest answer to an ask in one run, whatever its status and outcome; None where no answer came."""
        return key_to_answer_in_run(self._catalogue, self._objects, run_id, key)

    def save_object(self, data: bytes) -> str:
        """Keep bytes that no exchange brought as they are (renditions); their sha256, once they are on disk."""
        kept = self._objects.keep(data)
        self._catalogue.write("INSERT OR IGNORE INTO objects VALUES (?, ?)", (kept.sha256, kept.size))
        return kept.sha256

    def object_path(self, sha256: str) -> Path:
        """The file that holds the bytes with this sha256, or would."""
        return self._objects.path(sha256)

    def register_site(self, run_id: int, site: Site, registered_at: str) -> None:
        """Enter a site that a run came to know of after it began."""
        register_site(self._catalogue, run_id, site, registered_at)

    def save_list(
        self, run_id: int, site_id: str, fetch_id: int, ask: Ask, page: ListPage, classes: Sequence[Judged]
    ) -> None:
        """Enter a page of a list with its lines and what each is.

        Args:
            run_id: of the run.
            site_id: whose list it is.
            fetch_id: the exchange that brought it.
            ask: what was asked for; ``column`` and ``page`` tell the pages of the site's lists apart.
            page: what it says.
            classes: one for each line.
        """
        save_list(self._catalogue, run_id, site_id, fetch_id, ask, page, classes)

    def save_document(self, run_id: int, seen: Seen) -> Saved:
        """Enter a document as the run saw it, and say what changed.

        The document of a rendition goes under the address that its list names, so that it is known when it vanishes.
        """
        return save_document(self._catalogue, run_id, seen)

    def save_link(self, run_id: int, parent_url: str, child_url: str, relation: str, text: str) -> None:
        """Enter a link between a page and what hangs on it; once a run for each link that the page still has."""
        save_link(self._catalogue, run_id, parent_url, child_url, relation, text)

    def add_finding(self, run_id: int, site_id: str, code: str, found: str, url: str = "") -> None:
        """Enter what was not as it should be, once for each run, site, code and address."""
        add_finding(self._catalogue, run_id, site_id, code, found, url)

    def finish_site(self, run_id: int, site_id: str, outcome: str, counts: Mapping[str, int]) -> None:
        """End a site's part in a run.

        Documents that its lists no longer name are marked as gone where the lists were seen whole in this run
        (``outcome`` good, every page read, as many lines as declared); their bytes are kept.
        """
        finish_site(self._catalogue, run_id, site_id, outcome, counts)
        self._catalogue.commit()

    def finish_run(self, run_id: int, finished_at: str) -> None:
        """End a run: it will not be resumed."""
        self._catalogue.write("UPDATE runs SET finished_at = ? WHERE run_id = ?", (finished_at, run_id))
        self._catalogue.commit()

    def query(self, sql: str, values: Values = ()) -> list[sqlite3.Row]:
        """The rows of a query on the catalogue (docs/store.md has its tables), with what is not on disk yet."""
        return self._catalogue.rows(sql, values)

    def close(self) -> None:
        """Put everything on disk and let others write."""
        try:
            if self._lock is not None:
                self._catalogue.commit()
        finally:
            self._catalogue.close()
            self._archive.close()
            self._release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _prepare(self, path: Path, *, create: bool) -> None:
        if is_catalogue(path):
            self._lock = FolderLock(self.folder)
            return
        if not create:
            return  # Opening the catalogue says what is wrong.
        if self.folder.exists() and not self.folder.is_dir():
            raise StoreError(expected="a folder", found="a file", where=str(self.folder), advice="choose another place")
        self.folder.mkdir(parents=True, exist_ok=True)
        if any(entry.name not in _BEFORE for entry in self.folder.iterdir()):
            raise StoreError(
                expected="an empty folder, or a store",
                found="a folder with other things in it",
                where=str(self.folder),
                advice="choose an empty or a new folder",
            )
        self._lock = FolderLock(self.folder)
        for name in (OBJECTS, SPOOL, ARCHIVES):
            (self.folder / name).mkdir(exist_ok=True)
        create_catalogue(path)

    def _tidy(self) -> None:
        """Drop what was on its way when the last writer stopped."""
        for left in (NEW, MERGED, f"{MERGED}-wal", f"{MERGED}-shm"):
            (self.folder / left).unlink(missing_ok=True)
        (self.folder / OBJECTS).mkdir(exist_ok=True)
        self._objects.clear_spool()
        acknowledged = self._catalogue.rows("SELECT name, size FROM archives")
        cut_torn_ends(self.folder, {row["name"]: row["size"] for row in acknowledged})

    def _begun(self) -> Run:
        if self._run is None:
            raise StoreError(
                expected="a run to keep the exchange in",
                found="none begun",
                where=str(self.folder),
                advice="call begin_run first",
            )
        return self._run

    def _release(self) -> None:
        if self._lock is not None:
            self._lock.release()
            self._lock = None
