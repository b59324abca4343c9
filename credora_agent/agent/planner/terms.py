"""A question as terms: the longest phrases the lexicon knows, with what each can mean where it stands."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from credora_agent.agent.planner.tokens import Token, tokenise

if TYPE_CHECKING:
    from credora_agent.agent.planner.lexicon import Lexicon, Senses

MOST = 240
"""Terms that are read of one question."""

MOST_MENDED = 20
"""Unknown words of one question that are looked at for a misspelling; a text with more is hardly a question."""

_YEARS = range(1990, 2100)
_WRITTEN = frozenset({"ymd", "isoweek", "dmy", "ym", "my", "dm"})
_MARKS = {
    ",": "comma",
    "?": "stop",
    ".": "stop",
    "!": "stop",
    ";": "stop",
    "/": "and",
    "&": "and",
    "+": "and",
    ":": "colon",
}
_DEGREES = frozenset(("so", "too", "very", "how", "really", "pretty", "was", "were", "is", "are", "that", "been"))
"""After these a word that is also a slip of another, as "weak" is of "week", is meant as it stands."""
_PRONOUNS = frozenset(("i", "we", "you", "it", "be", "have", "not", "they", "he", "she", "also", "this", "that"))


@dataclass(frozen=True, slots=True)
class Term:
    """One phrase of the question; `senses` maps each kind of meaning to its value, and is empty for a plain word."""

    text: str
    start: int
    end: int
    senses: Senses = field(default_factory=dict)
    mended: bool = False
    content: bool = False

    def has(self, *kinds: str) -> bool:
        """Whether the term can mean any of these kinds."""
        return not self.senses.keys().isdisjoint(kinds)

    def number(self, kind: str) -> int:
        """Return the value of a numeric sense the term has."""
        return int(self.senses[kind])

    def word(self, kind: str) -> str:
        """Return the value of a worded sense the term has."""
        return str(self.senses[kind])


def read_terms(text: str, lexicon: Lexicon) -> list[Term]:
    """Return the terms of a tidy text in order, with misspelt words mended and modal verbs told from months."""
    tokens = _mend(_without_hyphens(tokenise(text)[:MOST], lexicon), lexicon)
    terms, at = [], 0
    while at < len(tokens):
        term, at = _longest(tokens, at, lexicon)
        terms.append(term)
    placed = [_in_place(terms, i) for i in range(len(terms))]
    return [term for term in placed if term.senses or term.text[0].isalnum()]


def _without_hyphens(tokens: list[Token], lexicon: Lexicon) -> list[Token]:
    kept = []
    for i, token in enumerate(tokens):
        if token.kind != "hyphen":
            kept.append(token)
        elif 0 < i < len(tokens) - 1 and _dated(tokens[i - 1], lexicon) and _dated(tokens[i + 1], lexicon):
            kept.append(replace(token, kind="mark"))
    return kept


def _dated(token: Token, lexicon: Lexicon) -> bool:
    return not {"month", "weekday", "quarter", "half"}.isdisjoint(lexicon.phrases.get((token.text,), ()))


def _mend(tokens: list[Token], lexicon: Lexicon) -> list[tuple[Token, bool]]:
    mended: list[tuple[Token, bool]] = []
    strange = 0
    for token in tokens:
        words: tuple[str, ...] = (token.text,)
        after_degree = bool(mended) and mended[-1][0].text in _DEGREES and token.text in lexicon.words
        if token.kind == "word" and not lexicon.knows(token.text) and not after_degree:
            strange += 1
            words = lexicon.mended(token.text) if strange <= MOST_MENDED else words
        changed = words != (token.text,)
        mended += [(replace(token, text=word), changed) for word in words]
    return mended


def _longest(tokens: list[tuple[Token, bool]], at: int, lexicon: Lexicon) -> tuple[Term, int]:
    for size in range(min(lexicon.longest, len(tokens) - at), 0, -1):
        words = tuple(token.text for token, _ in tokens[at : at + size])
        senses = lexicon.phrases.get(words)
        if senses is not None:
            return _term(tokens[at : at + size], dict(senses) | (_own(tokens[at][0]) if size == 1 else {})), at + size
    token = tokens[at][0]
    strange = token.kind == "word" and token.text not in lexicon.plain
    return replace(_term(tokens[at : at + 1], _own(token)), content=strange), at + 1


def _term(tokens: list[tuple[Token, bool]], senses: Senses) -> Term:
    text = " ".join(token.text for token, _ in tokens)
    return Term(text, tokens[0][0].start, tokens[-1][0].end, senses, mended=any(changed for _, changed in tokens))


def _own(token: Token) -> Senses:
    """Return what a token means by its form alone: a written date, a number, a mark."""
    if token.kind in _WRITTEN:
        return {token.kind: token.text}
    if token.kind == "mark":
        return {_MARKS[token.text]: 1} if token.text in _MARKS else {}
    digits = int("0" + "".join(c for c in token.text if c.isdigit())[:9])
    forms: dict[str, Senses] = {
        "ordinal": {"ordinal": digits},
        "week": {"weekno": digits},
        "shortyear": {"year": 2000 + digits},
        "percent": {"percent": 1},
    }
    if token.kind == "number" and token.text.isdigit():
        is_year = len(token.text) == 4 and digits in _YEARS  # noqa: PLR2004 - figures of a year
        return {"number": digits, "year": digits} if is_year else {"number": digits}
    return forms.get(token.kind, {})


def _in_place(terms: list[Term], i: int) -> Term:
    term = terms[i]
    before = terms[i - 1] if i else None
    after = terms[i + 1] if i + 1 < len(terms) else None
    if term.text == "may" and _modal(before, after):
        return _without(term, "month")
    if term.has("season") and term.has("change"):
        return _without(term, "change" if _is_season(before, after) else "season")
    if term.text == "down" and any(t.text in _BREAKS for t in terms[max(0, i - 6) : i]):
        return _without(_without(term, "change"), "way")
    if term.has("year") and term.text.isdigit() and _is_amount(before, after):
        return _without(term, "year")
    return _by_place(term, before, after) or _marked(term, before, after)


def _by_place(term: Term, before: Term | None, after: Term | None) -> Term | None:
    """Return "worse" as the worst before what is ranked, "in weeks" as a split; None for any other term."""
    if term.text in {"worse", "better"} and _is_superlative(before, after):
        return replace(term, senses={"extreme": "worst" if term.text == "worse" else "best"})
    splits = term.has("unit") and _splits(before, term, after)
    return replace(term, senses={"by": term.word("unit")}) if splits else None


_SIGNED = {"+": "up", "plus": "up", "-": "down", "minus": "down"}
"""Before a percentage these say which way it goes."""
_SHORTENED = frozenset(("incl", "excl", "approx", "ca", "no", "nr", "mrs", "mr", "ms", "dr", "st", "inc"))
"""Words a point shortens."""


def _is_superlative(before: Term | None, after: Term | None) -> bool:
    """Whether "worse" stands for the worst: "the five worse days"."""
    return before is not None and before.has("number", "the") and after is not None and after.has("unit", "thing")


_SPLITS = frozenset(("rather than", "instead of", "instead", "please", "rather", "not"))


def _splits(before: Term | None, term: Term, after: Term | None) -> bool:
    """Whether "in weeks" says how to split the days: nothing is counted and nothing follows that is dated."""
    ends = after is None or after.has("stop", "comma", "nothing") or after.text in _SPLITS
    return before is not None and before.text == "in" and term.text.endswith("s") and len(term.text) > 1 and ends


def _marked(term: Term, before: Term | None, after: Term | None) -> Term:
    """Return a point that only shortens a word, a sign of a percentage, as what they are."""
    if term.text == "." and _abbreviated(before, after):
        return _without(term, "stop")
    signs = term.text in _SIGNED and after is not None and after.has("percent", "percent_word")
    if signs and (before is None or before.end < term.start):
        return replace(term, senses={"pull": _SIGNED[term.text], "signed": 1})
    return term


_BREAKS = frozenset(("break", "broken", "breaking", "drill", "split"))
_SIGNS = frozenset("$€£¥")
_AFTER_AMOUNTS = frozenset(
    ("a", "per", "each", "k", "euros", "dollars", "pounds", "bucks", "units", "pcs", "pieces", "/")
)
_BEFORE_AMOUNTS = frozenset(("at", "of", "to", "below", "above", "under", "over", "than", "by", "another", "extra"))


def _is_amount(before: Term | None, after: Term | None) -> bool:
    """Whether four figures that could be a year are a sum: "2000 a month", "$2024"."""
    return (before is not None and before.text in _SIGNS) or (after is not None and after.text in _AFTER_AMOUNTS)


def strangers(terms: list[Term], text: str) -> list[Term]:
    """Return the terms of a gloss, its unknown words marked where they can be no name: written small."""
    return [
        replace(term, senses={**term.senses, "strange": 1}) if term.content and text[term.start].islower() else term
        for term in terms
    ]


def without_years(terms: list[Term]) -> list[Term]:
    """Return the terms of a wish, in which "to 2000" and "below 2000" are sums."""
    return [
        _without(term, "year") if i and term.has("year") and terms[i - 1].text.split()[-1] in _BEFORE_AMOUNTS else term
        for i, term in enumerate(terms)
    ]


def _modal(before: Term | None, after: Term | None) -> bool:
    return (after is not None and after.text in _PRONOUNS) or (
        before is not None and before.text in _PRONOUNS - {"this"}
    )


def _is_season(before: Term | None, after: Term | None) -> bool:
    if after is not None and after.has("year"):
        return True
    if before is None:
        return after is None
    noun = before.has("the") and after is not None and after.has("prep", "of", "from")
    return not noun and before.has(
        "step", "prep", "of", "since", "from", "until", "the", "to", "between", "and", "versus"
    )


def _abbreviated(before: Term | None, after: Term | None) -> bool:
    if after is None or before is None:
        return False
    return before.text in _SHORTENED or before.has("versus", "month", "weekday", "number", "ordinal")


def _without(term: Term, kind: str) -> Term:
    return replace(term, senses={k: v for k, v in term.senses.items() if k != kind})
