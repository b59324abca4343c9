"""A reconciliation as CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credora_agent.reports.export.cells import cell, inert, rows_of
from credora_agent.reports.schemas import plain

if TYPE_CHECKING:
    from typing import TextIO

    from credora_agent.reports.schemas import Reconciliation, Step


def write_bridge(file: TextIO, found: Reconciliation) -> None:
    """Write every step of every bridge, one row each: of the books, of payments accounts, of ad accounts."""
    out = rows_of(file)
    out.writerow(("bridge", "step", "label", "amount", "currency", "running", "entries"))
    out.writerows(_row("books", step) for step in found.steps)
    for account in found.settlements:
        out.writerows(_row(f"sales of {account.account}", step) for step in account.sales)
        out.writerows(_row(f"bank of {account.account}", step) for step in account.bank)
    for ads in found.ad_accounts:
        of = inert(f"{ads.platform} {ads.account}")
        for name, amount in (("spend", ads.spend), ("booked", ads.booked), ("difference", ads.difference)):
            out.writerow((of, name, name, plain(amount), ads.currency, "", ads.entries))


def _row(of: str, step: Step) -> tuple[str | int, ...]:
    return (inert(of), step.id, inert(step.label), plain(step.amount), step.currency, cell(step.running), step.entries)
