"""Keeping what platforms say beside the books: variants, payouts, campaigns and their days, and unit costs seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

from credora_agent.ledger.statements import source, statement
from credora_agent.ledger.store import Posted, post_snapshots

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from sqlalchemy import Result, Row

    from credora_agent.core.db import ReadSession, WriteSession
    from credora_agent.ledger.entries import Cost, Window
    from credora_agent.ledger.platform_rows import AdDayRow, CampaignRow, PayoutRow, VariantRow
    from credora_agent.ledger.store import Target


class Costed(NamedTuple):
    """What unit costs seen on the shelf changed, and the SKUs whose variants do not agree on one."""

    posted: Posted
    unsure: tuple[str, ...]


async def keep_variants(session: WriteSession, target: Target, variants: Iterable[VariantRow]) -> int:
    """Keep each variant as it was last changed; return how many differ from before."""
    rows = [variant._asdict() for variant in {each.variant_id: each for each in variants}.values()]
    return await _keep(session, target, "keep_variants", rows)


async def keep_payouts(session: WriteSession, target: Target, payouts: Iterable[PayoutRow]) -> int:
    """Keep each payout as it was last read; return how many differ from before."""
    rows = [payout._asdict() for payout in {each.payout_id: each for each in payouts}.values()]
    return await _keep(session, target, "keep_payouts", rows)


async def keep_campaigns(session: WriteSession, target: Target, campaigns: Iterable[CampaignRow]) -> int:
    """Keep each campaign by its newest name and state, its days widened; return how many differ from before."""
    rows = [campaign._asdict() for campaign in {each.campaign_id: each for each in campaigns}.values()]
    return await _keep(session, target, "keep_campaigns", rows)


async def replace_ad_days(
    session: WriteSession, target: Target, window: Window, days: Iterable[AdDayRow], *, fetched_at: datetime
) -> int:
    """Make `days` all there is of the connection's ad days in `window`; return how many differ from before.

    What a day said before is kept as a revision, also when the platform no longer has the day.
    """
    rows = [
        {**day._asdict(), "purchases": str(day.purchases)}
        for day in {(each.campaign_id, each.day): each for each in days}.values()
    ]
    more = {"start": window.start, "end": window.end, "fetched_at": fetched_at}
    await _run(session, target, "revise_ad_days", rows, **more)
    return int((await _run(session, target, "replace_ad_days", rows, **more)).scalar_one())


async def keep_costs(
    session: WriteSession, target: Target, connections: Sequence[UUID], costs: Iterable[Cost]
) -> Costed:
    """Keep the unit costs a shelf shows now, and post them on the sales they are in force for.

    Only a cost that differs from the one the books have in force on its day is news; one stated in a file stands.
    A SKU shared by variants of different cost has no certain one: it is left out and named. Keep the step's
    variants first, and call this before its records are posted.
    """
    return Costed(*await post_snapshots(session, target, connections, costs))


async def keep_customers(session: WriteSession, target: Target, buyers: Mapping[str, str]) -> int:
    """Note who placed each order, order reference → pseudonym; return how many orders learnt it."""
    rows = [{"order_ref": order, "customer_ref": customer} for order, customer in buyers.items()]
    return await _keep(session, target, "keep_customers", rows)


async def load_missed_orders(
    session: ReadSession | WriteSession, target: Target, above: str, upto: str, standing: Sequence[str]
) -> Sequence[str]:
    """Return the orders the books have between two numbers (the second included) that are not among `standing`."""
    parameters = {"tenant": target.tenant, "connection": target.connection, "above": above, "upto": upto}
    found = await session.execute(statement("missed_orders"), {**parameters, "standing": list(standing)})
    return tuple(found.scalars())


async def load_payout_sums(session: ReadSession | WriteSession, tenant: UUID, connection: UUID) -> Sequence[Row[Any]]:
    """Return (payout_id, status, currency, local_date, net_micros, rows, rows_micros) of every payout with rows."""
    parameters = {"tenant": tenant, "connection": connection}
    return (await session.execute(statement("payout_sums"), parameters)).all()


async def _keep(session: WriteSession, target: Target, name: str, rows: list[dict[str, Any]]) -> int:
    return (await _run(session, target, name, rows)).rowcount if rows else 0  # type: ignore[attr-defined]


async def _run(
    session: WriteSession, target: Target, name: str, rows: list[dict[str, Any]], **more: object
) -> Result[Any]:
    given = {**target.parameters, **more, "rows": orjson.dumps(rows).decode()}
    named = {key: value for key, value in given.items() if f":{key}" in source(name)}
    return await session.execute(statement(name), named)
