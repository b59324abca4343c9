"""A question of a language with spaces read phrase by phrase: names stay, known phrases become English."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from credora_agent.agent.planner.english.vocabulary import ENGLISH
from credora_agent.agent.planner.terms import MOST_MENDED
from credora_agent.agent.planner.tongues.cutting import MONTHS, Token, cut
from credora_agent.agent.planner.tongues.tongue import INTERNATIONAL, SHARE, SLOT, Node

if TYPE_CHECKING:
    from collections.abc import Callable

    from credora_agent.agent.planner.tongues.tongue import Tongue

MOST = 160
"""Tokens that are read of one question."""

_MARK = "zz"
_DATED = {
    "month",
    "weekday",
    "quarter",
    "half",
    "season",
    "feast",
    "unit",
    "step",
    "day_word",
    "number",
    "ordinal",
    "by",
}
_MOST_MENDED = 6
_TITLED = 0.6
TIME = re.compile(
    r"\b(?:january|february|march|april|may|june|july|august|september|october|november|december|monday|tuesday"
    r"|wednesday|thursday|friday|saturday|sunday|day|week|month|quarter|year|days|weeks|months|quarters|years"
    r"|today|yesterday|tomorrow|q[1-4]|h[12]|now|christmas|easter|spring|summer|autumn|winter|(?:19|20)\d\d|\d{1,2})\b",
    re.IGNORECASE,
)
_MONTH_NAMES = "|".join(MONTHS)
_BETTER = {"best": "better", "worst": "worse"}
_UNITS = {"day", "week", "month", "quarter", "year"}
_MOST = {"more": "most", "less": "fewest", "higher": "highest", "lower": "lowest"}
_VERB = re.compile(r"(?:is|are|was|were|did|do|had|have|has|will|of|in)\b")
_MORE = re.compile(r"\b(?:more|less|fewer|better|worse|higher|lower|bigger|smaller)\b|~best|~worst")


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the gloss; `share` counts its words that carry something, `known` whether they were understood."""

    text: str
    share: int = 0
    known: bool = True
    mark: bool = False


def read(text: str, tongue: Tongue) -> list[Piece]:
    """Return the pieces of a tidy text in their own order."""
    tokens = _mend(_name(_split(cut(text)[:MOST], tongue), tongue), tongue)
    pieces: list[Piece] = []
    at = 0
    while at < len(tokens):
        found = _follow(tokens, at, tongue.phrases, tongue, ())
        if found is None or found[1] == at:
            marked = sum(not piece.known for piece in pieces) < MOST_MENDED
            pieces.append(_alone(tokens[at], tongue, unbent if marked else str))
            at += 1
            continue
        english, after, fills = found
        for fill in fills:
            english = english.replace(SLOT, fill, 1)
        content = [t for t in tokens[at:after] if t.kind == "word" and t.key not in tongue.small]
        pieces.append(Piece(english.strip(), len(content)))
        at = after
    return pieces


Followed = tuple[str, int, tuple[str, ...]]


def _follow(tokens: list[Token], at: int, node: Node, tongue: Tongue, fills: tuple[str, ...]) -> Followed | None:
    best: Followed | None = (node.english, at, fills) if node.english is not None else None
    if at == len(tokens):
        return best
    token = tokens[at]
    if token.text == "," and node is not tongue.phrases:
        found = _follow(tokens, at + 1, Node(node.after), tongue, fills)
        return found if found is not None else best
    steps = [(node.after.get(base), fills) for base in tongue.bases(token.key)] if token.kind == "word" else []
    figure = _figure(token, tongue) if SLOT in node.after else None
    if figure is not None:
        steps.append((node.after[SLOT], (*fills, figure)))
    if SHARE in node.after and token.kind == "number" and (token.english or "").endswith("%"):
        steps.append((node.after[SHARE], (*fills, str(token.english))))
    for child, filled in steps:
        found = _follow(tokens, at + 1, child, tongue, filled) if child is not None else None
        if found is not None and (best is None or found[1] > best[1]):
            best = found
    return best


def _figure(token: Token, tongue: Tongue) -> str | None:
    if token.kind in {"number", "ordinal"}:
        return token.english
    node = tongue.phrases.after.get(token.key) if token.kind == "word" else None
    return node.english if node is not None and node.english and node.english.isdigit() else None


def _alone(token: Token, tongue: Tongue, kept: Callable[[str], str]) -> Piece:
    if token.english is not None:
        return Piece(token.english)
    if token.kind == "mark":
        return Piece(token.text if token.text in ".,?!;&+/" else "", mark=True)
    if token.key in tongue.small:
        return Piece("")
    passes = token.key in INTERNATIONAL or (token.key.isdigit())
    return Piece(token.text if passes else kept(token.text), 0 if passes else 1, known=passes)


