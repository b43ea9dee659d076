"""The dataset of hard values, made once for all tests of exports."""

from __future__ import annotations

from pathlib import Path

import pytest

from output.export.dataset import Dataset, folder_to_dataset
from tests.output.export.hard_dataset import write_hard_dataset


@pytest.fixture(scope="session")
def hard_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a finished dataset of hard values."""
    return write_hard_dataset(tmp_path_factory.mktemp("hard") / "dataset")


@pytest.fixture(scope="session")
def hard(hard_folder: Path) -> Dataset:
    """That dataset, opened."""
    return folder_to_dataset(hard_folder)
