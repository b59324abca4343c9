"""The forecast: read, simulate, tell, store; and score what was told before once it has happened."""

from __future__ import annotations

import asyncio
import hashlib
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID, uuid5

import orjson

from credora_agent.analytics.cash.baseline import baseline, check
from credora_agent.analytics.forecast.model import MODEL_VERSION
from credora_agent.ledger.statements import statement
from credora_agent.reports.asking import tenant_of
from credora_agent.reports.build_outlook import Asked, Made, budgets, made, planned_outflows
from credora_agent.reports.forecast_scores import ENOUGH, WINDOWS, Scores, backtest, newly_scored, tracks
from credora_agent.reports.futures import Standing, load_known, load_standing
from credora_agent.reports.kept import code_version, kept
from credora_agent.reports.outlook import Outlook, Scoring, Track

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Row

    from credora_agent.analytics.cash.assumptions import Known
    from credora_agent.core.caller import Caller
    from credora_agent.core.db import Database, ReadSession, WriteSession

HORIZON, PATHS = 90, 10_000
OLDEST = 1_000
"""Days after which a forecast is no longer looked at."""
NAMES = UUID("8c3a1d7e-52d6-4f0e-9a63-2f7d6f6f4c11")
"""What forecasts' ids are derived in: the same forecast of the same books has the same."""


class _Past(NamedTuple):
    """Forecasts given before, and what the model's last backtest came to, None when it is too long ago."""

    rows: Sequence[Row[Any]]
    backtest: Any


class Fresh(NamedTuple):
    """What a fresh forecast leaves to be written."""

    made: Made
    scores: dict[UUID, Scores]


async def forecast(  # noqa: PLR0913 - whose, and the question
    database: Database,
    caller: Caller,
    *,
    today: date,
    horizon: int = HORIZON,
    paths: int = PATHS,
    seed: int | None = None,
) -> Outlook:
    """Return the forecast of sales and cash as of `today`, and store it when it is a new one.

    Raises BadInput for a horizon, number of futures or seed that cannot be used.
    """
    check(horizon, paths, seed or 0)
    fresh: list[Fresh] = []

    async def work(session: ReadSession) -> Outlook:
        making = await begin(session, tenant_of(caller), today=today, horizon=horizon, paths=paths, seed=seed)
        fresh[:] = [await making]
        return fresh[0].made.answer

    args = {"today": today, "horizon": horizon, "paths": paths, "seed": seed}
    answer = await kept(database, caller, name="forecast", args=args, schema=Outlook, work=work)
    if fresh:
        await database.write(caller, lambda session: store(session, tenant_of(caller), fresh[0]))
    return answer


async def begin(  # noqa: PLR0913 - whose, and the question
    session: ReadSession,
    tenant: UUID,
    *,
    today: date,
    horizon: int = HORIZON,
    paths: int = PATHS,
    seed: int | None = None,
) -> asyncio.Task[Fresh]:
    """Read all that a forecast is made from, and return it in the making: the session is free for other questions."""
    known = await load_known(session, tenant, today)
    standing = await load_standing(session, tenant)
    past = await _past(session, tenant, known.first_day)
    asked = Asked(today, horizon, paths, default_seed(tenant, today, standing) if seed is None else seed)
    return asyncio.ensure_future(asyncio.to_thread(_made, known, asked, standing, past, tenant))


async def store(session: WriteSession, tenant: UUID, fresh: Fresh) -> None:
    """Keep a forecast as it was given, and the scores of past ones it found due."""
    answer = fresh.made.answer
    if answer.id is not None:
        await session.execute(
            statement("keep_forecast"),
            {
                "tenant": tenant, "id": answer.id, "today": answer.first_day, "horizon": answer.horizon_days,
                "paths": answer.paths, "seed": answer.seed, "model": answer.model_version,
                "ledger": answer.ledger_version, "detail": answer.detail_version,
                "inputs": orjson.dumps(fresh.made.inputs).decode(),
                "result": orjson.dumps(fresh.made.result).decode(),
            },
        )  # fmt: skip
    await _keep_scores(session, tenant, fresh.scores)


async def score_forecasts(database: Database, caller: Caller, *, today: date) -> Scoring:
    """Score every stored forecast whose days are over and in the books, and return the record."""
    tenant = tenant_of(caller)

    async def read(session: ReadSession) -> tuple[dict[UUID, Scores], tuple[Track, ...]]:
        known = await load_known(session, tenant, today)
        return _scored(known, (await _past(session, tenant, known.first_day)).rows)

    changed, record = await database.read(caller, read)
    if changed:
        await database.write(caller, lambda session: _keep_scores(session, tenant, changed))
    return Scoring(scored=len(changed), tracks=record)


def default_seed(tenant: UUID, today: date, standing: Standing) -> int:
    """Return the seed of a forecast nobody gave one: the same for the same shop, day and books."""
    digest = hashlib.sha256(f"{tenant}|{today}|{standing.ledger}".encode()).digest()
    return int.from_bytes(digest[:6], "big")


def _made(known: Known, asked: Asked, standing: Standing, past: _Past, tenant: UUID) -> Fresh:
    base = baseline(known, today=asked.today, horizon=asked.horizon, paths=asked.paths, seed=asked.seed)
    done = made(known, base, asked, standing)
    changed, record = _scored(known, past.rows)
    more: dict[str, Any] = {"budgets": budgets(known)}
    if base.inputs is None:
        more["outflows"] = planned_outflows(known, asked)
    else:
        tested = None
        if max((track.forecasts for track in record), default=0) < ENOUGH:
            tested = Track.model_validate(past.backtest) if past.backtest else backtest(base.history, base.history_from)
        if tested is not None:
            done.result["backtest"] = tested.model_dump(mode="json")
        more["tracks"] = (*record, *((tested,) if tested else ()))
        more["id"] = uuid5(NAMES, f"{tenant}|{asked}|{standing}|{code_version()}")
    return Fresh(done._replace(answer=done.answer.model_copy(update=more)), changed)


def _scored(known: Known, rows: Sequence[Row[Any]]) -> tuple[dict[UUID, Scores], tuple[Track, ...]]:
    changed, every = newly_scored(rows, known.sold.sales, known.sold.first)
    return changed, tracks(every)


async def _past(session: ReadSession, tenant: UUID, first_day: date) -> _Past:
    """Return the forecasts given that can have come true by `first_day`, and the newest backtest still fresh."""
    shortest = min(WINDOWS)
    asked = {
        "tenant": tenant,
        "start": first_day - timedelta(days=OLDEST),
        "end": first_day - timedelta(days=shortest),
        "days": shortest,
    }
    rows = (await session.execute(statement("stored_forecasts"), asked)).all()
    lately = {**asked, "start": first_day - timedelta(days=shortest), "end": first_day, "model": MODEL_VERSION}
    tested = (await session.execute(statement("last_backtest"), lately)).scalar_one_or_none()
    return _Past(rows, tested)


async def _keep_scores(session: WriteSession, tenant: UUID, changed: dict[UUID, Scores]) -> None:
    for name, scores in changed.items():
        kept_as = {"tenant": tenant, "id": name, "scores": orjson.dumps(scores).decode()}
        await session.execute(statement("keep_scores"), kept_as)
