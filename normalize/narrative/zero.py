"""Zero in words: 未收到政府信息公开申请, 没有因政府信息公开被申请行政复议."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from normalize.narrative.counted import NEW, Context, Counted


class ZeroWords(NamedTuple):
    """Words that say that there was none of something.

    Attributes:
        start, end: place of the words in the sentence.
        text: the words that say none, such as ``未收到``.
        counted: what there was none of.
    """

    start: int
    end: int
    text: str
    counted: Counted


_NONE = re.compile(
    r"(?P<none>(?:均|尚|暂|从)?(?:未(?:曾|有)?|没有|无)(?:收到|接到|接收到?|受理|收悉|发生|产生|出现|新增|引发|接获)(?:过|任何|到)?"
    r"|(?:均|暂)?(?:没有|无|未有|未被|未因)(?=任何|政府信息公开|信息公开|依申请|申请公开|(?:被)?(?:申请|提起)?行政|因|关于|上一?年|公民|公众|群众|社会))"
    r"(?P<object>[^，。；]{2,80}(?:，(?:被?提起|行政诉讼|及|或)[^，。；]{0,40})?)"
)
_ASKED = re.compile(
    r"(?:公开|信息|事项|方面|书面|组织|公众|个人|群众|公民)(?:的|提出的?|提交的?)*(?:书面)?申请(?!引|而|被|提起|产生|导致|所|人|行政|复议|诉讼|后)"
    r"|申请(?:要求)?公开|依申请公开|书面申请|信息依申请"
)
_DISPUTE_FILING = re.compile(
    r"申请(?:的)?(?:行政)?复议|(?:复议|诉讼|申诉).*|依申请公开(?=.{0,12}(?:引|提|导致|产生|复议))"
)
_NARROWER = re.compile(
    r"逾期|超期|超时|不予|未答复|投诉|举报|问责|追究|撤销|败诉|纠正|纠错|信函|传真|邮件|网络|网上|当面|法人|企业|收费|费用|补正|撤回|更正|第三方"
)
_BY_RESULT = re.compile(r"撤销|败诉|纠正|纠错|问责|追究|维持")
_CARRIED_IN = re.compile(r"(?:上|去)一?年度?(?:未办结)?(?:结转|转接|转入)")
_REVIEW = re.compile(r"复议")
_SUIT = re.compile(r"诉讼|起诉|应诉")
_DISCLOSURE = re.compile(r"信息公开|依申请")

_RECEIVED: Final = Counted("requests.received", "received", (NEW,))
_CARRIED: Final = Counted("requests.carried_in", "carried", (("requests.carried_in",),))
_NO_REVIEW: Final = Counted("disputes.review.total", "received", (("disputes.review.total",),))
_NO_SUIT: Final = Counted(
    "disputes.suit.total", "received", (("disputes.direct_suit.total", "disputes.suit_after_review.total"),)
)


def text_to_zeros(plain: str, context: Context) -> list[ZeroWords]:
    """Everything of which a sentence says that there was none, in order.

    >>> said = "2023年未收到政府信息公开申请，也没有因政府信息公开被申请行政复议、被提起行政诉讼的情况。"
    >>> [(zero.text, zero.counted.measure) for zero in text_to_zeros(said, Context())]
    [('未收到', 'requests.received'), ('没有', 'disputes.review.total'), ('没有', 'disputes.suit.total')]
    """
    return [
        ZeroWords(match.start("none"), match.end("none"), match["none"], counted)
        for match in _NONE.finditer(plain)
        for counted in _objects(match["object"], context.disputed or bool(_DISCLOSURE.search(plain)))
    ]


def _objects(said: str, disputed: bool) -> Iterator[Counted]:
    if _CARRIED_IN.search(said):
        yield _CARRIED
        return
    if _ASKED.search(_DISPUTE_FILING.sub("", said)) and not _NARROWER.search(said):
        yield _RECEIVED
    if disputed and not _BY_RESULT.search(said):
        if _REVIEW.search(said):
            yield _NO_REVIEW
        if _SUIT.search(said):
            yield _NO_SUIT
