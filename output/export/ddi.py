"""DDI-Codebook 2.5: the dataset described for data archives, as XML."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from lxml import etree

from output.export.citation import AUTHOR, dataset_to_sentence, dataset_to_version
from output.export.dataset import Dataset, StoredTable
from output.registry import DataField

NAMESPACE: Final = "ddi:codebook:2_5"

_LANGUAGE: Final = "{http://www.w3.org/XML/1998/namespace}lang"

_REPRESENTATIONS: Final = {
    "string": "text",
    "integer": "numeric",
    "number": "numeric",
    "boolean": "code",
    "date": "datetime",
    "binary": "other",
}


def write_ddi(dataset: Dataset, path: Path) -> list[str]:
    """Write ``ddi.xml``: the study, a file for each table, and its variables with labels, codes and printed labels.

    The texts of the cells as the forms print them stand as literal questions. A variable says how many rows have a
    value and how many have none, which tells both apart from zero.

    Returns:
        nothing to know.
    """
    tree = etree.ElementTree(dataset_to_codebook(dataset))
    tree.write(str(path), encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return []


def dataset_to_codebook(dataset: Dataset) -> etree._Element:
    """The element ``codeBook``, its children in the order that the schema asks for."""
    book = etree.Element(_name("codeBook"), {"version": "2.5"}, nsmap={None: NAMESPACE})
    _add_citation(_add(book, "docDscr"), dataset)
    _add_study(_add(book, "stdyDscr"), dataset)
    for table in dataset.tables.values():
        _add_file(book, table, dataset)
    data = _add(book, "dataDscr")
    for table in dataset.tables.values():
        for field in table.definition.fields:
            _add_variable(data, table, field)
    return book


def _name(tag: str) -> str:
    return f"{{{NAMESPACE}}}{tag}"


def _add(parent: etree._Element, tag: str, text: str = "", **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, _name(tag), {name: value for name, value in attributes.items() if value})
    element.text = text or None
    return element


def _add_both(parent: etree._Element, tag: str, english: str, chinese: str, **attributes: str) -> None:
    _add(parent, tag, english, **attributes).set(_LANGUAGE, "en")
    _add(parent, tag, chinese, **attributes).set(_LANGUAGE, "zh")


def _add_citation(parent: etree._Element, dataset: Dataset) -> None:
    english, _, chinese = dataset.title.partition(" · ")
    citation = _add(parent, "citation")
    titles = _add(citation, "titlStmt")
    _add(titles, "titl", english).set(_LANGUAGE, "en")
    if chinese:
        _add(titles, "parTitl", chinese).set(_LANGUAGE, "zh")
    _add(titles, "IDNo", f"sha256:{dataset.content_hash}", agency="gongkai")
    _add(_add(citation, "rspStmt"), "AuthEnty", AUTHOR)
    made = _add(citation, "prodStmt")
    _add(made, "software", f"gongkai, code {dataset.code}", version=dataset.version)
    version = _add(citation, "verStmt")
    _add(version, "version", dataset_to_version(dataset), date=dataset.newest)
    _add(citation, "biblCit", dataset_to_sentence(dataset))
    _add(citation, "notes", dataset.origin)


def _add_study(study: etree._Element, dataset: Dataset) -> None:
    _add_citation(study, dataset)
    about = _add(study, "stdyInfo")
    subject = _add(about, "subject")
    for keyword in dataset.keywords:
        _add(subject, "keyword", keyword)
    _add(about, "abstract", dataset.description)
    summary = _add(about, "sumDscr")
    for event, year in _covered(dataset):
        _add(summary, "timePrd", year, date=year, event=event)
    _add(summary, "nation", "China", abbr="CN")
    _add_both(summary, "anlyUnit", "Report of one agency for one year", "一个机关一个年度的报告")
    _add(summary, "dataKind", "aggregate data, administrative records")


def _covered(dataset: Dataset) -> list[tuple[str, str]]:
    """First and last year of the panel, where it is exported and has years."""
    panel = dataset.tables.get("panel")
    facts = panel.facts.get("year") if panel else None
    return [("start", str(facts.low)), ("end", str(facts.high))] if facts and facts.low is not None else []


def _add_file(book: etree._Element, table: StoredTable, dataset: Dataset) -> None:
    definition = table.definition
    text = _add(_add(book, "fileDscr", ID=f"file.{table.name}", URI=table.path.name), "fileTxt")
    _add(text, "fileName", table.path.name)
    said = f"{definition.title_en}. {definition.description_en} {definition.title_zh}。{definition.description_zh}"
    _add(text, "fileCont", said)
    structure = _add(text, "fileStrc", type="rectangular")
    keys = [f"key: {' '.join(definition.primary_key)}"]
    keys += [f"{key.field} refers to {key.table}.{key.reference}" for key in definition.foreign_keys]
    _add(structure, "notes", "; ".join(keys))
    dimensions = _add(text, "dimensns")
    _add(dimensions, "caseQnty", str(table.row_count))
    _add(dimensions, "varQnty", str(len(definition.fields)))
    _add(text, "fileType", "Apache Parquet; the same rows lie beside it as CSV", charset="UTF-8")
    _add(text, "dataMsng", "An empty value is missing, never zero. 空值表示缺失，绝不表示零。")
    version = _add(text, "verStmt")
    _add(version, "version", dataset_to_version(dataset), date=dataset.newest)


def _add_variable(data: etree._Element, table: StoredTable, field: DataField) -> None:
    facts = table.facts[field.name]
    variable = _add(
        data,
        "var",
        ID=f"{table.name}.{field.name}",
        name=field.name,
        files=f"file.{table.name}",
        intrvl="contin" if field.type in ("integer", "number") else "discrete",
        measUnit=field.unit,
        representationType="code" if field.categories else _REPRESENTATIONS[field.type],
    )
    _add_both(variable, "labl", field.label_en, field.label_zh)
    for printed in field.printed:
        question = _add(variable, "qstn")
        _add(question, "qstnLit", f"{printed.form}: {printed.label}").set(_LANGUAGE, "zh")
    if facts.low is not None:
        _add(_add(variable, "valrng"), "range", min=str(facts.low), max=str(facts.high))
    _add(variable, "sumStat", str(facts.filled), type="vald")
    _add(variable, "sumStat", str(table.row_count - facts.filled), type="invd")
    _add_both(variable, "txt", field.description_en, field.description_zh)
    for entry in field.categories:
        category = _add(variable, "catgry")
        _add(category, "catValu", entry.value)
        _add_both(category, "labl", entry.label_en, entry.label_zh)
    if field.cell:
        _add(variable, "concept", field.cell, vocab="cells of the statutory forms")
    _add(
        variable,
        "varFormat",
        type="numeric" if field.type in ("integer", "number") else "character",
        schema="other" if field.type != "date" else "ISO",
        category="date" if field.type == "date" else "other",
    )
