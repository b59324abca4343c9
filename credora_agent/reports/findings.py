"""What is worth a person's attention: rules run over what was read once; what was dismissed stays out of the way."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from credora_agent.analytics.findings import asked
from credora_agent.analytics.findings.rules import findings as found_in
from credora_agent.analytics.metrics import Unit
from credora_agent.core.errors import BadInput
from credora_agent.core.money import to_decimal
from credora_agent.ledger.entries import Category
from credora_agent.ledger.keep_plan import drop, keep
from credora_agent.ledger.load import load_books
from credora_agent.ledger.statements import statement
from credora_agent.reports import schemas_findings as shown
from credora_agent.reports.asking import tenant_of
from credora_agent.reports.kept import kept
from credora_agent.reports.schemas_explain import Rows
from credora_agent.reports.seen import lately, seen
from credora_agent.tables.planning import FindingMark

if TYPE_CHECKING:
    from datetime import date

    from credora_agent.analytics.findings.base import Evidence, Finding, Seen
    from credora_agent.core.caller import Caller
    from credora_agent.core.db import Database, ReadSession
    from credora_agent.ledger.view import Books

LONGEST_REASON = 500


async def findings(database: Database, caller: Caller, *, today: date, dismissed: bool = False) -> shown.Findings:
    """Return what is worth a look on `today`, without what was dismissed unless asked for.

    What follows from the books alone is kept with them; the newest forecast, late streams, alerts and marks are read
    anew.
    """
    tenant = tenant_of(caller)

    async def work(session: ReadSession) -> shown.Findings:
        return _answer(*await seen(session, tenant, today))

    args = {"today": today.isoformat()}
    whole = await kept(database, caller, name="findings", args=args, schema=shown.Findings, work=work)

    async def beside(session: ReadSession) -> tuple[shown.Findings, dict[str, shown.Dismissed]]:
        books = await load_books(session, tenant)
        marks = (await session.execute(statement("finding_marks"), {"tenant": tenant})).all()
        looked_at = await lately(session, tenant, books, today)
        now = _answer(books, looked_at).model_copy(update={"notes": tuple(asked.unsure(looked_at))})
        return now, {row.key: shown.Dismissed(reason=row.reason, at=row.dismissed_at) for row in marks}

    now, marks = await database.read(caller, beside)
    every = [
        finding.model_copy(update={"dismissed": marks.get(finding.key)})
        for finding in sorted((*whole.findings, *now.findings), key=_order)
    ]
    open_ = [finding for finding in every if finding.dismissed is None]
    return whole.model_copy(
        update={
            "findings": tuple(every if dismissed else open_),
            "hidden": 0 if dismissed else len(every) - len(open_),
            "notes": (*whole.notes, *now.notes),
        }
    )


async def dismiss(
    database: Database, caller: Caller, key: str, *, today: date, reason: str | None = None
) -> shown.Marked:
    """Set a finding aside until something makes a new one of it. Raises BadInput when there is none of that key."""
    if reason is not None and len(reason) > LONGEST_REASON:
        raise BadInput(f"A reason of {len(reason)} characters is too long.", remedy=f"Use up to {LONGEST_REASON}.")
    finding = await _one(database, caller, key, today)
    row = {"key": finding.key, "reason": reason, "dismissed_by": caller.user_id}
    await database.write(caller, lambda session: keep(session, tenant_of(caller), FindingMark, [row]))
    return shown.Marked(key=finding.key, title=finding.title, dismissed=True)


async def restore(database: Database, caller: Caller, key: str) -> shown.Marked:
    """Bring a dismissed finding back. Raises BadInput when none of that key was dismissed."""
    gone = await database.write(caller, lambda session: drop(session, tenant_of(caller), FindingMark, key=key))
    if not gone:
        raise BadInput(f"No finding {key[:80]!r} was dismissed.", remedy="See `credora findings --all`.")
    return shown.Marked(key=key, title=key, dismissed=False)


async def _one(database: Database, caller: Caller, key: str, today: date) -> shown.Finding:
    every = await findings(database, caller, today=today, dismissed=True)
    for finding in every.findings:
        if finding.key == key:
            return finding
    raise BadInput(f"There is no finding {key[:80]!r} now.", remedy="Take a key from `credora findings --all`.")


def _answer(books: Books, looked_at: Seen) -> shown.Findings:
    return shown.Findings(
        shop=books.shop,
        currency=books.currency,
        today=looked_at.today,
        ledger_version=books.version,
        as_of=books.as_of,
        findings=tuple(_shown(finding) for finding in found_in(looked_at)),
        notes=tuple(_notes(books, looked_at)),
    )


def _shown(finding: Finding) -> shown.Finding:
    return shown.Finding(
        key=finding.key,
        rule=finding.rule,
        subject=finding.subject,
        title=finding.title,
        says=finding.says,
        evidence=tuple(_evidence(each) for each in finding.evidence),
        confidence=finding.confidence,
        sample=finding.sample,
        sampled=finding.sampled,
        at_stake=None if finding.at_stake is None else to_decimal(finding.at_stake),
        basis=finding.basis,
        since=finding.since,
        next_step=finding.next_step,
        good=finding.good,
    )


def _evidence(each: Evidence) -> shown.Evidence:
    behind = None
    if each.metric is not None and each.period is not None:
        behind = Rows(
            metric=each.metric, start=each.period.start, end=each.period.end, sku=each.sku, campaign=each.campaign
        )
    if each.unit is Unit.MONEY:
        value = to_decimal(round(each.value))
    else:
        value = Decimal(str(each.value)).quantize(Decimal(1) if each.unit is Unit.COUNT else Decimal("0.0001"))
    return shown.Evidence(label=each.label, value=value, unit=each.unit, behind=behind)


def _order(finding: shown.Finding) -> tuple[bool, bool, Decimal, str, str]:
    stake = -(finding.at_stake or Decimal(0))
    return finding.good, finding.rule != asked.RULE, stake, finding.confidence, finding.key


def _notes(books: Books, looked_at: Seen) -> list[str]:
    """Return what no rule could look at."""
    if not looked_at.weeks:
        return ["There is not a week in the books yet: nothing can be said."] if books.recorded is None else []
    notes = []
    if looked_at.weeks < 12:  # noqa: PLR2004 - four recent weeks and eight to hold them against
        notes.append(f"Only {looked_at.weeks} weeks are known; levels are watched from the twelfth on.")
    if Category.COGS not in books.provides:
        notes.append("No unit costs are known, so nothing is said of margins.")
    if Category.MARKETING not in books.provides:
        notes.append("No advertising is connected, so nothing is said of campaigns.")
    if not any(item.on_hand is not None for item in looked_at.stock):
        notes.append("No platform states what is on hand, so nothing is said of stock.")
    return notes
