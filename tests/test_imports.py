"""Imports point one way, never at private names of another package, and nothing heavy comes with the command."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from tests.source_codes import PACKAGES, source_modules

ROOT: Final = Path(__file__).parent.parent
HEAVY: Final = ("bs4", "docx", "lxml", "numpy", "pandas", "pdfplumber", "pyarrow", "pydantic", "pypdfium2", "rich")


def test_contract() -> None:
    """The import contract of pyproject.toml is kept."""
    # In a process of its own: libraries that other tests have loaded put things into sys.modules that it cannot bear.
    code = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_command_imports_nothing_heavy() -> None:
    """``gongkai --help`` loads no library that takes long to load."""
    code = f"import sys, gongkai.__main__; print([name for name in {HEAVY!r} if name in sys.modules])"
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True)
    assert said.stdout.strip() == "[]"


@pytest.mark.parametrize("path", source_modules(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_private_name_of_another_package(path: Path) -> None:
    """A name with an underscore stays inside the folder that defines it."""
    folder = ".".join(path.parent.relative_to(ROOT).parts)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.ImportFrom) or node.module is None or node.module.partition(".")[0] not in PACKAGES:
            continue
        private = [alias.name for alias in node.names if alias.name.startswith("_")]
        private += [part for part in node.module.split(".") if part.startswith("_") and part != "__main__"]
        assert not private or node.module.startswith(folder), f"line {node.lineno}: {private} of {node.module}"


@pytest.mark.parametrize("path", source_modules(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_imports_are_absolute(path: Path) -> None:
    """Every import names its module in full, so that it can be found by searching."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert not [node.lineno for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.level]
