"""The documentation says what the software does: commands, problems, errors, numbers and links."""

from __future__ import annotations

import argparse
import ast
import re
import shutil
from pathlib import Path
from typing import Final

import pytest

from docs.generate import generated_files, verb_options
from extract.forms import load_forms
from fixtures.looks.registry import LOOKS
from fixtures.walk import walk_documents
from gongkai.__main__ import command_parser
from gongkai.collect_command import with_part
from gongkai.run.build import build
from output.registry import load_tables
from tests.source_codes import error_codes, problem_codes

ROOT: Final = Path(__file__).parent.parent
COMMANDS: Final = ROOT / "docs" / "commands.md"
PROBLEMS: Final = ROOT / "docs" / "problems.md"
READMES: Final = (ROOT / "README.md", ROOT / "README.zh.md")
PAGES: Final = sorted({*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "fixtures" / "README.md"})


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def shell_lines(path: Path) -> list[str]:
    """The lines of the shell blocks of a page."""
    blocks = re.findall(r"^ *```(?:sh|bash|shell|console)\n(.*?)^ *```", text_of(path), re.MULTILINE | re.DOTALL)
    return [line.strip().removeprefix("$ ") for block in blocks for line in block.splitlines() if line.strip()]


def table_rows(page: str, heading: str) -> dict[str, list[str]]:
    """The rows of the table below a heading, by the code in their first column."""
    part = page.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in part.splitlines() if line.startswith("| `")
    ]
    assert len({row[0] for row in rows}) == len(rows), "a code stands twice"
    return {row[0].strip("`"): row[1:] for row in rows}


def test_generated_files_are_fresh() -> None:
    """What is generated is what the generator makes now; ``make docs`` writes it."""
    assert [path.name for path, text in generated_files().items() if text_of(path) != text] == []


def test_commands_are_documented() -> None:
    """Every verb has its part on the page of commands, with every option."""
    page = text_of(COMMANDS)
    for verb, options in verb_options(command_parser()).items():
        part = page.split(f"\n## `gongkai {verb} ", 1)[1].split("\n## ", 1)[0]
        assert options <= set(re.findall(r"`(--?[\w-]+)`", part)), verb


def test_every_argument_has_help() -> None:
    """No verb, argument or option goes without a sentence."""
    parser = command_parser()
    verbs = next(action for action in parser._actions if isinstance(action, argparse._SubParsersAction))
    assert {choice.dest for choice in verbs._choices_actions if choice.help} == set(verbs.choices)
    bare = [
        f"{verb.prog} {action.dest}" for verb in verbs.choices.values() for action in verb._actions if not action.help
    ]
    assert not bare


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_shell_blocks_name_what_exists(path: Path) -> None:
    """A command in the documentation exists, with the options it is given; so does a verb of make."""
    options = verb_options(command_parser())
    verbs = set(re.findall(r"^([a-z]+):.*## ", text_of(ROOT / "Makefile"), re.MULTILINE))
    for line in shell_lines(path):
        words = line.split(" #")[0].split()
        if words[0] in ("gongkai", ".venv/bin/gongkai"):
            words[1:] = with_part(words[1:])
            verb = " ".join(words[1:3]) if words[1] == "collect" else words[1]
            assert verb in options or verb.startswith("--"), line
            given = {word for word in words[2:] if re.fullmatch(r"--?[a-z][\w-]*", word)}
            assert given <= options.get(verb, set()), line
        elif words[0] == "make":
            assert {word for word in words[1:] if "=" not in word} <= verbs, line
        elif words[:2] == ["python", "-m"]:
            module = ROOT.joinpath(*words[2].split("."))
            known = ("pip", "pytest", "venv")
            assert words[2] in known or module.with_suffix(".py").exists() or (module / "__main__.py").exists(), line


def test_makefile_is_short() -> None:
    """There are at most twelve verbs, each with a line of help."""
    text = text_of(ROOT / "Makefile")
    phony = re.search(r"^\.PHONY: (.*)$", text, re.MULTILINE)
    assert phony is not None
    verbs = phony[1].split()
    assert len(verbs) <= 12
    assert set(verbs) == set(re.findall(r"^([a-z]+):.*## ", text, re.MULTILINE))


def test_problems_are_documented() -> None:
    """Every code of a problem that the source gives is on its page with its severities, and no other."""
    documented = {code: set(row[0].split(", ")) for code, row in table_rows(text_of(PROBLEMS), "Problems").items()}
    found = problem_codes()
    assert documented.keys() == found.keys()
    assert {code: found[code] - documented[code] for code in found if found[code] - documented[code]} == {}
    assert list(documented) == sorted(documented)


