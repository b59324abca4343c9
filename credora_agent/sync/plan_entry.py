"""Lines of the merchant's plan as they are typed in, at a command line or on a page: kept all or none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from credora_agent.core.errors import BadInput
from credora_agent.ledger.entries import Rejected
from credora_agent.sync.importers.cells import BadCell
from credora_agent.sync.importers.plan_lines import Cells, PlanLine, plan_cells, plan_line
from credora_agent.sync.plans import Written, keep_lines, known_lines, known_skus, list_plan, near, take_back

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from uuid import UUID

    from credora_agent.core.caller import Caller
    from credora_agent.core.db import Database, WriteSession


class PlanOf(NamedTuple):
    """Whose plan it is: the shop, what it goes by, and the currency of amounts that name none."""

    tenant: UUID
    slug: str
    currency: str


@dataclass(frozen=True, slots=True)
class Entered:
    """Lines typed in, what became of them, and what to mind about them."""

    shop: str
    lines: Sequence[PlanLine]
    written: Written
    notes: Sequence[str]

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {
            "shop": self.shop, "lines": [said(line) for line in self.lines], **self.written._asdict(),
            "notes": list(self.notes),
        }  # fmt: skip


def said(line: PlanLine) -> dict[str, str]:
    """Return a line as JSON values: its id, and its cells."""
    return {"id": str(line.id), **plan_cells(line)}


async def enter(  # noqa: PLR0913 - whose plan, and what is said of it
    database: Database,
    caller: Caller,
    of: PlanOf,
    given: Sequence[Mapping[str, str | None]],
    *,
    today: date,
    instead: str | None = None,
) -> Entered:
    """Keep what was typed, all of it or none; a line whose id begins with `instead` gives way to it.

    Raises BadInput with the reason and the remedy.
    """
    lines = [_read(cells, of, today) for cells in given]

    async def work(session: WriteSession) -> tuple[list[PlanLine], Written, frozenset[str]]:
        known = [_taken(line) for line in await known_lines(session, of.tenant, lines)]
        if instead is not None and await _others(session, of.tenant, instead, known):
            await take_back(session, of.tenant, instead)
        return known, await keep_lines(session, of.tenant, known), await known_skus(session, of.tenant)

    known, written, skus = await database.write(caller, work)
    return Entered(of.slug, known, written, _notes(known, skus))


async def _others(session: WriteSession, tenant: UUID, start: str, known: Sequence[PlanLine]) -> bool:
    """Tell whether the line that gives way is there and none of those typed."""
    bare = start.replace("-", "").lower()
    there = any(line.id.hex.startswith(bare) for line in await list_plan(session, tenant))
    return there and not any(line.id.hex.startswith(bare) for line in known)


def _read(given: Mapping[str, str | None], of: PlanOf, today: date) -> PlanLine:
    cells = {name: cell for name, cell in given.items() if cell is not None}
    try:
        return plan_line(Cells(cells, of.currency, today))
    except BadCell as bad:
        raise _bad_input(str(bad)) from None


def _taken(line: PlanLine | Rejected) -> PlanLine:
    if isinstance(line, Rejected):
        raise _bad_input(line.reason)
    return line


def _bad_input(reason: str) -> BadInput:
    cause, _, remedy = reason.partition(". ")
    return BadInput(cause if cause.endswith(".") else f"{cause}.", remedy=remedy or "See --help.")


def _notes(known: Sequence[PlanLine], skus: frozenset[str]) -> list[str]:
    """Return what is taken as typed though the books know nothing of it, or was not said and is assumed."""
    notes = []
    for line in known:
        sku = line.values.get("sku")
        if line.what in {"stock", "terms"} and sku and sku not in skus:
            notes.append(f"The books know no product with the SKU {sku!r} yet. {near(sku, skus)}".strip())
        if line.what == "tax" and line.values["share"] == 1:
            notes.append("All of the tax collected is taken to be paid on; --share says how much of it is.")
    return notes
