"""What a forecast says of chance: "there is an 8 % chance of running out of cash within 90 days"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from credora_agent.agent.guard.holding import equals
from credora_agent.agent.guard.numbers import number_at
from credora_agent.agent.guard.terms import terms

if TYPE_CHECKING:
    from credora_agent.agent.guard.book import Book
    from credora_agent.agent.guard.claimable import Fact

NEAR = r"(?:about|around|roughly|approximately)\s"
SHARE = r"(?P<share>\d[\d.]*\s?(?:%|percent|per cent))"
CHANCE = r"(?:chance|risk|probability|likelihood|odds)"
OUT = (
    r"(?:(?:of|that)\s(?:running\sout\sof\s(?:cash|money)|(?:you\s(?:will\s)?run|you'll\srun)\sout\sof\s(?:cash|money)|"
    r"(?:your\s)?cash\s(?:runs|running|will\srun)\sout|"
    r"(?:your\s)?cash\s(?:falls|falling|drops|dropping|goes|going|will\sfall)\sbelow\s(?:zero|nought)))"
)
ABOVE = r"(?:that\s(?:your\s)?cash\s(?:stays|remains|will\sstay)\sabove\s(?:zero|nought))"
WHEN = r"\s(?:within|in|over)\s(?:the\snext\s|the\scoming\s)?(?P<days>\d{1,4})\sdays"
EVENT = rf"(?:(?P<out>{OUT})|(?P<above>{ABOVE}))"
FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?:there(?:'s|\sis)|you\s(?:have|face))\s(?:an?\s)?(?P<near>{NEAR})?{SHARE}\s{CHANCE}\s{EVENT}{WHEN}[.!]?",
        rf"(?:the|your)\s{CHANCE}\s{EVENT}{WHEN}\s(?:is|are|stands?\sat)\s(?P<near>{NEAR})?{SHARE}[.!]?",
    )
)
RUNS_OUT, STAYS = terms("fall below out run running negative ruin shortfall"), terms("above stay")
SHARES = terms("odd odds chance risk probability likelihood share future")


def told(text: str, book: Book) -> bool | None:
    """Tell whether a sentence that says the odds of running out of cash says a figure's; None when it says none."""
    found = next((match for form in FORMS if (match := form.fullmatch(text.strip()))), None)
    if found is None:
        return None
    read = number_at(found["share"], 0)
    number = read[1] if read else None
    if number is None:
        return False
    days = int(found["days"])
    odds = [fact for fact in book.facts if _is_odds(fact, days)]
    wanted = STAYS if found["above"] else RUNS_OUT
    return any(bool(fact.tokens & wanted) and equals(number, fact.value) for fact in odds)


def _is_odds(fact: Fact, days: int) -> bool:
    length = (fact.span[1] - fact.span[0]).days + 1 if fact.span else 0
    return fact.kind == "ratio" and "cash" in fact.tokens and bool(fact.tokens & SHARES) and length == days
