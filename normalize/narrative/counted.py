"""What a number in a sentence counts, by the words around it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, NamedTuple

from normalize.narrative.lexicon import FILLER, Column, Entry, load_lexicon
from normalize.narrative.number import PrintedNumber


class Counted(NamedTuple):
    """What a number counts.

    Attributes:
        measure: id, such as ``requests.granted`` or ``disputes.review.upheld``.
        verb: ``received``, ``accepted``, ``concluded``, ``answered``, ``handled``, ``filed``, ``closed`` …; empty without.
        alternatives: rows (of the requests) or whole cells that count the same, each a tuple to be added.
        columns: columns of the rows of the requests, to be added.
        weak: whether the words may also count something narrower or wider.
    """

    measure: str
    verb: str
    alternatives: tuple[tuple[str, ...], ...]
    columns: tuple[str, ...] = ("total",)
    weak: bool = False


@dataclass(slots=True)
class Context:
    """What the words before have settled, while a text is read from its beginning to its end.

    Attributes:
        asked: whether they speak of requests for information.
        disputed: whether they speak of disputes over the disclosure of information.
        block: the block of disputes they spoke of last: ``review``, ``suit``, ``direct_suit``, ``suit_after_review``, or empty.
        last: what the last number on requests counted; those by applicant divide it.
        elsewhere: whether the sentence speaks of other work (热线工单) and has not named requests for information.
    """

    asked: bool = False
    disputed: bool = False
    block: str = ""
    last: Counted | None = None
    elsewhere: bool = False


NEW: Final = ("requests.new",)
RECEIVED: Final = (NEW, ("requests.new", "requests.carried_in"))
CONCLUDED: Final = (("requests.concluded",),)
HANDLED: Final = (*CONCLUDED, *RECEIVED)

_ASKED = re.compile(r"公开(?:的)?申请|申请(?:的)?公开|依申请|申请公开|信息(?:的)?申请|申请(?:政府)?信息")
_DISCLOSURE = re.compile(r"信息公开|政务公开|依申请")
_BLOCK = re.compile(
    r"(?=[复未直诉应起])(?:(?P<suit_after_review>复议后(?:再)?(?:提起)?(?:行政)?(?:诉讼|起诉))"
    r"|(?P<direct_suit>(?:未经(?:行政)?复议)?直接(?:起诉|提起(?:行政)?诉讼))|(?P<review>复议)|(?P<suit>诉讼|应诉|起诉))"
)
_BLOCKS: Final = {
    "review": ("review",),
    "suit": ("direct_suit", "suit_after_review"),
    "direct_suit": ("direct_suit",),
    "suit_after_review": ("suit_after_review",),
}
_CHANGE = re.compile(
    r"(?:同比|环比|增长|增加|上升|下降|减少|回落|提高|提升|降低|增幅|降幅|多出|少了|多了)(?:了|约|达|为|近|[:：])*\Z"
    r"|(?:比|较|高于|低于|多于|少于|相比)[^，。；]{0,10}(?:的|多|少|增|减|升|降)\Z"
)
_CLAUSE = re.compile(r"[，；：;:（(）)]")
_CLAUSE_END = re.compile(r"[。；]")
_FILLER = re.compile(FILLER)
_DISPUTE_VERB = re.compile(r"收到|受理|新增|新收|新发生|接到|办理|审理|应诉")
_ENTRY_ONLY = re.compile(r"(?:并|其中|另|还|尚|仍|对|及|和|以及|或)*(?:有|含|共有?)?")

_FOREIGN = re.compile(
    r"留言|咨询|建议|提案|问政|信箱|热线|工单|来信|来访|来电|投诉|许可|登记|救助|贷款|补贴|专利|商标|认定|资质|职称"
    r"|招聘|仲裁|调解|审批|更正|复查|复核|鉴定|公证|援助|执行|处罚|案卷|一审|二审|再审|上诉|诉求|网民|群众反映"
)
_OTHER_WORK = re.compile(
    r"留言|咨询|建议|提案|问政|信箱|热线|工单|来信|来访|来电|诉求|网民|贷款|补贴|招聘|仲裁|举报(?!、?投诉)|(?<!举报)(?<!举报、)投诉|行政审批|许可申请"
)
_CHANNEL = re.compile(
    r"网络|网上|网站|信函|邮寄|当面|现场|传真|邮件|邮箱|窗口|平台|电话|在线|书面|通过|渠道|申请表|快递"
)
_RECEIVED = re.compile(
    rf"(?P<verb>新收到?|收到|收悉|接到|接收|受理|收办|接办|接收到|收取?(?!费))(?:了)?(?P<middle>[^，；。：]{{0,50}}?)"
    rf"(?:申请|依申请公开|依申请信息公开)(?:公开)?(?:的)?(?:政府信息|信息)?(?:项目)?{FILLER}\Z"
)
_RECEIVED_BARE = re.compile(rf"(?P<verb>新收到?|收到|接到|接收|受理|收办)(?:了)?{FILLER}\Z")
_REQUESTS_BARE = re.compile(
    rf"(?:政府信息公开申请|信息公开申请|依申请公开(?:申请|件)?|公开申请|依申请)(?:数量|总数|件|总量)?{FILLER}\Z"
)
_CONCLUDED = re.compile(
    rf"(?P<verb>办结|办理完毕|办理完结|处理完毕|答复|回复|办理|处理)(?:完毕|了|并答复)?(?:(?P<middle>[^，；。：]{{0,24}}?)申请"
    rf"(?:公开)?(?:的)?(?:政府信息|信息)?)?{FILLER}\Z"
)
_NARROWER = re.compile(
    r"延期|延长|当场|逾期|超期|书面|不予|未予|告知|按时|按期|及时|限时|指导|协助|牵头|代(?!表)|转办|转送|征求|协调|(?<!申请)公开答复"
)
# 收到248条网民留言: what was received stands behind the number.
_THING_BEHIND = re.compile(
    r"(?!申请|政府信息公开|信息公开|依申请|均|已|全部|都|共|并|较|比|同比|含|其中|包括|办结|答复|予以|按)[^\W\d_]"
)
_VERBS: Final = {
    "受理": "accepted",
    "收办": "handled",
    "接办": "handled",
    "办结": "concluded",
    "办理完毕": "concluded",
    "办理完结": "concluded",
    "处理完毕": "concluded",
    "答复": "answered",
    "回复": "answered",
    "办理": "handled",
    "处理": "handled",
}
_FILED = re.compile(r"备案")
_CLOSED = re.compile(r"(?<!未)审结|(?<!未)办结|结案")
_COUNTERS: Final = frozenset({"", "件", "例", "条", "宗", "份", "次", "起", "个", "项", "件次", "起次", "部"})
_APPLIED_FOR = re.compile(r"申请|受理|办件|事项")
_WORKED_ON = re.compile(r"审查|审核|清理(?!废止)|修改|修订|备案|评估|起草|征集|征求|解读|转发|学习|涉及")
_PUBLISHED = re.compile(r"信息|公开|公示|解读|目录|清单|结果|发布|依据|事项|案例|文书")


def read_context(context: Context, plain: str) -> None:
    """Takes up what a stretch of text settles, in order."""
    if _ASKED.search(plain):
        context.asked, context.elsewhere = True, False
    elif not context.elsewhere and _OTHER_WORK.search(plain):
        context.elsewhere = True
    context.disputed = context.disputed or bool(_DISCLOSURE.search(plain))
    for match in _BLOCK.finditer(plain):
        context.block = match.lastgroup or ""


def is_change(plain: str, number: PrintedNumber) -> bool:
    """Whether a number says by how much something grew or fell, or is what it is compared with.

    >>> from normalize.narrative.number import text_to_numbers
    >>> said = "收到申请30件，同比增长12件"
    >>> [is_change(said, number) for number in text_to_numbers(said)]
    [False, True]
    """
    return bool(_CHANGE.search(plain, max(number.start - 16, 0), number.start))


def number_to_counted(
    plain: str, number: PrintedNumber, previous_end: int, next_start: int, context: Context
) -> Counted | None:
    """What a number counts; None where the words around it do not say.

    Args:
        plain: the sentence.
        number: the number.
        previous_end: where the number before it ends, 0 without.
        next_start: where the number behind it begins, the sentence's end without.
        context: what was said before the number, as :func:`read_context` leaves it.
    """
    before = plain[max(previous_end, number.start - 60) : number.start]
    clause = _last_clause(before)
    counted = _by_words(plain, before, clause, number, context)
    if counted is None and number.unit in _COUNTERS:
        behind = plain[number.end : min(next_start, number.end + 40)]
        counted = _by_result(before, context) or _by_column(before, context)
        if counted is None and _THING_BEHIND.match(behind) is None and (number.unit != "条" or "申请" in clause):
            counted = _as_concluded(clause, context) or _as_received(before, clause, context)
        if counted is None and _ENTRY_ONLY.fullmatch(clause.lstrip("，；：（、")):
            counted = _by_words_behind(_CLAUSE_END.split(behind, maxsplit=1)[0], context)
    return counted


def _last_clause(before: str) -> str:
    """The words of the number's own clause; ``，共`` before a number opens none."""
    cut = 0
    for match in _CLAUSE.finditer(before):
        if not _FILLER.fullmatch(before, match.end()):
            cut = match.end()
    return before[cut:]


