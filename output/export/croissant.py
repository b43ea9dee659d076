"""Croissant 1.0: the dataset described for machine learning tools and dataset search, as JSON-LD.

Source of the vocabulary: https://docs.mlcommons.org/croissant/docs/croissant-spec.html.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from output.export.citation import AUTHOR, dataset_to_bibtex, dataset_to_version
from output.export.dataset import Dataset, StoredTable
from output.registry import DataField

_CONTEXT: Final[dict[str, Any]] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataBiases": "cr:dataBiases",
    "dataCollection": "cr:dataCollection",
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "personalSensitiveInformation": "cr:personalSensitiveInformation",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}

_DATA_TYPES: Final = {
    "string": "sc:Text",
    "integer": "sc:Integer",
    "number": "sc:Float",
    "boolean": "sc:Boolean",
    "date": "sc:Date",
    "binary": "sc:Text",
}


def write_croissant(dataset: Dataset, path: Path) -> list[str]:
    """Write ``croissant.json``; its paths are those of the dataset's folder, beside whose Parquet files it belongs.

    Returns:
        nothing to know.
    """
    text = json.dumps(dataset_to_croissant(dataset), ensure_ascii=False, indent=1) + "\n"
    path.write_text(text, encoding="utf-8", newline="\n")
    return []


def dataset_to_croissant(dataset: Dataset) -> dict[str, Any]:
    """The whole description: a file object and a record set for each table."""
    files = {resource["path"]: resource for resource in dataset.package["resources"]}
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": "gongkai",
        "alternateName": dataset.title,
        "description": f"{dataset.description} {dataset.origin}.",
        "creator": {"@type": "sc:Organization", "name": AUTHOR},
        "version": dataset_to_version(dataset),
        **({"datePublished": dataset.newest} if dataset.newest else {}),
        "citeAs": dataset_to_bibtex(dataset),
        "keywords": dataset.keywords,
        "inLanguage": ["zh", "en"],
        "isLiveDataset": False,
        "distribution": [_table_to_file(table, files[table.path.name]) for table in dataset.tables.values()],
        "recordSet": [_table_to_records(table, dataset) for table in dataset.tables.values()],
    }


def _table_to_file(table: StoredTable, resource: dict[str, Any]) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": table.path.name,
        "name": table.path.name,
        "description": f"{table.definition.title_en} · {table.definition.title_zh}",
        "contentUrl": table.path.name,
        "contentSize": f"{resource['bytes']} B",
        "encodingFormat": "application/x-parquet",
        "sha256": resource["hash"].removeprefix("sha256:"),
    }


def _table_to_records(table: StoredTable, dataset: Dataset) -> dict[str, Any]:
    definition = table.definition
    return {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": f"{definition.description_en} {definition.description_zh}",
        "key": [{"@id": f"{table.name}/{name}"} for name in definition.primary_key],
        "field": [_field_to_entry(table, field, dataset) for field in definition.fields],
    }


def _field_to_entry(table: StoredTable, field: DataField, dataset: Dataset) -> dict[str, Any]:
    codes = "; ".join(f"{entry.value}: {entry.label_en} · {entry.label_zh}" for entry in field.categories)
    unit = f"Unit: {field.unit}." if field.unit else ""
    said = (f"{field.label_en} · {field.label_zh}.", field.description_en, field.description_zh, unit, codes)
    references = [
        {"field": {"@id": f"{key.table}/{key.reference}"}}
        for key in table.definition.foreign_keys
        if key.field == field.name and key.table in dataset.tables
    ]
    return {
        "@type": "cr:Field",
        "@id": f"{table.name}/{field.name}",
        "name": field.name,
        "description": " ".join(part for part in said if part),
        "dataType": _DATA_TYPES[field.type],
        "source": {"fileObject": {"@id": table.path.name}, "extract": {"column": field.name}},
        **({"references": references[0]} if references else {}),
    }
