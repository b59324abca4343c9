"""`credora whatif`: change prices, ads, stock, staff or loans, and see break-even, profit and cash."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from credora_agent.cli.options import CsvOption, JsonOption, ShopOption, TodayOption
from credora_agent.cli.session import day_of, print_json, told, with_shop
from credora_agent.cli.telling import show_part

if TYPE_CHECKING:
    from pathlib import Path

    from credora_agent.core.caller import Caller
    from credora_agent.reports.schemas_scenario import Scenario
    from credora_agent.runtime import Runtime
    from credora_agent.tables.tenants import Tenant

Changes = list[str] | None


def register(app: typer.Typer) -> None:
    """Add this command to the command line."""
    # A change such as −20 % begins like an option.
    app.command(context_settings={"ignore_unknown_options": True})(whatif)


def whatif(
    words: Annotated[Changes, typer.Argument(metavar="[LEVER SIZE]...", help="e.g. price +8%, or ads -20%.")] = None,
    price: Annotated[Changes, typer.Option(metavar="+8% | SKU:+8% | SKU=24.95", help="Prices.")] = None,
    discount: Annotated[Changes, typer.Option(metavar="15%/14d", help="A promotion, for days, @DAY.")] = None,
    ads: Annotated[Changes, typer.Option(metavar="-20% | +50/day | meta:+20%", help="Ad spend.")] = None,
    shift: Annotated[Changes, typer.Option(metavar="50/day:meta>google", help="Ad spend moved.")] = None,
    stock: Annotated[Changes, typer.Option(metavar="SKU:500@6.10,lead=30d", help="A stock order.")] = None,
    hire: Annotated[Changes, typer.Option(metavar="2500[@DAY]", help="A salary a month.")] = None,
    fixed: Annotated[Changes, typer.Option(metavar="300[@DAY]", help="Another cost a month.")] = None,
    loan: Annotated[Changes, typer.Option(metavar="20000@9%/24m", help="A loan.")] = None,
    pay: Annotated[Changes, typer.Option(metavar="5000[@DAY]", help="Paid once.")] = None,
    receive: Annotated[Changes, typer.Option(metavar="5000[@DAY]", help="Received once.")] = None,
    cost: Annotated[Changes, typer.Option(metavar="+5% | SKU=6.10", help="Unit costs.")] = None,
    volume: Annotated[Changes, typer.Option(metavar="-10%", help="Units sold.")] = None,
    sku: Annotated[str | None, typer.Option(help="The SKU that levers without one are about.")] = None,
    elasticity: Annotated[str | None, typer.Option(metavar="-1.5 | -2.5..-1", help="Assume this of prices.")] = None,
    ad_elasticity: Annotated[str | None, typer.Option(metavar="0.1..0.3", help="Assume this of ads.")] = None,
    pull_forward: Annotated[str | None, typer.Option(metavar="30%", help="Assume this of promotions.")] = None,
    horizon: Annotated[int, typer.Option(help="Days to look ahead.")] = 90,
    paths: Annotated[int, typer.Option(help="Futures to simulate.")] = 10_000,
    seed: Annotated[int | None, typer.Option(help="The seed of chance; the forecast's own if not given.")] = None,
    shop: ShopOption = None,
    today: TodayOption = None,
    *,
    csv: CsvOption = None,
    json: JsonOption = False,
) -> None:
    """Ask what happens if: levers alone or together, e.g. `credora whatif --price +8% --ads -20% --hire 2500`."""
    given = {
        "price": price, "discount": discount, "ads": ads, "shift": shift, "stock": stock, "hire": hire, "fixed": fixed,
        "loan": loan, "pay": pay, "receive": receive, "cost": cost, "volume": volume,
    }  # fmt: skip
    with told(as_json=json):
        from credora_agent.analytics.whatif.assuming import Said
        from credora_agent.analytics.whatif.levers import checked
        from credora_agent.analytics.whatif.words import interval

        levers = checked(_levers(words, given, sku))
        said = Said(
            interval("elasticity", elasticity),
            interval("ad-elasticity", ad_elasticity),
            interval("pull-forward", pull_forward),
        )

        async def work(runtime: Runtime, tenant: Tenant, me: Caller) -> Scenario:
            return await runtime.reports.scenario(
                me, levers, today=day_of(tenant, today), horizon=horizon, seed=seed, paths=paths, said=said
            )

        found = with_shop(shop, work)
        if csv:
            write(csv, found)
        if json:
            print_json(found)
            return
        from credora_agent.telling.scenario import tell_scenario

        show_part(tell_scenario(found), apart=True)


def _levers(words: Changes, given: dict[str, Changes], sku: str | None) -> tuple[Any, ...]:
    """Return the levers of LEVER SIZE pairs and of options. Raises BadInput for a lever without its size."""
    from credora_agent.analytics.whatif.words import EXAMPLES, lever
    from credora_agent.core.errors import BadInput

    said = list(words or ())
    if len(said) % 2:
        last = said[-1].lower().lstrip("-")
        example = EXAMPLES.get(last)
        raise BadInput(
            f"{said[-1][:40]!r} lacks its size." if example else f"There is no lever {said[-1][:40]!r}.",
            remedy=f"Write credora whatif {last} {example}." if example else f"Use one of {', '.join(EXAMPLES)}.",
        )
    pairs = [(said[i], said[i + 1]) for i in range(0, len(said), 2)]
    pairs += [(name, text) for name, texts in given.items() for text in texts or ()]
    return tuple(lever(name, text, sku=sku) for name, text in pairs)


def write(path: Path, found: Scenario) -> None:
    """Write baseline, scenario and difference of each line and of the lowest cash, three quantiles each."""
    import csv

    from credora_agent.reports.schemas import plain

    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        sides = ("baseline", "scenario", "difference")
        out.writerow(("line", *(f"{side}_{q}" for side in sides for q in ("p10", "p50", "p90"))))
        for row in found.rows:
            spreads = [getattr(row, side) for side in sides]
            out.writerow((row.metric, *(plain(v) for s in spreads for v in (s.low, s.middle, s.high))))
        if found.cash is not None:
            cash = (found.cash.baseline.lowest, found.cash.scenario.lowest, found.cash.difference)
            out.writerow(("lowest_cash", *(plain(v) for s in cash for v in (s.low, s.middle, s.high))))
