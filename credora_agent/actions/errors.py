"""Why a plan cannot be applied; each says what to do instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credora_agent.core.errors import CredoraError

if TYPE_CHECKING:
    from datetime import datetime

ANEW = "Propose it again, and apply the new plan."


class UnknownPlan(CredoraError):
    """There is no such plan of this person in this shop."""

    code = "unknown_plan"

    def __init__(self, plan_id: str) -> None:
        super().__init__(f"There is no plan {plan_id[:40]!r} of yours in this shop.", remedy=ANEW)


class PlanExpired(CredoraError):
    """The plan was not applied in time."""

    code = "plan_expired"

    def __init__(self, expired_at: datetime) -> None:
        super().__init__(f"That plan expired at {expired_at:%H:%M:%S} UTC.", remedy=ANEW)


class PlanApplied(CredoraError):
    """The plan has had its effect; a plan has it once."""

    code = "plan_applied"

    def __init__(self, applied_at: datetime) -> None:
        super().__init__(
            f"That plan was applied already, on {applied_at:%Y-%m-%d at %H:%M:%S} UTC.",
            remedy="Nothing is left to do; to do the same again, propose it again.",
        )


class PlanStale(CredoraError):
    """What the plan was put over is otherwise by now; nothing was done."""

    code = "plan_stale"

    def __init__(self, changed: str) -> None:
        super().__init__(f"Something changed since that plan was proposed: {changed}", remedy=ANEW)
