"""A Japanese question read by the longest phrases its tables know, and put in an English order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from credora_agent.agent.planner.english.vocabulary import ENGLISH
from credora_agent.agent.planner.tongues import japanese as table
from credora_agent.agent.planner.tongues.japanese_figures import counted, figure
from credora_agent.agent.planner.tongues.reading import TIME, Piece, tidied
from credora_agent.agent.planner.tongues.tongue import INTERNATIONAL

if TYPE_CHECKING:
    from collections.abc import Iterator

_QUOTED = re.compile(r'「[^」]{1,80}」|『[^』]{1,80}』|"[^"]{1,80}"|“[^”]{1,80}”')
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9&.'\-]*(?: [A-Z][A-Za-z0-9&'\-]*)*")
_KATAKANA = re.compile(r"[\u30a1-\u30fa\u30fc]+(?:・[\u30a1-\u30fa\u30fc]+)*")
_STRANGE = re.compile(r"[\u3041-\u309f]+|[\u4e00-\u9fff々]+|[^\W\d]")
_MIXED = re.compile(r"([A-Za-z][A-Za-z0-9\-]*)[\u30a1-\u30fa\u30fc]+")
_ENDING = re.compile(r"[いきしな](?=[\u30a1-\u30fa\u4e00-\u9fff])")
_HEADS = {"supposed": "what if", "alerted": "alert me when"}
_STOPS = "。？?！!."
_LONGEST = 16


@dataclass(frozen=True, slots=True)
class Part:
    """One phrase, its kind telling where its English goes; `known` is false for a word that stays as it is."""

    text: str
    kind: str
    known: bool = True
    share: int = 0


def gloss(text: str) -> tuple[str, list[Piece]]:
    """Return the question in English order, and its pieces for counting what was understood."""
    said: list[str] = []
    parts = list(_parts(counted(text)))
    sentence: list[Part] = []
    for part in [*parts, Part("", "stop")]:
        if part.kind != "stop":
            sentence.append(part)
            continue
        placed = _placed(sentence)
        if placed:
            said.append(placed + part.text)
        sentence = []
    return " ".join(said), [Piece(part.text, part.share, known=part.known) for part in parts]


def _parts(text: str) -> Iterator[Part]:
    at = 0
    name, names_end = "", 0
    while at < len(text):
        part, after = _stop(text, at) or _part(text, at)
        if part is not None and not part.known:
            name, names_end = (name if names_end == at else "") + part.text, after
            following = _part(text, after)[0] if after < len(text) and text[after] not in _STOPS else None
            if following is None or following.known or after >= len(text):
                yield Part(name, "word", known=False, share=1)
                name = ""
        elif part is not None:
            yield part
        at = after


def _stop(text: str, at: int) -> tuple[Part, int] | None:
    return (Part("?" if text[at] in "？?" else ".", "stop"), at + 1) if text[at] in _STOPS else None


def _part(text: str, at: int) -> tuple[Part | None, int]:
    found = _as_written(text, at)
    if found is not None:
        return found
    known = _longest(text, at)
    if known is not None and known[1] == at + 1 and _begins_a_word(text, at):
        known = None
    katakana = _KATAKANA.match(text, at)
    if katakana and (known is None or not _whole(text, at, katakana.end())):
        return Part(katakana.group(), "word", known=False, share=1), katakana.end()
    if known is not None:
        return known
    if latin := _LATIN.match(text, at):
        understood = _read(latin.group())
        return Part(latin.group(), "word", known=understood, share=0 if understood else 1), latin.end()
    return _strange(text, at)


def _as_written(text: str, at: int) -> tuple[Part, int] | None:
    if quoted := _QUOTED.match(text, at):
        return Part(quoted.group(), "word"), quoted.end()
    if (mixed := _MIXED.match(text, at)) and not _read(mixed.group(1)):
        return Part(mixed.group(), "word", known=False, share=1), mixed.end()
    if text[at].isdigit() and (phrase := _longest(text, at)) is not None:
        return phrase
    told = figure(text, at)
    return (Part(told[0], "word"), told[1]) if told is not None else None


def _begins_a_word(text: str, at: int) -> bool:
    """Whether the Han character at `at` is the first of a word that is not known."""
    pair = text[at : at + 2]
    return len(pair) == 2 and all("\u4e00" <= c <= "\u9fff" for c in pair) and _longest(text, at + 1) is None  # noqa: PLR2004


def _read(latin: str) -> bool:
    return len(latin) > 1 and all(word in INTERNATIONAL or ENGLISH.knows(word) for word in latin.lower().split())


def _strange(text: str, at: int) -> tuple[Part | None, int]:
    if text[at] in "、,，;":
        return Part(",", "comma"), at + 1
    match = _STRANGE.match(text, at)
    if match is None:
        return None, at + 1
    end = at + 1
    while end < match.end() and _longest(text, end) is None:
        end += 1
    if "\u4e00" <= text[at] <= "\u9fff" and _ENDING.match(text, end):
        end += 1
    word = text[at:end]
    small = len(word) == 1 and "\u3041" <= word <= "\u309f"
    return (None if small else Part(word, "word", known=False, share=1)), end


def _whole(text: str, at: int, end: int) -> bool:
    """Whether the letters from `at` to `end` are known phrases throughout, so that no name is cut apart."""
    while at < end:
        found = _longest(text, at)
        if found is None:
            return False
        at = found[1]
    return True


def _longest(text: str, at: int) -> tuple[Part, int] | None:
    phrases = _phrases()
    for size in range(min(_LONGEST, len(text) - at), 0, -1):
        part = phrases.get(text[at : at + size])
        if part is not None:
            return part, at + size
    return None


@cache
def _phrases() -> dict[str, Part]:
    """Return every phrase with its English and its kind; what carries meaning wins over what is dropped."""
    plain = {
        "drop": table.DROPPED, "break": table.BREAKS, "and": table.AND, "versus": table.VERSUS, "most": table.MOST,
    }  # fmt: skip
    found: dict[str, Part] = {}
    for kind, listed in plain.items():
        found |= {phrase: Part("", kind) for phrase in listed.split(",")}
    tables = {
        "size": table.SIZES,
        "supposed": table.SUPPOSED,
        "alerted": table.ALERTED,
        "before": table.BEFORE,
        "tail": table.TAIL,
        "front": table.FRONT,
        "word": table.IN_PLACE,
    }
    for kind, entries in tables.items():
        for english, listed in entries.items():
            found |= {phrase: Part(english.strip(), kind, share=1) for phrase in listed.split(",")}
    return found


def _placed(sentence: list[Part]) -> str:
    order = _Order()
    for i, part in enumerate(sentence):
        after = sentence[i + 1] if i + 1 < len(sentence) else None
        order.place(part, after)
    return order.told()


class _Order:
    """The English of one sentence while it is put together."""

    def __init__(self) -> None:
        self.front: list[str] = []
        self.words: list[str] = []
        self.tail: list[str] = []
        self.group = 0
        self.most = False
        self.most_of: int | None = None

    def place(self, part: Part, after: Part | None) -> None:
        """Put one part where English has it."""
        match part.kind:
            case "word":
                self.words.append(part.text)
            case "front":
                self.front.append(part.text)
            case "tail":
                self.tail.append(part.text)
            case "break" | "comma":
                self.group = len(self.words)
            case "versus":
                self._hold_against()
            case "before":
                self._put_before(part.text)
            case "and" if after is not None and after.kind == "word" and self.words:
                self.words.append("and")
            case _:
                self._judge(part, after)

    def _judge(self, part: Part, after: Part | None) -> None:
        """Put words of size, and verbs of a supposition, before the noun they speak of."""
        if part.kind == "most":
            self.most = True
            self.most_of = (
                len(self.words) if after is not None and after.kind == "word" and after.text != "sold" else None
            )
        elif part.kind in _HEADS:
            self.front.append(_HEADS[part.kind])
            self._put_before(part.text)
        elif part.kind == "size":
            plain = table.BETTER_SAID if self.tail else table.PLAIN_SAID
            self._put_before((table.MOST_SAID if self.most else plain)[part.text])
            self.most = False

    def _hold_against(self) -> None:
        held = self.words[self.group :]
        del self.words[self.group :]
        if held:
            self.tail.append("compared to " + " ".join(held))

    def _put_before(self, text: str) -> None:
        if text == "until" and "from" in self.words:
            text = "to"
        self.words.insert(max(len(self.words) - 1, 0), text)

    def _since(self) -> list[str]:
        """Return the words with "from" a day on which nothing ends as "since" that day."""
        if "from" not in self.words or "to" in self.words:
            return self.words
        at = self.words.index("from")
        dated = bool(TIME.search(" ".join(self.words[at + 1 : at + 2])))
        return [*self.words[:at], *(["since"] if dated else []), *self.words[at + 1 :]]

    def told(self) -> str:
        """Return the sentence."""
        words = self._since()
        if self.most and self.most_of is not None:
            words = [*words[: self.most_of], "most", *words[self.most_of :]]
        elif self.most:
            words = [table.MOST_SAID[""], *words]
        return tidied(" ".join([*self.front, *words, *self.tail]))
