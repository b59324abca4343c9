"""Findings told: what is most at stake first, each with its evidence, what it rests on and what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credora_agent.telling.blocks import Block, Notice, Table
from credora_agent.telling.part import Part, sentences
from credora_agent.telling.phrasing import listed, money, whole_money

if TYPE_CHECKING:
    from credora_agent.reports.schemas_findings import Finding, Findings, Marked

SAID = 3
URGENT = frozenset({"asked", "cash_low", "payout_failed"})
"""Rules told first whatever is at stake elsewhere: what was asked for; and without cash nothing else matters."""


def tell_findings(found: Findings) -> Part:
    """Return the largest findings in words, then all of them as a table and one by one."""
    troubles = sorted((each for each in found.findings if not each.good), key=lambda each: each.rule not in URGENT)
    if not found.findings:
        hidden = f" {found.hidden} dismissed." if found.hidden else ""
        notes = tuple(Notice(text=note) for note in sentences(found.notes))
        return Part((f"Nothing stands out in the books of {found.shop}.{hidden}",), notes)
    words = [_counted(found)]
    if troubles:
        words.append(f"First: {listed([_brief(found, each) for each in _of_each_kind(troubles)[:SAID]])}.")
    blocks: list[Block] = [_table(found), *(_whole(each) for each in found.findings)]
    return Part(tuple(words), (*blocks, *(Notice(text=note) for note in sentences(found.notes))))


def _of_each_kind(troubles: list[Finding]) -> list[Finding]:
    """Return the first of each rule before any second one: three stock-outs say less than three kinds of trouble."""
    first = list({each.rule: each for each in reversed(troubles)}.values())
    return sorted(first, key=troubles.index) + [each for each in troubles if each not in first]


def _counted(found: Findings) -> str:
    troubles = sum(not each.good for each in found.findings)
    news = len(found.findings) - troubles
    parts = [f"{troubles} {'thing needs' if troubles == 1 else 'things need'} a look"] if troubles else []
    parts += [f"{news} good {'one' if news == 1 else 'ones'}"] if news else []
    hidden = f" ({found.hidden} dismissed)" if found.hidden else ""
    return f"{listed(parts)}{hidden}."


def _brief(found: Findings, each: Finding) -> str:
    stake = f" ({money(each.at_stake, found.currency)} a month)" if each.at_stake else ""
    return f"{each.title}{stake}"


def _table(found: Findings) -> Table:
    return Table(
        title="Findings, by money at stake",
        columns=("Finding", "A month", "Sure", "Since"),
        numeric=(False, True, False, True),
        rows=tuple(
            (
                f"{'+ ' if each.good else ''}{each.title}{' (dismissed)' if each.dismissed else ''}",
                whole_money(each.at_stake, found.currency) if each.at_stake is not None else "–",
                str(each.confidence),
                each.since.isoformat() if each.since else "",
            )
            for each in found.findings
        ),
        wrapped=True,
    )


def _whole(each: Finding) -> Notice:
    rests = f"{each.sample:,} {each.sampled}"
    stake = f" At stake: {each.basis}." if each.at_stake is not None and each.basis else ""
    step = f" Next: {each.next_step}." if each.next_step else ""
    return Notice(text=f"{each.title}. {each.says} Rests on {rests}.{stake}{step} Key: {each.key}")


def tell_mark(found: Marked) -> Part:
    """Return what became of a finding."""
    done = "Dismissed" if found.dismissed else "Restored"
    return Part((f"{done}: {found.title}.",))
