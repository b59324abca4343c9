"""The model planner: one round with a language model, whose calls are checked by code and become a plan, or do not."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import cached_property
from string import Template
from typing import TYPE_CHECKING, Any

from credora_agent.agent.models.arguments import Checker, Wrong
from credora_agent.agent.models.errors import ModelNonsense, ModelRefused
from credora_agent.agent.models.facts import data, marked, message
from credora_agent.agent.models.tools import ASK_BACK, DECLINE, PROPOSES, offered
from credora_agent.agent.models.usage import Rounds
from credora_agent.agent.plan import Call, Clarify, Option, Plan
from credora_agent.core.prompts import prompt
from credora_agent.core.tracing import note, span

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from credora_agent.agent.models.asking import Asker, Round, Wanted
    from credora_agent.agent.models.endpoint import Endpoint
    from credora_agent.agent.models.facts import Facts
    from credora_agent.agent.models.tools import Spec
    from credora_agent.agent.models.usage import Usage

MOST_CALLS = 6
SURE = 0.7
"""How sure a plan of a model is held to be."""
OPTION = 160
"""Characters of a question to choose."""


@dataclass(slots=True)
class _Sorted:
    """The calls of a round: those to make, what is wrong with the others, and the two ways to say no."""

    good: dict[str, Call] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    clarify: Clarify | None = None
    declined: str | None = None


class ModelPlanner:
    """A model with the shop's tools; the same instructions and tools every time, so that its endpoint can keep them."""

    def __init__(self, endpoint: Endpoint, specs: Sequence[Spec], metrics: Sequence[str]) -> None:
        self._endpoint = endpoint
        self._metrics = tuple(metrics)
        self.tools = offered(specs)
        self.instructions = Template(prompt("agent/plan")).substitute(metrics=", ".join(metrics))
        self._specs = {spec.name: spec for spec in self.tools}

    @cached_property
    def _asker(self) -> Asker:
        from credora_agent.agent.models.asking import Asker  # noqa: PLC0415 - openai-agents takes seconds to import

        try:
            return Asker(self._endpoint, self.tools)
        except ImportError:
            raise ModelRefused("No model can plan: openai-agents is not installed.", remedy="Install it.") from None

    def warm(self) -> None:
        """Import what the first plan needs: seconds of CPU, to be had in a thread while nobody waits."""
        self._asker  # noqa: B018 - made by being asked for

    async def plan(
        self,
        question: str,
        facts: Facts,
        *,
        after: Sequence[str] = (),
        rounds: Rounds | None = None,
        usage: Callable[[Usage], None] = lambda _: None,
    ) -> Plan:
        """Return what the model would do about the question, every call of it checked.

        A round that only gave calls that cannot be used is followed by one that says why, where `rounds` then has
        one left for the words. Raises a ModelError when there is no usable answer.
        """
        rounds = rounds or Rounds(1)
        rounds.take()
        told = message(question, facts, after)
        answer = await self._round(told, usage)
        sorted_ = self._sort(answer, question, facts)
        if _useless(sorted_) and rounds.left > 1 and rounds.take():
            again = marked("wrong", "\n".join(sorted_.wrong)) + "\nCall the tools again, with this put right."
            answer = await self._round(f"{told}\n{again}", usage)
            sorted_ = self._sort(answer, question, facts)
        return _plan(sorted_)

    async def _round(self, told: str, usage: Callable[[Usage], None]) -> Round:
        with span("model round", of="plan") as made:
            answer = await self._asker.round(self.instructions, told)
            note(made, tokens_in=answer.usage.sent, tokens_out=answer.usage.said, calls=len(answer.calls))
        usage(answer.usage)
        return answer

    def _sort(self, answer: Round, question: str, facts: Facts) -> _Sorted:
        found, checker = _Sorted(), Checker(facts.today, self._metrics)
        for wanted in answer.calls:
            try:
                self._put(found, wanted, checker, question)
            except Wrong as why:
                found.wrong.append(f"{data(wanted.name, longest=60)}: {data(str(why), longest=600)}")
        return found

    def _put(self, found: _Sorted, wanted: Wanted, checker: Checker, question: str) -> None:
        name = wanted.name.strip().removeprefix("functions.")
        if name not in self._specs:
            raise Wrong(f"no such tool, use one of {', '.join(self._specs)}")
        args = checker.checked(self._specs[name], wanted.arguments)
        if name == ASK_BACK:
            found.clarify = found.clarify or _clarify(args)
        elif name == DECLINE:
            found.declined = args["reason"]
        elif name == PROPOSES and not asks_change(question):
            found.declined = "unasked"
        else:
            found.good.setdefault(json.dumps([name, args], sort_keys=True), Call(name, args))


