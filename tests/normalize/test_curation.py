"""Reviewed files are taken whole or refused whole, with the line and the reason."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from normalize.curation import FILES, Curation, CurationError, load_curation

_GOOD = {
    "divisions": ["990100", "", "云岭市", "prefecture", "000000", "1981", "", "invented"],
    "agencies": ["990100-finance", "990100", "finance", "云岭市财政局", "", "", "", "invented"],
    "names": ["云岭财局", "2019", "2020", "990100-finance", "its own page", "A. Reader", "2024-05-01"],
    "lineage": ["e1", "2020-01-01", "merge", "321322", "321323", "merged", "a notice", "B"],
    "corrections": ["r1", "requests.new.total", "d1", "12", "21", "digits", "page 3", "A. Reader", "2024-05-01"],
    "expected": ["990100-finance", "2019", "", "roster"],
    "deadlines": ["990100", "*", "2023", "2024-01-20", "a notice"],
}


def _write(folder: Path, name: str, *rows: list[str], header: str | None = None) -> Path:
    names = ",".join(column.name for column in FILES[name].columns) if header is None else header
    path = folder / f"{name}.csv"
    path.write_text("\n".join([names, *(",".join(row) for row in rows)]) + "\n", encoding="utf-8-sig")
    return path


def test_every_file_is_read(tmp_path: Path) -> None:
    """A good row of each file arrives with its types, empty fields as None or nothing."""
    for name, row in _GOOD.items():
        _write(tmp_path, name, row)
    curation = load_curation(tmp_path)
    assert curation.divisions[0].last_year is None and curation.divisions[0].code == ""
    assert curation.names[0].reviewed_on == datetime.date(2024, 5, 1)
    assert curation.lineage[0].year == 2020 and curation.lineage[0].level == "division"
    assert curation.corrections[0].new_value == 21
    assert curation.deadlines[0].kind == "*"


def test_no_folder_is_no_curation() -> None:
    """Without a folder nothing is reviewed."""
    assert load_curation(None) == Curation()


@pytest.mark.parametrize("name", FILES)
def test_a_wrong_column_refuses_the_file(tmp_path: Path, name: str) -> None:
    """A misspelt head is named with line 1."""
    _write(tmp_path, name, _GOOD[name], header="nonsense,evidence")
    with pytest.raises(CurationError, match=rf"{name}\.csv, line 1"):
        load_curation(tmp_path)


@pytest.mark.parametrize("name", FILES)
def test_a_key_twice_refuses_the_file(tmp_path: Path, name: str) -> None:
    """The second row of a key is named, and the first."""
    _write(tmp_path, name, _GOOD[name], _GOOD[name])
    with pytest.raises(CurationError, match=rf"same as in line 2.*{name}\.csv, line 3"):
        load_curation(tmp_path)


@pytest.mark.parametrize(
    ("name", "column", "text", "reason"),
    [
        ("lineage", "date", "2020-02-30", "a date"),
        ("lineage", "date", "20200131", "a date"),
        ("lineage", "kind", "vanished", "one of"),
        ("deadlines", "year", "23", "four digits"),
        ("corrections", "new_value", "1,2", "a number"),
        ("corrections", "new_value", "nan", "finite"),
        ("corrections", "cell", "requests.new.sum", "id of a cell"),
        ("corrections", "evidence", "", "a value in evidence"),
        ("expected", "last_year", "2018", "not before first_year"),
    ],
)
def test_a_bad_field_refuses_the_file(tmp_path: Path, name: str, column: str, text: str, reason: str) -> None:
    """The line, the column and what it should be are named; a good line before it is not applied."""
    names = [part.name for part in FILES[name].columns]
    bad = list(_GOOD[name])
    bad[names.index(column)] = f'"{text}"'
    bad[0] = f"{bad[0]}x" if column != names[0] else bad[0]
    _write(tmp_path, name, _GOOD[name], bad)
    with pytest.raises(CurationError, match=rf"{reason}.*{name}\.csv, line 3"):
        load_curation(tmp_path)


def test_a_row_of_another_length_is_refused(tmp_path: Path) -> None:
    """A comma too many is no reason to guess."""
    _write(tmp_path, "expected", [*_GOOD["expected"], "more"])
    with pytest.raises(CurationError, match="4 fields, found 5"):
        load_curation(tmp_path)


def test_an_unknown_file_is_refused(tmp_path: Path) -> None:
    """A misspelt file name would be silently left out: it is refused."""
    (tmp_path / "correction.csv").write_text("x\n", encoding="utf-8")
    with pytest.raises(CurationError, match=r"correction\.csv"):
        load_curation(tmp_path)


def test_other_encodings_are_refused(tmp_path: Path) -> None:
    """A file in GBK is refused and not read as something else."""
    path = _write(tmp_path, "names", _GOOD["names"])
    path.write_bytes(path.read_text(encoding="utf-8-sig").encode("gb18030"))
    with pytest.raises(CurationError, match="UTF-8"):
        load_curation(tmp_path)


@pytest.mark.parametrize(
    ("name", "column", "text"),
    [
        ("names", "agency_id", "321300-nonsense"),
        ("names", "agency_id", "999999-finance"),
        ("names", "agency_id", "u-0123456789"),
        ("agencies", "division_id", "999999"),
        ("agencies", "kinds", "finance nonsense"),
        ("lineage", "new_id", "999999"),
        ("deadlines", "kind", "nonsense"),
        ("expected", "agency_id", "321300"),
        ("divisions", "division_id", "321300"),
        ("divisions", "parent_id", "999999"),
    ],
)
def test_an_unknown_id_refuses_the_file(tmp_path: Path, name: str, column: str, text: str) -> None:
    """An id that nothing has is named with its line; so is a new id that is taken."""
    _write(tmp_path, "divisions", _GOOD["divisions"])
    row = list(_GOOD[name])
    row[[part.name for part in FILES[name].columns].index(column)] = text
    _write(tmp_path, name, row)
    with pytest.raises(CurationError, match=rf"known in {column}.*{text}.*{name}\.csv, line 2"):
        load_curation(tmp_path)
