"""The kinds of changes: how each is put in words, and how it is made. One more is a line here."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from credora_agent.actions import alerts, budgets, exports, marks, removal, schedules

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from credora_agent.actions.desk import Desk, Done, Draft
    from credora_agent.core.db import WriteSession

    Make = Callable[[WriteSession], Awaitable[Done]]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of change.

    `draft` puts it in words and changes nothing. `ready` works out what can be before the change is made, over the
    state the draft noted, and returns what makes it within one transaction.
    """

    draft: Callable[[Desk, Any], Awaitable[Draft]]
    ready: Callable[[Desk, Any, Mapping[str, Any]], Awaitable[Make]]


def _at_once(
    make: Callable[[WriteSession, Desk, Any, Mapping[str, Any]], Awaitable[Done]],
    check: Callable[[Desk, Any], Awaitable[None]] | None = None,
) -> Callable[[Desk, Any, Mapping[str, Any]], Awaitable[Make]]:
    """Return a `ready` with nothing to work out before; what `check` raises keeps the change from being made."""

    async def ready(desk: Desk, asked: Any, state: Mapping[str, Any]) -> Make:
        if check is not None:
            await check(desk, asked)
        return partial(_made, make=make, desk=desk, asked=asked, state=state)

    return ready


async def _made(
    session: WriteSession, *, make: Callable[..., Awaitable[Done]], desk: Desk, asked: Any, state: Mapping[str, Any]
) -> Done:
    return await make(session, desk, asked, state)


KINDS: dict[str, Kind] = {
    "budget": Kind(budgets.draft, _at_once(budgets.make)),
    "alert": Kind(alerts.draft, _at_once(alerts.make)),
    "schedule": Kind(schedules.draft, _at_once(schedules.make)),
    "remove": Kind(removal.draft, _at_once(removal.make)),
    "export": Kind(exports.draft, exports.ready),
    "dismiss_finding": Kind(marks.draft_dismissal, _at_once(marks.dismiss, marks.ready_dismissal)),
    "restore_finding": Kind(marks.draft_restoring, _at_once(marks.restore)),
}
