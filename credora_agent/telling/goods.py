"""Products, campaigns and stock told: what earns, what loses, what runs out, and the table beneath."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from credora_agent.analytics.figure import Bound
from credora_agent.analytics.metrics import Unit
from credora_agent.core.quoting import quoted
from credora_agent.reports.inventory import SOON_DAYS
from credora_agent.telling.figures import About
from credora_agent.telling.phrasing import listed, measured, money, percent, period, when
from credora_agent.telling.sheet import told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from credora_agent.reports.schemas import Figure
    from credora_agent.reports.sheets import SheetReport, SheetRow
    from credora_agent.telling.part import Part

PRODUCT_COLUMNS = ("units", "net_sales", "cm2", "own_ads", "cm3")
"""What a table of products shows where there is no room for the whole P&L."""
CAMPAIGN_COLUMNS = ("ad_spend", "platform_roas", "break_even_roas", "cost_per_purchase", "profit_after_ads")
"""What a table of campaigns shows where there is little room."""
STOCK_COLUMNS = ("on_hand", "units_per_day", "days_of_cover", "suggested_order", "stock_value")
"""What a table of stock shows where there is little room; without supply terms no order."""
CAMPAIGN_SAID = ("blended_roas", "claimed_share", "cost_trend", "trend_weeks")
"""What sentences about campaigns take beside that."""
CALLED = {
    "units_per_day": "Units sold a day",
    "days_of_cover": "Days of cover",
    "on_hand": "Units on hand",
    "suggested_order": "Suggested order",
    "order_cost": "Cost of the orders suggested",
    "stock_value": "Stock at cost",
    "cost_trend": "Rise of the cost per purchase",
    "trend_weeks": "Weeks of the rise",
    "claimed_share": "Share platforms claim of what customers were charged",
    "own_ads": "Own advertising",
}
"""What a value is called where its column's heading alone does not say it."""
NAMED = 3
"""SKUs a sentence names at the most."""
BOUNDS = {"at_most": "at most ", "at_least": "at least ", "partial": "as far as recorded "}
LOSES = "loses after ads"


def tell_products(report: SheetReport) -> Part:
    """Return which products lose money after their own advertising and which earns most, then the table."""
    named = when(report.period.start, report.period.end)
    if not report.sheet.rows:
        return told(report, (f"{period(report.period.start, report.period.end)}: {' '.join(report.notes)}",))
    losing = [row for row in report.notable if LOSES in row.marks]
    words = [_lost(report, row, named if i == 0 else "") for i, row in enumerate(losing)]
    if not losing:
        words.append(_none_loses(report, named))
    words += [
        f"{quoted(row.label)} earned most: CM3 {_said(report, row, 'cm3')}."
        for row in report.notable
        if row not in losing
    ]
    return told(report, words, shown=_brief(report), said=("share",), called=CALLED, more=[*_shares(report, losing)])


def tell_campaigns(report: SheetReport) -> Part:
    """Return which campaigns lose or decay, what all ads together bring, then the table."""
    if report.sheet.total is None:
        return told(report, (f"{period(report.period.start, report.period.end)}: {' '.join(report.notes)}",))
    words = [_weak(report, row) for row in report.notable]
    if not words:
        words.append("No campaign surely loses money or grows dearer by its platform's own count.")
    said = (*words, _blended(report, report.sheet.total))
    return told(report, said, shown=CAMPAIGN_COLUMNS, said=CAMPAIGN_SAID, called=CALLED)


def _weak(report: SheetReport, row: SheetRow) -> str:
    """Return what is wrong with a campaign: it loses, its purchases grow dearer, or both."""
    said = []
    if "loses" in row.marks:
        roas, needs = row.values.get("platform_roas"), row.values.get("break_even_roas")
        against = f"ROAS {measured(roas, 'multiple')}" if roas is not None else "no purchases"
        least = f", it needs {measured(needs, 'multiple')}" if needs is not None else ""
        lost = -(row.values.get("profit_after_ads") or Decimal(0))
        said.append(f"lost {_money(report, lost)} by its platform's own count ({against}{least})")
    trend = row.values.get("cost_trend")
    if "decaying" in row.marks and trend is not None:
        weeks = row.values.get("trend_weeks") or Decimal(0)
        said.append(f"pays {percent(trend)} more a purchase than {measured(weeks, 'count')} weeks before")
    return f"{quoted(row.label)} {' and '.join(said)}."


def _blended(report: SheetReport, total: SheetRow) -> str:
    spend, roas, claimed = (total.values.get(name) for name in ("ad_spend", "blended_roas", "claimed_share"))
    said = f"All ads together cost {_money(report, spend or Decimal(0))} {when(report.period.start, report.period.end)}"
    if roas is not None:
        said += f"; revenue was {measured(roas, 'multiple')} times that"
    if claimed is not None:
        said += f", and the platforms claim {percent(claimed)} of what customers were charged"
    return f"{said}."


