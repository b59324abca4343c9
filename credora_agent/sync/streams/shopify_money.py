"""What Shopify Payments keeps and pays out: balance transactions and payouts, read again until nothing can change.

Neither has a webhook or a list of changes: a payout goes from scheduled to paid or failed, and a balance transaction
gets its payout later. The cursor keeps "final", the moment before which everything read had reached its end, and
during a round {"upto", "after", "open"}: where it began, where it stands, and the oldest it met that is still open.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from credora_agent.ledger.entries import Rejected
from credora_agent.sync.normalize.findings import balance_findings
from credora_agent.sync.normalize.shopify_balance import PROVIDES, balance_records, payout_row
from credora_agent.sync.streams.base import OVERLAP, REJECTED, Step, Stream, read, start_of, written

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from credora_agent.platforms.base import Page
    from credora_agent.sync.streams.base import Source

FINAL = frozenset({"PAID", "FAILED", "CANCELED"})
LONGEST_OPEN = timedelta(days=90)
"""What has not reached its end after so long is no longer read again: it never will."""
NEEDS = ("read_shopify_payments_payouts",)


class Kind(NamedTuple):
    """One of the two lists: its name, the question that asks for it, a node's moment, and what its nodes post."""

    name: str
    ask: str
    moment: str
    take: Callable[[list[dict[str, Any]], Source], dict[str, Any]]


async def _step(kind: Kind, client: Any, cursor: Mapping[str, Any], source: Source) -> Step:
    at: Mapping[str, Any] = cursor
    if "upto" not in cursor:
        at = {"final": cursor.get("final"), "upto": written(source.now), "after": None}
    since = read(at["final"]) if at["final"] else None
    page: Page = await getattr(client, kind.ask)(since, at["after"])
    count = at.get("read", 0) + len(page.nodes)
    oldest = _oldest_open(at, page, kind)
    told = {
        "doing": f"{count:,} {kind.name}",
        "rows": len(page.nodes),
        "checked": {REJECTED: [node["id"] for node in page.nodes]},
        **kind.take(page.nodes, source),
    }
    if page.next is not None:
        after = {**at, "after": page.next, "open": oldest, "read": count}
        return Step(cursor=after, progress=(count, None), **told)
    until = read(at["upto"])
    final = {"final": written(_final(until, oldest))}
    return Step(cursor=final, done=True, progress=(count, count), covered_until=until, **told)


def _oldest_open(at: Mapping[str, Any], page: Page, kind: Kind) -> str | None:
    """Return the moment of the oldest record of this round that can still change."""
    moments = [at["open"]] if at.get("open") else []
    moments += [node[kind.moment] for node in page.nodes if not _is_final(node)]
    return min(moments, key=datetime.fromisoformat, default=None)


def _is_final(node: Mapping[str, Any]) -> bool:
    payout = node.get("associatedPayout", node)
    return (payout or {}).get("status") in FINAL


def _final(until: datetime, oldest: str | None) -> datetime:
    reread = until - OVERLAP
    return min(reread, max(until - LONGEST_OPEN, datetime.fromisoformat(oldest))) if oldest else reread


def _transactions(nodes: list[dict[str, Any]], source: Source) -> dict[str, Any]:
    records = [record for node in nodes for record in balance_records(node, zone=source.zone)]
    return {"records": records, "findings": balance_findings(nodes)}


def _payouts(nodes: list[dict[str, Any]], source: Source) -> dict[str, Any]:
    rows = [payout_row(node, source.zone) for node in nodes]
    refused = [row for row in rows if isinstance(row, Rejected)]
    return {"payouts": [row for row in rows if not isinstance(row, Rejected)], "records": refused}


def _rewound(cursor: Mapping[str, Any], since: date, source: Source) -> Mapping[str, Any]:
    final = cursor.get("final")
    return {"final": written(min(read(final), start_of(since, source.zone)))} if final else {}


BALANCE = Stream(
    "balance",
    partial(_step, Kind("balance transactions", "balance", "transactionDate", _transactions)),
    _rewound,
    NEEDS,
    PROVIDES,
)
PAYOUTS = Stream("payouts", partial(_step, Kind("payouts", "payouts", "issuedAt", _payouts)), _rewound, NEEDS)
