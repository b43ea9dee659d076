"""Sentences and the places of their signs in the printed text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from normalize.narrative.sentence import sections_to_sentences
from normalize.report import Section


def sentences(text: str, section: str = "overview") -> list[str]:
    """The sentences of a text."""
    return [sentence.text for sentence in sections_to_sentences([Section(section, "", text)])]


def test_sentences_end_at_stops_and_paragraphs() -> None:
    """Full stops and line ends part sentences; headings stand alone."""
    text = "（二）依申请公开情况\n2023年收到申请3件。办结3件！\n没有复议"
    assert sentences(text) == ["（二）依申请公开情况", "2023年收到申请3件。", "办结3件！", "没有复议"]


def test_lines_cut_by_the_page_are_joined() -> None:
    """Lines that fill a narrow page and end without a sign belong together."""
    text = (
        "市政府共受理政府信息公开申请 1295 件，办结 1191 件（含\n"
        "上年结转 189 件），均在法定期限内答复。其中，予以公开及部\n分公开 208 件。"
    )
    assert sentences(text) == [
        "市政府共受理政府信息公开申请1295件，办结1191件（含上年结转189件），均在法定期限内答复。",
        "其中，予以公开及部分公开208件。",
    ]


def test_paragraphs_of_a_wide_page_are_not_joined() -> None:
    """Long paragraphs end where the writer ended them."""
    long = "全年通过门户网站公开信息，" * 8 + "共三十条"
    assert sentences(f"{long}\n全年收到申请三件") == [long, "全年收到申请三件"]


def test_two_numbers_never_become_one() -> None:
    """White space between digits keeps them apart."""
    (sentence,) = sections_to_sentences([Section("overview", "", "共 12 3 件")])
    assert sentence.plain == "共12 3件"


@given(st.text(alphabet="市收到1件，。；\n 　（）３%", max_size=60))
def test_every_sign_has_its_place(text: str) -> None:
    """Each sign of a sentence stands in the section's text where the offset says."""
    for sentence in sections_to_sentences([Section("overview", "", text)]):
        assert len(sentence.text) == len(sentence.plain)
        for position, sign in enumerate(sentence.text):
            if sign != " ":
                assert text[sentence.offset(position)] == sign


def test_plans_are_known() -> None:
    """What is to come is marked; behind it everything in the part on problems is."""
    text = "存在差距。下一步，加强学习。二是举办培训2次。"
    marks = [sentence.plan for sentence in sections_to_sentences([Section("problems", "", text)])]
    assert marks == [False, True, True]
    marks = [sentence.plan for sentence in sections_to_sentences([Section("overview", "", text)])]
    assert marks == [False, True, False]
