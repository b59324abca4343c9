"""Idioms said in the words of the figures they mean: "it cost you £5 to acquire a customer" is the CAC."""

# ruff: noqa: E501 - one idiom a line

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

AMOUNT = r"(?:[£$€¥]\s?[\d.,]*\d|[\d.,]*\d\s?(?:EUR|GBP|USD|JPY|euros|pounds|dollars|yen))\s?(?:[kKM]\b|million\b)?"
LESSENED = r"narrowed|shrank|fell|decreased|eased|declined|dropped|lessened|improved"
MORE_LOST = r"widened|grew|increased|rose|deepened|worsened|climbed"
LOSS = r"(?:[Yy]our\s|[Tt]he\s|[Oo]ur\s)?(?P<of>[Nn]et\s|[Oo]perating\s)?[Ll]oss(?:es)?"
IDIOMS = tuple(
    (re.compile(pattern), said, frozenset(needed.split()))
    for pattern, said, needed in (
        (rf"^{LOSS}\s(?:{MORE_LOST})\sfrom\s(?={AMOUNT})(?P<rest>.*\sto\s)(?={AMOUNT})",
         r"\g<of>profit fell from -\g<rest>-", "profit"),
        (rf"^{LOSS}\s(?:{LESSENED})\sfrom\s(?={AMOUNT})(?P<rest>.*\sto\s)(?={AMOUNT})",
         r"\g<of>profit rose from -\g<rest>-", "profit"),
        ((r"^(?:You|We|The (?:shop|business|store)|(?:Your\s)?(?:[Nn]et\s)?[Pp]rofit)\s(?:swung|went|moved|turned)\sfrom\sa"
         rf"\s(?P<of>net\s|operating\s)?loss\sof\s(?={AMOUNT})(?P<rest>.*?\s(?:in)?to\s)a\s(?:net\s|operating\s)?profit\sof\s"),
         r"\g<of>profit rose from -\g<rest>", "profit"),
        ((r"^(?:You|We|The (?:shop|business|store)|(?:Your\s)?(?:[Nn]et\s)?[Pp]rofit)\s(?:swung|went|moved|turned)\sfrom\sa"
         r"\s(?P<of>net\s|operating\s)?profit\sof\s(?P<rest>.*?\s(?:in)?to\s)a\s(?:net\s|operating\s)?loss\sof\s"
         rf"(?={AMOUNT})"), r"\g<of>profit fell from \g<rest>-", "profit"),
        (r"(?P<near>\s(?:about|around|roughly)\s|\s)(?P<n>[\d.]+\d)\s?(?:x|times)\sits\s(?:ad\s)?spend\b", r"\g<near>\g<n>x", "roas"),
        ((rf"^(?:Customers|Shoppers|Each customer)\sspent\s(?P<n>(?:about\s|around\s|roughly\s)?{AMOUNT})\sper\sorder"
         r"(?:\son\saverage)?(?=[\s,.])"), r"Average order value was \g<n>", "average order value"),
        ((rf"^[Ii]t\scost(?:s)?(?:\syou|\sus)?\s(?P<n>(?:about\s|around\s|roughly\s)?{AMOUNT})\sto\s(?:acquire|win)\s"
         r"(?:a|each|one)\s(?:new\s)?customer\b"), r"Customer acquisition cost was \g<n>", "customer acquisition cost"),
        ((rf"^[Ii]t\scost(?:s)?(?:\syou|\sus)?\s(?P<n>(?:about\s|around\s|roughly\s)?{AMOUNT})\sto\s(?:acquire|win)\s"
         r"(?:a|each|one)\s(?:new\s)?customer\b"), r"CAC was \g<n>", "cac"),
        ((r"^(?:A|Each|Every)\scustomer\sis\sworth\s(?P<n>(?:about\s|around\s|roughly\s)?[\d.]+)\s?(?:x|times)\s"
         r"(?:what\sit\scosts\sto\sacquire\s(?:one|them)|the\scost\sof\sacquiring\s(?:one|them))"),
         r"LTV to CAC is \g<n>x", "ltv cac"),
        (r"\bCAC\sratio\b", "CAC", "ltv cac"),
        ((rf"^(?:You|We)(?:\sare|'re)\s(?:currently\s)?burning\s(?:through\s)?(?P<n>(?:about\s|around\s|roughly\s)?{AMOUNT})"
         r"\s(?:a|per|each)\smonth"), r"Monthly burn is \g<n>", "monthly burn"),
        (r"^[Oo]rder\svolume\b", "Orders", "order"),
        ((r"^(?P<n>(?:(?:[Aa]bout|[Aa]round|[Rr]oughly|[Nn]early)\s)?[\d.]+\s?%)\sof\s(?:sales|revenue|orders)\s"
         r"(?:was|were)\srefunded"), r"Refund rate was \g<n>", "refund rate"),
    )
)  # fmt: skip


def said_plainly(text: str, vocabulary: Collection[str]) -> str:
    """Return a text with its idioms in the figures' words, where figures have these words."""
    for pattern, said, needed in IDIOMS:
        if needed.issubset(vocabulary):
            text = pattern.sub(lambda found, said=said: found.expand(said), text)  # type: ignore[misc]
    return text
