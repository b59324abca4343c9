"""What a reader must be told beside a what-if: extrapolation, what was not measured, and how to measure it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from credora_agent.analytics.whatif.assuming import beyond
from credora_agent.analytics.whatif.assumptions import Assumption, Origin
from credora_agent.analytics.whatif.levers import AdSpend, Discount, Price, Shift, Stock, UnitCost
from credora_agent.analytics.whatif.moves import moves
from credora_agent.analytics.whatif.response import AFTER
from credora_agent.analytics.whatif.thresholds import price_change

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from credora_agent.analytics.whatif.ground import Ground
    from credora_agent.analytics.whatif.levers import Lever

FAR = 0.3
"""A price change beyond it is further than one elasticity carries."""
HALF = 0.5
TEST_WEEKS = 8
WEEKS_SEEN = 26
FEWEST_WEEKS = 12
DETECTED = 2.8
"""Standard errors an effect needs to be found in four of five tests at the usual 5 %."""


def cautions(ground: Ground, levers: tuple[Lever, ...], assumed: Mapping[str, Assumption]) -> tuple[str, ...]:
    """Return the sentences, without repetition, in the order of the levers."""
    said: list[str] = []
    for each in levers:
        said += _of(ground, each, assumed)
    said += _advertising(ground, levers, assumed)
    return tuple(dict.fromkeys(said))


def _of(ground: Ground, each: Lever, assumed: Mapping[str, Assumption]) -> list[str]:
    if isinstance(each, Price | Discount):
        return _priced(ground, each, assumed)
    if isinstance(each, UnitCost):
        return [
            "Dearer or cheaper goods change profit as they are sold; what lies on the shelf is counted at the new cost."
        ]
    return _stocked(ground, each) if isinstance(each, Stock) else []


def _priced(ground: Ground, each: Price | Discount, assumed: Mapping[str, Assumption]) -> list[str]:
    elasticity = assumed.get(f"price_elasticity:{each.sku}" if each.sku else "price_elasticity")
    if elasticity is None:
        return []
    said = []
    item = ground.items.get(each.sku or "")
    if elasticity.origin is Origin.PRIOR:
        why = item.evidence.says if item is not None and item.evidence is not None else ""
        said.append(f"How customers take the new price is an assumption. {why}".strip())
    size = abs(float(price_change(ground, each))) if isinstance(each, Price) else float(each.share)
    if size > FAR:
        said.append("A change of more than 30 % is an extrapolation: few shops of those studied moved a price so far.")
    if isinstance(each, Discount):
        said += _promoted(ground, each)
    return said


def _promoted(ground: Ground, each: Discount) -> list[str]:
    start = (each.first_day - ground.first_day).days if each.first_day else 0
    left = ground.horizon - start - (each.days or ground.horizon)
    if left >= max(AFTER, each.days or 0):
        return []
    return ["The weeks after the promotion, which lack what it pulled forward, lie partly beyond the days looked at."]


def _stocked(ground: Ground, each: Stock) -> list[str]:
    item = ground.items[each.sku]
    if item.rate is None:
        return [f"Nothing of {each.sku} was sold lately, so only what the order costs is counted, no sale of it."]
    if item.on_hand is None:
        return [
            f"How much of {each.sku} is on hand is not known, so no stock-out is counted: only what the order costs."
        ]
    held = f"{max(item.on_hand, 0):,} on hand"
    return [f"The baseline too loses what {each.sku} cannot serve once its {held} are sold: a forecast knows no shelf."]


def _advertising(ground: Ground, levers: tuple[Lever, ...], assumed: Mapping[str, Assumption]) -> list[str]:
    if not any(isinstance(each, AdSpend | Shift) for each in levers):
        return []
    made = moves(ground, levers)
    if made.added_ads:
        return ["No ad spend is recorded, so what it brings cannot be said: its cost is counted, and no effect."]
    said = []
    for target in sorted(made.ads):
        if beyond(ground, target, made.ads):
            label = ground.channels[target].label
            said.append(f"Extrapolation: {label} would spend more than 1.3 times its highest 28 days so far.")
        elif made.ads[target] < HALF:
            label = ground.channels[target].label
            said.append(
                f"Extrapolation: nothing recorded tells what {label} at less than half of its spend would leave."
            )
    if any(name.startswith("ad_elasticity") and each.origin is Origin.PRIOR for name, each in assumed.items()):
        said.append(
            "What more or less spend changes is an assumption: what platforms credit to themselves proves no effect."
        )
        said.append("Only the weeks ahead are in this: what customers won or missed now would buy later is not.")
        said.append(_test(ground))
    return said


def _test(ground: Ground) -> str:
    """Return how to measure it: ads on and off in turn, and the smallest effect such a test would find."""
    text = f"To measure it, switch these ads off every other week for {TEST_WEEKS} weeks and compare sales"
    weekly = _weekly(ground)
    if weekly is None:
        return f"{text}."
    smallest = DETECTED * weekly * (4 / TEST_WEEKS) ** 0.5
    return f"{text}; at the ups and downs of this shop that finds effects from about {smallest:.0%} of sales on."


def _weekly(ground: Ground) -> float | None:
    """Return how far a week's sales usually lie from their neighbours', as a share; None with too few weeks."""
    if ground.inputs is None:
        return None
    recent: NDArray[np.float64] = ground.inputs.recent[-WEEKS_SEEN * 7 :]
    weeks = recent[len(recent) % 7 :].reshape(-1, 7).sum(axis=1)
    weeks = weeks[weeks > 0]
    if len(weeks) < FEWEST_WEEKS:
        return None
    return float(np.std(np.diff(np.log(weeks))) / 2**0.5)
