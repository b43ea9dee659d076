"""The numbers of the made-up country, in SQL: cells, what proves them, and the checks of each report."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from extract.forms import Form, FormCell, load_forms
from normalize.naming import cell_to_column

DERIVED: Final = "requests.concluded.total"
"""The cell that one report in a hundred leaves blank and arithmetic proves."""


def panel_sql() -> str:
    """The query of the printed numbers of ``piece``: position, document_id, form, and a column per cell.

    Counts carried in are those carried out the year before, but for one in a hundred; one report in a thousand gives
    its fees in 元; one in fifty leaves the disputes blank; second documents differ in the licences.
    """
    return " UNION ALL BY NAME ".join(_form_sql(form) for form in load_forms().values())


def usable_sql() -> str:
    """The query of the panel with what is proven."""
    column = cell_to_column(DERIVED)
    parts = " + ".join(
        cell_to_column(cell.cell)
        for cell in load_forms()["2021"].table("requests").cells
        if cell.row == "concluded" and cell.column != "total"
    )
    return f"SELECT * REPLACE (coalesce({column}, {parts}) AS {column}) FROM panel ORDER BY position"


def values_sql() -> str:
    """The query of the long values: one row per document and cell of its form."""
    parts = []
    for form in load_forms().values():
        cells = [cell.cell for cell in form.cells]
        columns = ", ".join(f"{cell_to_column(cell)}::DOUBLE" for cell in cells)
        parts.append(f"""SELECT position, document_id, form, unnest(range(1, {len(cells) + 1})) AS place,
            unnest({cells}) AS cell, unnest([{columns}]) AS value, {cell_to_column(DERIVED)} IS NULL AS is_proven,
            {" + ".join(_column(form, "concluded"))} AS proven
            FROM panel WHERE form = '{form.id}'""")
    money = [cell.cell for form in load_forms().values() for cell in form.cells if cell.kind == "amount"]
    return f"""SELECT position, document_id, form, cell, value,
        CASE WHEN value IS NULL THEN 'blank' ELSE 'reported' END AS status,
        CASE WHEN cell IN ({", ".join(f"'{cell}'" for cell in money)}) THEN value::VARCHAR
            ELSE coalesce(value::BIGINT::VARCHAR, '') END AS raw,
        'label' AS evidence, CASE WHEN is_proven AND cell = '{DERIVED}' THEN proven::DOUBLE END AS derived_value,
        CASE WHEN is_proven AND cell = '{DERIVED}' THEN 'requests.applicants.concluded' END AS derived_reason,
        CASE WHEN cell IN ({", ".join(f"'{cell}'" for cell in money)}) THEN value END AS standard_value,
        CASE WHEN cell IN ({", ".join(f"'{cell}'" for cell in money)}) THEN '万元' END AS standard_unit,
        CASE WHEN cell IN ({", ".join(f"'{cell}'" for cell in money)}) THEN 'the form prints 万元' END AS standard_reason,
        CASE WHEN place <= 20 THEN 1 WHEN place <= 190 THEN 2 ELSE 3 END::BIGINT AS grid,
        (place // 7)::BIGINT AS grid_row, (place % 7)::BIGINT AS grid_column, (100 + place // 7)::BIGINT AS line
        FROM ({" UNION ALL ".join(parts)}) ORDER BY position, place"""


def checks_sql() -> str:
    """The query of the checks within each report: every identity of its form."""
    parts = []
    for form in load_forms().values():
        identities = form.identities
        left, right = (
            ", ".join(
                "0" if identity.kind == "type" else " + ".join(cell_to_column(cell) for cell in side)
                for identity, side in ((identity, getattr(identity, name)) for identity in identities)
            )
            for name in ("left", "right")
        )
        texts = [(identity.id, identity.code, " ".join(identity.cells)) for identity in identities]
        ids, codes, cells = (list(column) for column in zip(*texts, strict=True))
        parts.append(f"""SELECT position, document_id, unnest(range(1, {len(ids) + 1})) AS place,
            unnest({ids}) AS check_id, unnest({codes}) AS identity, unnest({cells}) AS cells,
            unnest([{left}]::DOUBLE[]) AS lhs, unnest([{right}]::DOUBLE[]) AS rhs
            FROM panel WHERE form = '{form.id}'""")
    return f"""SELECT position, document_id, check_id, identity,
        CASE WHEN lhs = rhs THEN 'holds' WHEN lhs <> rhs THEN 'fails' ELSE 'cannot_tell' END AS result,
        CASE WHEN lhs <> rhs THEN 'unverified' END AS cause, lhs AS "left", rhs AS "right", lhs - rhs AS difference,
        cells, CASE WHEN lhs = rhs THEN NULL WHEN lhs <> rhs THEN 'no change of a single digit explains it'
            ELSE 'some cells are blank' END AS explanation
        FROM ({" UNION ALL ".join(parts)}) ORDER BY position, place"""


def _form_sql(form: Form) -> str:
    columns = ", ".join(f"{number} AS {cell_to_column(cell)}" for cell, number in _numbers(form))
    printed = f"""* REPLACE (CASE WHEN hash(number, year, 'proven') % 100 = 0 THEN NULL
        ELSE {cell_to_column(DERIVED)} END AS {cell_to_column(DERIVED)})"""
    return f"""SELECT {printed} FROM (SELECT position, document_id, form, number, year,
        {columns}
        FROM piece WHERE form = '{form.id}' AND copy < 3)"""


def _numbers(form: Form) -> Iterator[tuple[str, str]]:
    """Each cell with its number in SQL, those that are sums of others behind these."""
    for table in form.tables:
        if table.id == "requests":
            yield from _request_numbers(form, table.cells)
        elif table.id == "disputes":
            yield from _dispute_numbers(table.cells)
        else:
            yield from _proactive_numbers(table.cells)


def _request_numbers(form: Form, cells: tuple[FormCell, ...]) -> Iterator[tuple[str, str]]:
    outcomes = {cell for entry in form.identities if entry.id.startswith("requests.outcomes.") for cell in entry.left}
    columns = list(dict.fromkeys(cell.column for cell in cells if cell.column != "total"))
    for cell in cells:
        if cell.cell in outcomes and cell.column != "total":
            seed = f"hash(number, year, '{cell.cell}')"
            least = "CASE WHEN is_government THEN 4000 ELSE 5 END" if cell.row == "granted" else "0"
            yield cell.cell, f"{least} + CASE WHEN {seed} % 8 = 0 THEN ({seed} // 8 % 9)::BIGINT ELSE 0 END"
    for column in columns:
        own = [cell_to_column(cell) for cell in outcomes if cell.rpartition(".")[2] == column]
        slip = f"(hash(number, year, '{column}') % 100 = 0)::BIGINT"
        yield f"requests.concluded.{column}", f"{' + '.join(sorted(own))}"
        yield f"requests.carried_out.{column}", f"(hash(number, year, 'out', '{column}') % 5)::BIGINT"
        yield f"requests.carried_in.{column}", f"(hash(number, year - 1, 'out', '{column}') % 5)::BIGINT + {slip}"
        concluded, carried_out, carried_in = (
            cell_to_column(f"requests.{row}.{column}") for row in ("concluded", "carried_out", "carried_in")
        )
        yield f"requests.new.{column}", f"{concluded} + {carried_out} - {carried_in}"
    for cell in cells:
        if cell.column == "total":
            yield cell.cell, " + ".join(_column(form, cell.row))


def _dispute_numbers(cells: tuple[FormCell, ...]) -> Iterator[tuple[str, str]]:
    for cell in cells:
        if cell.column != "total":
            number = f"(hash(number, year, '{cell.cell}') % 4)::BIGINT"
            yield cell.cell, f"CASE WHEN hash(number, year, 'disputes') % 50 > 0 THEN {number} END"
    for total in (cell for cell in cells if cell.column == "total"):
        own = [cell_to_column(c.cell) for c in cells if c.row == total.row and c.column != "total"]
        yield total.cell, " + ".join(own)


def _proactive_numbers(cells: tuple[FormCell, ...]) -> Iterator[tuple[str, str]]:
    for cell in cells:
        seed = f"hash(number, '{cell.cell}')"
        stock = "(hash(number, {}, '" + cell.row + "') % 20)::BIGINT"
        now, last = stock.format("year"), stock.format("year - 1")
        if cell.row == "rules":
            yield cell.cell, "0::BIGINT"
        elif cell.kind == "amount":
            yield cell.cell, f"{seed} % 1000 * CASE WHEN hash(number, year) % 1000 = 0 THEN 10000 ELSE 1.25::DOUBLE END"
        elif cell.column == "in_force":
            yield cell.cell, f"(100 + {seed} % 50)::BIGINT + {now}"
        elif cell.column == "issued":
            yield cell.cell, f"greatest({now} - {last}, 0)"
        elif cell.column == "repealed":
            yield cell.cell, f"greatest({last} - {now}, 0)"
        elif cell.row == "licensing":
            yield cell.cell, f"({seed} % 5000 + hash(number, year) % 50 + copy)::BIGINT"
        else:
            yield cell.cell, f"({seed} % 500 + hash(number, year) % 50)::BIGINT"


def _column(form: Form, row: str) -> list[str]:
    """The wide columns of one row of the table of requests, but for the total."""
    return [
        cell_to_column(cell.cell) for cell in form.table("requests").cells if cell.row == row and cell.column != "total"
    ]
