"""A plan as an answer: what would be done in words, and how to have it done; and what was done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from credora_agent.core.quoting import sentence
from mcp_servers.answer import Answer
from mcp_servers.answers.envelope import Envelope, moment

if TYPE_CHECKING:
    from credora_agent.actions.schemas import Applied, Proposed


def proposed(plan: Proposed, _: Any) -> Answer:
    """Return the plan, and that nothing is done yet."""
    text = (
        f"{sentence(plan.summary)} Nothing is changed yet: show the person this, and after their yes call cfo_apply"
        f" with plan_id {plan.plan_id}, until {plan.expires_at:%H:%M} UTC."
    )
    detail = {
        "plan_id": plan.plan_id,
        "action": plan.kind,
        "summary": sentence(plan.summary),
        "before": plan.before,
        "after": plan.after,
        "expires_at": moment(plan.expires_at),
    }
    return Answer(text, Envelope(shop=plan.shop, currency=plan.currency, detail=detail).data())


def applied(done: Applied, _: Any) -> Answer:
    """Return what was done, and where what came of it is found."""
    where = f" Read it at {done.link}." if done.link else f" Its id: {done.id}." if done.id else ""
    found = {
        "plan_id": done.plan_id,
        "action": done.kind,
        "done": sentence(done.says),
        "id": done.id,
        "link": done.link,
        "next_at": moment(done.next_at),
        "applied_at": moment(done.applied_at),
    }
    detail = {name: value for name, value in found.items() if value is not None}
    return Answer(
        f"{sentence(done.says)}{where}", Envelope(shop=done.shop, currency=done.currency, detail=detail).data()
    )
