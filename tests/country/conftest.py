"""The invented country, printed, reviewed and built once for all tests of this folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from gongkai.run.build import build
from tests.country.papers import write_papers
from tests.country.reader import READER
from tests.country.reviewed import write_curation


@pytest.fixture(scope="session")
def country(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the documents, the reviewed files and the dataset; tests only look at it."""
    folder = tmp_path_factory.mktemp("country")
    write_papers(folder / "documents")
    write_curation(folder / "curation")
    build(folder / "documents", folder / "out", curation=folder / "curation", reader=READER, jobs=2)
    return folder


@pytest.fixture(scope="session")
def out(country: Path) -> Path:
    """The dataset of the country."""
    return country / "out"
