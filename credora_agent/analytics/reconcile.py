"""From each source's own control total to net profit, step by step, to the last micro."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from credora_agent.analytics.metrics import METRICS
from credora_agent.ledger.entries import GOODS, NOT_PROFIT, Category

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class SourceTotal:
    """What one connection states in one currency over the period, in micros: its control total."""

    connection: str
    currency: str
    stated: int
    records: int


@dataclass(frozen=True, slots=True)
class BookedTotal:
    """What the ledger holds of one connection, category and currency, in micros.

    `derived` is true for what Credora worked out beside the source (COGS from unit costs). `converted` is in
    the shop's currency; `unconverted` counts the entries left out of it for want of a rate. `costed` is the
    part of `converted` whose unit cost is known.
    """

    connection: str
    category: Category
    currency: str
    booked: int
    converted: int
    entries: int
    unconverted: int
    derived: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the bridge: what is added to the running total, in micros of `currency`, and by how many rows."""

    id: str
    label: str
    amount: int
    currency: str
    entries: int


@dataclass(frozen=True, slots=True)
class Bridge:
    """The steps whose amounts add up from the control total to net profit.

    `difference` is what the ledger booked beyond what the sources stated, in the shop's currency; abroad each
    currency's is a step of its own. `differs` is false when every record was booked as its source states it.
    `result` is the sum of all steps: net profit as recorded, in the shop's currency.
    """

    control_total: int
    steps: tuple[Step, ...]
    difference: int
    differs: bool
    result: int


def bridge(currency: str, sources: Sequence[SourceTotal], booked: Sequence[BookedTotal]) -> Bridge:
    """Return the bridge for a shop that reports in `currency`. Exact: every amount is a sum of micros."""
    from_sources = [total for total in booked if not total.derived]
    steps = [
        *_control_totals(currency, sources),
        *_differences(sources, from_sources),
        *_conversions(currency, from_sources),
        *_excluded(currency, booked),
        *_derived(currency, booked),
    ]
    kept = [step for step in steps if step.amount or step.id.startswith(("control_total", "difference"))]
    control = sum(step.amount for step in kept if step.id == "control_total")
    differences = {step.currency: step.amount for step in kept if step.id.startswith("difference")}
    result = sum(step.amount for step in kept if step.currency == currency)
    return Bridge(control, tuple(kept), differences.get(currency, 0), any(differences.values()), result)


def _control_totals(currency: str, sources: Sequence[SourceTotal]) -> list[Step]:
    by_currency: dict[str, list[SourceTotal]] = {currency: []}
    for source in sources:
        by_currency.setdefault(source.currency, []).append(source)
    return [
        Step(
            "control_total" if code == currency else f"control_total.{code}",
            f"What the sources state, in {code}",
            sum(source.stated for source in group),
            code,
            sum(source.records for source in group),
        )
        for code, group in by_currency.items()
    ]


def _differences(sources: Sequence[SourceTotal], booked: Sequence[BookedTotal]) -> list[Step]:
    codes = sorted({source.currency for source in sources} | {total.currency for total in booked})
    return [
        Step(
            f"difference.{code}",
            f"Booked otherwise than stated, in {code}",
            sum(total.booked for total in booked if total.currency == code)
            - sum(source.stated for source in sources if source.currency == code),
            code,
            0,
        )
        for code in codes
    ]


def _conversions(currency: str, booked: Sequence[BookedTotal]) -> list[Step]:
    steps = []
    for code in sorted({total.currency for total in booked} - {currency}):
        group = [total for total in booked if total.currency == code]
        entries, left_out = sum(t.entries for t in group), sum(t.unconverted for t in group)
        note = f" ({left_out} entries without a rate left out)" if left_out else ""
        steps += [
            Step(f"convert.{code}", f"{code} taken out", -sum(t.booked for t in group), code, entries),
            Step(
                f"convert.{code}.{currency}",
                f"{code} converted to {currency}, each at its own day's rate{note}",
                sum(t.converted for t in group),
                currency,
                entries - left_out,
            ),
        ]
    return steps


def _excluded(currency: str, booked: Sequence[BookedTotal]) -> list[Step]:
    steps = []
    for category in NOT_PROFIT:
        group = [total for total in booked if total.category is category]
        if entries := sum(total.entries for total in group):
            amount = -sum(total.converted for total in group)
            label = f"Not profit: {METRICS[category.value].label.lower()}"
            steps.append(Step(f"excluded.{category.value}", label, amount, currency, entries))
    return steps


def _derived(currency: str, booked: Sequence[BookedTotal]) -> list[Step]:
    steps = []
    for category in Category:
        group = [total for total in booked if total.derived and total.category is category]
        if entries := sum(total.entries for total in group):
            amount = sum(total.converted for total in group)
            steps.append(Step(f"added.{category.value}", METRICS[category.value].label, amount, currency, entries))
    return steps


def shopify_gross_profit(costed_net_sales: int, booked: Sequence[BookedTotal]) -> int:
    """Return net sales of costed goods less their cost, in micros: Shopify's own "gross profit", for comparison."""
    return costed_net_sales + sum(total.converted for total in booked if total.category is Category.COGS)


def total_sales(booked: Sequence[BookedTotal]) -> int:
    """Return goods, shipping, tax, duties, tips in micros: Shopify's "total sales", kept for comparison only."""
    counted = {*GOODS, Category.SHIPPING_INCOME, Category.SALES_TAX, Category.DUTIES, Category.TIPS}
    return sum(total.converted for total in booked if total.category in counted)