def _useless(found: _Sorted) -> bool:
    return bool(found.wrong) and not (found.good or found.clarify or found.declined)


def _plan(found: _Sorted) -> Plan:
    if found.good:
        calls = tuple(found.good.values())[:MOST_CALLS]
        left = bool(found.wrong) or len(found.good) > MOST_CALLS
        assumed = (LEFT_OUT,) if left else ()
        return Plan(_intent(calls[0]), calls=calls, confidence=SURE, assumptions=assumed)
    if found.clarify is not None:
        return Plan("clarify", clarify=found.clarify, confidence=SURE)
    if found.wrong and not found.declined:
        raise ModelNonsense("The language model called tools in a way that cannot be used.", remedy=REPHRASE)
    return Plan("unsupported", cannot=CANNOT[found.declined or "words"], confidence=SURE)


def _clarify(args: dict[str, Any]) -> Clarify:
    options = dict.fromkeys(data(each, longest=OPTION) for each in args["options"])
    if len(options) < 2 or not all(options):  # noqa: PLR2004 - a choice is between two
        raise Wrong("options: two to four different questions")
    return Clarify(args["about"], QUESTIONS[args["about"]], tuple(Option(each, each) for each in options))


def _intent(call: Call) -> str:
    return call.tool.partition("_")[2] or call.tool


def asks_change(question: str) -> bool:
    """Tell whether a question has a word of wanting something set, sent or put aside: without one nothing is proposed.

    What else stands in front of a model, a campaign's name included, is not asked.
    """
    return _CHANGE.search(question.casefold()) is not None


_CHANGE = re.compile(
    r"budget|presupuest|orçament|予算"
    r"|\balert|\bwarn|\bnotif|\bremind|\btell me (when|if|every)|\blet me know|\bping\b|avis|avís|benachrichtig|erinner"
    r"|préven|rappel|lembr|通知|アラート|知らせ"
    r"|\bschedul|\bevery\b|\bcada\b|\bjeden?\b|\bchaque\b|\btous les\b|\btoda|毎"
    r"|\bexport|\bdownload|\bcsv\b|\bxlsx?\b|\bdescarg|\bherunter|\btélécharg|\bbaixar|エクスポート|ダウンロード"
    r"|\bset\b|\bcreate\b|\badd\b|\bremove\b|\bdelete\b|\bdismiss|\bignore\b|\brestore\b|\bsnooze"
    r"|\bfij|\bestablec|\bsetz|\bleg\w* .* (an|fest)\b|\bdéfini|\bcré[eé]|\bdefin|\bcri[ae]|設定|作成"
)
REPHRASE = "Ask for one thing and one period at a time."
LEFT_OUT = "A part of the question was left out: no tool takes it as it was asked."
QUESTIONS = {
    "period": "Which period do you mean?",
    "metric": "Which figure do you mean?",
    "comparison": "What should it be compared with?",
    "date_order": "Which day do you mean?",
    "entity": "Which one do you mean?",
}
CANNOT = {
    "off_topic": "That is not something the books of this shop can answer.",
    "change": "Credora does not change anything in the shop or the ad accounts; it reads, and shows what would follow.",
    "not_recorded": "The books do not hold what that needs.",
    "unasked": "Nothing was asked to be set up, so nothing is proposed.",
    "words": "No report answers that as it was asked. Ask for a figure and a period, such as net sales last month.",
}
