"""Labels of the forms: each reads as itself whatever spaces and marks stand in it, and none reads as another."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.forms import Label, load_forms
from extract.match.labels import EXACT, FRAGMENT, GLOSSED, LabelScorer, text_to_key

LISTS: list[tuple[str, tuple[Label, ...]]] = [
    entry
    for form in load_forms().values()
    for table in form.tables
    for entry in [
        (f"{form.id} {table.id} rows", tuple(row for block in table.blocks for row in block.rows)),
        *((f"{form.id} {table.id} columns {number}", block.columns) for number, block in enumerate(table.blocks)),
    ]
]
SCORERS = {name: LabelScorer(labels) for name, labels in LISTS}


@given(st.sampled_from(LISTS), st.integers(0, 40), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=300)
def test_exact_with_spaces(entry: tuple[str, tuple[Label, ...]], number: int, chance: random.Random) -> None:
    """Spaces and line ends anywhere, and full or half width marks, leave a label what it is."""
    name, labels = entry
    index = number % len(labels)
    text = "".join(
        character + (chance.choice([" ", "\n", "\u3000", "\u00a0"]) if chance.random() < 0.4 else "")
        for character in labels[index].label
    )
    text = text.translate(str.maketrans("（）、“”", '(),""')) if chance.random() < 0.5 else text
    scorer = SCORERS[name]
    assert scorer.scores(text)[index] == EXACT
    assert scorer.scores(text).count(EXACT) == 1
    assert scorer.exact(text) == index


@pytest.mark.parametrize(("name", "labels"), LISTS, ids=[name for name, _ in LISTS])
def test_no_label_reads_as_two(name: str, labels: tuple[Label, ...]) -> None:
    """No label or variant of a list reads exactly as two of its labels."""
    scorer = SCORERS[name]
    for index, label in enumerate(labels):
        for text in (label.label, *label.variants):
            assert scorer.exact(text) == index, text
            assert [at for at, score in enumerate(scorer.scores(text)) if score == EXACT] == [index], text


@given(st.sampled_from(LISTS), st.integers(0, 40), st.integers(0, 40))
@settings(deadline=None, max_examples=300)
def test_one_lost_character(entry: tuple[str, tuple[Label, ...]], number: int, at: int) -> None:
    """A label of six characters or more that lost one of them still reads best as itself."""
    name, labels = entry
    index = number % len(labels)
    text = labels[index].label
    if len(text_to_key(text).core) < 6:
        return
    at = 2 + at % (len(text) - 2)
    scores = SCORERS[name].scores(text[:at] + text[at + 1 :])
    assert scores[index] == max(scores) > FRAGMENT


GROUPS = sorted(
    {(name, group) for name, labels in LISTS for label in labels for group in label.groups if " rows" in name}
)


@pytest.mark.parametrize(
    ("name", "group"),
    GROUPS,
)
def test_groups_are_no_rows(name: str, group: str) -> None:
    """The label of a group of rows does not read as one of the rows, unless the form has it as one too."""
    labels = dict(LISTS)[name]
    if any(text_to_key(group).core == text_to_key(text).core for row in labels for text in (row.label, *row.variants)):
        return
    assert max(SCORERS[name].scores(group)) <= FRAGMENT


@given(st.text(max_size=30))
@settings(deadline=None)
def test_any_text(text: str) -> None:
    """Any text has a score for each label, and what is not like any label is exactly none."""
    for scorer in SCORERS.values():
        scores = scorer.scores(text)
        assert len(scores) == len(scorer.labels)
        if max(scores) < GLOSSED:
            assert scorer.exact(text) is None
