"""Some of the dataset's own files, copied, with a data package that names only them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from output.export.dataset import Dataset, check_file
from output.package_files import DATA_PACKAGE


def write_csv(dataset: Dataset, folder: Path) -> list[str]:
    """Copy ``<table>.csv`` of every table, and a ``datapackage.json`` of these.

    Returns:
        nothing to know: the bytes are those of the dataset.

    Raises:
        SourceError: a file is not the one that the dataset describes.
    """
    return _copy(dataset, folder, "csv")


def write_parquet(dataset: Dataset, folder: Path) -> list[str]:
    """Copy ``<table>.parquet`` of every table, and a ``datapackage.json`` of these.

    Returns:
        nothing to know: the bytes are those of the dataset.

    Raises:
        SourceError: a file is not the one that the dataset describes.
    """
    return _copy(dataset, folder, "parquet")


def _copy(dataset: Dataset, folder: Path, suffix: str) -> list[str]:
    folder.mkdir()
    names = [f"{name}.{suffix}" for name in dataset.tables]
    kept = [_without_keys_outside(entry, dataset) for entry in dataset.package["resources"] if entry["path"] in names]
    for resource in kept:
        shutil.copyfile(check_file(dataset.folder, resource), folder / resource["path"])
    package = dataset.package | {"resources": kept}
    text = json.dumps(package, ensure_ascii=False, indent=1) + "\n"
    (folder / DATA_PACKAGE).write_text(text, encoding="utf-8", newline="\n")
    return []


def _without_keys_outside(resource: dict[str, Any], dataset: Dataset) -> dict[str, Any]:
    """A resource whose foreign keys lead to tables that are copied too."""
    schema = resource.get("schema", {})
    if "foreignKeys" not in schema:
        return resource
    keys = [key for key in schema["foreignKeys"] if key["reference"]["resource"] in dataset.tables]
    kept = {name: value for name, value in schema.items() if name != "foreignKeys"}
    return resource | {"schema": kept | ({"foreignKeys": keys} if keys else {})}
