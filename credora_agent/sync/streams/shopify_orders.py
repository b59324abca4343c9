"""Orders as the ledger takes them: with what their refunds put back on the shelf, which is a question of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from credora_agent.sync.normalize.findings import ORDER_TOTAL, RESTOCK_UNKNOWN, gateway_findings, order_findings
from credora_agent.sync.normalize.shopify import order_records
from credora_agent.sync.streams.base import REJECTED, number

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from credora_agent.ledger.entries import Record, Rejected
    from credora_agent.sync.normalize.findings import Finding
    from credora_agent.sync.streams.base import Source

NEEDS = ("read_orders",)


@dataclass(frozen=True, slots=True)
class Booked:
    """What orders post, what is odd about them, and which oddities were looked for."""

    records: tuple[Record | Rejected, ...] = ()
    findings: tuple[Finding, ...] = ()
    checked: Mapping[str, Collection[str] | None] = field(default_factory=dict)


async def book(client: Any, nodes: Sequence[dict[str, Any]], source: Source) -> Booked:
    """Return what these orders post; one more question to the platform tells which returned goods were restocked."""
    refunds = list(dict.fromkeys(refund for node in nodes for refund in _refunds(node)))
    restocks = await client.restocks(refunds) if refunds else {}
    records = [record for node in nodes for record in order_records(node, zone=source.zone, restocks=restocks)]
    odd = [each for node in nodes for each in order_findings(node, zone=source.zone, restocks=restocks)]
    return Booked(
        tuple(records),
        (*odd, *gateway_findings(nodes)),
        {
            REJECTED: [node["id"] for node in nodes],
            ORDER_TOTAL: [number(node["id"]) for node in nodes],
            RESTOCK_UNKNOWN: [number(each) for each in refunds],
        },
    )


def _refunds(node: dict[str, Any]) -> Iterator[str]:
    yield from (refund["id"] for refund in node.get("refunds") or ())
    yield from (made["refund"]["id"] for made in node.get("agreements") or () if made.get("refund"))
