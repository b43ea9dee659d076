"""The codes of problems and errors that the source can give, found in the source itself."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from extract.errors import GongkaiError

ROOT: Final = Path(__file__).parent.parent
PACKAGES: Final = ("extract", "normalize", "output", "gongkai")


def source_modules() -> list[Path]:
    """Every module of the four packages."""
    return sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


def problem_codes() -> dict[str, set[str]]:
    """For each code of a problem the severities it comes with; empty where the code alone is written down.

    Raises:
        AssertionError: a problem whose code cannot be found out.
    """
    codes: dict[str, set[str]] = {}
    for path in source_modules():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for call in _problem_calls(tree):
            severity, code = call.args[0], call.args[1]
            found = _strings(code) or _assigned(tree, code) or _keys(path, call)
            assert found, f"{path.relative_to(ROOT)}:{call.lineno}: which code is this?"
            for name in found:
                codes.setdefault(name, set()).update(_strings(severity))
    return codes


def error_codes() -> set[str]:
    """The codes of all errors of ours."""
    for path in source_modules():
        # Importing defines the classes; __main__ would run.
        if path.stem != "__main__" and "Error(" in path.read_text(encoding="utf-8"):
            importlib.import_module(_module_name(path))
    return {kind.code for kind in _descendants(GongkaiError)}


def _descendants(kind: type[GongkaiError]) -> Iterator[type[GongkaiError]]:
    for child in kind.__subclasses__():
        yield child
        yield from _descendants(child)


def _problem_calls(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Problem":
            yield node


def _strings(node: ast.expr) -> set[str]:
    """The texts an expression may be, as far as they stand in it."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return {node.value}
    if isinstance(node, ast.IfExp):
        return _strings(node.body) | _strings(node.orelse)
    return set()


def _assigned(tree: ast.AST, code: ast.expr) -> set[str]:
    """The texts that the module assigns to the variable."""
    if not isinstance(code, ast.Name):
        return set()
    return {
        text
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and any(isinstance(at, ast.Name) and at.id == code.id for at in node.targets)
        for text in _strings(node.value)
    }


def _keys(path: Path, call: ast.Call) -> set[str]:
    """The keys of the table of messages in which the module looks the code up."""
    tables = [
        node.value.id for node in ast.walk(call) if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name)
    ]
    module = importlib.import_module(_module_name(path))
    return {str(key) for name in tables for key in getattr(module, name, {})}


def _module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
