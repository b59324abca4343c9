"""The rules, in a flat list: adding one is a file and a line. Each takes what is seen, returns what it finds. Pure."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

from credora_agent.analytics.findings import (
    asked,
    bank,
    break_even,
    campaign_decay,
    concentration,
    cost_change,
    dead_stock,
    gaps,
    levels,
    own_ads,
    product_margin,
    sku_refunds,
    spend_without_sales,
    stock_out,
    taking_off,
)
from credora_agent.analytics.findings.base import Confidence

if TYPE_CHECKING:
    from collections.abc import Callable

    from credora_agent.analytics.findings.base import Finding, Seen

    Rule = Callable[[Seen], list[Finding]]

RULES: tuple[Rule, ...] = (
    asked.find,
    own_ads.find,
    campaign_decay.find,
    cost_change.find,
    levels.find,
    product_margin.find,
    sku_refunds.find,
    stock_out.find,
    bank.find,
    spend_without_sales.find,
    break_even.find,
    concentration.find,
    dead_stock.find,
    gaps.find,
    taking_off.find,
)


SINGLY, SHOWN = 5, 6
"""Findings of one rule that stand by themselves, and those named where the others stand together."""


def findings(seen: Seen) -> list[Finding]:
    """Return all that is worth a look: what was asked for, then by money at stake and confidence; good news last.

    Of a rule that finds many only the largest stand by themselves: a hundred lines are read by nobody.
    """
    by_rule: dict[str, list[Finding]] = {}
    for finding in sorted((finding for rule in RULES for finding in rule(seen)), key=_order):
        by_rule.setdefault(finding.rule, []).append(finding)
    return sorted((finding for found in by_rule.values() for finding in _few(found)), key=_order)


def _few(found: list[Finding]) -> list[Finding]:
    if len(found) <= SINGLY + 1 or found[0].rule == asked.RULE:
        return found
    return [*found[:SINGLY], _together(found[SINGLY:])]


def _together(rest: list[Finding]) -> Finding:
    """Return findings of one rule as one; another set of them is a new one."""
    subjects = sorted(finding.subject for finding in rest)
    stakes = [finding.at_stake for finding in rest if finding.at_stake is not None]
    first = rest[0]
    return replace(
        first,
        subject="others",
        edition=sha256("\n".join(subjects).encode()).hexdigest()[:8],
        title=f"{len(rest)} more like these: {first.title}, and others",
        says=f"{'; '.join(finding.title for finding in rest[:SHOWN])}{' and others' if len(rest) > SHOWN else ''}.",
        evidence=tuple(finding.evidence[0]._replace(label=finding.title) for finding in rest if finding.evidence),
        confidence=max(finding.confidence for finding in rest),
        sample=sum(finding.sample for finding in rest),
        at_stake=sum(stakes) if stakes else None,
        basis=f"{first.basis}, of each" if first.basis else first.basis,
        since=None,
    )


def _order(finding: Finding) -> tuple[bool, bool, int, bool, str]:
    unsure = finding.confidence is not Confidence.HIGH
    return finding.good, finding.rule != asked.RULE, -(finding.at_stake or 0), unsure, finding.key
