"""The folder of a dataset: whose it is, who may write, and how new files take the place of old ones."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from extract.disk import sync_folder, try_lock
from extract.errors import OutputError
from gongkai.run.walk import STATE_FOLDER
from output.package_files import DATA_PACKAGE, file_facts

READY: Final = "ready"
"""Marks staged files as complete: from here on a run that was cut short is carried through, not begun again."""


class DatasetFolder:
    """A folder that holds one dataset and, in ``.gongkai``, what has been read for it.

    New files are made in ``.gongkai/staged`` and take their places by renaming, ``datapackage.json`` last: it is
    away while the others change, so that a half-changed dataset never looks whole.

    Args:
        path: the folder; it is made when missing.

    Raises:
        OutputError: it is a file, cannot be written, or holds things that are not ours.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        self.state = self.path / STATE_FOLDER
        self.shards = self.state / "shards"
        self.staged = self.state / "staged"
        self.work = self.state / "work"
        self._claim()

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Keep every other run out; the lock ends with the process, however it ends.

        Raises:
            OutputError: another run has it.
        """
        with (self.state / "lock").open("a+", encoding="ascii") as file:
            if not try_lock(file):
                file.seek(0)
                raise OutputError(
                    expected="a folder that no other build is writing",
                    found=f"a build at work (process {file.read().strip() or 'unknown'})",
                    where=str(self.path),
                    advice="wait for it, or choose another folder",
                )
            file.truncate(0)
            file.write(f"{os.getpid()}\n")
            file.flush()
            self._tidy()
            yield

    def publish(self) -> None:
        """Let the staged files take their places; a file that would not change is left as it is."""
        (self.staged / READY).touch()
        sync_folder(self.staged)
        self._carry_through()

    def _claim(self) -> None:
        try:
            if self.path.exists() and not self.path.is_dir():
                raise OutputError(
                    expected="a folder", found="a file", where=str(self.path), advice="choose another place"
                )
            self.path.mkdir(parents=True, exist_ok=True)
            if not self.state.is_dir() and any(self.path.iterdir()):
                raise OutputError(
                    expected="an empty folder, or a dataset of ours",
                    found="a folder with other things in it",
                    where=str(self.path),
                    advice="choose an empty or a new folder",
                )
            self.shards.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(
                expected="a folder that can be written",
                found=error.strerror or type(error).__name__,
                where=str(self.path),
                advice="check its rights and the space on the disk",
            ) from error

    def _tidy(self) -> None:
        if (self.staged / READY).exists():
            self._carry_through()
        for folder in (self.staged, self.work):
            shutil.rmtree(folder, ignore_errors=True)
        for left in self.shards.glob("*.tmp"):
            left.unlink()

    def new_staged(self) -> Path:
        """An empty folder for the files of the next dataset."""
        shutil.rmtree(self.staged, ignore_errors=True)
        self.staged.mkdir()
        return self.staged

    def new_work(self) -> Path:
        """An empty folder for what is needed only while the dataset is put together."""
        shutil.rmtree(self.work, ignore_errors=True)
        self.work.mkdir()
        return self.work

    def forget_other_code(self, code: str) -> None:
        """Remove what other code has read: nothing will ever be taken from it again."""
        for path in self.shards.glob("*.shard"):
            if not path.name.startswith(f"{code}-"):
                path.unlink()
        for folder in (self.staged, self.work):
            shutil.rmtree(folder, ignore_errors=True)

    def _carry_through(self) -> None:
        changed = [path for path in sorted(self.staged.iterdir()) if path.name != READY and self._differs(path)]
        if changed:
            (self.path / DATA_PACKAGE).unlink(missing_ok=True)
            for path in changed:
                if path.name != DATA_PACKAGE:
                    path.replace(self.path / path.name)
            sync_folder(self.path)
            staged = self.staged / DATA_PACKAGE
            if staged.exists():
                staged.replace(self.path / DATA_PACKAGE)
                sync_folder(self.path)
        (self.staged / READY).unlink()

    def _differs(self, path: Path) -> bool:
        old = self.path / path.name
        return not old.exists() or file_facts(old) != file_facts(path)
