"""Orders, the shelf and payouts told: what stands out of them in sentences, then the table."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from credora_agent.analytics.metrics import Unit
from credora_agent.core.quoting import quoted
from credora_agent.ledger.load_shelf import ENOUGH
from credora_agent.telling.figures import About
from credora_agent.telling.phrasing import BOUNDS, listed, measured, money, percent, when
from credora_agent.telling.sheet import told

if TYPE_CHECKING:
    from credora_agent.reports.sheets import SheetReport, SheetRow
    from credora_agent.telling.part import Part

ORDER_COLUMNS = ("units", "net_sales", "returns", "cm2")
SHELF_COLUMNS = ("price", "unit_cost", "sold_margin_rate", "on_hand", "stock_value", "units")
PAYOUT_COLUMNS = ("net", "charges", "refunds", "fees", "adjustments", "reserve")
"""What each table shows where there is little room."""
SAID = ("day", "status")
ORDER_SAID = ("orders", "aov", "refunded", "refunded_rate", "cm2_rate", "losing")
SHELF_SAID = ("skus", "out", "missed", "low", "losing", "uncosted")
PAYOUT_SAID = ("paid", "on_the_way", "waiting", "held", "returned", "differing", "payouts")
"""What sentences take from a total beside the columns shown."""
SHELF_CALLED = {
    "sold_margin_rate": "Margin rate",
    "skus": "SKUs on the shelf",
    "out": "SKUs out of stock",
    "missed": "SKUs out of stock while selling",
    "low": f"SKUs that last less than {ENOUGH} days",
    "losing": "SKUs sold below cost",
    "uncosted": "SKUs without unit cost",
    "on_hand": "Units on hand",
}
PAYOUT_CALLED = {
    "paid": "Paid out",
    "on_the_way": "Payouts on the way",
    "waiting": "In no payout yet",
    "held": "In reserve",
    "returned": "Payouts failed or cancelled",
    "differing": "Payouts that are not the sum of their rows",
    "payouts": "Payouts",
    "charges": "Charges in payouts",
    "fees": "Fees in payouts",
    "net": "Payout",
}
"""What a value is called where its column's heading alone does not say it."""
NAMED = 3
"""Lines a sentence names at the most."""


def tell_orders(report: SheetReport) -> Part:
    """Return how many orders there were and what they came to, how many came back or lose, then the table."""
    total, named = report.sheet.total, _when(report)
    if total is None:
        return told(report, (f"No such order was placed {named}.",))
    if report.sheet.total_rows == 1 and len(report.sheet.rows) == 1:
        words = [*_one(report, report.sheet.rows[0])]
        return told(report, words, shown=ORDER_COLUMNS, texts=SAID, said=ORDER_SAID, brief=False)
    words = [_sold(report, total, named)]
    refunded, rate = total.values.get("refunded") or Decimal(0), total.values.get("refunded_rate")
    if refunded and rate is not None:
        back = -(total.values.get("returns") or Decimal(0))
        words.append(f"{_count(refunded)} ({percent(rate)}) had goods returned, {_money(report, back)} in all.")
    earned = _earned(report, total)
    words += [earned] if earned else []
    return told(report, words, shown=ORDER_COLUMNS, texts=SAID, said=ORDER_SAID, brief=False)


def _sold(report: SheetReport, total: SheetRow, named: str) -> str:
    count, aov = total.values.get("orders") or Decimal(0), total.values.get("aov")
    orders = "1 order was" if count == 1 else f"{_count(count)} orders were"
    each = f", {_money(report, aov)} each before returns" if aov is not None else ""
    return f"{orders} placed {named}: net sales {_said(report, total, 'net_sales')}{each}."


def _earned(report: SheetReport, total: SheetRow) -> str:
    """Return what orders left before advertising, and how many left less than nothing."""
    if total.values.get("cm2") is None:
        return ""
    rate, losing = total.values.get("cm2_rate"), total.values.get("losing")
    share = f" ({percent(rate)})" if rate is not None else ""
    lose = f"; {_count(losing)} {'loses' if losing == 1 else 'lose'} money" if losing else ""
    return f"CM2 is {_said(report, total, 'cm2')}{share}{lose}."


