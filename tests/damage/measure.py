"""All kinds of damage, how often each is done, and the table of what came out."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from functools import cache
from typing import Final

from tests.damage import cell_damage, html_damage, row_damage, table_damage
from tests.damage.judgement import Judgement, scene_to_judgement
from tests.damage.originals import Original, originals
from tests.damage.scene import Scene
from tests.damage.sheet import copy_sheets

Damage = Callable[[Scene], bool]
"""Damages a scene; False where the document offers nothing to damage so."""

TIMES: Final = 50
"""Documents damaged in each way."""

KINDS: Final[dict[str, Damage]] = {
    damage.__name__: damage
    for damage in (
        cell_damage.change_digit,
        cell_damage.delete_digit,
        cell_damage.swap_digits,
        cell_damage.blank_value,
        cell_damage.dash_for_zero,
        cell_damage.remark_behind_number,
        cell_damage.note_mark_behind_number,
        cell_damage.drop_value,
        cell_damage.drop_value_padded,
        cell_damage.insert_blank,
        cell_damage.split_number,
        cell_damage.merge_numbers,
        row_damage.drop_row,
        row_damage.swap_rows,
        row_damage.swap_values,
        row_damage.swap_labels,
        row_damage.repeat_row,
        row_damage.repeat_row_changed,
        row_damage.repeat_group,
        row_damage.lose_label,
        row_damage.lose_labels,
        row_damage.lose_label_and_row,
        row_damage.typo_in_label,
        row_damage.half_label,
        row_damage.unknown_row,
        table_damage.shift_column,
        table_damage.shift_row,
        table_damage.lose_head_row,
        table_damage.lose_all_heads,
        table_damage.cut_at_page,
        table_damage.cut_at_page_heads_repeated,
        table_damage.cut_inside_row,
        table_damage.transpose_columns,
        table_damage.drop_column,
        table_damage.unknown_column,
        table_damage.second_copy,
        table_damage.second_table_with_other_numbers,
        html_damage.source_unharmed,
        html_damage.source_without_value,
        html_damage.source_without_label,
        html_damage.source_with_other_span,
        html_damage.source_without_row_end,
        html_damage.source_without_row_start,
        html_damage.source_without_cell_end,
    )
}

BLIND: Final = frozenset({"swap_values", "swap_labels", "shift_column", "drop_value_padded"})
"""Kinds after which the document may say something else that still adds up: outcomes in another order have the
same sum, zeros moved are zeros."""


def damaged_scenes(kind: str, times: int = TIMES) -> Iterator[tuple[str, Original, Scene]]:
    """So many documents damaged in one way; the same ones each time."""
    damage = KINDS[kind]
    documents = originals()
    done = 0
    for attempt in range(times * 6):
        case = f"{kind}/{attempt}"
        chance = random.Random(case)
        original = chance.choice(documents)
        scene = Scene(copy_sheets(original.sheets), chance)
        if damage(scene):
            yield f"{case} {original.slug}", original, scene
            done += 1
            if done == times:
                return


def scenes_damaged_twice(times: int) -> Iterator[tuple[str, Original, Scene]]:
    """Documents damaged in two ways, one after the other.

    Ways that leave open what a row prints are left out, because the second damage would move what the first left open.
    """
    kinds = [kind for kind in KINDS if not kind.startswith(("source_", "drop_value")) and kind != "lose_label_and_row"]
    for attempt in range(times):
        case = f"twice/{attempt}"
        chance = random.Random(case)
        original = chance.choice(originals())
        scene = Scene(copy_sheets(original.sheets), chance)
        two = chance.sample(kinds, 2)
        if all(KINDS[kind](scene) for kind in two):
            yield f"{case} {' '.join(two)} {original.slug}", original, scene


class Measured(dict[str, tuple[int, Judgement]]):
    """By kind of damage: how many documents, and what came out."""

    @property
    def total(self) -> Judgement:
        """All kinds together."""
        result = Judgement()
        for _, judgement in self.values():
            result.add(judgement)
        return result

    @property
    def count(self) -> int:
        """Documents damaged."""
        return sum(count for count, _ in self.values())


@cache
def measure(times: int = TIMES) -> Measured:
    """Does all damage and judges it."""
    measured = Measured()
    for kind in KINDS:
        judgement, count = Judgement(), 0
        for case, original, scene in damaged_scenes(kind, times):
            judgement.add(scene_to_judgement(scene, original, case))
            count += 1
        measured[kind] = (count, judgement)
    return measured


def measured_to_text(measured: Measured) -> str:
    """The table: cells in identities first, those outside behind the bar, then what was changed and found."""
    names = ("right", "unreadable", "flagged", "silent")
    lines = [
        f"{'kind':34}{'times':>6} "
        + "".join(f"{name:>11}" for name in names)
        + "  |"
        + "".join(f"{name:>11}" for name in names)
        + "  |"
        + f"{'changed, found':>18}{'outside':>14}"
    ]
    for kind, (count, judgement) in [*measured.items(), ("all", (measured.count, measured.total))]:
        cells = "".join(f"{judgement.outcomes[name]:>11}" for name in names)
        outside = "".join(f"{judgement.outcomes['open_' + name]:>11}" for name in names)
        found = f"{judgement.found[True]}/{judgement.changed[True]}"
        found_outside = f"{judgement.found[False]}/{judgement.changed[False]}"
        lines.append(f"{kind:34}{count:>6} {cells}  |{outside}  |{found:>18}{found_outside:>14}")
    return "\n".join(lines)