def _by_words(plain: str, before: str, clause: str, number: PrintedNumber, context: Context) -> Counted | None:
    lexicon = load_lexicon()
    match = lexicon.before.search(before)
    if not match or match.lastindex is None:
        return None
    entry = lexicon.counts[match.lastindex - 1]
    table = entry.id.split(".")[0]
    if table == "proactive":
        return _proactive(entry, before, clause, match.end(match.lastindex), number)
    if number.unit not in _COUNTERS:
        return None
    if table == "requests":
        # 予以公开 and the like are also said of what nobody asked for.
        items = number.unit == "条" and "申请" not in plain and entry.id.startswith("requests.granted")
        if not context.asked or context.elsewhere or items:
            return None
        return Counted(entry.id, entry.verb, entry.alternatives, weak=entry.weak)
    if not context.disputed or _FOREIGN.search(clause):
        return None
    verb = _dispute_verb(clause)
    if verb == "closed":
        closed = tuple(
            f"disputes.{block}.{result}"
            for block in _BLOCKS.get(entry.id.split(".")[1], ())
            for result in ("upheld", "corrected", "other")
        )
        return Counted(entry.id, verb, (closed, *entry.alternatives), weak=True) if closed else None
    # An office that handles reviews counts all of its cases, most of them on other matters.
    weak = entry.weak or (verb == "handled" and not _DISCLOSURE.search(clause))
    return Counted(entry.id, verb, entry.alternatives, weak=weak)


