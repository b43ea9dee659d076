"""The dataset described as a Data Package, version 2 (https://datapackage.org)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from output.registry import DataField, DataTable, load_tables

PROFILES = "https://datapackage.org/profiles/2.0"


class FileFacts(NamedTuple):
    """Size in bytes and sha256 (hexadecimal) of one file."""

    size: int
    sha256: str


def data_package(files: Mapping[str, FileFacts], metadata: Mapping[str, str]) -> dict[str, Any]:
    """The descriptor of a dataset.

    Args:
        files: facts on each table file (``reports.csv``, ``reports.parquet``, …) by name.
        metadata: what the Parquet files say of themselves too: version, commit, newest date.
    """
    tables = load_tables().values()
    return {
        "$schema": f"{PROFILES}/datapackage.json",
        "name": "gongkai",
        "title": "China's yearly government information disclosure reports · 政府信息公开工作年度报告数据集",
        "description": (
            "The statutory tables and texts of the reports, each number exactly as printed with its place, or marked "
            "as not read. 报告法定表格与正文：每个数字与原文一致并附位置，否则标明未读出。"
        ),
        "version": metadata["version"],
        "keywords": ["China", "freedom of information", "government transparency", "政府信息公开"],
        "gongkai": dict(metadata),
        "resources": [
            *(_table_to_resource(table, files) for table in tables),
            *(_table_to_parquet_resource(table, files) for table in tables),
        ],
    }


def data_package_json(files: Mapping[str, FileFacts], metadata: Mapping[str, str]) -> str:
    """The descriptor as the text of ``datapackage.json``."""
    return json.dumps(data_package(files, metadata), ensure_ascii=False, indent=1) + "\n"


def _table_to_resource(table: DataTable, files: Mapping[str, FileFacts]) -> dict[str, Any]:
    return {
        **_file_to_resource(table.name, f"{table.name}.csv", files),
        "type": "table",
        "title": f"{table.title_en} · {table.title_zh}",
        "description": f"{table.description_en} {table.description_zh}",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": _table_to_table_schema(table),
    }


def _table_to_parquet_resource(table: DataTable, files: Mapping[str, FileFacts]) -> dict[str, Any]:
    # No schema: the file carries its own, with the same labels.
    return {
        **_file_to_resource(f"{table.name}-parquet", f"{table.name}.parquet", files),
        "title": f"{table.title_en} · {table.title_zh}",
        "description": f"The same rows and columns as {table.name}.csv. 内容与 {table.name}.csv 相同。",
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
    }


def _file_to_resource(name: str, path: str, files: Mapping[str, FileFacts]) -> dict[str, Any]:
    return {
        "$schema": f"{PROFILES}/dataresource.json",
        "name": name,
        "path": path,
        "bytes": files[path].size,
        "hash": f"sha256:{files[path].sha256}",
    }


def _table_to_table_schema(table: DataTable) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "$schema": f"{PROFILES}/tableschema.json",
        "fields": [_field_to_descriptor(field) for field in table.fields],
        "missingValues": [""],
        "primaryKey": list(table.primary_key),
    }
    if table.foreign_keys:
        schema["foreignKeys"] = [
            {"fields": [key.field], "reference": {"resource": key.table, "fields": [key.reference]}}
            for key in table.foreign_keys
        ]
    return schema


def _field_to_descriptor(field: DataField) -> dict[str, Any]:
    descriptor: dict[str, Any] = {
        "name": field.name,
        "type": field.type,
        "title": f"{field.label_en} · {field.label_zh}",
        "description": f"{field.description_en} {field.description_zh}",
    }
    if field.unit:
        descriptor["unit"] = field.unit
    if field.cell:
        descriptor["cell"] = field.cell
        descriptor["printed"] = [
            {"form": entry.form, "label": entry.label, "identities": list(entry.identities)} for entry in field.printed
        ]
    if field.categories:
        descriptor["categories"] = [
            {"value": entry.value, "label": f"{entry.label_en} · {entry.label_zh}"} for entry in field.categories
        ]
    constraints: dict[str, Any] = {"required": True} if field.required else {}
    if field.categories:
        constraints["enum"] = [entry.value for entry in field.categories]
    if constraints:
        descriptor["constraints"] = constraints
    return descriptor
