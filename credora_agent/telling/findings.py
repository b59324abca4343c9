"""Findings told: what is most at stake first, each with its evidence, what it rests on and what to do next."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from credora_agent.analytics.metrics import Unit
from credora_agent.telling.blocks import Block, Notice, Table
from credora_agent.telling.figures import About, Days, counted, first
from credora_agent.telling.part import Part, sentences
from credora_agent.telling.phrasing import listed, money, whole_money

if TYPE_CHECKING:
    from collections.abc import Iterator

    from credora_agent.reports.schemas import Figure
    from credora_agent.reports.schemas_findings import Finding, Findings, Marked

SAID = 3
NAMELESS = {Unit.DAYS: "Days of cover", Unit.MONEY: "At stake a month"}
"""What a further product's figure is called where its label is the title of a finding of its own."""
_NAME = re.compile(r'"([^"]+)"')
"""The name a title holds."""
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
    blocks += [Notice(text=note) for note in sentences(found.notes)]
    return Part(tuple(words), tuple(blocks), _figures(found, troubles))


def _figures(found: Findings, troubles: list[Finding]) -> tuple[Figure, ...]:
    """Return how many there are, then what is at stake in each and the evidence it rests on."""
    about = About(Days(found.today, found.today), found.currency, found.as_of)
    counts = {
        "findings": ("Things that need a look", len(troubles)),
        "good_findings": ("Good ones", len(found.findings) - len(troubles)),
        "dismissed_findings": ("Dismissed", found.hidden),
    }
    each = (figure for one in (*troubles, *found.findings) for figure in _of_one(about, one))
    return first((*counted(about, counts), *each))


def _of_one(about: About, each: Finding) -> Iterator[Figure]:
    """Yield a month's money at stake, and the figures the finding rests on."""
    entity, about_it = _name(each.title), each.rule.replace("_", " ")
    label = "At stake a month" if entity else f"At stake a month by {about_it}"
    yield about.figure("at_stake", label, each.at_stake, entity=entity, key=each.key, formula=each.basis)
    yield about.figure("sample", f"{each.sampled} it rests on", each.sample, Unit.COUNT, entity=entity, key=each.key)
    for number, of in enumerate(each.evidence):
        unit, whose = Unit(of.unit), _name(of.label)
        days = Days(of.behind.start, of.behind.end) if of.behind is not None else None
        yield about.figure(
            "evidence", of.label if whose is None else NAMELESS.get(unit, about_it), of.value, unit,
            entity=whose or entity, key=f"{each.key}:{number}", days=days,
        )  # fmt: skip


def _name(text: str) -> str | None:
    """Return the name a title holds, if it holds one."""
    found = _NAME.search(text)
    return found.group(1) if found else None


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
