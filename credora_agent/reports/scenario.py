"""The what-if report: reads what it stands on, works it out, and returns it at the edge."""

from __future__ import annotations

from dataclasses import asdict
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

from credora_agent.analytics.cash.baseline import check
from credora_agent.analytics.metrics import REGISTRY
from credora_agent.analytics.whatif.assuming import Said
from credora_agent.analytics.whatif.assumptions import HIGH, LOW, MIDDLE
from credora_agent.analytics.whatif.cautions import cautions
from credora_agent.analytics.whatif.levers import checked
from credora_agent.analytics.whatif.scenario import confidence, scenario
from credora_agent.analytics.whatif.thresholds import break_evens
from credora_agent.core.errors import BadInput
from credora_agent.core.money import to_decimal
from credora_agent.reports import schemas_scenario as schemas
from credora_agent.reports.asking import tenant_of
from credora_agent.reports.forecast import default_seed
from credora_agent.reports.futures import load_standing
from credora_agent.reports.kept import kept
from credora_agent.reports.scenario_ground import load_stand

if TYPE_CHECKING:
    from datetime import date
    from fractions import Fraction

    from numpy.typing import NDArray

    from credora_agent.analytics.whatif.assumptions import Assumption
    from credora_agent.analytics.whatif.levers import Lever
    from credora_agent.analytics.whatif.scenario import Cash, CashSide, Row, Scenario, ShelfSide, Spread, Swing
    from credora_agent.analytics.whatif.thresholds import BreakEven
    from credora_agent.core.caller import Caller
    from credora_agent.core.db import Database, ReadSession
    from credora_agent.reports.scenario_ground import Stand

HORIZON, FARTHEST = 90, 730
PATHS = 10_000
SHARES = frozenset(
    {"change", "units", "roas_needed", "roas_now", "roas_from", "roas_to", "arrives", "balance_due", "months"}
    | {"cover_now", "cover_after"}
)
"""Values of a break-even that are no money; all others are micros."""
NOTHING_SAID = Said()


async def read_scenario(  # noqa: PLR0913 - one question's parts
    database: Database,
    caller: Caller,
    levers: tuple[Lever, ...],
    *,
    today: date,
    horizon: int = HORIZON,
    seed: int | None = None,
    paths: int = PATHS,
    said: Said = NOTHING_SAID,
) -> schemas.Scenario:
    """Return what `levers` change over the `horizon` days from today; the same books and seed give the same answer.

    Without a seed the futures are the forecast's own: as it goes, both say the same.

    Raises BadInput for levers no shop can pull, names it does not know, and horizons nobody can speak of.
    """
    levers = checked(levers)
    check(min(horizon, FARTHEST), paths, seed or 0)
    if horizon > FARTHEST:
        raise BadInput(
            f"Over {horizon:,} days every figure of a what-if would be an assumption.",
            remedy=f"Ask for at most {FARTHEST} days; break-evens do not depend on them.",
        )

    async def work(session: ReadSession) -> schemas.Scenario:
        tenant = tenant_of(caller)
        drawn = default_seed(tenant, today, await load_standing(session, tenant)) if seed is None else seed
        stand = await load_stand(session, tenant, levers, today=today, horizon=horizon, paths=paths, seed=drawn)
        return _report(stand, said, today=today, seed=drawn)

    args: dict[str, Any] = {
        "levers": [repr(each) for each in levers],
        "said": asdict(said),
        "today": today.isoformat(),
        "horizon": horizon,
        "seed": seed,
        "paths": paths,
    }
    return await kept(database, caller, name="scenario", args=args, schema=schemas.Scenario, work=work)


def _report(stand: Stand, said: Said, *, today: date, seed: int) -> schemas.Scenario:
    ground, known = stand.ground, stand.known
    found = None
    even = break_evens(ground, stand.levers)
    if ground.inputs is not None:
        found = scenario(ground, ground.inputs, stand.levers, said, seed=seed)
    assumed = {each.id: each for each in found.assumptions} if found is not None else {}
    cautious = cautions(ground, stand.levers, assumed)
    return schemas.Scenario(
        shop=known.books.shop,
        currency=ground.currency,
        today=today,
        first_day=ground.first_day,
        horizon_days=ground.horizon,
        window_days=ground.shop.goods.days,
        paths=found.paths if found else 0,
        seed=seed,
        model_version=stand.base.model.version,
        ledger_version=known.books.version,
        as_of=known.books.as_of,
        break_evens=tuple(_break_even(each) for each in even),
        notes=tuple(dict.fromkeys((*cautious, *ground.notes))),
        **(_found(found) if found is not None else {}),
    )


