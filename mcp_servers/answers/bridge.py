"""A reconciliation as an answer: the bridge from what the sources state to net profit, payouts and ad accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from credora_agent.core.quoting import cut
from credora_agent.telling.books import tell_reconciliation
from mcp_servers.answer import Answer
from mcp_servers.answers.envelope import Envelope, figure, moment, rows_behind, value
from mcp_servers.answers.sheet import cell
from mcp_servers.answers.text import Lines, caveats, composed, days, when

if TYPE_CHECKING:
    from credora_agent.reports.schemas import AdAccount, Reconciliation, Settling, Step

STEPS = ("step", "label", "amount", "currency", "running", "entries")
SETTLED = ("step", "label", "amount", "running", "entries")
PAYOUTS = ("payout", "day", "status", "paid", "rows_sum", "difference")
ADS = ("platform", "account", "name", "currency", "spend", "booked", "difference", "converted", "days", "missing_days",
       "restated_at")  # fmt: skip
MOST_PAYOUTS = 20
SAID = 150
"""Tokens of what is said: whether it agrees counts for more than the steps."""


def reconcile(report: Reconciliation, _: Any) -> Answer:
    """Return the bridge, whether it closes, and what of payouts and ad accounts stays unexplained."""
    part = tell_reconciliation(report)
    data = Envelope(
        shop=report.shop,
        currency=report.currency,
        period=report.period,
        totals={
            "control_total": report.control_total,
            "difference": report.difference,
            "net_profit": report.net_profit.value,
            "shopify_gross_profit": report.shopify_gross_profit,
            "shopify_total_sales": report.shopify_total_sales,
        },
        columns=STEPS,
        rows=[_step(step) for step in report.steps],
        total_rows=len(report.steps),
        as_of=report.as_of,
        sources=[rows_behind("net_profit", report.period)],
        figures=[figure(report.net_profit, period=report.period)],
        notes=[*report.notes, *(note for each in report.settlements for note in each.notes)],
        detail=_detail(report),
    ).data()
    steps = [
        f"{each.label},{cell(each.amount, 'money', each.currency)},{each.currency},{each.entries}"
        for each in report.steps
        if each.amount
    ]
    lines = Lines("step,amount,currency,ledger rows", steps)

    def foot(count: int) -> str:
        left = len(report.steps) - count
        more = f" {left} more steps in data." if left else ""
        return f"{days(report.period)}; {report.currency}. {when(report.as_of)}{more}"

    return Answer(composed(part.words, lines, caveats(part), foot, say=SAID), data)


def _detail(report: Reconciliation) -> dict[str, Any]:
    found: dict[str, Any] = {
        "agrees": report.agrees,
        "stated": [[cut(each.connection), each.currency, value(each.stated), each.records] for each in report.sources],
        "settlements": [_settling(each) for each in report.settlements],
        "ad_accounts": {"columns": list(ADS), "rows": [_account(each) for each in report.ad_accounts]},
    }
    return found


def _step(step: Step) -> list[Any]:
    return [step.id, cut(step.label), value(step.amount), step.currency, value(step.running), step.entries]


def _settling(of: Settling) -> dict[str, Any]:
    """Return a payments account: both its bridges, and the payouts that are not the sum of their rows."""
    differing = [each for each in of.payouts if each.difference]
    return {
        "account": cut(of.account),
        "currency": of.currency,
        "sales_unexplained": value(of.sales_unexplained),
        "bank_unexplained": value(of.bank_unexplained),
        "columns": list(SETTLED),
        "sales": [_settled(step) for step in of.sales],
        "bank": [_settled(step) for step in of.bank],
        "payouts": len(of.payouts),
        "payouts_differing": {
            "columns": list(PAYOUTS),
            "rows": [
                [cut(each.payout_id), each.day.isoformat(), each.status.lower(), value(each.net), value(each.rows_net),
                 value(each.difference)]
                for each in differing[:MOST_PAYOUTS]
            ],
        },
    }  # fmt: skip


def _settled(step: Step) -> list[Any]:
    return [step.id, cut(step.label), value(step.amount), value(step.running), step.entries]


def _account(of: AdAccount) -> list[Any]:
    return [
        of.platform, of.account, cut(of.name) if of.name else None, of.currency, value(of.spend), value(of.booked),
        value(of.difference), value(of.converted), of.days, of.missing_days, moment(of.restated_at),
    ]  # fmt: skip
