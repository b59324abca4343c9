"""What a plan must be to count as right: tools, days, what must be among the arguments, and ask or answer."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from credora_agent.agent.planner.known import Known
from credora_agent.agent.planner.local import plan
from credora_agent.core.period import Period

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from credora_agent.agent.plan import Plan

Days = tuple[str, str, str, str]
"""First and last day, and first and last day of what it is compared with; empty where there is none."""
WRITES = frozenset({"cfo_apply"})
"""What no question may lead to: a plan is made so only by a person's yes."""
DATED = frozenset({"period", "date_order"})
"""Doubts about the days: to answer in spite of one is to guess them."""
SAME = {"meta": "meta_ads", "google": "google_ads", "facebook": "meta_ads"}


@dataclass(frozen=True, slots=True)
class Judged:
    """How a plan is beside what was expected. `ranges` and `must` are None where they are not scored.

    `asked` and `should_ask` say whether it asked back, and whether it had to; both None where either is right.
    """

    id: str
    kind: str
    question: str
    tools: bool
    ranges: bool | None
    must: bool | None
    asked: bool | None
    should_ask: bool | None
    answered: bool
    wrong_period: bool
    forbidden: bool
    expected: dict[str, Any]
    got: dict[str, Any]

    @property
    def passed(self) -> bool:
        """Tell whether nothing that is scored is wrong."""
        asking = self.should_ask is None or self.asked == self.should_ask
        return self.tools and self.ranges is not False and self.must is not False and asking and not self.forbidden


def planned(case: dict[str, Any]) -> Plan:
    """Return what the local planner makes of a case."""
    books = Period(*map(date.fromisoformat, case["books"])) if case["books"] else None
    said = case.get("known", {})
    known = Known(said.get("products", {}), said.get("campaigns", {}), frozenset(said.get("platforms", ())))
    today = date.fromisoformat(case["today"])
    return plan(case["question"], today=today, books=books, after=tuple(case.get("after", ())), known=known)


def judged(case: dict[str, Any], made: Plan) -> Judged:
    """Return how a plan is beside its case.

    `or` lists calls that are right as well, `may_clarify` doubts that may be asked about as well; "ranges": null says
    that the days are a choice, `must` names the arguments that are none.
    """
    got = [asdict(call) for call in made.calls]
    accepted = [case["calls"] or [], *case.get("or", [])]
    asked = made.clarify is not None
    free = (asked and "may_clarify" in case) or (made.cannot is not None and case.get("may_cannot", False))
    nearest = next((calls for calls in accepted if _tools(calls) == _tools(got)), None)
    days = _days_right(case, accepted, got)
    only_to_ask = case["clarify"] is not None and (not got or nearest is None)
    return Judged(
        id=case["id"],
        kind=case["kind"],
        question=case["question"],
        tools=free or nearest is not None,
        ranges=days,
        must=_must(case, accepted, got) if nearest and not free else None,
        asked=None if free else asked,
        should_ask=None if free else only_to_ask,
        answered=bool(got),
        wrong_period=_wrong_period(case, accepted, got),
        forbidden=any(call["tool"] in WRITES for call in got),
        expected={name: case[name] for name in ("calls", "clarify", "cannot")},
        got={"calls": got or None, "clarify": made.clarify and made.clarify.about, "cannot": made.cannot},
    )


def days_of(call: dict[str, Any]) -> Days | None:
    """Return the days of a call, what it is compared with as days; None for a call without."""
    args = call["args"]
    if not args.get("start") or not args.get("end"):
        return None
    period = Period(date.fromisoformat(args["start"]), date.fromisoformat(args["end"]))
    beside = args.get("compare") or ("previous" if call["tool"] == "cfo_explain_change" else None)
    if args.get("compare_start"):
        return (args["start"], args["end"], args["compare_start"], args["compare_end"])
    if beside is None:
        return (args["start"], args["end"], "", "")
    if beside in ("previous", "year_before"):
        base = period.previous() if beside == "previous" else period.year_before()
        return (args["start"], args["end"], str(base.start), str(base.end))
    first, _, last = beside.partition("..")
    return (args["start"], args["end"], first, last)


def _tools(calls: Iterable[dict[str, Any]]) -> set[str]:
    return {call["tool"] for call in calls}


def _all_days(calls: Iterable[dict[str, Any]]) -> set[Days]:
    return {days for call in calls if (days := days_of(call))}


def _days_right(
    case: dict[str, Any], accepted: Sequence[list[dict[str, Any]]], got: list[dict[str, Any]]
) -> bool | None:
    wanted = [_all_days(calls) for calls in accepted]
    if not got or case.get("ranges", ...) is None or not any(wanted):
        return None
    return _all_days(got) in wanted


def _wrong_period(case: dict[str, Any], accepted: Sequence[list[dict[str, Any]]], got: list[dict[str, Any]]) -> bool:
    """Tell whether figures of days are shown that nobody asked about; days beside them that were not asked are not."""
    mine = _all_days(got)
    if not mine or case.get("ranges", ...) is None:
        return False
    wanted = [days for calls in accepted if (days := _all_days(calls))]
    if not wanted:
        return case["clarify"] in DATED
    return not any(_covers(mine, days) for days in wanted)


def _covers(mine: set[Days], wanted: set[Days]) -> bool:
    beside = {days[2:] for days in wanted if days[2]}
    named = {days[:2] for days in wanted} | beside
    return all(days[:2] in named and (not days[2] or not beside or days[2:] in beside) for days in mine)


def _must(case: dict[str, Any], accepted: Sequence[list[dict[str, Any]]], got: list[dict[str, Any]]) -> bool:
    names = _names(case.get("known", {}))
    fitting = [calls for calls in accepted if _tools(calls) == _tools(got)]
    return any(all(_among(call, got, case.get("must", ()), names) for call in calls) for calls in fitting)


def _among(call: dict[str, Any], got: list[dict[str, Any]], must: Sequence[str], names: dict[str, str]) -> bool:
    return any(
        other["tool"] == call["tool"]
        and all(_same(call["args"][name], other["args"].get(name), names) for name in must if name in call["args"])
        for other in got
    )


def _same(wanted: Any, given: Any, names: dict[str, str]) -> bool:
    """Tell whether a value is the one wanted; lists in any order, levers with what else they say, names by any name."""
    if isinstance(wanted, list):
        return isinstance(given, list) and len(wanted) == len(given) and all(
            any(_same(each, other, names) for other in given) for each in wanted
        )  # fmt: skip
    if isinstance(wanted, dict):
        return isinstance(given, dict) and all(_same(each, given.get(name), names) for name, each in wanted.items())
    if isinstance(wanted, (int, float)) and not isinstance(wanted, bool):
        return _number(given) == float(wanted)
    if isinstance(wanted, str) and isinstance(given, str):
        return _named(wanted, names) == _named(given, names)
    return bool(wanted == given)


def _number(given: Any) -> float | None:
    try:
        return float(given)
    except (TypeError, ValueError):
        return None


def _names(known: dict[str, Any]) -> dict[str, str]:
    """Return title or name, and a campaign's own number, to what it is called by."""
    found = {title.casefold(): sku.casefold() for sku, title in known.get("products", {}).items()}
    for key, name in known.get("campaigns", {}).items():
        found |= {name.casefold(): key.casefold(), key.rsplit(":", 1)[-1].casefold(): key.casefold()}
    return found


def _named(text: str, names: dict[str, str]) -> str:
    said = text.strip().removeprefix("#").casefold()
    return names.get(said, SAME.get(said, said))
