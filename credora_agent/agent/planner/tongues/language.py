"""Which language a question is in, told by its script and by whose words it is made of; None when that is not clear."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from credora_agent.agent.planner.english.vocabulary import ENGLISH
from credora_agent.agent.planner.tongues.tongue import INTERNATIONAL

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from credora_agent.agent.planner.tongues.tongue import Tongue

_KANA = re.compile(r"[\u3040-\u30ff]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_BOOKS = re.compile(
    r"売上|返品|返金|利益|注文|前年|先月|今月|昨日|今日|四半期|在庫|広告|商品|予算|資金|先週|今週|昨年|今年|\d月|手数料"
)
_QUOTED = re.compile(r'"[^"]*"|«[^»]*»|“[^”]*”|„[^“”]*[“”]|「[^」]*」|『[^』]*』')
_WORD = re.compile(r"[^\W\d_]+")
_MARKS = {"es": ("ñ¿¡", "áíóú"), "de": ("ßäöü",), "fr": ("œêèàùûîçë",), "pt": ("ãõçêâ", "áíóú")}
_ENGLISH = 3
"""So many English words make it an English question about something with a Japanese name."""

_WEIGHED = 40
"""Words of a question by which its language is told."""

_FEW = 3
"""Words of a question so short that one misspelt English word among them counts."""

_SHARED = 0.2
"""Languages no further apart than this are as likely: less than one word."""

_BOTH = 0.3
"""What a word counts for a language when English has it too."""


def is_japanese(text: str) -> bool:
    """Whether the text, names in quotes aside, is written in Japanese; Han characters alone must speak of the books."""
    bare = _QUOTED.sub(" ", text)
    kana, han = len(_KANA.findall(bare)), len(_HAN.findall(bare))
    if not kana + han:
        return False
    latin = sum(ENGLISH.knows(word.lower()) and word.lower() not in INTERNATIONAL for word in _WORD.findall(bare))
    hiragana = sum("\u3040" <= c <= "\u309f" for c in bare)
    return latin < _ENGLISH and (hiragana > latin or bool(_BOOKS.search(bare)))


def languages(text: str, tongues: Callable[[], Mapping[str, Tongue]]) -> list[str]:
    """Return the language most words are of, with those as likely, best first; none for English."""
    words = [word for word in _WORD.findall(_QUOTED.sub(" ", text)) if word.lower() not in INTERNATIONAL]
    if all(ENGLISH.knows(word.lower()) for word in words):
        return []
    words = words[:_WEIGHED]
    scores = {code: _score(words, tongue) + _written(text, code) for code, tongue in tongues().items()}
    best = max(scores.values())
    near = [code for code, score in scores.items() if score > 0 and best - score < _SHARED]
    return sorted(near, key=lambda code: -scores[code])


def _score(words: list[str], tongue: Tongue) -> float:
    """Return how far the words speak for the tongue rather than for English, negative when they do not."""
    own = both = strange = exact = 0
    for at, word in enumerate(words):
        letters, in_english = tongue.letters(word), ENGLISH.knows(word.lower()) or len(word) == 1
        whole = tongue.knows_exactly(letters) or (not in_english and tongue.parts(letters) is not None)
        known = whole or tongue.knows(letters)
        own += known and not in_english
        exact += whole and not in_english
        both += known and in_english
        named = (at and word[0].isupper()) or word.lower() in ENGLISH.content
        strange += not known and not named and (in_english or (len(words) <= _FEW and _misspelt(word)))
    return own + _BOTH * both - strange if exact and own > strange else -1.0


def _misspelt(word: str) -> bool:
    return ENGLISH.mended(word.lower()) != (word.lower(),)


def _written(text: str, code: str) -> float:
    return 0.25 * sum(any(mark in text.lower() for mark in marks) for marks in _MARKS[code])
