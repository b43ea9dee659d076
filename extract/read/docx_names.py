"""The names of WordprocessingML elements and attributes that the fast DOCX reader looks at, in Clark notation."""

from __future__ import annotations

from typing import Final

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_M: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_MC: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"

BODY: Final = W + "body"
P: Final = W + "p"
P_PR: Final = W + "pPr"
R: Final = W + "r"
R_PR: Final = W + "rPr"
TBL: Final = W + "tbl"
TBL_GRID: Final = W + "tblGrid"
GRID_COL: Final = W + "gridCol"
TR: Final = W + "tr"
TR_PR: Final = W + "trPr"
TC: Final = W + "tc"
TC_PR: Final = W + "tcPr"
GRID_SPAN: Final = W + "gridSpan"
GRID_BEFORE: Final = W + "gridBefore"
GRID_AFTER: Final = W + "gridAfter"
V_MERGE: Final = W + "vMerge"
H_MERGE: Final = W + "hMerge"
CELL_MERGE: Final = W + "cellMerge"

T: Final = W + "t"
TAB: Final = W + "tab"
BR: Final = W + "br"
CR: Final = W + "cr"
PTAB: Final = W + "ptab"
NO_BREAK_HYPHEN: Final = W + "noBreakHyphen"
SYM: Final = W + "sym"
MATH_TEXT: Final = _M + "t"
MATH_RUN: Final = _M + "r"
MATH: Final = _M + "oMath"

DEL: Final = W + "del"
MOVE_FROM: Final = W + "moveFrom"
CELL_DEL: Final = W + "cellDel"
VANISH: Final = W + "vanish"
STRIKE: Final = W + "strike"
DSTRIKE: Final = W + "dstrike"
VERT_ALIGN: Final = W + "vertAlign"
POSITION: Final = W + "position"
FOOTNOTE_REFERENCE: Final = W + "footnoteReference"
ENDNOTE_REFERENCE: Final = W + "endnoteReference"
CUSTOM_MARK: Final = W + "customMarkFollows"
BASED_ON: Final = W + "basedOn"
P_STYLE: Final = W + "pStyle"
R_STYLE: Final = W + "rStyle"
NUM_PR: Final = W + "numPr"
NUM_ID: Final = W + "numId"
ILVL: Final = W + "ilvl"

HYPERLINK: Final = W + "hyperlink"
FLD_CHAR: Final = W + "fldChar"
INSTR_TEXT: Final = W + "instrText"
FLD_SIMPLE: Final = W + "fldSimple"
TEXT_BOX: Final = W + "txbxContent"
ALT_CHUNK: Final = W + "altChunk"
SUB_DOC: Final = W + "subDoc"
OBJECT: Final = W + "object"
DRAWING: Final = W + "drawing"
PICT: Final = W + "pict"
BLIP: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
IMAGE_DATA: Final = "{urn:schemas-microsoft-com:vml}imagedata"
SDT: Final = W + "sdt"

ALTERNATE_CONTENT: Final = _MC + "AlternateContent"
CHOICE: Final = _MC + "Choice"
FALLBACK: Final = _MC + "Fallback"

VAL: Final = W + "val"
FIELD_TYPE: Final = W + "fldCharType"
INSTRUCTION: Final = W + "instr"
FONT: Final = W + "font"
CHARACTER: Final = W + "char"
MERGE: Final = W + "vMerge"
STYLE_ID: Final = W + "styleId"
SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
RELATIONSHIP_ID: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

WRAPPERS: Final = (
    *(W + name for name in ("sdt", "sdtContent", "ins", "moveTo", "smartTag", "customXml", "hyperlink")),
    *(W + name for name in ("fldSimple", "ruby", "rubyBase", "bdo", "dir")),
    ALTERNATE_CONTENT,
    CHOICE,
    FALLBACK,
)
"""Elements that print nothing themselves: what they hold stands where they stand."""

NEVER_PRINTED: Final = (
    *(W + name for name in ("pPrChange", "rPrChange", "sectPrChange", "tblPrChange", "tblPrExChange")),
    *(W + name for name in ("trPrChange", "tcPrChange", "tblGridChange", "numberingChange")),
    *(W + name for name in ("sdtPr", "sdtEndPr", "delText", "delInstrText", "rt", "tabs")),
)
"""Former properties, properties of content controls, deleted text, the gloss of a ruby, tab stops."""


def is_on(value: str | None) -> bool:
    """Whether an on/off property with this ``w:val`` is on; without a value it is.

    >>> is_on(None), is_on("1"), is_on("false")
    (True, True, False)
    """
    return value not in ("0", "false", "off")