def _dispute_verb(clause: str) -> str:
    if _FILED.search(clause):
        return "filed"
    if _CLOSED.search(clause):
        return "closed"
    match = _DISPUTE_VERB.search(clause)
    if not match:
        return ""
    return {"受理": "accepted", "办理": "handled", "审理": "handled", "应诉": "handled"}.get(match.group(), "received")


def _proactive(entry: Entry, before: str, clause: str, words_end: int, number: PrintedNumber) -> Counted | None:
    money = entry.id.endswith(".amount")
    if money != (number.unit in ("元", "万元", "亿元")) or (not money and number.unit not in _COUNTERS):
        return None
    if entry.verb == "decided" and (_PUBLISHED.search(clause) or _APPLIED_FOR.search(clause) or number.unit == "条"):
        return None
    if _PUBLISHED.search(before[words_end:]) or _WORKED_ON.search(clause):
        return None
    return Counted(entry.id, entry.verb, entry.alternatives, weak=entry.weak)


def _by_result(before: str, context: Context) -> Counted | None:
    lexicon = load_lexicon()
    if not context.block or not context.disputed:
        return None
    match = lexicon.results_before.search(before)
    if not match or match.lastindex is None:
        return None
    return _result(lexicon.results[match.lastindex - 1], context)


def _result(entry: Entry, context: Context) -> Counted:
    cells = tuple(f"disputes.{block}.{entry.id}" for block in _BLOCKS[context.block])
    return Counted(f"disputes.{context.block}.{entry.id}", "closed" if entry.id != "pending" else "", (cells,))


