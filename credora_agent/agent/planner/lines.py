"""Which lines of the books a clause names."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from credora_agent.agent.planner.clauses import Clause

_UNCOUNTED = {"returns", "discounts", "fees", "gift_cards", "tips"}
_BOOKED = {"ad_spend": "marketing"}
"""Lines under which the ledger books what is reported elsewhere."""
_RATES = {
    "returns": "return_rate",
    "discounts": "discount_rate",
    "net_profit": "net_margin",
    "cm1": "cm1_rate",
    "cm2": "cm2_rate",
    "cm3": "cm3_rate",
    "marketing": "marketing_rate",
    "ad_spend": "marketing_rate",
    "fees": "fee_rate",
    "fulfilment": "fulfilment_rate",
}
"""What a line is called as a share of sales."""


def lines(clause: Clause) -> tuple[list[str], str | None, list[str]]:
    """Return the metric ids in the order said, a name that fits several when there are none, and assumptions."""
    metrics = _named(clause)
    vague = clause.first("vague")
    if not metrics and vague == "shipping" and clause.has("lean"):
        metrics = ["fulfilment" if clause.first("lean") == "cost" else "shipping_income"]
    if not metrics and clause.has("lean") and clause.has("provider"):
        metrics = ["fees"]
    if not metrics and clause.has("sold"):
        metrics = ["units"] if clause.has("count") else ["net_sales"]
    if not metrics:
        return [], vague, []
    notes = [term.word("loose") for term in clause.terms if term.has("loose") and _counts(term.senses, metrics)]
    if clause.has("count") and _UNCOUNTED & set(metrics):
        notes.append("count")
    return metrics, None, list(dict.fromkeys(notes))


_TAXES = {"sales_tax", "duties"}
_BEFORE_RETURNS = {"sales_after_discounts", "gross_sales"}
_EXCLUDES = {"excluding", "without", "excl", "ex", "minus", "exclusive", "net of", "before", "w/o", "less", "no", "not"}
_SMALL = {"of", ".", "the", "any", "including", "our"}


def _left_out(clause: Clause, at: int) -> bool:
    """Whether a tax is named only to say that the figure beside it is without: "revenue excluding VAT"."""
    before = [term.text for term in clause.terms[:at] if term.text not in _SMALL][-1:]
    if before == ["before"] and clause.terms[at].word("metric") == "returns":
        return bool(_BEFORE_RETURNS & {term.word("metric") for term in clause.terms if term.has("metric")})
    if clause.terms[at].word("metric") not in _TAXES:
        return False
    others = any(term.has("metric") and term.word("metric") not in _TAXES for term in clause.terms)
    return others and bool(before) and (before[0] in _EXCLUDES or before[0].split()[-1] in _EXCLUDES | {"net"})


def _counts(senses: dict[str, str | int], metrics: list[str]) -> bool:
    return senses.get("metric", senses.get("sold")) in metrics


def _named(clause: Clause) -> list[str]:
    terms = [term for at, term in enumerate(clause.terms) if term.has("metric") and not _left_out(clause, at)]
    if clause.kind == "entries":
        terms = [term for term in terms if not term.has("entries")] or terms
    named = list(dict.fromkeys(term.word("metric") for term in terms))
    if clause.kind == "entries" or clause.has("budget_word"):
        named = [_BOOKED.get(metric, metric) for metric in named]
    rates = [_RATES[metric] for metric in named if metric in _RATES] if clause.has("ratio") else []
    if named == ["new_customers"] and clause.first("lean") == "cost":
        return ["cac"]
    return rates or named
