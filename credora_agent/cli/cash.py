"""`credora cash`: the plan the forecast rests on, as the merchant states it, line by line or as a sheet."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated, Any

import typer

from credora_agent.cli.options import (
    CsvOption,
    FileArgument,
    JsonOption,
    RejectedOption,
    ShopOption,
    StrictOption,
    TodayOption,
)
from credora_agent.cli.session import day_of, print_json, told, with_shop

if TYPE_CHECKING:
    from credora_agent.core.caller import Caller
    from credora_agent.runtime import Runtime
    from credora_agent.sync.imports import Imported
    from credora_agent.sync.plan_entry import Entered
    from credora_agent.tables.tenants import Tenant

cash = typer.Typer(help="What you have and expect: cash, payments, stock orders, taxes, events.", no_args_is_help=True)
SIGNED = {"ignore_unknown_options": True}
"""An amount such as -200 is no option."""
Currency = Annotated[str | None, typer.Option("--currency", help="Where it is not the shop's own.")]
Deposit = Annotated[str | None, typer.Option("--deposit", metavar="30%", help="The part due with the order.")]
BalanceDays = Annotated[str | None, typer.Option("--balance-days", help="Days from arrival to the rest's payment.")]
Until = Annotated[str | None, typer.Option("--until", metavar="DAY", help="The last day it may fall on.")]


@cash.command(context_settings=SIGNED)
def balance(
    amount: Annotated[str, typer.Argument(help="What was on the account; negative when overdrawn.")],
    day: Annotated[str | None, typer.Option(metavar="DAY", help="At whose end (default: today).")] = None,
    account: Annotated[str, typer.Option(help="Which bank account.")] = "main",
    currency: Currency = None,
    shop: ShopOption = None,
    today: TodayOption = None,
    *,
    json: JsonOption = False,
) -> None:
    """State what is on a bank account."""
    cells = {"what": "balance", "name": account, "amount": amount, "from": day, "currency": currency}
    _enter([cells], shop, today, as_json=json)


@cash.command()
def pay(
    name: Annotated[str, typer.Argument(help="What for.")],
    amount: Annotated[str, typer.Argument(help="How much each time, typed as a positive amount.")],
    every: Annotated[str, typer.Option(help="once, week, month, quarter or year.")],
    first: Annotated[str, typer.Option("--from", metavar="DAY", help="The first time.")],
    until: Until = None,
    kind: Annotated[
        str, typer.Option(help="operating, payroll, rent, marketing, financing, tax, owner or other.")
    ] = "operating",
    currency: Currency = None,
    shop: ShopOption = None,
    today: TodayOption = None,
    *,
    incoming: Annotated[bool, typer.Option("--incoming", help="It comes in: a loan, a grant.")] = False,
    json: JsonOption = False,
) -> None:
    """Plan a payment: rent, payroll, software, a loan's instalment; with --incoming money that comes."""
    cells = {
        "what": "payment", "name": name, "amount": amount, "every": every, "from": first, "until": until, "kind": kind,
        "currency": currency, "direction": "in" if incoming else "out",
    }  # fmt: skip
    _enter([cells], shop, today, as_json=json)


@cash.command()
def stock(
    name: Annotated[str, typer.Argument(help="What the order is called.")],
    units: Annotated[str, typer.Option()],
    unit_cost: Annotated[str, typer.Option(help="What one unit costs.")],
    ordered: Annotated[str, typer.Option(metavar="DAY")],
    arrives: Annotated[str, typer.Option(metavar="DAY")],
    deposit: Deposit = None,
    balance_days: BalanceDays = None,
    sku: Annotated[str | None, typer.Option(help="The product, if it is one.")] = None,
    status: Annotated[str | None, typer.Option(help="planned, ordered, received or cancelled.")] = None,
    currency: Currency = None,
    shop: ShopOption = None,
    today: TodayOption = None,
    *,
    json: JsonOption = False,
) -> None:
    """Plan goods ordered, or to be ordered, from a supplier."""
    cells = {
        "what": "stock", "name": name, "units": units, "unit_cost": unit_cost, "from": ordered, "arrives": arrives,
        "deposit": deposit, "balance_days": balance_days, "sku": sku, "status": status, "currency": currency,
    }  # fmt: skip
    _enter([cells], shop, today, as_json=json)


@cash.command()
def terms(
    lead_days: Annotated[str, typer.Option(help="Days from an order to its arrival.")],
    sku: Annotated[str | None, typer.Argument(help="The product; left out: every other one.")] = None,
    least: Annotated[str | None, typer.Option(help="The fewest units an order may have.")] = None,
    pack: Annotated[str | None, typer.Option(help="Units in a pack: orders are whole packs.")] = None,
    deposit: Deposit = None,
    balance_days: BalanceDays = None,
    shop: ShopOption = None,
    today: TodayOption = None,
    *,
    json: JsonOption = False,
) -> None:
    """Say how goods are bought."""
    cells = {
        "what": "terms", "sku": sku, "lead_days": lead_days, "least": least, "pack": pack, "deposit": deposit,
        "balance_days": balance_days,
    }  # fmt: skip
    _enter([cells], shop, today, as_json=json)


@cash.command()
def tax(
    name: Annotated[str, typer.Argument(help="What it is called, e.g. VAT.")],
    every: Annotated[str, typer.Option(help="month, quarter or year.")],
    first: Annotated[str, typer.Option("--from", metavar="DAY", help="The first day of any one filing period.")],
    due_days: Annotated[str, typer.Option(help="Days from a period's end to its payment.")],
    share: Annotated[
        str | None, typer.Option(metavar="70%", help="The part of the tax collected that is paid on (default: all).")
    ] = None,
    shop: ShopOption = None,
    today: TodayOption = None,
    *,
    json: JsonOption = False,
) -> None:
    """Say when the sales tax collected is paid on, and how much of it is left after the tax on purchases."""
    cells = {"what": "tax", "name": name, "every": every, "from": first, "due_days": due_days, "share": share}
    _enter([cells], shop, today, as_json=json)


