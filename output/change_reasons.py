"""Why a row of one dataset is not that of another: the reasons, and the query that tells them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import duckdb

from output.registry import DataTable
from output.stored_dataset import StoredDataset, literal, quoted


class Reason(NamedTuple):
    """What a reason means, for a person."""

    label_en: str
    label_zh: str


REASONS: Final[Mapping[str, Reason]] = {
    "document_new": Reason("a document that only the new dataset has", "新数据集中新增的文件"),
    "document_gone": Reason("a document that only the old dataset has", "仅旧数据集有的文件"),
    "document_changed": Reason("other bytes under the same path", "同一路径的文件内容已变化"),
    "other_document": Reason("another document of the report was chosen", "同一报告改选了其他文件"),
    "curation": Reason(
        "agency, scope or registry entry assigned otherwise (curation or registry)", "机关、口径或登记信息调整"
    ),
    "collection": Reason("collected otherwise: address, version or site", "采集情况变化（网址、版本、网站）"),
    "correction": Reason("a person's correction was added, changed or withdrawn", "人工更正有增、改、撤"),
    "code_changed": Reason("the same bytes, read by other code", "文件相同，软件代码不同"),
    "reading_changed": Reason(
        "the same bytes and code, read otherwise (a limit, a setting, a machine)", "文件和代码相同，读取结果不同"
    ),
    "consequence": Reason("follows from other documents, reports or years", "由其他文件、报告或年度的变化引起"),
}
"""Every reason, in the order in which they are told."""

_CURATED_TABLES: Final = ("agencies", "agency_names", "divisions", "lineage")
_CURATED_COLUMNS: Final = (
    "agency_id", "agency_name", "division_id", "division_code", "agency_level", "kinds", "scope", "resolution_status",
    "confidence", "resolution_evidence", "part_agency_id", "deadline", "on_time", "deadline_local", "on_time_local",
)  # fmt: skip
"""What the registry and the curation folder decide, not the reading of a document."""

_COLLECTED_TABLES: Final = ("sites", "site_findings")
_COLLECTED_COLUMNS: Final = (
    "url", "other_urls", "fetched_at", "site_id", "collected_role", "listed_title", "listed_date", "parent_document_id",
    "link_relation", "superseded", "gone", "rendition_sources",
)  # fmt: skip
"""What the collection decides, not the reading of a document."""

_READ_TABLES: Final = ("documents", "values", "panel", "sections", "extras", "problems", "claims", "measures", "parts")
"""Tables whose rows follow from one document alone."""


def create_fates(connection: duckdb.DuckDBPyConnection, old: StoredDataset, new: StoredDataset) -> int:
    """Create the tables ``document_fates``, ``report_fates`` and ``changed_corrections``.

    Each has one row per document, report and correction at most; all are as long as the list of documents, not as
    the values.

    Args:
        connection: with the views of both datasets in its schemas ``old`` and ``new``.
        old: as ``open_dataset`` gave it.
        new: likewise.

    Returns:
        The number of documents that stand under another report id in the new dataset.
    """
    documents = [_columns(side, name, "documents", _DOCUMENT) for side, name in ((old, "old"), (new, "new"))]
    reports = [_columns(side, name, "reports", _REPORT) for side, name in ((old, "old"), (new, "new"))]
    corrections = [_columns(side, name, "corrections", _CORRECTION) for side, name in ((old, "old"), (new, "new"))]
    same_code = old.metadata.get("code") == new.metadata.get("code")
    connection.execute(f"""
CREATE OR REPLACE TABLE document_fates AS
WITH o AS ({documents[0]}), n AS ({documents[1]})
SELECT coalesce(o.document_id, n.document_id) AS document_id,
  CASE WHEN o.document_id IS NULL AND n.path IN (SELECT path FROM o) THEN 'document_changed'
    WHEN n.document_id IS NULL AND o.path IN (SELECT path FROM n) THEN 'document_changed'
    WHEN o.document_id IS NULL THEN 'document_new'
    WHEN n.document_id IS NULL THEN 'document_gone' END AS fate,
  o.report_id AS old_report_id, n.report_id AS new_report_id
FROM o FULL JOIN n ON o.document_id = n.document_id
""")
    # A report that is in one dataset alone, with a document that is in both, stood or stands under another id, or
    # was not read there. The year is read off the document; agency and scope are assigned.
    unread = literal("reading_changed" if same_code else "code_changed")
    reviewed = old.metadata.get("curation")
    same_curation = reviewed is not None and reviewed == new.metadata.get("curation")
    reassigned = literal("curation" if not same_curation else "consequence" if same_code else "code_changed")
    connection.execute(f"""
