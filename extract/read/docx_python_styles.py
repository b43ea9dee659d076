"""How runs look by their own properties and by styles, for the independent DOCX reader."""

from __future__ import annotations

from typing import Any, Final

from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml

from extract.read.docx_package import Package, checked_xml

# lxml elements of python-docx carry attributes per class that its types do not all declare.
Element = Any

_VALUE: Final = qn("w:val")
_OFF: Final = ("0", "false", "off")
_ALIGN, _POSITION, _STRIKE, _DOUBLE_STRIKE = "w:vertAlign", "w:position", "w:strike", "w:dstrike"
_VISIBLE_SHIFT: Final = 3
"""Half points that a run has to stand higher or lower than the first one of its paragraph."""


class Styles:
    """The styles of a document by their ids; none at all where the part says nothing of what is read here.

    Args:
        package: the package.
        document_part: name of the document part, whose relationships name the style part.
        content: XML of that part; what it does not even mention is not looked for in each run.

    Raises:
        CorruptDocumentError, EncryptedDocumentError, DocumentTooLargeError: as the part is opened.
        SyntaxError: XML that is not well-formed.
    """

    def __init__(self, package: Package | None = None, document_part: str = "", content: bytes = b"") -> None:
        self._has_own_marks = b"customMarkFollows" in content
        self._direct = {name: name[2:].encode() in content for name in (_ALIGN, _POSITION, _STRIKE, _DOUBLE_STRIKE)}
        self._styles: dict[str, Element] = {}
        self._styles_runs = b"rStyle" in content
        styled = package is not None and (self._styles_runs or b"pStyle" in content)
        for relationship in package.relationships(document_part).values() if package and styled else ():
            styles = package.part(relationship.target) if package and relationship.kind == "styles" else None
            if styles and any(word in styles for word in (b"vanish", b"vertAlign", b"position", b"\0")):
                root = parse_xml(checked_xml(styles, relationship.target))
                self._styles = {style.get(qn("w:styleId"), ""): style for style in root.iter(qn("w:style"))}
                break

    def hides(self, run: Element, paragraph: Element) -> bool:
        """Whether a run is hidden, by itself or by a style of it or of its paragraph."""
        own = run.find(qn("w:rPr") + "/" + qn("w:vanish"))
        if own is not None:
            return own.get(_VALUE) not in _OFF
        if not self._styles:
            return False
        names = _name(run, "w:rPr/w:rStyle"), _name(paragraph, "w:pPr/w:pStyle")
        return any(self._said(name, "w:vanish") not in (None, *_OFF) for name in names)

    def sign(self, run: Element, base: int | None) -> str:
        """What to put before the text of a raised or lowered run: ``^`` or ``_``, or nothing.

        Args:
            run: a ``w:r``.
            base: position of the first run of its paragraph, in half points; None for that run itself.
        """
        marks = run.iterchildren(*map(qn, ("w:footnoteReference", "w:endnoteReference"))) if self._has_own_marks else ()
        for mark in marks:
            if mark.get(qn("w:customMarkFollows"), "0") not in _OFF:
                return "^"
        align = self._of_run(run, _ALIGN)
        if align in ("superscript", "subscript"):
            return "^" if align == "superscript" else "_"
        shift = 0 if base is None else self.position(run) - base
        return "" if abs(shift) < _VISIBLE_SHIFT else "^" if shift > 0 else "_"

    def strikes(self, run: Element) -> bool:
        """Whether a run itself is struck through."""
        if not (self._direct[_STRIKE] or self._direct[_DOUBLE_STRIKE]):
            return False
        found = (run.find(qn("w:rPr") + "/" + qn(name)) for name in (_STRIKE, _DOUBLE_STRIKE))
        return any(strike is not None and strike.get(_VALUE) not in _OFF for strike in found)

    def position(self, run: Element) -> int:
        """How far a run is moved up, in half points."""
        value = self._of_run(run, _POSITION) or "0"
        try:
            return int(2 * float(value[:-2])) if value.endswith("pt") else int(float(value))
        except (ValueError, OverflowError):
            return 0

    def _of_run(self, run: Element, name: str) -> str | None:
        own = run.find(qn("w:rPr") + "/" + qn(name)) if self._direct[name] else None
        if own is not None:
            return str(own.get(_VALUE, "on"))
        return self._said(_name(run, "w:rPr/w:rStyle"), name) if self._styles and self._styles_runs else None

    def _said(self, style_name: str, name: str) -> str | None:
        """What a style, or the nearest one it is based on that says anything, says; None for nothing."""
        seen: set[str] = set()
        while style_name in self._styles and style_name not in seen:
            seen.add(style_name)
            style = self._styles[style_name]
            said = style.find(qn("w:rPr") + "/" + qn(name))
            if said is not None:
                return str(said.get(_VALUE, "on"))
            style_name = _name(style, "w:basedOn")
        return None


def _name(element: Element, path: str) -> str:
    found = element.find("/".join(qn(step) for step in path.split("/")))
    return "" if found is None else str(found.get(_VALUE, ""))