def unbent(word: str) -> str:
    """Return an unknown word as it is, marked where the English planner would mend it into words for days."""
    mended = ENGLISH.mended(word.lower())
    dated = any(_DATED & ENGLISH.phrases.get((part,), {}).keys() for part in mended)
    return f"{_MARK}{word}" if dated and mended != (word.lower(),) else word


def _split(tokens: list[Token], tongue: Tongue) -> list[Token]:
    """Drop hyphens and apostrophes between known words; a hyphenated word with an unknown part stays one name."""
    kept: list[Token] = []
    for token in tokens:
        token.key = tongue.letters(token.text)
        joins = len(kept) > 1 and token.glued and kept[-1].kind == "mark" and kept[-1].text == "-" and kept[-1].glued
        if not joins:
            kept.append(token)
            continue
        before = kept[-2]
        known = all(tongue.knows(t.key) or t.key in INTERNATIONAL for t in (before, token))
        if known or before.kind != "word" or token.kind != "word":
            kept[-1] = token
        else:
            kept[-2:] = [replace(before, text=f"{before.text}-{token.text}", key=before.key + token.key)]
    return [t for t in kept if not (t.kind == "mark" and t.text in "'-’`´\"()¿¡")]


def _name(tokens: list[Token], tongue: Tongue) -> list[Token]:
    """Set the English of words that are part of a name to themselves."""
    words = [t for t in tokens if t.kind == "word"]
    long = [t for t in words if len(t.text) > 3]  # noqa: PLR2004 - shorter ones keep small letters in titles
    titled = len(long) > 2 and sum(t.capital for t in long) >= _TITLED * len(long) and not tongue.nouns_are_capital  # noqa: PLR2004
    shouted = all(t.text.isupper() for t in words)
    if titled or shouted:
        return tokens
    at = 0
    while at < len(tokens):
        after = at
        while after < len(tokens) and _could_name(tokens[after], tongue) and tokens[after].key not in tongue.naming:
            after += 1
        if after > at and _is_name(tokens, at, after, tongue):
            for token in tokens[at:after]:
                token.kind, token.english = "name", token.text
        at = max(after, at + 1)
    return tokens


def _could_name(token: Token, tongue: Tongue) -> bool:
    return token.capital and not token.first and token.key not in tongue.calendar and token.key not in INTERNATIONAL


def _is_name(tokens: list[Token], at: int, after: int, tongue: Tongue) -> bool:
    if at and tokens[at - 1].key in tongue.naming:
        return True
    return not tongue.nouns_are_capital and any(not tongue.knows(t.key) for t in tokens[at:after])


def _mend(tokens: list[Token], tongue: Tongue) -> list[Token]:
    mended: list[Token] = []
    strange = 0
    for token in tokens:
        if token.kind != "word" or tongue.knows(token.key) or token.key in INTERNATIONAL or token.key.isdigit():
            mended.append(token)
            continue
        parts = tongue.parts(token.key)
        strange += 1
        near = tongue.mended(token.key) if parts is None and strange <= _MOST_MENDED else None
        mended += [replace(token, key=key) for key in parts or (near or token.key,)]
    return mended


def told(pieces: list[Piece]) -> str:
    """Return the pieces as one English text; a word that depends on its neighbours (`~`) is settled here."""
    words: list[str] = []
    for i, piece in enumerate(pieces):
        text = piece.text
        if text.startswith("~"):
            text = _settled(text[1:], pieces, i)
        elif text in _UNITS and words and words[-1] == "of":
            text = f"the {text}"
        if text:
            words.append(text)
    return tidied(" ".join(words))


def tidied(joined: str) -> str:
    """Return the words of a gloss without doubled ones, an order or an alert told by its number in the singular."""
    joined = re.sub(r"\s+", " ", joined)
    joined = re.sub(r"\s+([,.?!;])", r"\1", joined)
    joined = re.sub(rf"\b(order|alert)s(?= #?\d+\b(?! (?:{_MONTH_NAMES})))", r"\1", joined)
    joined = re.sub(r"\bQ(\d{2,})\b", r"\1 quarter", joined)
    return re.sub(r"\b(\w+)( \1\b)+", r"\1", joined).strip()


def _settled(word: str, pieces: list[Piece], at: int) -> str:
    before = [p.text for p in pieces[:at] if p.text]
    after = [p.text for p in pieces[at + 1 :] if p.text]
    if word == "to":
        times = bool(before and after) and bool(TIME.search(before[-1])) and bool(TIME.search(after[0]))
        return "to" if times else ""
    if word in _BETTER:
        return _BETTER[word] if "~than" in after or (after and after[0].startswith("than")) else word
    if word == "which":
        return "what" if not after or _VERB.match(after[0]) else word
    if word in _MOST:
        ranks = (
            any(text.lstrip("~").startswith(("which", "what is", "what was")) for text in before)
            and "~than" not in after
        )
        return _MOST[word] if ranks else word
    return word if any(_MORE.search(text) for text in before) else ""
