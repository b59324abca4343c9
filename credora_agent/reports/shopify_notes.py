"""What a shop's Shopify connections hold back from a report, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from credora_agent.core.text import plain_text
from credora_agent.ledger.live import load_live

if TYPE_CHECKING:
    from uuid import UUID

    from credora_agent.core.db import ReadSession

PLATFORM = "shopify"
STOPPED = ("failed", "degraded")


class Rest(NamedTuple):
    """What a report rests on: streams of a shop's connection, and the permissions they need."""

    streams: frozenset[str]
    permissions: frozenset[str]


SALES = Rest(frozenset({"sales", "balance"}), frozenset({"read_orders", "read_all_orders", "read_returns"}))
SHELF = Rest(frozenset({"variants"}), frozenset({"read_products", "read_inventory"}))
PAYOUTS = Rest(
    frozenset({"payouts", "balance"}), frozenset({"read_shopify_payments_accounts", "read_shopify_payments_payouts"})
)
EFFECTS = {
    "read_all_orders": "orders of more than 60 days before it was connected are not read",
    "read_returns": "what became of returned goods is not known",
    "read_inventory": "stock and unit costs are not read",
}


async def shopify_notes(session: ReadSession, tenant: UUID, rest: Rest) -> tuple[str, ...]:
    """Return what each connected shop was not permitted, and which of its streams stand still and why."""
    live = await load_live(session, tenant, alerts=1)
    notes = []
    for shop in live.connections:
        if shop.platform != PLATFORM:
            continue
        name = plain_text(shop.name or shop.account, longest=60)
        if shop.status == "disconnected":
            notes.append(f"Shopify {name} is disconnected: nothing new is read of it.")
            continue
        notes += [_without(name, each) for each in shop.missing_scopes if each in rest.permissions]
        stopped = [
            each for each in live.streams
            if each.connection_id == shop.id and each.stream in rest.streams and each.state in STOPPED and each.error
        ]  # fmt: skip
        notes += [f"Shopify {name}, {each.stream}: {each.error['cause']} {each.error['remedy']}" for each in stopped]
    return tuple(dict.fromkeys(notes))


def _without(name: str, permission: str) -> str:
    effect = EFFECTS.get(permission)
    return f"Shopify {name} was connected without {permission}{f': {effect}' if effect else ''}. Connect it again."
