"""What goes wrong during a check of the sandbox: named plans, or one from a file."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from credora_agent.core.errors import BadFile, BadInput


@dataclass(frozen=True, slots=True)
class Plan:
    """Faults for one check.

    `rules` go to the sandbox's fault control. `crashes` is how many syncs are cut down at a random point and begun
    again, `workers` how many sync the same connections at once, `webhooks` how often each webhook is delivered, in
    an order of chance; if `deaf` none ever arrives.
    """

    name: str
    rules: tuple[dict[str, Any], ...] = ()
    crashes: int = 0
    workers: int = 1
    webhooks: int = 0
    deaf: bool = False

    def and_also(self, other: Plan) -> Plan:
        """Return both at once."""
        return Plan(
            ",".join(filter(None, (self.name, other.name))),
            self.rules + other.rules,
            self.crashes + other.crashes,
            max(self.workers, other.workers),
            max(self.webhooks, other.webhooks),
            self.deaf or other.deaf,
        )


def _some(kind: str, match: str = "*", probability: float = 0.04, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "match": match, "probability": probability, **more}


PLANS = {
    plan.name: plan
    for plan in (
        Plan("none"),
        Plan(
            "wire",
            (
                _some("reset"),
                _some("truncate", bytes=60),
                _some("html_502"),
                _some("status", code=503),
                _some("slow_drip", probability=0.01),
            ),
        ),
        Plan(
            "throttled",
            (
                _some("throttle", "shopify.graphql", 0.1),
                _some("throttle", "meta.insights", 0.1),
                _some("throttle", "google.search", 0.1),
                _some("internal_error", "shopify.graphql", 0.03),
            ),
        ),
        Plan(
            "tokens",
            (
                _some("expire_token", "shopify.graphql", 0.05),
                _some("expire_token", "google.search", 0.2),
                _some("lose_refresh_answer", "shopify.token", 1.0, times=1),
            ),
        ),
        Plan(
            "bulk",
            (
                _some("bulk_fail", "shopify.graphql", 1.0, times=1, body="bulkOperationRunQuery"),
                _some("bulk_partial", "shopify.graphql", 1.0, nth=2, body="bulkOperationRunQuery"),
                _some("truncate", "shopify.bulk_file", 0.5, times=2, bytes=20_000),
            ),
        ),
        Plan(
            "ads",
            (
                _some("async_fail", "meta.async", 1.0, times=1),
                _some("async_skip", "meta.async", 1.0, times=1),
                _some("async_stuck", "meta.async", 1.0, times=1),
                _some("reduce_data", "meta.insights", 1.0, times=1),
                _some("cut_stream", "google.search", 1.0, times=2),
            ),
        ),
        Plan(
            "pages",
            (
                _some("duplicate_page", "shopify.graphql", 0.05),
                _some("cursor_back", "shopify.graphql", 0.03),
                _some("child_lag", "shopify.graphql", 0.05, seconds=60),
            ),
        ),
        Plan("crashes", crashes=12),
        Plan("workers", workers=2),
        Plan("webhooks", webhooks=3),
        Plan("deaf", deaf=True),
    )
}
"""The plans by name; `all` is every one of them together, but for the one that lets no webhook arrive."""


def plan(text: str) -> Plan:
    """Return the plan called `text`: a name, several with commas, `all`, or a JSON file with the fields of a Plan.

    Raises BadInput for an unknown name, BadFile for a file that is no plan.
    """
    if text.endswith(".json"):
        return _from_file(Path(text))
    chosen = Plan("")
    every = [name for name, each in PLANS.items() if not each.deaf]
    for name in every if text == "all" else text.split(","):
        if name.strip() not in PLANS:
            raise BadInput(
                f"There is no fault plan {name[:40]!r}.",
                remedy=f"Use one of: all, {', '.join(PLANS)}; or a .json file.",
            )
        chosen = chosen.and_also(PLANS[name.strip()])
    return chosen


def _from_file(path: Path) -> Plan:
    try:
        given = json.loads(path.read_text(encoding="utf-8"))
        return Plan(path.stem, tuple(given.pop("rules", ())), **given)
    except (OSError, ValueError, TypeError, AttributeError) as fault:
        raise BadFile(
            f"{path.name} is no fault plan: {fault}.", remedy='Write {"rules": […], "crashes": 0, "workers": 1}.'
        ) from None
