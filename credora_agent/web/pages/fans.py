"""Forecasts as charts: a fan of days, and where cash comes from and goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credora_agent.telling.forecast import about, tell
from credora_agent.telling.phrasing import money
from credora_agent.web.charts import Band, Chart, Series
from credora_agent.web.look import day

if TYPE_CHECKING:
    from decimal import Decimal

    from credora_agent.reports.outlook import Fan, Outlook

SALES = "Sales of the next"


def fan_chart(outlook: Outlook, fan: Fan) -> Chart:
    """Return a fan: its median, what nine and five of ten futures lie between; the tooltip says eight of ten."""
    at = dict(zip(fan.percents, fan.values, strict=True))
    words = tell(outlook).words
    sales = next((word for word in words if word.startswith(SALES)), "")
    sentence = sales if fan.id == "sales" or not outlook.odds else words[0]
    texts = {percent: [about(value, outlook.currency) for value in at[percent]] for percent in (10, 50, 90)}
    nothing = [None] * len(fan.days)
    return Chart(
        kind="fan",
        title=fan.label if fan.id == "sales" else f"{fan.label} at the end of each day",
        sentence=sentence,
        labels=[day(each, year=False) for each in fan.days],
        series=[
            Series("Median", at[50], texts[50]),
            Series("One in ten is below (P10)", nothing, texts[10]),
            Series("One in ten is above (P90)", nothing, texts[90]),
        ],
        bands=[Band("Nine of ten futures (P5–P95)", at[5], at[95]), Band("Half of them (P25–P75)", at[25], at[75])],
        currency=outlook.currency,
    )


def flow_chart(outlook: Outlook) -> Chart | None:
    """Return what moves cash over the whole horizon on average, from cash now to cash then; None without a start."""
    if outlook.opening is None or not outlook.flows:
        return None
    steps: list[tuple[str, Decimal]] = [("Cash now", outlook.opening.amount)]
    steps += [(flow.label, flow.amount) for flow in outlook.flows]
    end = sum((amount for _, amount in steps), start=steps[0][1] * 0)
    last = outlook.fans[0].days[-1]
    steps.append((f"Mean on {day(last, year=False)}", end))
    into = max(outlook.flows, key=lambda flow: flow.amount)
    out = min(outlook.flows, key=lambda flow: flow.amount)
    return Chart(
        kind="waterfall",
        title="Where cash comes from and goes",
        sentence=(
            f"On average over {outlook.horizon_days} days: most comes by {into.label.lower()}"
            f" ({about(into.amount, outlook.currency)}), most leaves for {out.label.lower()}"
            f" ({about(abs(out.amount), outlook.currency)})."
        ),
        labels=[label for label, _ in steps],
        series=[Series("Amount", [amount for _, amount in steps], [money(a, outlook.currency) for _, a in steps])],
        currency=outlook.currency,
    )
