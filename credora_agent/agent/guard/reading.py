"""A sentence read into items: labels, names, periods, numbers, words that claim, and words that claim nothing."""

# ruff: noqa: C901, PLR0911, PLR0912 - one line a form; small numbers are words, months and places

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from credora_agent.agent.guard import harmless, words
from credora_agent.agent.guard.claimable import CHANGES, STOP, stem
from credora_agent.agent.guard.numbers import Number, number_at
from credora_agent.agent.guard.periods import Mention, period_at, spoken_period, whole_year
from credora_agent.agent.guard.terms import terms

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from credora_agent.agent.guard.claimable import Fact

WORD = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]+|[^\W\d_][^\W_]*(?:[-'&][^\W_]+)*")
INITIALS = 3
"""Words a label has at the least to be known by its initials."""
ALIASES = (
    ("cac", "customer acquisition cost"), ("ltv", "lifetime value"), ("aov", "average order value"),
    ("cogs", "cost of goods sold"), ("cogs", "cost of goods"), ("roas", "return on ad spend"),
    ("mer", "marketing efficiency ratio"), ("cogs", "cost of sales"),
)  # fmt: skip
"""Initials of the field, and what they stand for."""
ANY = re.compile(r"[^\W_]+(?:[-'][^\W_]+)*")
JOINTS = re.compile(r"[\s\-–—/:&+,.'()]{0,3}")
CJK = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
HARMLESS = frozenset("|·,:()\"'-–—.!?;•…[]/。！？「」*#")
YEAR_AFTER = terms(
    "in for of during since to from than and between through over until by vs versus against en im für de em"
)
AD = re.compile(r"(?:ad|ads|advertising)(?=\s(?:spend|spent|spending|costs?)\b)", re.IGNORECASE)
SPENDING = frozenset({"spend", "spends", "spending", "cost", "costs", "costing", "pay", "pays"})
AMOUNT = re.compile(
    r"\s(?:you\s|about\s|over\s|more\sthan\s|almost\s|roughly\s|nearly\s|around\s|just\s|only\s)*(?:[£€$¥]|[A-Z]{3}\s?\d|\d)"
    r"|\s(?:(?:about|over|more\sthan|almost|roughly|nearly)\s)?(?:twice|two|three|four|five|six|ten)\b|\s(?:on|in|for|as)\b"
)
AFTER_ITEM = re.compile(r"'s?(?![\w])")
ALONE = re.compile(
    r"(?:(?:an?|one|two|three)[\s-])?(?:half|thirds?|quarters?|fifths?|tenths?)(?=\s?[,.;)(!?]|\s?$|\s(?:in|from|to|over|compared|against|on|higher|lower|more|less)\b)",
    re.IGNORECASE,
)
PARTS = re.compile(r":\s|\s[-–—|·]\s|[()]")
"""What parts a label: "Top product: Rose Mist – net sales"."""
MOST_PARTS = 6
NEARLY = re.compile(rf"(?:nearly|almost)(?=\s(?:{'|'.join(words.TIMES)})\b)", re.IGNORECASE)
JOINED = re.compile(r"between\s|\sto\s", re.IGNORECASE)
AGO = re.compile(r"\s(?:earlier|before|prior)\b")
PLANNED = re.compile(
    r"(?:over|under)(?=\s(?:its\s|the\s|your\s|our\s)?(?:\w+\s)?(?:budget|plan|target)\b)", re.IGNORECASE
)
YEAR_FIRST = re.compile(r"\s(?:was|closed|ended|saw|brought|finished|had)\b")
PART_OF = re.compile(r"\s(?:of|more|less|fewer|higher|lower|larger|smaller)\b")
NEARS = sorted(words.NEAR, key=len, reverse=True)
NEAR = re.compile("(?:" + "|".join(map(re.escape, NEARS)) + r")(?![^\W\d_])\s?(?=\S)", re.IGNORECASE)
RELATIONS = {
    **dict.fromkeys(words.QUANTIFIERS, "quantifier"), **dict.fromkeys(words.AGGREGATES, "aggregate"),
    **dict.fromkeys(words.UP, "up"), **dict.fromkeys(words.DOWN, "down"), **dict.fromkeys(words.FLAT, "flat"),
    **dict.fromkeys(words.MORE, "more"), **dict.fromkeys(words.LESS, "less"), **dict.fromkeys(words.BETTER, "better"),
    **dict.fromkeys(words.WORSE, "worse"), **dict.fromkeys(words.HIGHEST, "highest"),
    **dict.fromkeys(words.LOWEST, "lowest"), **dict.fromkeys(words.BEST, "best"), **dict.fromkeys(words.WORST, "worst"),
    **dict.fromkeys(words.TIMES, "times"), **dict.fromkeys(words.ORDINAL, "ordinal"),
    **dict.fromkeys(words.GAIN, "gain"), **dict.fromkeys(words.LOSS, "loss"),
    **dict.fromkeys(words.NEGATION, "negation"), "faster": "pace", "slower": "pace", "quicker": "pace",
}  # fmt: skip
PHRASES = {
    "out of stock": "empty", "sold out": "empty", "made money": "gain", "made a profit": "gain",
    "make money": "gain", "in the black": "gain", "above zero": "gain",
    "lost money": "loss", "in the red": "loss", "below zero": "loss", "made a loss": "loss", "loses money": "loss",
    "broke even": "even", "break even": "even", "did not change": "flat", "didn't change": "flat",
    "at a profit": "gain", "turned a profit": "gain", "at a loss": "loss", "no change": "flat",
    "a high of": "quantifier",
    "a low of": "quantifier", "new high": "quantifier", "new low": "quantifier",
    "as well as": "word", "ate up": "word", "eats up": "word", "used up": "word", "ties up": "word", "took up": "word",
    "take up": "word", "takes up": "word", "added up": "word", "adds up": "word",
    "as of": "word", "so far": "word", "up to": "word", "more detail": "word",
    "more details": "word", "of course": "word", "at all": "word", "in total": "aggregate", "went up": "up",
    "went down": "down", "followed by": "quantifier", "made up": "word", "makes up": "word", "due to": "quantifier",
    "rather than": "quantifier", "on average": "aggregate", "in detail": "word", "a day": "aggregate",
    "a month": "aggregate", "a week": "aggregate", "a year": "aggregate", "a quarter": "aggregate",
    "a piece": "aggregate",
    "per day": "aggregate", "other than": "quantifier", "less than half": "quantifier", "more than half": "quantifier",
    "in short": "word", "the lower": "lowest", "the higher": "highest", "the larger": "highest",
    "the bigger": "highest", "the smaller": "lowest", "not recorded": "missing",
    "not fully recorded": "missing", "cannot be said": "missing",
    "not counted": "missing", "not known": "missing", "accounted for": "word",
    "accounts for": "word", "most of": "quantifier",
    "earned money": "gain", "best seller": "best", "best sellers": "best", "top seller": "best", "top sellers": "best",
    "best-seller": "best", "best-sellers": "best", "bestseller": "best", "bestsellers": "best", "best-selling": "best",
    "top-selling": "best", "biggest seller": "best", "should last": "word", "will last": "word", "would last": "word",
    "could last": "word", "to last": "word", "lasts for": "word", "at this rate": "word", "at the current rate": "word",
    "in the bank": "cash",
    "compared to": "compared", "compared with": "compared", "in comparison with": "compared", "relative to": "compared",
    "in comparison to": "compared", "more than": "more than", "as against": "compared",
}  # fmt: skip
PHRASE = re.compile(
    "(?:" + "|".join(map(re.escape, sorted(PHRASES, key=len, reverse=True))) + r")(?![\w'])", re.IGNORECASE
)
NOT_LABELS = frozenset(
    RELATIONS.keys()
    - words.AGGREGATES
    - {"net", "gross", "tax", "share", "ratio", "rate", "proportion", "loss", "losses", "lost", "new", "ahead"}
)

RANKING = words.HIGHEST | words.LOWEST | words.BEST | words.WORST | words.ORDINAL.keys()
"""Words that rank: a part of a label that holds one is no name."""


@dataclass(slots=True)
class Item:
    """A piece of a sentence; `kind` tells what it is: label, name, period, number, unread, word, …, or a relation."""

    kind: str
    text: str
    tokens: frozenset[str] = frozenset()
    number: Number | None = None
    period: Mention | None = None
    change: bool = False
    used: bool = False

    @property
    def low(self) -> str:
        """The text in lower case."""
        return self.text.lower()


class Lexicon:
    """What the figures of a turn and the tenant's own names call things."""

    def __init__(
        self,
        facts: Collection[Fact],
        names: Collection[str],
        ids: Collection[str],
        today: date,
        *,
        silent: Collection[str] = (),
    ) -> None:
        self.today, self.ids = today, frozenset(ids)
        self.vocabulary: set[str] = set()
        self.years: set[int] = set()
        self.spans = frozenset(fact.span for fact in facts if fact.span)
        self.phrases: dict[str, list[tuple[tuple[str, ...], frozenset[str], bool, str]]] = {}
        for fact in facts:
            self.years |= {day.year + off for day in fact.span or () for off in (-1, 0, 1)}
            self.vocabulary |= fact.tokens
        labels = dict.fromkeys(fact.label for fact in facts)
        for label in labels:
            self._add(label, "label")
            for part in PARTS.split(label)[:MOST_PARTS]:
                named = spoken_period(part, today)[0] == part and not {*part.lower().split()} & RANKING
                if part != label and named:
                    self._add(part, "label")
        for name in names:
            self._add(name, "name")
        for label in silent:
            self._add(label, "label", alone=True)
        for label in labels:
            self._initials(label)
        for fact_tokens in {fact.tokens for fact in facts}:
            for short, long in ALIASES:
                self._alias(short, long, fact_tokens)
        for phrases in self.phrases.values():
            phrases.sort(key=lambda phrase: -len(phrase[0]))

    def _add(self, text: str, kind: str, *, alone: bool = False) -> None:
        stems = tuple(stem(word) for word in ANY.findall(text.lower()))
        if stems:
            tokens = frozenset(stems) - STOP
            changes = tokens & CHANGES if "the change" not in text.lower() else frozenset()
            phrase = (stems, (tokens - changes) or tokens, bool(changes) and kind == "label", kind)
            if len(stems) > 1 or kind == "name" or alone:
                self.phrases.setdefault(stems[0], []).append(phrase)

    def _alias(self, short: str, long: str, tokens: frozenset[str]) -> None:
        """Know what is called by its initials by its long name, and the other way round."""
        initials, words_of = (tuple(stem(word) for word in ANY.findall(text)) for text in (short, long))
        held = [(one, other) for one, other in ((initials, words_of), (words_of, initials)) if {*one} - STOP <= tokens]
        for one, other in held[:1]:
            phrase = (other, frozenset(one) - STOP, False, "label")
            if phrase not in self.phrases.setdefault(other[0], []):
                self.phrases[other[0]].append(phrase)

    def _initials(self, label: str) -> None:
        """Know a label of three words or more by its initials, too: AOV."""
        parts = [word for word in ANY.findall(label) if word.isalpha()]
        short = "".join(word[0] for word in parts).lower()
        if len(parts) >= INITIALS and len(parts) == len(ANY.findall(label)):
            tokens = frozenset(stem(word) for word in parts) - STOP
            if not tokens & CHANGES and short not in self.phrases:
                self.phrases.setdefault(short, []).append(((short,), tokens, False, "initials"))

    def phrase_at(self, text: str, at: int) -> tuple[int, Item] | None:
        """Return the longest label or name that stands at a place."""
        first = ANY.match(text, at)
        if not first:
            return None
        for stems, tokens, change, kind in self.phrases.get(stem(first[0]), ()):
            end = _follow(text, first.end(), stems)
            if end and (kind != "initials" or first[0].isupper()):
                return end, Item("name" if kind == "name" else "label", text[at:end], tokens, change=change)
        return None


def _follow(text: str, end: int, stems: tuple[str, ...]) -> int | None:
    for wanted in stems[1:]:
        gap = JOINTS.match(text, end)
        found = ANY.match(text, gap.end() if gap else end)
        if not found or stem(found[0]) != wanted:
            return None
        end = found.end()
    return end


def read(text: str, lexicon: Lexicon) -> list[Item]:
    """Return a sentence's items in order; nothing of it is left out but blanks."""
    items: list[Item] = []
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
            continue
        owns = AFTER_ITEM.match(text, at)
        if owns and items and items[-1].kind in ("label", "name", "period", "word") and not text[at - 1].isspace():
            items[-1].text += owns[0]
            at = owns.end()
            continue
        at, item = _next(text, at, lexicon, items)
        items.append(item)
    return items


def _next(text: str, at: int, lexicon: Lexicon, before: list[Item]) -> tuple[int, Item]:
    cited = re.compile(r"\[[\w.:#/ -]+\]").match(text, at)
    if cited and cited[0][1:-1] in lexicon.ids:
        return cited.end(), Item("word", cited[0])
    phrase = lexicon.phrase_at(text, at)
    if phrase:
        return phrase
    nearly = NEARLY.match(text, at)
    if nearly:
        return nearly.end(), Item("word", nearly[0])
    near = NEAR.match(text, at)
    if near and not period_at(text, near.end(), lexicon.today):
        found = _by_part(text, near.end()) or _number(text, near.end(), before, lexicon)
        if found and found[1].number and not found[1].number.near:
            sense = words.NEAR[near[0].strip().lower()]
            return found[0], replace(found[1], number=replace(found[1].number, near=sense))
    over = PLANNED.match(text, at)
    if over:
        return over.end(), Item(
            "more" if over[0].lower() == "over" else "less", "above" if over[0][0] in "oO" else "below"
        )
    said = PHRASE.match(text, at)
    if (
        said
        and said[0].lower() == "more than"
        and not re.match(r"\s(?:doubled|tripled|trebled|quadrupled|halved)", text[said.end() :])
    ):
        said = None
    if said and AGO.match(text, said.end()):
        said = None
    moved = bool(before) and (before[-1].low == "by" or before[-1].kind in ("up", "down"))
    if said and not (said[0].lower() == "a quarter" and (moved or PART_OF.match(text, said.end()))):
        return said.end(), _said(said[0], lexicon)
    if text[at].isdigit() and (ordinal := ANY.match(text, at)) and ordinal[0].lower() in words.ORDINAL:
        dated = period_at(text, at, lexicon.today)
        return (
            (dated[0], _period(dated, text[at : dated[0]])) if dated else (ordinal.end(), Item("ordinal", ordinal[0]))
        )
    dated = _dated(text, at, lexicon)
    if dated:
        return dated[0], _period(dated, text[at : dated[0]])
    number = (_by_part(text, at) if moved else None) or _number(text, at, before, lexicon)
    if number:
        return number
    word = WORD.match(text, at)
    if word:
        return _word(text, at, word, lexicon, before)
    return at + 1, Item("word" if text[at] in HARMLESS or _ornament(text[at]) else "symbol", text[at])


def _said(text: str, lexicon: Lexicon) -> Item:
    """Return a phrase as what it says; money in the bank is cash where figures speak of cash."""
    kind = PHRASES[text.lower()]
    if kind == "cash":
        return Item("label", text, frozenset({"cash"})) if "cash" in lexicon.vocabulary else Item("unknown", text)
    return Item(kind, text)


def _ornament(sign: str) -> bool:
    """Tell whether a sign is an emoji that points nowhere."""
    name = unicodedata.name(sign, "")
    telling = any(word in name for word in ("ARROW", "TRIANGLE", "CHART", "UP", "DOWN", "CIRCLED", "DIGIT"))
    return unicodedata.category(sign) in ("So", "Mn", "Cf") and not telling


def _dated(text: str, at: int, lexicon: Lexicon) -> tuple[int, Mention | None] | None:
    """Return the period at a place; of two days joined that are no figure's range, the first alone."""
    found = period_at(text, at, lexicon.today)
    joint = JOINED.search(text, at, found[0]) if found and found[1] and found[1].spans else None
    if found is None or joint is None or any(found[1] and found[1].covers(span) for span in lexicon.spans):
        return found
    if joint[0].lower() == "between ":
        return None
    return period_at(text[: joint.start()], at, lexicon.today) or found


def _by_part(text: str, at: int) -> tuple[int, Item] | None:
    """Return a fraction that stands alone: "by a quarter", "nearly a third"."""
    found = ALONE.match(text, at)
    read = number_at(f"{found[0]} of", 0) if found else None
    return (found.end(), Item("number", found[0], number=read[1])) if found and read and read[1] else None


def _period(found: tuple[int, Mention | None], text: str) -> Item:
    return Item("period", text, period=found[1]) if found[1] else Item("unread", text)


def _number(text: str, at: int, before: list[Item], lexicon: Lexicon) -> tuple[int, Item] | None:
    if text[at] in "-–+" and at and not (text[at - 1].isspace() or text[at - 1] in "(:≈~"):
        return None
    found = number_at(text, at)
    if found is None:
        return None
    end, number = found
    written = text[at:end]
    cut = re.match(r"[^\W\d_]|\d|[.,:/^*]\d|/\s?[a-z]|%", text[end:])
    if number is None or (cut and not CJK.match(text, end)) or (at and text[at - 1] in "/^*=<>"):
        tail = ANY.match(text, end) if cut else None
        return (tail.end() if tail else end), Item("unread", written)
    last = before[-1].low if before else ""
    dated = written.isdigit() and (int(written) in lexicon.years or last in ("in", "during", "since"))
    opens = not before and written.isdigit() and int(written) in lexicon.years and YEAR_FIRST.match(text, end)
    if re.fullmatch(r"(?:19|20)\d\d", written) and (opens or (last in YEAR_AFTER and dated)):
        return end, Item("period", written, period=whole_year(int(written)))
    return end, Item("number", written, number=number)


def _word(text: str, at: int, word: re.Match[str], lexicon: Lexicon, before: list[Item]) -> tuple[int, Item]:
    written = word[0]
    if CJK.search(written):
        return _cjk(at, written, lexicon)
    found = _known(written, lexicon)
    if found is None and before and before[-1].low == "cash" and written.lower() in ("balance", "position", "on"):
        found = Item("word", written)
    if found is not None and found.kind == "word" and written.lower() in SPENDING and not _as_verb(text, word, before):
        found = Item("unknown", written)
    if found is None and AD.match(text, at):
        found = Item("word", "the")
    if found is None and "-" in written:
        part = written.split("-")[0]
        found = _known(part, lexicon)
        written = part if found else written
    if found is None and "'" in written:
        part = written.split("'")[0]
        found = _known(part, lexicon)
    if found is not None:
        return at + len(written) if not written.endswith("'s") else word.end(), found
    initial = not before or all(item.kind in ("word", "symbol") and not item.text[0].isalnum() for item in before)
    return word.end(), Item("proper" if written[0].isupper() and not initial else "unknown", written)


def _as_verb(text: str, word: re.Match[str], before: list[Item]) -> bool:
    """Tell whether "spend", "cost", "pay" is what somebody does, and not the name of an amount."""
    last = before[-1] if before else None
    done = last is not None and (last.kind in ("label", "name") or last.low in ("you", "we", "to", "they", "and"))
    return done and bool(AMOUNT.match(text, word.end()))


def _known(written: str, lexicon: Lexicon) -> Item | None:
    low = written.lower()
    root = stem(low)
    if root in lexicon.vocabulary and low not in NOT_LABELS and root not in STOP:
        return Item("label", written, frozenset({root}))
    if low in RELATIONS:
        return Item(RELATIONS[low], written)
    if low in words.NEUTRAL or low in words.BASE or low in words.ADVICE or low in words.COST_VERBS | words.GAIN_VERBS:
        return Item("word", written)
    if low.removesuffix("'s") in words.NEUTRAL or low.removesuffix("'ll").removesuffix("'re") in words.NEUTRAL:
        return Item("word", written)
    return _harmless(written, low)


def _harmless(written: str, low: str) -> Item | None:
    """Return a word that claims nothing, or a noun that claims nothing where it names nothing told."""
    if low in harmless.MANNER or harmless.mannered(low):
        return Item("word", written)
    single = low.removesuffix("'s")
    return Item("noun", written) if single in harmless.NOUNS else None


def _cjk(at: int, written: str, lexicon: Lexicon) -> tuple[int, Item]:
    for length in range(len(written), 0, -1):
        part = written[:length]
        found = _known(part, lexicon)
        if found:
            return at + length, found
    return at + len(written), Item("unknown", written)