def _found(found: Scenario) -> dict[str, Any]:
    return {
        "rows": tuple(_row(each) for each in found.rows),
        "cash": _cash(found.cash),
        "verdict": str(found.verdict),
        "better": _share(found.better),
        "confidence": confidence(found),
        "assumptions": tuple(_assumption(each) for each in found.assumptions),
        "tornado": tuple(_swing(each) for each in found.tornado),
        "shelves": tuple(_shelf(each) for each in found.shelves),
    }


def _break_even(each: BreakEven) -> schemas.BreakEven:
    values = {name: _value(value, money=name not in SHARES) for name, value in each.values.items()}
    return schemas.BreakEven(
        kind=each.kind,
        subject=each.subject,
        values=values,
        formula=each.formula,
        bound=each.bound,
        missing=each.missing,
    )


def _value(value: Fraction | None, *, money: bool) -> Decimal | None:
    if value is None:
        return None
    return (
        to_decimal(round(value)) if money else (Decimal(value.numerator) / value.denominator).quantize(Decimal("1e-8"))
    )


def _row(row: Row) -> schemas.ScenarioRow:
    metric = REGISTRY[row.metric]
    return schemas.ScenarioRow(
        metric=row.metric,
        label=metric.label,
        unit=metric.unit,
        baseline=_spread(row.baseline),
        scenario=_spread(row.scenario),
        difference=_spread(row.difference),
        bound=row.bound,
        difference_bound=row.difference_bound,
        missing=row.missing,
    )


def _spread(spread: Spread) -> schemas.Spread:
    return schemas.Spread(low=to_decimal(spread.low), middle=to_decimal(spread.middle), high=to_decimal(spread.high))


def _cash(cash: Cash) -> schemas.CashEffect:
    return schemas.CashEffect(
        known=cash.known,
        baseline=_side(cash.baseline),
        scenario=_side(cash.scenario),
        difference=_spread(cash.difference),
        end=_spread(cash.end),
        courses=(_course(cash.courses[0]), _course(cash.courses[1])),
    )


def _course(days: NDArray[np.float64]) -> schemas.CashCourse:
    cents = np.rint(days * 100).astype(np.int64).tolist()
    low, middle, high = (tuple(Decimal(value).scaleb(-2) for value in row) for row in cents)
    return schemas.CashCourse(low=low, middle=middle, high=high)


def _side(side: CashSide) -> schemas.CashSide:
    below = None if side.ruin is None else _share(side.ruin)
    return schemas.CashSide(lowest=_spread(side.lowest), day=side.day, below_zero=below)


def _assumption(each: Assumption) -> schemas.Assumption:
    low, middle, high = (Decimal(f"{each.at(share):.4g}") for share in (LOW, MIDDLE, HIGH))
    return schemas.Assumption(
        id=each.id, label=each.label, low=low, middle=middle, high=high, source=str(each.origin), basis=each.basis,
        option=each.option,
    )  # fmt: skip


def _swing(each: Swing) -> schemas.Swing:
    return schemas.Swing(id=each.assumption, label=each.label, low=to_decimal(each.low), high=to_decimal(each.high))


def _shelf(each: ShelfSide) -> schemas.Shelf:
    return schemas.Shelf(
        sku=each.sku,
        short_days_before=_tenth(each.short_before),
        short_days_after=_tenth(each.short_after),
        lost_units_before=_tenth(each.lost_before),
        lost_units_after=_tenth(each.lost_after),
    )


def _share(value: float) -> Decimal:
    return Decimal(value).quantize(Decimal("1e-4"))


def _tenth(value: float) -> Decimal:
    return Decimal(value).quantize(Decimal("0.1"))
