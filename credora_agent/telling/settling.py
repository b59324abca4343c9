"""Payments and ad accounts told: the way from booked sales to the bank, and from campaigns to the ledger."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from credora_agent.core.quoting import quoted
from credora_agent.reports.schemas import plain
from credora_agent.telling.blocks import Block, Notice, Table
from credora_agent.telling.figures import counted
from credora_agent.telling.live import TITLES
from credora_agent.telling.phrasing import money

if TYPE_CHECKING:
    from credora_agent.reports.schemas import AdAccount, Figure, Reconciliation, Settling, Step
    from credora_agent.telling.figures import About


def tell_settling(found: Reconciliation) -> tuple[tuple[str, ...], tuple[Block, ...]]:
    """Return whether payments and ad accounts come out, in words, and their bridges; nothing where there are none."""
    words = [_said(each) for each in found.settlements]
    blocks = [block for each in found.settlements for block in _blocks(each)]
    if found.ad_accounts:
        words.append(_ads_said(found.ad_accounts))
        blocks.append(_ads(found.ad_accounts, found.currency))
    return tuple(words), tuple(blocks)


def of_settling(found: Reconciliation, about: About) -> tuple[Figure, ...]:
    """Return what was paid out and what stays unexplained, account by account, and how many ad accounts there are."""
    figures = [
        about.figure(name, label, amount, currency=each.currency, entity=each.account, key=each.account)
        for each in found.settlements
        for name, label, amount in (
            ("paid_out", "Payouts", _paid(each)),
            ("sales_unexplained", "Unexplained between booked sales and charges", each.sales_unexplained),
            ("bank_unexplained", "Unexplained between charges and the bank", each.bank_unexplained),
        )
    ]
    off = sum(1 for each in found.ad_accounts if each.difference)
    counts = {"ad_accounts": ("Ad accounts", len(found.ad_accounts)), "ad_accounts_off": ("Ad accounts off", off)}
    return (*figures, *(counted(about, counts) if found.ad_accounts else ()))


def _paid(of: Settling) -> Decimal:
    return -sum((step.amount for step in of.bank if step.id.startswith("payouts.")), Decimal(0))


def _said(of: Settling) -> str:
    paid = _paid(of)
    said = f"Payouts come to {money(paid, of.currency)}" if paid else "Nothing was paid out"
    unexplained = [
        f"{money(amount, of.currency)} between {where}"
        for amount, where in (
            (of.sales_unexplained, "booked sales and charges"),
            (of.bank_unexplained, "charges and the bank"),
        )
        if amount
    ]
    if unexplained:
        return f"{said}, with {' and '.join(unexplained)} unexplained."
    return f"{said}, and every step from booked sales to the bank is explained."


def _blocks(of: Settling) -> list[Block]:
    differ = [each for each in of.payouts if each.difference]
    blocks: list[Block] = [
        _bridge(f"From booked sales to charges, {quoted(of.account)}", of.sales),
        _bridge(f"From charges to the bank, {quoted(of.account)}", of.bank),
    ]
    if differ:
        blocks.append(
            Table(
                title="Payouts that are not the sum of their balance rows",
                columns=("Payout", "Day", "State", "Paid", "Rows", "Off by"),
                numeric=(False, False, False, True, True, True),
                rows=tuple(
                    (each.payout_id, each.day.isoformat(), each.status.lower(), _exact(each.net, of.currency),
                     _exact(each.rows_net, of.currency), _exact(each.difference, of.currency))
                    for each in differ
                ),
            )
        )  # fmt: skip
    else:
        count = len(of.payouts)
        text = f"Each of {count:,} payouts is the sum of its balance rows." if count else "There were no payouts."
        blocks.append(Notice(text=text))
    return [*blocks, *(Notice(text=note, tone="error") for note in of.notes)]


def _bridge(title: str, steps: tuple[Step, ...]) -> Table:
    return Table(
        title=title,
        columns=("Step", "Amount", "Running total", "Rows"),
        numeric=(False, True, True, True),
        rows=tuple(
            (
                step.label,
                _exact(step.amount, step.currency),
                _exact(step.running, step.currency) if step.running is not None else "",
                f"{step.entries:,}" if step.entries else "",
            )
            for step in steps
        ),
    )


def _ads_said(accounts: tuple[AdAccount, ...]) -> str:
    off = [each for each in accounts if each.difference]
    if off:
        return f"The ledger differs from the campaigns of {len(off)} of {len(accounts)} ad accounts."
    one = (
        "The ad account's campaigns add" if len(accounts) == 1 else f"The campaigns of {len(accounts)} ad accounts add"
    )
    return f"{one} up to what the ledger holds of them."


def _ads(accounts: tuple[AdAccount, ...], currency: str) -> Table:
    return Table(
        title="Ad accounts, in their own currencies",
        columns=("Account", "Campaigns", "Off by", f"In {currency}", "Days", "Missing", "Restated"),
        numeric=(False, True, True, True, True, True, False),
        rows=tuple(
            (
                f"{TITLES.get(each.platform, each.platform)} {each.name or each.account}",
                _exact(each.spend, each.currency),
                _exact(each.difference, each.currency),
                ("~ " if each.unconverted else "") + money(each.converted, currency),
                f"{each.days:,}",
                f"{each.missing_days:,}" if each.missing_days else "",
                f"{each.restated_at:%Y-%m-%d}" if each.restated_at else "",
            )
            for each in accounts
        ),
    )


def _exact(value: Decimal, currency: str) -> str:
    whole, _, fraction = plain(value).partition(".")
    sign, digits = ("-" if whole.startswith("-") else ""), whole.lstrip("-")
    return f"{sign}{int(digits):,}.{fraction} {currency}"
