"""Write the generated parts of the documentation: ``python -m docs.generate``, with ``--check`` only say what is stale.

Generated are ``docs/commands.md`` (from the command's own parser), ``docs/metrics.md`` (from the catalogue of metrics)
and what stands in docs/linking.md, docs/collecting.md, README.md and README.zh.md between ``<!-- begin NAME -->`` and ``<!-- end NAME -->``.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from typing import Final, NamedTuple

from extract.collect.families import load_adapters
from extract.collect.findings import SEVERITIES, load_finding_kinds
from gongkai.__main__ import command_parser
from normalize.curation import FILES
from output.metrics import metrics_markdown
from tests.accuracy.floors import load_floors

ROOT: Final = Path(__file__).parent.parent

_COMMANDS_HEAD: Final = """\
# The command

Made by `make docs` from the command itself; `gongkai --help` and `gongkai VERB --help` say the same.
"""

_STATUS: Final = """\
## Exit status

| status | meaning |
|---|---|
| 0 | all was done |
| 1 | something could not be read or written; it is named, with what was expected, what was found and what to do |
| 2 | wrong usage |

What differs for a verb is said there.
"""


class AccuracyWords(NamedTuple):
    """Words of the table on accuracy in one language."""

    head: str
    formats: dict[str, str]


class SpeedWords(NamedTuple):
    """Words of the table on speed in one language; ``ratios`` by the words that the benchmark uses."""

    head: str
    ratios: dict[str, str]


_WORDS: Final = {
    "README.md": (
        AccuracyWords(
            "| format | sample documents: cells right | marked as not read | real reports: cells right "
            "| marked as not read |",
            {"html": "HTML", "pdf": "PDF", "docx": "DOCX", "text": "plain text"},
        ),
        SpeedWords(
            "| format | beside | reading to values, all documents | the median document |",
            {"time of ours / theirs": "takes {} times as long", "times as fast as theirs": "is {} times as fast"},
        ),
    ),
    "README.zh.md": (
        AccuracyWords(
            "| 格式 | 样例文件：单元格正确 | 标为未读出 | 真实报告：单元格正确 | 标为未读出 |",
            {"html": "HTML", "pdf": "PDF", "docx": "DOCX", "text": "纯文本"},
        ),
        SpeedWords(
            "| 格式 | 比较对象 | 从文件读到数值（全部文件） | 中位文件 |",
            {"time of ours / theirs": "用时为其 {} 倍", "times as fast as theirs": "速度为其 {} 倍"},
        ),
    ),
}


def parser_to_commands(parser: argparse.ArgumentParser) -> str:
    """The page on the command as Markdown, one part for each verb."""
    verbs = _verbs(parser)
    parts = [_COMMANDS_HEAD, f"{parser.description}\n", *(_verb_to_markdown(verb) for verb in verbs.values())]
    own = [action for action in parser._actions if not isinstance(action, argparse._SubParsersAction)]
    parts += ["## Without a verb\n", _actions_to_table(own), _STATUS]
    return "\n".join(parts)


def verb_options(parser: argparse.ArgumentParser) -> dict[str, set[str]]:
    """For each verb every spelling of its options."""
    return {
        name: {spelling for action in verb._actions for spelling in action.option_strings}
        for name, verb in _verbs(parser).items()
    }


def _verbs(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """Each verb by name; for one that has verbs of its own those, as ``verb part``."""
    found: dict[str, argparse.ArgumentParser] = {}
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, verb in action.choices.items():
                parts = _verbs(verb)
                found.update({f"{name} {part}": below for part, below in parts.items()} or {name: verb})
    return found


def _verb_to_markdown(verb: argparse.ArgumentParser) -> str:
    # argparse lays out its help differently from version to version; the actions themselves stay the same.
    required = [f"{'/'.join(action.option_strings[:1])} {action.metavar or action.dest.upper()}" for action in verb._actions
                if action.option_strings and action.required]  # fmt: skip
    shapes = {"+": "{}…", "?": "[{}]"}
    positional = [
        shapes.get(str(action.nargs), "{}").format(action.metavar)
        for action in verb._actions
        if not action.option_strings
    ]
    usage = " ".join([verb.prog, *positional, *required])
    return f"## `{usage}`\n\n{verb.description}\n\n{_actions_to_table(verb._actions)}\n{verb.epilog or ''}\n"


def _actions_to_table(actions: list[argparse.Action]) -> str:
    rows = ["| argument | meaning |", "|---|---|"]
    rows += [f"| {_spelling(action)} | {_meaning(action)} |" for action in actions]
    return "\n".join(rows) + "\n"


def _spelling(action: argparse.Action) -> str:
    value = action.metavar or ("\\|".join(map(str, action.choices)) if action.choices else "")
    if not action.option_strings:
        return f"`{value}`"
    names = ", ".join(f"`{name}`" for name in action.option_strings)
    return f"{names} `{value}`" if value and action.nargs != 0 else names


def _meaning(action: argparse.Action) -> str:
    text = action.help or ""
    return text + ("; required" if action.required and action.option_strings else "")


def with_parts(text: str, parts: dict[str, str]) -> str:
    """A text with each part put between its marks.

    Raises:
        ValueError: a mark of the text has no part.

    >>> with_parts("a <!-- begin x -->old<!-- end x --> b", {"x": "new"})
    'a <!-- begin x -->new<!-- end x --> b'
    """

    def put(found: re.Match[str]) -> str:
        name = found["name"]
        if name not in parts:
            raise ValueError(f"no part {name!r} is made; there are {', '.join(parts)}")
        return f"<!-- begin {name} -->{parts[name]}<!-- end {name} -->"

    return re.sub(r"<!-- begin (?P<name>[\w-]+) -->.*?<!-- end (?P=name) -->", put, text, flags=re.DOTALL)


def accuracy_part(words: AccuracyWords) -> str:
    """The floors of accuracy as a table: what every run of the tests reaches or fails."""
    floors = load_floors().floors
    formats = sorted({kind for split in floors.values() for kind in split["both"]})
    rows = [words.head, "|---|---|---|---|---|"]
    for kind in formats:
        cells = [f"{words.formats[kind]}"]
        for split in ("fixtures", "corpus"):
            floor = floors[split]["both"].get(kind)
            cells += ["–", "–"] if floor is None else [f"{_floored(floor.right)} %", str(floor.unread)]
        rows.append(f"| {' | '.join(cells)} |")
    return "\n" + "\n".join(rows) + "\n"


def _floored(share: float) -> str:
    # Rounded down: 99.99 must not be sold as 100.
    return f"{int(share * 1000) / 10:.1f}".removesuffix(".0")


def speed_part(words: SpeedWords) -> str:
    """The ratios of the last benchmark as a table; empty where none is committed."""
    path = ROOT / "benchmarks" / "results.md"
    if not path.exists():
        return ""
    results = path.read_text(encoding="utf-8")
    part = results.split("\n## From bytes to values", 1)[1].split("\n## ", 1)[0]
    lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in part.splitlines() if line[:1] == "|"]
    rows = [dict(zip(lines[0], line, strict=True)) for line in lines[2:]]
    table = [words.head, "|---|---|---|---|"]
    for row in rows:
        said = words.ratios[row["ratio"]]
        table.append(
            f"| {row['format']} | `{row['peer']}` | {said.format(row['sum'])} | {said.format(row['median'])} |"
        )
    return "\n" + "\n".join(table) + "\n"


def curation_part() -> str:
    """The reviewed files with their columns as a table."""
    rows = ["| file | columns | one row for each |", "|---|---|---|"]
    for name, file in FILES.items():
        columns = ", ".join(f"`{column.name}`{' (may be empty)' if column.optional else ''}" for column in file.columns)
        rows.append(f"| `{name}.csv` | {columns} | {', '.join(f'`{key}`' for key in file.key)} |")
    return "\n" + "\n".join(rows) + "\n"


def families_part() -> str:
    """The portal families with the first sentence of their adapters."""
    rows = ["| family | what | rests on |", "|---|---|---|"]
    for name, adapter in load_adapters().items():
        said = (adapter.__doc__ or "").strip().splitlines()[0].replace("``", "`")
        source = re.compile(r" *\(facts[^)]*\)")
        rows.append(f"| `{name}` | {source.sub('', said)} | {adapter.EVIDENCE} |")
    return "\n" + "\n".join(rows) + "\n"


def findings_part() -> str:
    """What a run may find wrong with a site, as a table, the gravest first."""
    rows = ["| finding | severity | what it means | what to do |", "|---|---|---|---|"]
    kinds = sorted(load_finding_kinds().values(), key=lambda kind: (SEVERITIES.index(kind.severity), kind.code))
    rows += [f"| `{kind.code}` | {kind.severity} | {kind.meaning_en} | {kind.advice_en} |" for kind in kinds]
    return "\n" + "\n".join(rows) + "\n"


def generated_files() -> dict[Path, str]:
    """What every generated file should hold."""
    linking, collecting = ROOT / "docs" / "linking.md", ROOT / "docs" / "collecting.md"
    of_collecting = {"families": families_part(), "findings": findings_part()}
    files = {
        ROOT / "docs" / "commands.md": parser_to_commands(command_parser()),
        ROOT / "docs" / "metrics.md": metrics_markdown(),
        linking: with_parts(linking.read_text(encoding="utf-8"), {"curation": curation_part()}),
        collecting: with_parts(collecting.read_text(encoding="utf-8"), of_collecting),
    }
    for name, (accuracy, speed) in _WORDS.items():
        path = ROOT / name
        parts = {"accuracy": accuracy_part(accuracy), "speed": speed_part(speed)}
        files[path] = with_parts(path.read_text(encoding="utf-8"), parts)
    return files


def main() -> int:
    """Write, or with ``--check`` compare; exit status 1 when something is stale."""
    parser = argparse.ArgumentParser(prog="python -m docs.generate", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, exit with 1 when a file is stale")
    check = parser.parse_args().check
    stale = 0
    for path, text in generated_files().items():
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale += 1
        print(f"{'stale' if check else 'wrote'}: {path.relative_to(ROOT)}")
        if not check:
            path.write_text(text, encoding="utf-8")
    if not stale:
        print("the generated documentation is up to date")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
