"""What goes wrong on purpose: rules that say which calls fail, when, and how; repeatable by their seeds.

A rule: `match` (an operation such as `meta.insights`; `*` and `?` stand for anything), `kind`, optionally `path` (a
part of the address), `body` (a part of what is sent), `nth` (the first call to hit, from 1), `probability`, `times`
(how often at most; with `nth` once unless said), `seed`; whatever else it carries are the kind's own options.
"""

from __future__ import annotations

import asyncio
import contextlib
from datetime import timedelta
from fnmatch import fnmatchcase
from random import Random
from typing import TYPE_CHECKING, Any

from starlette.responses import HTMLResponse, Response

from credora_agent.sandbox.wire import WIRE_KINDS

if TYPE_CHECKING:
    from starlette.requests import Request

ANSWERED_KINDS = frozenset({"timeout", "html_502", "status"})
PLATFORM_KINDS = frozenset(
    {
        "throttle",
        "internal_error",
        "expire_token",
        "duplicate_page",
        "cursor_back",
        "clock_skew",
        "bulk_fail",
        "bulk_partial",
        "async_fail",
        "async_skip",
        "async_stuck",
        "reduce_data",
        "cut_stream",
        "version_forward",
        "child_lag",
    }
)
KINDS = WIRE_KINDS | ANSWERED_KINDS | PLATFORM_KINDS
_OWN = frozenset({"id", "match", "kind", "path", "body", "nth", "probability", "times", "seed"})
_BAD_GATEWAY = """<html>
<head><title>502 Bad Gateway</title></head>
<body><center><h1>502 Bad Gateway</h1></center><hr><center>nginx</center></body>
</html>
"""


class UnknownFault(ValueError):
    """A rule of no known kind, or one that says nothing about where it applies."""


class Rule:
    """One rule and how often it has been met and has fired."""

    def __init__(self, number: int, said: dict[str, Any]) -> None:
        """Read a rule. Raises UnknownFault."""
        if said.get("kind") not in KINDS or not said.get("match"):
            raise UnknownFault(f"A rule needs a match and a kind of {', '.join(sorted(KINDS))}; got {said}.")
        self.said = {"id": str(said.get("id") or number), **{key: said[key] for key in said if key != "id"}}
        self.id, self.kind = self.said["id"], str(said["kind"])
        self.options = {key: value for key, value in said.items() if key not in _OWN}
        self._times = int(said.get("times", 1 if "nth" in said else 10**9))
        self._dice = Random(f"{said.get('seed', 0)} {said['match']} {self.kind}")  # noqa: S311 - repeatable on purpose
        self.met = self.fired = 0

    def fires(self, operation: str, path: str, body: str = "") -> bool:
        """Count one call and say whether it is hit."""
        if not fnmatchcase(operation, str(self.said["match"])):
            return False
        if str(self.said.get("path", "")) not in path or str(self.said.get("body", "")) not in body:
            return False
        self.met += 1
        chance = float(self.said.get("probability", 1))
        hit = self.met >= int(self.said.get("nth", 1)) and (chance >= 1 or self._dice.random() < chance)
        if not hit or self.fired >= self._times:
            return False
        self.fired += 1
        return True

    def as_json(self) -> dict[str, Any]:
        """Return the rule as it was said, with its counts."""
        return {**self.said, "met": self.met, "fired": self.fired}


class Faults:
    """All rules in force."""

    def __init__(self) -> None:
        """Start with none: everything works."""
        self.rules: list[Rule] = []
        self._numbered = 0

    def add(self, said: dict[str, Any]) -> Rule:
        """Put a rule into force. Raises UnknownFault."""
        self._numbered += 1
        rule = Rule(self._numbered, said)
        self.rules = [*(kept for kept in self.rules if kept.id != rule.id), rule]
        return rule

    def remove(self, rule_id: str | None = None) -> None:
        """Take one rule out of force, or all."""
        self.rules = [rule for rule in self.rules if rule_id is not None and rule.id != rule_id]

    async def check(self, operation: str, request: Request) -> Response | None:
        """Name the call in the log and apply the rules to it.

        A Response is the whole answer. Otherwise the platform's own kinds that fired lie in `request.state.fault` as
        {kind: options} for the handler to honour; those of the wire come about by themselves.
        """
        wire = request.state.wire
        wire.route = operation
        read = any("body" in rule.said for rule in self.rules)
        sent = (await request.body()).decode(errors="replace") if read else ""
        fired = {rule.kind: rule.options for rule in self.rules if rule.fires(operation, _address(request), sent)}
        request.state.fault.update(fired)
        if "clock_skew" in fired:
            wire.date += timedelta(seconds=float(fired["clock_skew"].get("seconds", 300)))
        for kind in WIRE_KINDS & fired.keys():
            wire.spoil = kind, fired[kind]
        if "timeout" in fired:
            await _hold(request, float(fired["timeout"].get("seconds", 30)))
            await wire.abort()
            return Response(status_code=504)
        if "html_502" in fired:
            return HTMLResponse(_BAD_GATEWAY, status_code=502)
        if "status" in fired:
            said = fired["status"]
            return Response(said.get("body", ""), int(said.get("code", 503)), said.get("headers"))
        return None


def _address(request: Request) -> str:
    """Return the path with its query, as rules see it."""
    return f"{request.url.path}?{request.url.query}"


async def _hold(request: Request, seconds: float) -> None:
    """Answer nothing for `seconds`, or until the client hangs up."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await request.body()
            await request.receive()