@cash.command()
def event(
    name: Annotated[str, typer.Argument(help="What happens: a launch, a sale, a closure.")],
    first: Annotated[str, typer.Option("--from", metavar="DAY")],
    factor: Annotated[str, typer.Option(metavar="1.5", help="What the days' usual sales are multiplied by.")],
    until: Until = None,
    shop: ShopOption = None,
    today: TodayOption = None,
    *,
    json: JsonOption = False,
) -> None:
    """Say which days will be unlike others."""
    cells = {"what": "event", "name": name, "from": first, "until": until, "factor": factor}
    _enter([cells], shop, today, as_json=json)


@cash.command("map-campaign")
def map_campaign(
    campaign: Annotated[str, typer.Argument(help="Its name, or its key: platform:account:number.")],
    skus: Annotated[list[str], typer.Argument(help="The products it advertises.")],
    shop: ShopOption = None,
    today: TodayOption = None,
    *,
    json: JsonOption = False,
) -> None:
    """Say which products a campaign advertises, so that its cost is counted with theirs."""
    _enter([{"what": "campaign", "name": campaign, "sku": sku} for sku in skus], shop, today, as_json=json)


@cash.command()
def show(shop: ShopOption = None, *, csv: CsvOption = None, json: JsonOption = False) -> None:
    """Show the plan as it was stated, each line with its id."""
    with told(as_json=json):
        from credora_agent.cli import cash_plan
        from credora_agent.sync.plan_entry import said

        lines, slug = with_shop(shop, cash_plan.lines)
        if csv:
            cash_plan.write(csv, lines)
        if json:
            print_json({"shop": slug, "plan": [said(line) for line in lines]})
            return
        cash_plan.show(lines, slug)


@cash.command()
def remove(
    line: Annotated[str, typer.Argument(metavar="ID", help="As `credora cash show` lists it, or its beginning.")],
    shop: ShopOption = None,
    *,
    json: JsonOption = False,
) -> None:
    """Take a line of the plan back."""
    with told(as_json=json):
        from credora_agent.cli import cash_plan
        from credora_agent.sync.plan_entry import said
        from credora_agent.sync.plans import take_back

        async def work(runtime: Runtime, tenant: Tenant, me: Caller) -> Any:
            return await runtime.database.write(me, lambda s: take_back(s, tenant.id, line))

        gone = with_shop(shop, work)
        if json:
            print_json({"removed": said(gone)})
        else:
            typer.echo(f"Removed {cash_plan.worded(gone)}.")


@cash.command("import")
def import_(
    file: FileArgument,
    shop: ShopOption = None,
    today: TodayOption = None,
    *,
    strict: StrictOption = False,
    rejected: RejectedOption = None,
    json: JsonOption = False,
) -> None:
    """Take a sheet of the plan in; the same file again changes nothing, a changed line takes the other's place.

    Its first row names the columns, in any order, those not needed left out: what, name, kind, direction, amount,
    currency, every, from, until, sku, units, unit_cost, arrives, deposit, balance_days, status, lead_days, least,
    pack, due_days, share, factor. `what` is balance, payment, stock, terms, tax, event or campaign. `credora cash
    export` writes such a sheet.
    """
    with told(as_json=json):
        from credora_agent.cli import cash_plan
        from credora_agent.cli.books import require_file
        from credora_agent.cli.intake import intake, outcome
        from credora_agent.runtime import books_of
        from credora_agent.sync.imports import import_plan

        require_file(file)
        began = perf_counter()
        with intake(strict=strict, rejected=rejected, quiet=json) as how:

            async def work(runtime: Runtime, tenant: Tenant, me: Caller) -> tuple[Imported, str]:
                day = day_of(tenant, today)
                done = await import_plan(runtime.database, me, books_of(tenant), file, today=day, intake=how)
                return done, tenant.slug

            done, slug = with_shop(shop, work)
        if json:
            print_json(outcome(done, shop=slug, seconds=perf_counter() - began))
        else:
            cash_plan.tell(done, slug)


@cash.command()
def export(
    file: Annotated[Path, typer.Argument(help="The CSV to write.")],
    shop: ShopOption = None,
    *,
    json: JsonOption = False,
) -> None:
    """Write the plan as a sheet that `credora cash import` takes in again."""
    with told(as_json=json):
        from credora_agent.cli import cash_plan

        lines, slug = with_shop(shop, cash_plan.lines)
        cash_plan.write(file, lines)
        if json:
            print_json({"shop": slug, "lines": len(lines), "file": str(file)})
        else:
            typer.echo(f"{len(lines)} lines of {slug}'s plan are in {file}.")


def _enter(given: list[dict[str, str | None]], shop: str | None, today: str | None, *, as_json: bool) -> None:
    """Keep lines typed as options; either all of them or none."""
    with told(as_json=as_json):
        from credora_agent.cli import cash_plan

        async def work(runtime: Runtime, tenant: Tenant, me: Caller) -> Entered:
            return await cash_plan.enter(runtime, tenant, me, given, today=day_of(tenant, today))

        entered = with_shop(shop, work)
        if as_json:
            print_json(entered.as_json())
            return
        cash_plan.tell_entered(entered)
