"""All that a text says at once."""

from __future__ import annotations

from normalize.narrative.claim import sections_to_claims
from normalize.narrative.measure import sections_to_measures
from normalize.narrative.narrative import sections_to_narrative
from normalize.narrative.part import sections_to_parts
from normalize.narrative.signature import sections_to_signature
from tests.normalize.narrative.readings import suqian, text_to_sections

TEXT = (
    "全市各级行政机关共收办政府信息公开申请3607件，其中市政府349件、市各有关部门933件、各县区2325件。"
    "全年举办培训5次。" + "各地各部门按照要求公开政府信息，及时回应群众关切，不断提高服务水平。" * 8
)


def test_one_reading_of_the_sentences_gives_the_same() -> None:
    """The narrative is what each function says alone."""
    sections, reading = text_to_sections(TEXT), suqian()
    said = sections_to_narrative(sections, reading, 2023, "territory")
    assert said.claims == sections_to_claims(sections, reading, 2023, "territory")
    assert said.measures == sections_to_measures(sections, 2023)
    assert said.parts == sections_to_parts(sections, reading)
    assert said.signature == sections_to_signature(sections)
    assert all((said.claims, said.measures, said.parts, said.signature))


def test_nothing_said() -> None:
    """An empty text says nothing."""
    assert sections_to_narrative([], suqian()) == ([], [], [], None)
