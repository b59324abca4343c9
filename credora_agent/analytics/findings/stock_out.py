"""Goods that run out before new ones can be there, and what a day without them costs."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from credora_agent.analytics.findings.base import LONG, MONTH, Confidence, Evidence, Finding
from credora_agent.analytics.findings.words import money
from credora_agent.analytics.metrics import Unit

if TYPE_CHECKING:
    from credora_agent.analytics.findings.base import Seen
    from credora_agent.analytics.inventory.demand import Rate
    from credora_agent.ledger.goods import Stock

SOON = 14
"""Days of cover that are short where nobody said how long an order takes."""
FEW, ENOUGH = 8, 30
SINGLY, SHOWN = 5, 6
"""Products told one by one; and those named among the rest."""


def find(seen: Seen) -> list[Finding]:
    """Return the products that sell and whose stock ends before an order placed today would arrive."""
    terms = {each.sku: each.lead_days for each in seen.plan.terms} if seen.plan else {}
    due = _due(seen)
    found = []
    for item in seen.stock:
        rate = seen.rates.get(item.sku)
        if item.on_hand is None or rate is None or rate.sold < FEW or rate.mean <= 0:
            continue
        lead = terms.get(item.sku, terms.get(""))
        cover = max(item.on_hand + due.get(item.sku, 0), 0) / rate.mean
        if cover < (lead if lead is not None else SOON):
            found.append(_of(seen, item, rate, cover, lead))
    found.sort(key=lambda finding: (-(finding.at_stake or 0), finding.subject))
    return found if len(found) <= SINGLY + 1 else [*found[:SINGLY], _others(found[SINGLY:])]


def _others(rest: list[Finding]) -> Finding:
    """Return the smaller ones as one finding; another set of them is a new one."""
    subjects = sorted(finding.subject for finding in rest)
    stakes = [finding.at_stake for finding in rest if finding.at_stake is not None]
    return Finding(
        rule="stock_out",
        subject="others",
        edition=sha256("\n".join(subjects).encode()).hexdigest()[:8],
        title=f"{len(rest)} more products are sold out or about to be",
        says=f"{'; '.join(finding.title for finding in rest[:SHOWN])}{' and others' if len(rest) > SHOWN else ''}.",
        evidence=tuple(finding.evidence[2]._replace(label=finding.title) for finding in rest),
        confidence=max(finding.confidence for finding in rest),
        sample=sum(finding.sample for finding in rest),
        sampled="units sold",
        at_stake=sum(stakes) if stakes else None,
        basis="CM2 a day × days without stock, if ordered today, of each",
        next_step="credora inventory",
    )


def _days(cover: float) -> str:
    whole = round(cover)
    return "less than a day" if whole < 1 else f"{whole} more {'day' if whole == 1 else 'days'}"


def _due(seen: Seen) -> dict[str, int]:
    """Return the units on order that arrive within the days that count as short."""
    found: dict[str, int] = {}
    for order in seen.plan.stock_orders if seen.plan else ():
        if order.sku and order.status in {"planned", "ordered"} and 0 <= (order.arrives_on - seen.today).days <= SOON:
            found[order.sku] = found.get(order.sku, 0) + order.units
    return found


def _of(seen: Seen, item: Stock, rate: Rate, cover: float, lead: int | None) -> Finding:
    line = next((line for line in seen.lines if line.id == item.sku), None)
    cm2 = line.amounts["cm2"] / line.units if line and line.units else None
    costed = line is not None and "cogs" not in line.missing
    a_day = round(cm2 * rate.mean) if cm2 is not None and cm2 > 0 and costed else None
    without = min(MONTH, max((lead if lead is not None else SOON) - cover, 0))
    on_hand, name = item.on_hand or 0, seen.title(item.sku)
    gone = on_hand <= 0
    waits = f"an order takes {lead} days" if lead is not None else "nobody said how long an order takes"
    return Finding(
        rule="stock_out",
        subject=item.sku,
        edition="out" if gone else "ahead",
        title=f"{name} is sold out" if gone else f"{name} lasts {_days(cover)}",
        says=(
            f"{on_hand:,} on hand, {rate.mean:.1f} a day sold; {waits}."
            + (f" A day without it loses {money(a_day, seen.currency)} of CM2." if a_day else "")
        ),
        evidence=(
            Evidence("On hand", on_hand, Unit.COUNT),
            Evidence("Units a day", round(rate.mean, 2), Unit.MULTIPLE, seen.recent(), "gross_sales", item.sku),
            Evidence("Days of cover", round(cover, 1), Unit.DAYS),
            *((Evidence("CM2 a day", a_day, Unit.MONEY, seen.quarter, "net_sales", item.sku),) if a_day else ()),
        ),
        confidence=Confidence.HIGH if rate.sold >= ENOUGH and rate.source == "own data" else Confidence.MEDIUM,
        sample=rate.sold,
        sampled="units sold",
        at_stake=round(a_day * without) if a_day else None,
        basis=f"CM2 a day (of {LONG} days) × {without:.0f} days without stock, if ordered today",
        since=seen.today if gone else None,
        next_step="credora inventory",
    )
