"""Findings set aside and brought back, as plans."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from credora_agent.actions.desk import Desk, Done, Draft
from credora_agent.actions.errors import PlanStale
from credora_agent.core.errors import BadInput
from credora_agent.core.text import plain_text
from credora_agent.ledger.keep_actions import add_mark, drop_mark
from credora_agent.ledger.load_actions import is_marked
from credora_agent.reports.findings import LONGEST_REASON

if TYPE_CHECKING:
    from collections.abc import Mapping

    from credora_agent.actions.wanted import DismissFinding, RestoreFinding
    from credora_agent.core.db import WriteSession
    from credora_agent.reports.schemas_findings import Finding

LISTED = "Take a key from cfo_findings."


async def draft_dismissal(desk: Desk, asked: DismissFinding) -> Draft:
    """Return in words that a finding is to be set aside. Raises BadInput for one there is not, or that is already."""
    finding = await _finding(desk, asked.key)
    if finding is None:
        raise BadInput(f"There is no finding {asked.key[:80]!r} now.", remedy=LISTED)
    if finding.dismissed is not None:
        raise BadInput(f"{_titled(finding)} is set aside already.", remedy="Nothing needs to be done.")
    if asked.reason is not None and len(asked.reason) > LONGEST_REASON:
        raise BadInput("The reason is too long.", remedy=f"Use up to {LONGEST_REASON} characters.")
    summary = f"Set aside the finding {_titled(finding)}; it comes back when something makes a new one of it."
    return Draft(summary, "shown", "set aside", {"title": _titled(finding)})


async def ready_dismissal(desk: Desk, asked: DismissFinding) -> None:
    """Raise PlanStale when the finding is gone by now."""
    if await _finding(desk, asked.key) is None:
        raise PlanStale("the finding is gone; there is nothing to set aside.")


async def dismiss(session: WriteSession, desk: Desk, asked: DismissFinding, state: Mapping[str, Any]) -> Done:
    """Set the finding aside. Raises PlanStale when somebody else has since."""
    reason = plain_text(asked.reason, longest=LONGEST_REASON) if asked.reason else None
    if not await add_mark(session, desk.tenant, desk.caller.user_id, asked.key, reason):
        raise PlanStale("the finding was set aside by somebody else.")
    return Done(f"The finding {state['title']} is set aside.")


async def draft_restoring(desk: Desk, asked: RestoreFinding) -> Draft:
    """Return in words that a finding is to be brought back. Raises BadInput for one that was not set aside."""
    found = await desk.reports.findings(desk.caller, today=desk.today, dismissed=True)
    finding = next((each for each in found.findings if each.key == asked.key and each.dismissed), None)
    if finding is None and not await _is_marked(desk, asked.key):
        raise BadInput(f"No finding {asked.key[:80]!r} is set aside.", remedy=LISTED)
    title = _titled(finding) if finding else repr(plain_text(asked.key, longest=80))
    return Draft(f"Bring back the finding {title}.", "set aside", "shown", {"title": title})


async def restore(session: WriteSession, desk: Desk, asked: RestoreFinding, state: Mapping[str, Any]) -> Done:
    """Bring the finding back. Raises PlanStale when somebody else has since."""
    if not await drop_mark(session, desk.tenant, asked.key):
        raise PlanStale("the finding was brought back by somebody else.")
    return Done(f"The finding {state['title']} is shown again.")


async def _is_marked(desk: Desk, key: str) -> bool:
    return await desk.database.read(desk.caller, lambda session: is_marked(session, desk.tenant, key))


async def _finding(desk: Desk, key: str) -> Finding | None:
    found = await desk.reports.findings(desk.caller, today=desk.today, dismissed=True)
    return next((each for each in found.findings if each.key == key), None)


def _titled(finding: Finding) -> str:
    title = plain_text(finding.title, longest=120).replace("“", "'").replace("”", "'")
    return f"“{title}”"