def test_errors_are_documented() -> None:
    """Every code of an error that can be raised is on the page, and no other."""
    documented = table_rows(text_of(PROBLEMS), "Errors")
    assert documented.keys() == error_codes() - {"error"}
    assert list(documented) == sorted(documented)


def test_reasons_for_leaving_files_alone_are_documented() -> None:
    """Every reason for which a build leaves a file alone is on the page, and no other."""
    found = set()
    for node in (
        node for path in (ROOT / "gongkai" / "run").glob("*.py") for node in ast.walk(ast.parse(text_of(path)))
    ):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            position = {"_skipped": 2, "SkippedFile": 3}.get(node.func.id)
            code = node.args[position] if position is not None else None
            if isinstance(code, ast.Constant):
                found.add(code.value)
    assert table_rows(text_of(PROBLEMS), "Files left alone").keys() == found


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(path: Path) -> None:
    """Every link inside the repository has a target, its heading included."""
    for target in re.findall(r"\]\(([^)\s]+)\)", text_of(path)) + re.findall(r'src="([^"]+)"', text_of(path)):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, heading = target.partition("#")
        page = (path.parent / name).resolve() if name else path
        assert page.exists(), target
        if heading and page.suffix == ".md":
            headings = re.findall(r"^#+ (.*)$", text_of(page), re.MULTILINE)
            slugs = {re.sub(r"[^\w\- ]", "", line.lower()).replace(" ", "-") for line in headings}
            assert heading in slugs, target


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_files_named_exist(path: Path) -> None:
    """A file of ours that a page names in code stands in the repository."""
    folders = "extract|normalize|output|gongkai|fixtures|tests|docs|benchmarks"
    for name in re.findall(rf"`((?:{folders})/[\w./-]*)`", text_of(path)):
        assert (ROOT / name).exists(), name


def test_readme_numbers() -> None:
    """Numbers in the two READMEs are those of the software."""
    fixtures = walk_documents()
    cells = {form.id: len(form.cells) for form in load_forms().values()}
    english, chinese = map(text_of, READMES)
    assert f"{len(fixtures)} sample documents" in english
    assert f"{len(fixtures)} 份样例文件" in chinese
    assert f"{len({fixture.meta['look'] for fixture in fixtures})} looks" in english
    assert {fixture.meta["look"] for fixture in fixtures} <= LOOKS.keys()
    for form, count in cells.items():
        assert f"{count} cells ({form})" in english
        assert f"{count} 个单元格（{form}）" in chinese
    assert cells.keys() == {"2019", "2021"}


def test_readme_python_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The Python in both READMEs is the same and runs."""
    blocks = [re.findall(r"^```python\n(.*?)^```", text_of(path), re.MULTILINE | re.DOTALL) for path in READMES]
    assert blocks[0] == blocks[1]
    monkeypatch.chdir(tmp_path)
    documents = [fixture.source for fixture in walk_documents() if fixture.slug.startswith("anlan")]
    shutil.copy(next(path for path in documents if path.suffix == ".pdf"), "report.pdf")
    for folder in ("reports", "reviewed"):
        Path(folder).mkdir()
    shutil.copy("report.pdf", "reports")
    build(documents, "demo-dataset", jobs=1)
    for block in blocks[0]:
        exec(compile(block, "README.md", "exec"), {})  # noqa: S102  our own README
    said = capsys.readouterr().out
    assert "req_granted_total" in said
    assert "reported" in said


@pytest.mark.parametrize("path", READMES, ids=lambda path: path.name)
def test_readme_lists_the_tables(path: Path) -> None:
    """Both READMEs list the tables of the dataset, all of them, and no other."""
    rows = re.findall(r"^\| `(\w+)` \|", text_of(path).split("<!-- tables -->")[1].split("\n\n")[0], re.MULTILINE)
    assert rows == list(load_tables())


def test_decisions_are_numbered() -> None:
    """The records of decisions are numbered without gaps, each with its date and status."""
    records = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [record.name[:4] for record in records] == [f"{number:04}" for number in range(1, len(records) + 1)]
    for record in records:
        assert re.match(rf"# {int(record.name[:4])}\. .+\n\n\d{{4}}-\d\d-\d\d, (accepted|superseded)", text_of(record))
