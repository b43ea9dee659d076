"""Descriptions of a dataset: the HTML codebook, DDI, Croissant, citations, and copies with their data package."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any, Final

import pytest
from lxml import etree, html

from output.export.citation import write_citation
from output.export.codebook_page import write_codebook_page
from output.export.copies import write_csv, write_parquet
from output.export.croissant import dataset_to_croissant, write_croissant
from output.export.dataset import Dataset, folder_to_dataset
from output.export.ddi import NAMESPACE, dataset_to_codebook, write_ddi
from tests.output.export.hard_dataset import METADATA

CHILDREN: Final = {
    "codeBook": "docDscr* stdyDscr+ fileDscr* dataDscr* otherMat*",
    "docDscr": "citation? guide? docStatus? docSrc* controlledVocabUsed* notes*",
    "stdyDscr": "citation+ studyAuthorization* stdyInfo* studyDevelopment* method* dataAccs* othrStdyMat* notes*",
    "citation": "titlStmt! rspStmt? prodStmt? distStmt? serStmt* verStmt* biblCit? holdings* notes*",
    "titlStmt": "titl! subTitl* altTitl* parTitl* IDNo*",
    "rspStmt": "AuthEnty* othId*",
    "prodStmt": "producer* copyright? prodDate* prodPlac* software* fundAg* grantNo*",
    "verStmt": "version? verResp* notes*",
    "stdyInfo": "studyBudget? subject? abstract* sumDscr* qualityStatement? notes* exPostEvaluation*",
    "subject": "keyword* topcClas*",
    "sumDscr": "timePrd* collDate* nation* geogCover* geogUnit* geoBndBox? boundPoly* anlyUnit* universe* dataKind*",
    "fileDscr": "fileTxt* locMap? notes*",
    "fileTxt": (
        "fileName? fileCitation? fileCont? fileStrc? dimensns? fileType? format? filePlac? dataChck* ProcStat? "
        "dataMsng? software* verStmt?"
    ),
    "fileStrc": "recGrp* notes*",
    "dimensns": "caseQnty* varQnty* logRecL* recPrCas* recNumTot*",
    "dataDscr": "varGrp* nCubeGrp* var* nCube* notes*",
    "var": (
        "location* labl* imputation? security? embargo? respUnit? anlysUnit? qstn* valrng* invalrng* undocCod* universe* "
        "TotlResp? sumStat* txt* stdCatgry* catgryGrp* catgry* codInstr* verStmt* concept* derivation? varFormat? "
        "geoMap* catLevel* notes*"
    ),
    "qstn": "preQTxt? qstnLit? postQTxt? forward? backward? ivuInstr?",
    "valrng": "range* item* key? notes*",
    "catgry": "catValu? labl* txt* catStat* mrow? catgry*",
}
"""Children of the elements of DDI-Codebook 2.5 in the order of its schema: ! once, ? at most once, + and * as usual."""


def _assert_order(element: etree._Element) -> None:
    tag = etree.QName(element).localname
    children = " ".join(etree.QName(child).localname for child in element)
    if tag not in CHILDREN:
        assert not children, f"{tag} holds {children}"
        return
    marks = {"!": "", "?": "?", "+": "+", "*": "*"}
    pattern = "".join(f"({entry[:-1]} ){marks[entry[-1]]}" for entry in CHILDREN[tag].split())
    assert re.fullmatch(pattern, f"{children} " if children else ""), f"{tag}: {children}"
    for child in element:
        _assert_order(child)


def test_ddi_follows_the_order_of_the_schema(hard: Dataset) -> None:
    """Every element stands where the schema of DDI-Codebook 2.5 wants it, with the attributes it requires."""
    book = dataset_to_codebook(hard)
    assert etree.QName(book).namespace == NAMESPACE and book.get("version") == "2.5"
    _assert_order(book)
    ids = [element.get("ID") for element in book.iter() if element.get("ID")]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[A-Za-z_][\w.-]*", str(name)) for name in ids)
    references = {name for element in book.iter() for name in (element.get("files") or "").split()}
    assert references <= set(ids)


def test_ddi_describes_every_variable(hard: Dataset, tmp_path: Path) -> None:
    """Labels, categories, printed labels and counts of values are those of the dataset."""
    write_ddi(hard, tmp_path / "ddi.xml")
    spaces = {"d": NAMESPACE}
    book = etree.parse(str(tmp_path / "ddi.xml"))
    variables: Any = book.xpath("//d:var", namespaces=spaces)
    fields = [(table, field) for table in hard.tables.values() for field in table.definition.fields]
    for variable, (table, field) in zip(variables, fields, strict=True):
        assert variable.get("ID") == f"{table.name}.{field.name}"
        assert variable.xpath("d:labl/text()", namespaces=spaces) == [field.label_en, field.label_zh]
        assert variable.xpath("d:catgry/d:catValu/text()", namespaces=spaces) == [
            entry.value for entry in field.categories
        ]
        printed = [f"{entry.form}: {entry.label}" for entry in field.printed]
        assert variable.xpath("d:qstn/d:qstnLit/text()", namespaces=spaces) == printed
        filled = table.facts[field.name].filled
        assert variable.xpath("d:sumStat/text()", namespaces=spaces) == [str(filled), str(table.row_count - filled)]
    assert hard.content_hash in (tmp_path / "ddi.xml").read_text(encoding="utf-8")


def test_the_page_needs_nothing_else(hard: Dataset, tmp_path: Path) -> None:
    """One file without links outwards holds every table, column and code in both languages, and where it comes from."""
    write_codebook_page(hard, tmp_path / "codebook.html")
    text = (tmp_path / "codebook.html").read_text(encoding="utf-8")
    page = html.document_fromstring(text)
    assert not re.search(r"https?://|@import|src=|url\(", text)
    assert not re.search(r"@\w+@", text)
    ids = [str(name) for name in page.xpath("//@id")]
    assert len(ids) == len(set(ids))
    assert {str(link).removeprefix("#") for link in page.xpath("//a/@href")} <= set(ids)
    rows = {str(row.get("id")): row.text_content() for row in page.iter("tr")}
    for table in hard.tables.values():
        assert table.definition.description_zh in text.replace("&#x27;", "'")
        for field in table.definition.fields:
            row = rows[f"{table.name}.{field.name}"]
            assert field.label_en in row and field.label_zh in row and field.description_zh in row
            assert all(entry.value in row and entry.label_zh in row for entry in field.categories)
            assert all(entry.label in row for entry in field.printed)
            assert f"{table.facts[field.name].filled:,}" in row
    assert all(METADATA[name] in text for name in ("version", "code", "commit", "newest_publication_date"))


def test_croissant_names_files_and_fields(hard: Dataset, hard_folder: Path) -> None:
    """Each table is a file with its hash and a record set whose fields are columns of it; references lead somewhere."""
    description = dataset_to_croissant(hard)
    assert description["conformsTo"] == "http://mlcommons.org/croissant/1.0"
    assert METADATA["version"] in description["version"] and METADATA["commit"] in description["description"]
    files = {entry["@id"]: entry for entry in description["distribution"]}
    for name, entry in files.items():
        data = hard_folder.joinpath(name).read_bytes()
        assert entry["sha256"] == hashlib.sha256(data).hexdigest() and entry["contentSize"] == f"{len(data)} B"
    fields = {field["@id"] for records in description["recordSet"] for field in records["field"]}
    for records, table in zip(description["recordSet"], hard.tables.values(), strict=True):
        assert [field["name"] for field in records["field"]] == list(table.definition.field_names)
        assert {key["@id"] for key in records["key"]} <= fields
        for field in records["field"]:
            assert field["source"]["fileObject"]["@id"] in files
            assert "references" not in field or field["references"]["field"]["@id"] in fields


def test_croissant_of_one_table_refers_to_no_other(hard_folder: Path, tmp_path: Path) -> None:
    """A part of the dataset is described without references to what is not in it."""
    write_croissant(folder_to_dataset(hard_folder, ["values"]), tmp_path / "croissant.json")
    description = json.loads((tmp_path / "croissant.json").read_text(encoding="utf-8"))
    assert [entry["@id"] for entry in description["distribution"]] == ["values.parquet"]
    assert not [field for field in description["recordSet"][0]["field"] if "references" in field]


def test_citations_name_this_dataset_and_no_other(hard: Dataset, tmp_path: Path) -> None:
    """Every form has version, newest document and hash, and can be read by programs."""
    write_citation(hard, tmp_path / "citation")
    texts = {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "citation").iterdir()}
    assert set(texts) == {"CITATION.cff", "citation.bib", "citation.ris", "citation.txt"}
    for text in texts.values():
        assert f"1.2.3-2025-01-31-{hard.content_hash[:12]}" in text and hard.content_hash in text
    lines = [line for line in texts["CITATION.cff"].splitlines() if not line.startswith(" ")]
    cff = dict(line.split(":", 1) for line in lines)
    assert {"cff-version", "message", "title", "authors"} <= cff.keys() and cff["type"] == " dataset"
    # What is quoted is a string of JSON, which every reader of YAML takes.
    assert json.loads(cff["title"]) == hard.title
    assert re.fullmatch(r"@misc\{\w+,\n(  \w+ = \{.*\},\n)+\}\n", texts["citation.bib"])
    ris = (tmp_path / "citation" / "citation.ris").read_bytes().decode().split("\r\n")
    assert ris[0] == "TY  - DATA" and ris[-2] == "ER  - "
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in ris[:-1])


def test_the_content_hash_is_over_the_csv_files(hard: Dataset, hard_folder: Path) -> None:
    """Anyone can compute it from the checksums of the dataset: those of the tables' CSV files, in order of names."""
    lines = (hard_folder / "checksums.sha256").read_text(encoding="utf-8").splitlines(keepends=True)
    tables = [line for line in lines if line.split()[1].removesuffix(".csv") in hard.tables]
    assert len(tables) == len(hard.tables)
    assert hard.content_hash == hashlib.sha256("".join(tables).encode()).hexdigest()


@pytest.mark.parametrize(("write", "suffix"), [(write_csv, "csv"), (write_parquet, "parquet")])
def test_copies_are_the_same_bytes(write: Any, suffix: str, hard_folder: Path, tmp_path: Path) -> None:
    """Only the tables asked for are copied, byte for byte, with a data package that names them and no other."""
    chosen = ["reports", "panel"]
    write(folder_to_dataset(hard_folder, chosen), tmp_path / "out")
    names = {f"{name}.{suffix}" for name in chosen}
    assert {path.name for path in (tmp_path / "out").iterdir()} == names | {"datapackage.json"}
    assert all((tmp_path / "out" / name).read_bytes() == (hard_folder / name).read_bytes() for name in names)
    package = json.loads((tmp_path / "out" / "datapackage.json").read_text(encoding="utf-8"))
    assert {resource["path"] for resource in package["resources"]} == names
    assert package["gongkai"] == METADATA
    for resource in package["resources"]:
        keys = resource.get("schema", {}).get("foreignKeys", [])
        assert all(key["reference"]["resource"] in chosen for key in keys)
