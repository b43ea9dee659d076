"""The parts into which a sentence divides a total."""

from __future__ import annotations

import pytest

from normalize.narrative.part import sections_to_parts, words_to_body
from tests.normalize.narrative.readings import numbers_to_reading, suqian, text_to_sections

DIVIDED = (
    "全市各级行政机关共收办政府信息公开申请3607件，其中，市政府349件、市各有关部门933件、沭阳县477件、泗阳县301件、"
    "泗洪县874件、宿豫区216件、宿城区348件、宿迁经开区55件、湖滨新区26件、苏州宿迁工业园区12件、洋河新区16件。"
)


def test_total_of_a_city_is_divided() -> None:
    """The parts of 宿迁 2023 add up to its total, which is the requests received and those carried in."""
    parts = sections_to_parts(text_to_sections(DIVIDED), suqian())
    assert [(part.part, part.value) for part in parts] == [
        ("市政府", 349),
        ("市各有关部门", 933),
        ("沭阳县", 477),
        ("泗阳县", 301),
        ("泗洪县", 874),
        ("宿豫区", 216),
        ("宿城区", 348),
        ("宿迁经开区", 55),
        ("湖滨新区", 26),
        ("苏州宿迁工业园区", 12),
        ("洋河新区", 16),
    ]
    assert {(part.total, part.unit, part.adds_up, part.cell) for part in parts} == {
        (3607, "件", True, "requests.new.total + requests.carried_in.total")
    }
    assert all(DIVIDED[part.offset :].startswith(str(part.value)) for part in parts)


def test_parts_that_do_not_add_up_are_said_to() -> None:
    """A slip in one part is kept and said."""
    parts = sections_to_parts(text_to_sections(DIVIDED.replace("349", "394")), suqian())
    assert len(parts) == 11
    assert not any(part.adds_up for part in parts)


def test_parts_over_several_sentences() -> None:
    """Parts may follow in sentences of their own, with shares between them."""
    text = "全区主动公开政府信息2949条。其中，区直各部门主动公开政府信息2275条，占77%。各乡镇主动公开政府信息674条，占23%。"
    parts = sections_to_parts(text_to_sections(text), numbers_to_reading({}))
    assert [(part.part, part.value, part.total, part.adds_up, part.cells) for part in parts] == [
        ("区直各部门", 2275, 2949, True, ()),
        ("各乡镇", 674, 2949, True, ()),
    ]


def test_money_behind_the_number_of_cases() -> None:
    """市政府2件200元: the sum belongs to the body before both numbers."""
    text = "全市共25件申请收取信息处理费2950元，其中市政府2件200元、青山县23件2750元。"
    parts = sections_to_parts(text_to_sections(text), numbers_to_reading({}))
    assert [(part.part, part.value, part.total) for part in parts] == [("市政府", 200, 2950), ("青山县", 2750, 2950)]


@pytest.mark.parametrize(
    "text",
    [
        "收到申请10件，其中予以公开6件、部分公开4件。",
        "公开信息80条，其中机构职能类信息30条、财政类信息50条。",
        "收到申请10件，其中自然人8件、法人2件。",
        "收到申请10件，其中市政府3件。",
        "收到申请10件。市政府3件、青山县4件。",
    ],
)
def test_what_is_no_division(text: str) -> None:
    """Outcomes, subjects and applicants are no bodies, and one or two parts that do not add up divide nothing."""
    assert sections_to_parts(text_to_sections(text), numbers_to_reading({})) == []


@pytest.mark.parametrize("words", ["，全市", "，我局", "、本单位", "，予以公开", "，占", "，其中自然人", "各级部门"])
def test_what_is_no_body(words: str) -> None:
    """The whole, the organ itself and what is counted are no parts."""
    assert words_to_body(words) == ""
