"""The layout of form files, checked as they are loaded: an unknown key or a missing one is refused by name."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Heading(_Entry):
    """A row or a column of a block."""

    id: Id
    label: str
    label_en: str
    variants: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    unit: str | None = None
    kind: Literal["count", "amount", "change"] = "count"


class BlockEntry(_Entry):
    """Rows crossed with columns under heads of their own."""

    heading: str = ""
    unit: str = ""
    columns: tuple[Heading, ...]
    rows: tuple[Heading, ...]


class TableEntry(_Entry):
    """One statutory table."""

    id: Id
    part: str
    heading: str
    label_en: str
    layout: Literal["rows", "one_row"]
    corner: str = ""
    blocks: tuple[BlockEntry, ...]


class IdentityEntry(_Entry):
    """One identity, repeated for each column, each row or each table."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_.]*$")]
    code: Annotated[str, Field(pattern=r"^I\d+$")]
    kind: Literal["official", "structural", "type"]
    each: Literal["column", "row", "table"]
    table: str = ""
    left: tuple[str, ...] = ()
    right: tuple[str, ...] = ()
    label_en: str
    label_zh: str


class FormFile(_Entry):
    """A whole form file."""

    id: str
    label_en: str
    label_zh: str
    notice: str
    notice_date: datetime.date | None = None
    first_year: int
    last_year: int | None = None
    tables: tuple[TableEntry, ...]
    identities: tuple[IdentityEntry, ...]