def tell_inventory(report: SheetReport) -> Part:
    """Return what is out of stock while it sells, what runs out or must be ordered next, and the money in stock."""
    total = report.sheet.total
    if total is None:
        return told(report, report.notes)
    out = [row for row in report.notable if {"out of stock", "oversold"} & {*row.marks}]
    due = [row for row in report.notable if row not in out]
    words = [_out(report, out)] if out else []
    if due:
        words.append(f"Next: {listed([_due(row) for row in due[:NAMED]])}.")
    if not report.notable:
        words.append(f"Nothing that sells is out of stock or runs out within {SOON_DAYS} days.")
    worth = total.values.get("stock_value")
    if worth is not None:
        least = BOUNDS.get(total.bounds.get("stock_value", ""), "")
        words.append(f"{least}{_money(report, worth)} is tied up in stock at cost.".capitalize())
    orders = total.values.get("order_cost")
    if orders:
        words.append(f"The orders suggested come to {_money(report, orders)}.")
    shown = [name for name in STOCK_COLUMNS if name != "suggested_order" or orders is not None]
    more = _stock_outs(report, out)
    return told(report, words, shown=shown, said=("order_cost", "cm2_a_day"), called=CALLED, more=more)


def _stock_outs(report: SheetReport, out: list[SheetRow]) -> list[Figure]:
    """Return how many products are out of stock while they sell, and what that costs a day."""
    about = About(report.period, report.currency, report.as_of)
    found = [about.figure("soon_days", "Days counted as soon", SOON_DAYS, Unit.DAYS)]
    found += [about.figure("out_while_selling", "Products out of stock while selling", len(out), Unit.COUNT)]
    if len(out) > NAMED:
        found.append(about.figure("further_out", "More products out of stock", len(out) - NAMED, Unit.COUNT))
    lost, bound = _lost_a_day(out)
    return [*found, about.figure("cm2_a_day_lost", "CM2 a day lost to products out of stock", lost, bound=bound)]


def _lost_a_day(out: list[SheetRow]) -> tuple[Decimal | None, Bound]:
    """Return what products lose a day, None where it is known of none; "at least" where it is not known of all."""
    known = [value for row in out if (value := row.values.get("cm2_a_day")) is not None]
    return (sum(known, Decimal(0)) if known else None), Bound.EXACT if len(known) == len(out) else Bound.AT_LEAST


def _out(report: SheetReport, out: list[SheetRow]) -> str:
    lost, bound = _lost_a_day(out)
    least = "at least " if bound is Bound.AT_LEAST else ""
    more = f" and {len(out) - NAMED} more" if len(out) > NAMED else ""
    labels = [quoted(row.label) for row in out[:NAMED]]
    names = f"{', '.join(labels)}{more}" if more else listed(labels)
    verb = "is" if len(out) == 1 else "are"
    worth = f"; at their rate that is {least}{_money(report, lost)} of CM2 a day" if lost else ""
    return f"{names} {verb} out of stock while selling{worth}."


def _due(row: SheetRow) -> str:
    soon = [mark for mark in row.marks if mark.startswith("runs out")]
    order = row.values.get("suggested_order")
    said = f" ({soon[0]})" if soon else ""
    name = quoted(row.label)
    return f"{name}{said}" if not order else f"order {measured(order, 'count')} of {name}{said}"


def _none_loses(report: SheetReport, named: str) -> str:
    """Return that no product loses by its own advertising, as far as that can be said."""
    if report.sheet.total is None or not report.sheet.total.values.get("own_ads"):
        return f"No product has advertising of its own {named}."
    return f"No product surely loses money after its own advertising {named}."


def _lost(report: SheetReport, row: SheetRow, named: str) -> str:
    """Return what a product lost: by its own campaigns, or only with its share of the rest."""
    least = "at least " if row.bounds.get("cm3") == "at_most" else ""
    days = f" {named}" if named else ""
    own, cm3 = row.values["own_ads"], row.values["cm3"]
    if own is None or cm3 is None:
        return f"{quoted(row.label)} lost money after its own advertising{days}; by how much is not recorded."
    said = f"{quoted(row.label)} lost {least}{_money(report, -cm3)} after its own advertising{days}"
    campaigns = f" ({quoted(row.texts['campaigns'])})" if "campaigns" in row.texts else ""
    shared = _shared(row)
    rest = f" and {_money(report, shared)} as its share of other marketing" if shared else ""
    return f"{said}: CM2 {_said(report, row, 'cm2')}, its own campaigns {_money(report, -own)}{campaigns}{rest}."


def _shared(row: SheetRow) -> Decimal | None:
    """Return what of marketing that is no product's own a product bears; None where a part of it is not recorded."""
    own, cm3, cm2 = (row.values.get(name) for name in ("own_ads", "cm3", "cm2"))
    return None if own is None or cm3 is None or cm2 is None else cm2 + own - cm3


def _shares(report: SheetReport, losing: list[SheetRow]) -> Iterator[Figure]:
    about = About(report.period, report.currency, report.as_of)
    for row in losing:
        yield about.figure(
            "other_marketing", "Share of other marketing", _shared(row), entity=row.label, key=row.id,
            formula="cm2 + own_ads − cm3",
        )  # fmt: skip


def _brief(report: SheetReport) -> tuple[str, ...]:
    """Return the columns to show: those in brief, with the change of CM3 if it is compared."""
    changes = ("cm3_before", "cm3_change") if any(c.id == "cm3_change" for c in report.sheet.columns) else ()
    return (*PRODUCT_COLUMNS, *changes)


def _said(report: SheetReport, row: SheetRow, name: str) -> str:
    value = row.values.get(name)
    return "not recorded" if value is None else BOUNDS.get(row.bounds.get(name, ""), "") + _money(report, value)


def _money(report: SheetReport, value: Decimal) -> str:
    return money(value, report.currency)
