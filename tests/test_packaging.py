"""What is installed: our four packages under their own names, typed, small modules, pinned versions without hosts."""

from __future__ import annotations

import importlib
import re
import sys
import tomllib
from importlib import metadata
from pathlib import Path
from typing import Any, Final

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from gongkai.version import VERSION
from tests.source_codes import PACKAGES, source_modules

ROOT: Final = Path(__file__).parent.parent
MOST_LINES: Final = 400


def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def pins() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = [line.partition("==") for line in lines if line and not line.startswith("#")]
    return {canonicalize_name(name): version for name, _, version in pinned}


@pytest.mark.parametrize("package", PACKAGES)
def test_name_is_ours(package: str) -> None:
    """No other installed distribution claims the name of one of our packages, and ours is the one imported.

    An editable installation claims no names; ``.ci/package`` looks at the installed wheel.
    """
    assert set(metadata.packages_distributions().get(package, [])) <= {"gongkai"}
    imported = importlib.import_module(package).__file__
    assert imported is not None and Path(imported).parent == ROOT / package


@pytest.mark.parametrize("package", PACKAGES)
def test_package_is_typed(package: str) -> None:
    """Each package carries its types to those who use it."""
    assert (ROOT / package / "py.typed").is_file()


@pytest.mark.parametrize("package", PACKAGES)
def test_package_is_in_the_wheel(package: str) -> None:
    """Each package is installed."""
    assert package in project()["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]


@pytest.mark.parametrize("path", source_modules(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_module(path: Path) -> None:
    """A module is short enough to be read, and cannot be mistaken for one of the standard library."""
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES
    assert path.stem not in sys.stdlib_module_names or path.stem in ("__main__", "__init__")


def test_version() -> None:
    """All places that name the version name the same one."""
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    found = re.search(r"^version: (\S+)$", citation, re.MULTILINE)
    newest = re.search(r"^## \[(\d[^\]]*)\]", changes, re.MULTILINE)
    assert project()["project"]["version"] == VERSION
    assert found is not None and found[1] == VERSION
    assert newest is not None and newest[1] == VERSION


def test_constraints_are_exact() -> None:
    """The constraint file holds names and exact versions, no address of any kind."""
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines():
        assert not line or line.startswith("# ") or re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][A-Za-z0-9.+]*", line), line


def test_constraints_satisfy_requirements() -> None:
    """Everything that the project asks for is pinned, to a version that it allows."""
    configuration = project()
    asked = [
        *configuration["build-system"]["requires"],
        *configuration["project"]["dependencies"],
        *(entry for group in configuration["dependency-groups"].values() for entry in group if isinstance(entry, str)),
    ]
    pinned = pins()
    for requirement in map(Requirement, asked):
        name = canonicalize_name(requirement.name)
        assert name in pinned, f"{name} is not pinned"
        assert requirement.specifier.contains(pinned[name]), f"{requirement} does not allow {pinned[name]}"


def test_everything_installed_is_pinned() -> None:
    """What our requirements bring along is pinned too."""
    pinned, missing, todo = pins(), set(), ["gongkai"]
    seen: set[str] = set()
    while todo:
        name = todo.pop()
        for text in metadata.requires(name) or []:
            requirement = Requirement(text)
            needed = canonicalize_name(requirement.name)
            if needed in seen or (requirement.marker and not requirement.marker.evaluate({"extra": ""})):
                continue
            seen.add(needed)
            todo.append(needed)
            missing |= {needed} - pinned.keys()
    assert not missing


def test_stdlib_names_are_checked_by_the_linter() -> None:
    """The linter refuses modules with names of the standard library in packages too."""
    assert project()["tool"]["ruff"]["lint"]["flake8-builtins"]["strict-checking"] is True


def test_every_ignored_rule_has_its_reason() -> None:
    """No rule of the linter is switched off without a reason beside it."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    part = text[text.index("[tool.ruff.lint]") : text.index("[tool.importlinter]")]
    for line in part.splitlines():
        if re.match(r'\s+"[A-Z]+[0-9]*",', line):
            assert re.search(r"# .{6,}", line), line
