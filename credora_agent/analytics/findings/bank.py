"""What stands between sales and the bank: reserves that began or grew, payouts that failed, cash that runs low."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credora_agent.analytics.findings.base import Confidence, Evidence, Finding, Withheld
from credora_agent.analytics.findings.words import money, share
from credora_agent.analytics.metrics import Unit

if TYPE_CHECKING:
    from credora_agent.analytics.findings.base import Seen

LATELY = 45
STALE = 10
"""Days a stored forecast speaks for."""
LIKELY = 0.1
"""Odds of running out from which a person should know."""
DIP = 0.4
"""Of the cash there is now, below which the middle of the futures is a low point."""


def find(seen: Seen) -> list[Finding]:
    """Return what is held back, what failed, and how low cash may go."""
    return [*_reserve(seen), *_failed(seen), *_low(seen)]


def _reserve(seen: Seen) -> list[Finding]:
    held = sum(each.amount for each in seen.withheld)
    taken = [each for each in seen.withheld if each.amount > 0 and (seen.today - each.day).days <= LATELY]
    if held <= 0 or not taken:
        return []
    lately = sum(each.amount for each in taken)
    before = held - lately
    first: Withheld = min(taken)
    return [
        Finding(
            rule="payout_reserve",
            subject="payouts",
            edition=str(first.day),
            title=f"{money(held, seen.currency)} of your payouts are held back",
            says=(
                f"A reserve {'grew' if before > 0 else 'began'} on {first.day}: {money(lately, seen.currency)} were"
                " withheld since. Sales are booked as ever; the money comes later than usual."
            ),
            evidence=(
                Evidence("Held back now", held, Unit.MONEY),
                Evidence("Since then", lately, Unit.MONEY),
            ),
            confidence=Confidence.HIGH,
            sample=len(taken),
            sampled="movements",
            basis="",
            since=first.day,
            next_step="credora forecast",
        )
    ]


def _failed(seen: Seen) -> list[Finding]:
    failed = [each for each in seen.payouts if each.status == "FAILED" and (seen.today - each.day).days <= LATELY]
    later = {each.day for each in seen.payouts if each.status == "PAID"}
    open_ = [each for each in failed if not any(day > each.day for day in later)]
    if not open_:
        return []
    amounts = [each.net for each in open_ if each.net is not None]
    amount = sum(amounts) if amounts else None
    newest = max(open_, key=lambda each: (each.day, each.id))
    said = f": {money(amount, seen.currency)}" if amount is not None else ""
    return [
        Finding(
            rule="payout_failed",
            subject=newest.id,
            edition=str(newest.day),
            title=f"{'A payout' if len(open_) == 1 else f'{len(open_)} payouts'} failed{said}",
            says=f"The last one on {newest.day}; none was paid since. The bank details may be wrong.",
            evidence=(Evidence("Failed", amount, Unit.MONEY),) if amount is not None else (),
            confidence=Confidence.HIGH,
            sample=len(open_),
            sampled="payouts",
            since=min(each.day for each in open_),
            next_step="credora reconcile",
        )
    ]


def _low(seen: Seen) -> list[Finding]:
    told = seen.foretold
    if told is None or (seen.today - told.made_for).days > STALE:
        return []
    odds = max(told.ruin.values(), default=0.0)
    if odds < LIKELY and told.early >= 0 and (told.opening <= 0 or told.lowest >= DIP * told.opening):
        return []
    within = min((days for days, chance in told.ruin.items() if chance >= LIKELY), default=None)
    said = f" The odds that it runs out within {within} days are {share(told.ruin[within])}." if within else ""
    ruin = (Evidence(f"Odds of running out in {within} days", told.ruin[within], Unit.RATIO),) if within else ()
    return [
        Finding(
            rule="cash_low",
            subject="cash",
            edition=f"{told.day:%Y-%m}",
            title=f"Cash is lowest around {told.day}, at about {money(told.lowest, seen.currency)}",
            says=(
                f"From {money(told.opening, seen.currency)} on {told.made_for}; in one future of ten it falls to"
                f" {money(told.early, seen.currency)} or less.{said}"
            ),
            evidence=(
                Evidence("Cash now", told.opening, Unit.MONEY),
                Evidence("Lowest, in the middle of the futures", told.lowest, Unit.MONEY),
                Evidence("Lowest, in one of ten", told.early, Unit.MONEY),
                *ruin,
            ),
            confidence=Confidence.HIGH if odds >= 2 * LIKELY or told.lowest < 0 else Confidence.MEDIUM,
            sample=1,
            sampled="stored forecast, the newest",
            next_step="credora forecast",
        )
    ]