def _one(report: SheetReport, row: SheetRow) -> tuple[str, ...]:
    one_day = report.period.start == report.period.end
    placed = when(report.period.start, report.period.end) if one_day else f"of {row.texts.get('day', '')}"
    units = row.values.get("units") or Decimal(0)
    status = f", {quoted(row.texts['status'])}" if "status" in row.texts else ""
    said = f"Order {quoted(row.label)} {placed}{status}: {_count(units)} {'unit' if units == 1 else 'units'}"
    money_of = [f"{name} {_said(report, row, of)}" for name, of in (("net sales", "net_sales"), ("CM2", "cm2"))]
    return (f"{said}, {', '.join(money_of)}.",)


def tell_shelf(report: SheetReport) -> Part:
    """Return how much is for sale and in stock, what is out while it sells, what has no cost, then the table."""
    total = report.sheet.total
    if total is None:
        return told(report, report.notes)
    values = total.values
    skus = values.get("skus") or Decimal(0)
    words = [f"{_count(skus)} {'SKU stands' if skus == 1 else 'SKUs stand'} on the shelf"]
    if values.get("stock_value") is not None:
        words[0] += f", {_said(report, total, 'stock_value')} at cost"
    words[0] += "."
    out, missed, low = (values.get(name) or Decimal(0) for name in ("out", "missed", "low"))
    if out:
        names = [quoted(row.label) for row in report.notable if {"out of stock", "oversold"} & {*row.marks}][:NAMED]
        which = f": {listed(names)}{' among them' if missed > len(names) else ''}" if names and missed else ""
        words.append(f"{_count(out)} {_is(out)} out of stock, {_count(missed)} of them while selling{which}.")
    if low:
        words.append(f"{_count(low)} {'lasts' if low == 1 else 'last'} less than {ENOUGH} days as sales go.")
    uncosted, losing = (values.get(name) or Decimal(0) for name in ("uncosted", "losing"))
    if losing:
        words.append(f"{_count(losing)} sold below cost lately.")
    if uncosted:
        words.append(f"{_count(uncosted)} {'has' if uncosted == 1 else 'have'} no unit cost.")
    about = About(report.period, report.currency, report.as_of)
    lasting = about.figure("low_days", "Days of cover counted as low", ENOUGH, Unit.DAYS)
    return told(report, words, shown=SHELF_COLUMNS, said=SHELF_SAID, called=SHELF_CALLED, more=[lasting])


def tell_payouts(report: SheetReport) -> Part:
    """Return what was paid out, what is on the way or still waits, what failed or does not add up, then the table."""
    total = report.sheet.total
    if total is None:
        return told(report, report.notes)
    values = total.values
    words = [f"{_said(report, total, 'paid')} was paid out {_when(report)}."]
    ahead = [
        f"{said} {_money(report, value)}"
        for name, said in (("on_the_way", "on the way"), ("waiting", "in no payout yet"), ("held", "in reserve"))
        if (value := values.get(name))
    ]
    if ahead:
        words.append(f"Not there yet: {', '.join(ahead)}.")
    differing, count = (values.get(name) or Decimal(0) for name in ("differing", "payouts"))
    if differing:
        words.append(f"{_count(differing)} of {_count(count)} {_is(differing)} not the sum of the rows behind.")
    if returned := values.get("returned"):
        words.append(f"{_money(report, returned)} failed or was cancelled, so it is not at the bank.")
    charges, fees = values.get("charges"), values.get("fees")
    if charges and fees is not None:
        made = "The payout holds" if count == 1 else f"The {_count(count)} payouts hold"
        words.append(f"{made} {_money(report, charges)} of charges, less {_money(report, -fees)} of fees.")
    return told(report, words, shown=PAYOUT_COLUMNS, said=PAYOUT_SAID, called=PAYOUT_CALLED, timed=True, brief=False)


def _when(report: SheetReport) -> str:
    return when(report.period.start, report.period.end)


def _said(report: SheetReport, row: SheetRow, name: str) -> str:
    value = row.values.get(name)
    return "not recorded" if value is None else BOUNDS.get(row.bounds.get(name, ""), "") + _money(report, value)


def _money(report: SheetReport, value: Decimal) -> str:
    return money(value, report.currency)


def _count(value: Decimal) -> str:
    return measured(value, "count")


def _is(count: Decimal) -> str:
    return "is" if count == 1 else "are"
