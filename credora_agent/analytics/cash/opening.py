"""Cash when the forecast begins: what the merchant stated, moved on by what is recorded and planned since then."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from credora_agent.analytics.cash.banking import TRANSIT
from credora_agent.analytics.cash.calendar import filings, payments, stock_paid
from credora_agent.analytics.cash.inputs import Opening, Step
from credora_agent.core.money import MICROS
from credora_agent.core.period import Period
from credora_agent.ledger.entries import Category
from credora_agent.ledger.view import CATEGORIES

if TYPE_CHECKING:
    from credora_agent.analytics.cash.assumptions import Calibrated, Known
    from credora_agent.ledger.plans import CashBalance, Plan

STALE = 31
"""Days after which a stated balance says little about today."""


def opening(known: Known, found: Calibrated, today: date) -> tuple[Opening | None, tuple[str, ...]]:
    """Return the cash at the end of the day before the forecast, None while nobody stated any; and what to say of it.

    The newest balance of each account counts, added up; they are moved on from the newest day of all.
    """
    stated, notes = _stated(known.plan, today)
    if not stated:
        return None, notes
    day = max(balance.day for balance in stated)
    amount = sum(balance.amount for balance in stated) / MICROS
    names = tuple(balance.account for balance in stated)
    last = known.first_day - timedelta(days=1)
    if day > today or (day > last and known.first_day < today):
        return None, (*notes, f"Cash was stated for {day}, after the books end: take newer orders in to use it.")
    steps = _steps(known, found, Period(day + timedelta(days=1), last)) if day < last else ()
    return Opening(amount, day, names, steps), (*notes, *_doubts(stated, day, known.first_day))


def _stated(plan: Plan, today: date) -> tuple[list[CashBalance], tuple[str, ...]]:
    newest: dict[str, CashBalance] = {}
    later = [balance for balance in plan.balances if balance.day > today]
    for balance in plan.balances:
        if balance.day <= today and (balance.account not in newest or balance.day >= newest[balance.account].day):
            newest[balance.account] = balance
    said = (f"A balance stated for {later[0].day} is not used: that day is yet to come.",) if later else ()
    return [newest[name] for name in sorted(newest)], said


def _doubts(stated: list[CashBalance], day: date, first: date) -> list[str]:
    older = [f"{balance.account} ({balance.day})" for balance in stated if balance.day < day]
    said = []
    if older:
        said.append(f"Older balances are taken as if they were of {day}: {', '.join(older)}.")
    if (first - day).days > STALE:
        said.append(
            f"The cash on hand was stated {(first - day).days} days ago and is moved on from records and plans since:"
            " state it anew before you rely on this forecast."
        )
    return said


def _steps(known: Known, found: Calibrated, since: Period) -> tuple[Step, ...]:
    """Return what moved cash in those days, each part that did."""
    rates, plan = found.rates, known.plan
    table = known.view.sums([since])[0]
    booked = {name: float(table[i, 0]) / MICROS for i, name in enumerate(CATEGORIES)}
    sold = sum(booked[name] for name in (Category.GROSS_SALES, Category.DISCOUNTS, Category.SHIPPING_INCOME))
    charged = sold + booked[Category.RETURNS] + booked[Category.SALES_TAX]
    fees = 0.0 if rates.card else booked[Category.FEES]
    bought = booked[Category.COGS] if not plan.stock_orders and not found.supply.said else 0.0
    planned = payments(plan.payments, since.start, since.end)
    ordered = stock_paid(plan.stock_orders, since.start, since.end)
    running = booked[Category.OPERATING_COSTS] if found.fixed_day else 0.0
    steps = (
        Step("payouts that reached the bank", _paid_out(known, since)),
        Step("sales paid outside of payouts, by their usual share", charged * (1 - rates.card)),
        Step("fees recorded", fees),
        Step("fulfilment not taken from payouts", booked[Category.FULFILMENT] * (1 - rates.labels)),
        Step("ad spend recorded", booked[Category.MARKETING]),
        Step("goods sold, taken as bought again", bought),
        Step("running costs recorded", running),
        *(Step(payment.name, payment.amount) for payment in (*planned, *ordered)),
        *_taxes(known, since),
    )
    return tuple(step for step in steps if round(step.amount, 2))


def _paid_out(known: Known, since: Period) -> float:
    arrived = (payout.net for payout in known.bank.payouts if payout.status == "PAID" and at_bank(payout.day) in since)
    return sum(arrived) / MICROS


def at_bank(issued: date) -> date:
    """Return the workday on which a payout of that day is at the bank."""
    landed: date = np.busday_offset(np.datetime64(issued, "D"), TRANSIT, roll="forward").astype(object)
    return landed


def _taxes(known: Known, since: Period) -> list[Step]:
    steps = []
    for rule in known.plan.taxes:
        for filing in filings(rule, since.start, since.end):
            if filing.due <= since.end:
                owed = known.sold.tax_of(filing.start, filing.end)
                steps.append(Step(f"{rule.name} due {filing.due}", -owed * float(rule.share)))
    return steps
