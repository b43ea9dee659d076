"""Signatures by which near-duplicates are found."""

from __future__ import annotations

import pytest

from normalize.narrative.signature import (
    BANDS,
    SIZE,
    sections_to_signature,
    signature_to_bands,
    signatures_to_similarity,
)
from normalize.report import Section

TEXT = "".join(
    f"{ordinal}是{verb}{thing}，全年{verb}{thing}{number}条，{end}。"
    for number, (ordinal, verb, thing, end) in enumerate(
        [
            ("一", "公开", "财政预决算信息", "及时回应群众的关切"),
            ("二", "修订", "办事指南", "做到一处更新处处一致"),
            ("三", "清理", "历年文件", "逐件标注现行有效或者废止"),
            ("四", "更新", "机构职能目录", "由专人每季度核对一遍"),
            ("五", "答复", "网上来信", "平均用时比往年缩短两天"),
            ("六", "维护", "便民服务地图", "方便老年人就近办理业务"),
            ("七", "整理", "典型答复案例", "供各科室在工作中参照使用"),
            ("八", "开放", "公共数据目录", "向社会提供可机读的下载"),
        ],
        start=12,
    )
)


def signature(text: str, section: str = "overview") -> bytes:
    """The signature of a text that is long enough."""
    found = sections_to_signature([Section(section, "", text)])
    assert found is not None
    return found


def test_short_text_has_none() -> None:
    """A text too short to tell gives no signature."""
    assert sections_to_signature([Section("overview", "", "无。")]) is None
    assert sections_to_signature([]) is None


PINNED = "8c2a5f1767c6a132"


def test_signature_never_changes() -> None:
    """The same text gives the same 512 bytes with this version of the library: builds must not differ."""
    assert len(signature(TEXT)) == SIZE * 4
    assert signature(TEXT)[:8].hex() == PINNED


def test_numbers_and_white_space_make_no_difference() -> None:
    """Last year's text with new figures and another layout is the same text."""
    other = TEXT.replace("12", "907").replace("13", "1,024").replace("。", "。\n　　")
    assert signatures_to_similarity(signature(TEXT), signature(other)) == 1.0


def test_little_changes_make_little_difference() -> None:
    """One sentence changed of eight leaves most of the text alike; another text is not alike."""
    changed = TEXT.replace("方便老年人就近办理业务", "另外增设了三处自助查询终端")
    assert 0.7 < signatures_to_similarity(signature(TEXT), signature(changed)) < 1
    other = "本年度围绕营商环境开展政策宣讲，组织企业座谈并收集意见，逐条研究后向社会反馈办理情况。" * 6
    assert signatures_to_similarity(signature(TEXT), signature(other)) < 0.1


def test_opening_and_table_labels_do_not_count() -> None:
    """What the law words for everyone and what is left of a table do not make texts alike."""
    sections = [
        Section("opening", "", "本报告根据《条例》编制。" * 30),
        Section("overview", "一、总体情况", TEXT),
        Section("requests", "三、", "自然人\n商业企业\n总计"),
    ]
    assert sections_to_signature(sections) == signature(TEXT)


def test_text_without_headings_counts_as_a_whole() -> None:
    """Where all text is the opening, it is the text."""
    assert signature(TEXT, "opening") == signature(TEXT)


def test_bands() -> None:
    """Keys fit BIGINT; alike texts share some, others none."""
    changed = signature(TEXT.replace("平均用时比往年缩短两天", "平均用时缩短两天"))
    keys = signature_to_bands(signature(TEXT))
    assert len(keys) == BANDS
    assert all(0 <= key < 2**63 for key in keys)
    assert set(keys) & set(signature_to_bands(changed))
    assert not set(keys) & set(signature_to_bands(bytes(SIZE * 4)))


@pytest.mark.parametrize("wrong", [b"", bytes(511)])
def test_wrong_signatures_are_refused(wrong: bytes) -> None:
    """What is no signature is refused."""
    with pytest.raises(ValueError, match="512 bytes"):
        signature_to_bands(wrong)
    with pytest.raises(ValueError, match="512 bytes"):
        signatures_to_similarity(wrong, bytes(512))