def _as_concluded(clause: str, context: Context) -> Counted | None:
    match = _CONCLUDED.search(clause)
    if not match or not context.asked or _FOREIGN.search(clause) or _BLOCK.search(clause):
        return None
    if context.elsewhere and "申请" not in match.group():
        return None
    verb = _VERBS[match["verb"]]
    if _NARROWER.search(clause) or _CHANNEL.search(clause):
        return None
    column = _column(match["middle"] or "")
    if verb == "handled":
        counted = Counted("requests.concluded", verb, HANDLED, column.columns, weak=True)
    else:
        counted = Counted("requests.concluded", verb, CONCLUDED, column.columns, weak=verb != "concluded")
    return counted


def _as_received(before: str, clause: str, context: Context) -> Counted | None:
    if _FOREIGN.search(clause) or _BLOCK.search(clause) or _NARROWER.search(clause):
        return None
    match = _RECEIVED.search(clause)
    said = match["middle"] if match else ""
    if match and not context.asked and "公开" not in clause:
        return None
    if not match and context.asked and not context.elsewhere:
        match = _RECEIVED_BARE.search(clause)
    if match:
        if _CHANNEL.search(clause):
            return None
        verb = _VERBS.get(match["verb"], "received")
        alternatives = (NEW,) if match["verb"].startswith("新收") else RECEIVED
        return Counted("requests.received", verb, alternatives, _column(said).columns)
    if (
        _REQUESTS_BARE.search(clause)
        and not _CHANNEL.search(clause)
        and not load_lexicon().columns_before.search(before)
    ):
        return Counted("requests.received", "", RECEIVED, weak=True)
    return None


def _column(words: str) -> Column:
    lexicon = load_lexicon()
    match = lexicon.columns_before.search(words)
    if not match or match.lastindex is None:
        return Column("everyone", ("total",))
    return lexicon.columns[match.lastindex - 1]


def _by_column(before: str, context: Context) -> Counted | None:
    lexicon = load_lexicon()
    match = lexicon.columns_before.search(before)
    if not match or match.lastindex is None or context.last is None or _FOREIGN.search(match.group()):
        return None
    column = lexicon.columns[match.lastindex - 1]
    whole = context.last
    alternatives = tuple(dict.fromkeys((*whole.alternatives, *RECEIVED, *CONCLUDED)))
    return Counted(f"{whole.measure}.{column.id}", whole.verb, alternatives, column.columns, weak=True)


def _by_words_behind(behind: str, context: Context) -> Counted | None:
    lexicon = load_lexicon()
    match = lexicon.behind.match(behind)
    if match and match.lastindex is not None and context.asked:
        entry = lexicon.counts[lexicon.behind_places[match.lastindex - 1]]
        return Counted(entry.id, entry.verb, entry.alternatives, weak=entry.weak)
    if context.block and context.disputed:
        match = lexicon.results_behind.match(behind)
        if match and match.lastindex is not None:
            return _result(lexicon.results[lexicon.results_behind_places[match.lastindex - 1]], context)
    return None
