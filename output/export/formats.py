"""The formats of an export: what each is called, what it writes, and which library it needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from extract.errors import MissingLibraryError, OutputError
from output.export.dataset import Dataset

Writer = Callable[[Dataset, Path], list[str]]
"""Writes one format to a new path and returns what a user has to know of it, in sentences."""


@dataclass(frozen=True, slots=True)
class Format:
    """One format of an export.

    Attributes:
        name: as the command takes it.
        target: name of the file or folder that it writes.
        writer: function that writes it, as ``module:function``.
        library: what has to be installed for it beyond the package itself; empty for nothing.
        summary: what it is, for a list of formats.
    """

    name: str
    target: str
    writer: str
    library: str
    summary: str

    def load(self) -> Writer:
        """The function that writes it.

        Raises:
            MissingLibraryError: its library is not installed.
        """
        if self.library and find_spec(self.library) is None:
            raise MissingLibraryError(
                expected=f"the library {self.library}",
                found="none",
                where=f"export to {self.name}",
                advice="pip install 'gongkai[export]'",
            )
        module, _, function = self.writer.partition(":")
        writer: Writer = getattr(import_module(f"output.export.{module}"), function)
        return writer


FORMATS: Final = {
    entry.name: entry
    for entry in (
        Format("duckdb", "gongkai.duckdb", "duckdb_file:write_duckdb", "", "one database with comments and views"),
        Format("stata", "stata", "stata:write_stata", "", "a .dta file (format 118) for each table"),
        Format("spss", "spss", "spss:write_spss", "pyreadstat", "a .sav file for each table"),
        Format("excel", "gongkai.xlsx", "excel:write_excel", "xlsxwriter", "one workbook to look through"),
        Format("html", "codebook.html", "codebook_page:write_codebook_page", "", "the codebook as one page"),
        Format("ddi", "ddi.xml", "ddi:write_ddi", "", "DDI-Codebook 2.5 for data archives"),
        Format("croissant", "croissant.json", "croissant:write_croissant", "", "Croissant 1.0 for dataset search"),
        Format("citation", "citation", "citation:write_citation", "", "CITATION.cff, BibTeX, RIS and a sentence"),
        Format("csv", "csv", "copies:write_csv", "", "the CSV files, copied"),
        Format("parquet", "parquet", "copies:write_parquet", "", "the Parquet files, copied"),
    )
}
"""All formats by name."""


def names_to_formats(names: list[str]) -> list[Format]:
    """The formats of these names, each once.

    Raises:
        OutputError: a name that is none, or no name.
    """
    for name in names:
        if name not in FORMATS:
            raise OutputError(
                expected=f"a format ({', '.join(FORMATS)})", found=repr(name), advice="name formats, joined by commas"
            )
    if not names:
        raise OutputError(expected=f"a format ({', '.join(FORMATS)})", found="none", advice="name one with --to")
    return [FORMATS[name] for name in dict.fromkeys(names)]
