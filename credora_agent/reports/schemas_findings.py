"""What findings return: each with its evidence, its money at stake, and whether a person dismissed it."""

from __future__ import annotations

from datetime import date, datetime

from credora_agent.analytics.findings.base import Confidence
from credora_agent.analytics.metrics import Unit
from credora_agent.reports.schemas import Plain, Schema
from credora_agent.reports.schemas_explain import Rows


class Evidence(Schema):
    """One figure a finding rests on; `behind` says where its rows are, None where no ledger row is."""

    label: str
    value: Plain
    unit: Unit
    behind: Rows | None = None


class Dismissed(Schema):
    """That a person set a finding aside, and why."""

    reason: str | None
    at: datetime


class Finding(Schema):
    """One thing to look at; see analytics.findings.base. `at_stake` is a month's money, None where nobody can say."""

    key: str
    rule: str
    subject: str
    title: str
    says: str
    evidence: tuple[Evidence, ...]
    confidence: Confidence
    sample: int
    sampled: str
    at_stake: Plain | None
    basis: str
    since: date | None
    next_step: str
    good: bool = False
    dismissed: Dismissed | None = None


class Findings(Schema):
    """What is worth a person's attention, the most money at stake first, good news last.

    `hidden` counts dismissed ones that are not shown; `notes` say what could not be looked at.
    """

    shop: str
    currency: str
    today: date
    ledger_version: int
    as_of: datetime | None
    findings: tuple[Finding, ...]
    hidden: int = 0
    notes: tuple[str, ...] = ()


class Marked(Schema):
    """That a finding was dismissed or restored."""

    key: str
    title: str
    dismissed: bool