CREATE OR REPLACE TABLE report_fates AS
WITH o AS ({reports[0]}), n AS ({reports[1]}), fates AS (
  SELECT coalesce(o.report_id, n.report_id) AS report_id,
    CASE
      WHEN o.document_id = n.document_id THEN NULL
      WHEN n.document_id IS NOT NULL AND nd.fate IS NOT NULL THEN nd.fate
      WHEN o.document_id IS NOT NULL AND od.fate IS NOT NULL THEN od.fate
      WHEN o.document_id IS NOT NULL AND n.document_id IS NOT NULL THEN 'other_document'
      WHEN coalesce(nd.old_report_id, od.new_report_id) IS NULL THEN {unread}
      WHEN elsewhere.agency_id IS NOT DISTINCT FROM coalesce(o.agency_id, n.agency_id)
        AND elsewhere.scope IS NOT DISTINCT FROM coalesce(o.scope, n.scope) THEN {unread}
      ELSE {reassigned} END AS fate
  FROM o FULL JOIN n ON o.report_id = n.report_id
  LEFT JOIN document_fates AS od ON od.document_id = o.document_id
  LEFT JOIN document_fates AS nd ON nd.document_id = n.document_id
  LEFT JOIN (SELECT 'old' AS side, * FROM o UNION ALL SELECT 'new' AS side, * FROM n) AS elsewhere
    ON elsewhere.report_id = CASE WHEN o.report_id IS NULL THEN nd.old_report_id ELSE od.new_report_id END
    AND elsewhere.side = CASE WHEN o.report_id IS NULL THEN 'old' ELSE 'new' END
) SELECT * FROM fates WHERE fate IS NOT NULL
""")
    connection.execute(f"""
CREATE OR REPLACE TABLE changed_corrections AS
WITH o AS ({corrections[0]}), n AS ({corrections[1]}), differing AS (
  SELECT coalesce(o.report_id, n.report_id) AS report_id, coalesce(o.cell, n.cell) AS cell
  FROM o FULL JOIN n ON o.report_id = n.report_id AND o.cell = n.cell
  WHERE o.corrected_value IS DISTINCT FROM n.corrected_value
    OR o.correction_status IS DISTINCT FROM n.correction_status
) SELECT report_id, cell FROM differing UNION ALL SELECT DISTINCT report_id, NULL FROM differing
""")
    moved = connection.execute("SELECT count(*) FROM document_fates WHERE old_report_id <> new_report_id").fetchall()
    return int(moved[0][0])


_DOCUMENT: Final = ("document_id", "path", "report_id")
_REPORT: Final = ("report_id", "document_id", "agency_id", "scope")
_CORRECTION: Final = ("report_id", "cell", "corrected_value", "correction_status")


def _columns(dataset: StoredDataset, schema: str, table: str, names: Sequence[str]) -> str:
    """These columns of a table as text, empty where it lacks them; no rows where the table is not there."""
    if not dataset.has(table):
        return f"SELECT {', '.join(f'NULL::VARCHAR AS {name}' for name in names)} WHERE false"
    shown = ", ".join(
        f"{name}::VARCHAR AS {name}" if dataset.has(f"{table}.{name}") else f"NULL::VARCHAR AS {name}" for name in names
    )
    return f"SELECT {shown} FROM {schema}.{table}"


def reason_sql(table: DataTable, shared: Sequence[str], same_code: bool) -> str:
    """The expression that tells why a row differs.

    It stands in a query with the row of the old dataset ``o`` and of the new one ``n``, the fates of their documents
    ``od`` and ``nd``, of their report ``r``, and the changed correction of the cell or report ``c``.

    Args:
        table: the table.
        shared: its columns that both datasets have.
        same_code: whether both were made by the same code.
    """
    if table.name == "corrections":
        return "'correction'"
    cases: list[str] = []
    if "document_id" in shared:
        cases += ["WHEN o.document_id IS NULL AND nd.fate IS NOT NULL THEN nd.fate"]
        cases += ["WHEN n.document_id IS NULL AND od.fate IS NOT NULL THEN od.fate"]
    if "report_id" in shared:
        cases += ["WHEN r.fate IS NOT NULL THEN r.fate"]
        cases += ["WHEN o.report_id <> n.report_id THEN 'curation'"]
        cases += ["WHEN c.report_id IS NOT NULL THEN 'correction'"]
    collected = [name for name in shared if name in _COLLECTED_COLUMNS and name not in table.primary_key]
    if collected and table.name not in _COLLECTED_TABLES:
        cases += [_where_only(table, shared, collected, "collection")]
    curated = [name for name in shared if name in _CURATED_COLUMNS and name not in table.primary_key]
    if curated and table.name not in (*_CURATED_TABLES, *_COLLECTED_TABLES):
        cases += [_where_only(table, shared, curated, "curation")]
    return (
        f"CASE {' '.join(cases)} ELSE {literal(_otherwise(table.name, same_code))} END"
        if cases
        else literal(_otherwise(table.name, same_code))
    )


def _where_only(table: DataTable, shared: Sequence[str], changing: Sequence[str], reason: str) -> str:
    """The case of a row that both datasets have and that is the same in all but these columns."""
    first = quoted(table.primary_key[0])
    both = f"o.{first} IS NOT NULL AND n.{first} IS NOT NULL"
    staying = [quoted(name) for name in shared if name not in changing and name not in table.primary_key]
    same = " AND ".join(f"o.{name} IS NOT DISTINCT FROM n.{name}" for name in staying) or "true"
    return f"WHEN {both} AND {same} THEN {literal(reason)}"


def _otherwise(table: str, same_code: bool) -> str:
    if table in _CURATED_TABLES:
        return "curation"
    if table in _COLLECTED_TABLES:
        return "collection"
    if not same_code:
        return "code_changed"
    return "reading_changed" if table in _READ_TABLES else "consequence"
