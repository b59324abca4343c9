"""One shop never sees another's rows: the catalogue says so, and so does every way in."""

from __future__ import annotations

import asyncio
import re
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from shop_desk import TODAY, Desk, days
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine
from stocked_shop import LINES, stocked

from credora_agent import app
from credora_agent.actions.service import Actions
from credora_agent.analytics.metrics import METRICS
from credora_agent.core import clock
from credora_agent.core.caller import WORKER, Caller
from credora_agent.core.db import APP_ROLE, Database, WriteSession, sqlstate
from credora_agent.core.errors import UnknownShop
from credora_agent.core.period import Grain
from credora_agent.core.settings import Settings
from credora_agent.reports.service import Reports
from credora_agent.runtime import Runtime
from credora_agent.tables.registry import METADATA
from mcp_servers import actions, google_ads, meta_ads, shopify
from mcp_servers.analytics import TOOLS
from mcp_servers.tool import Context, Toolbox

if TYPE_CHECKING:
    from collections.abc import Sequence

    from one_server import Server
    from sqlalchemy import Table

    from credora_agent.runtime import Urls

TABLES = [table for table in METADATA.sorted_tables if "tenant_id" in table.columns]
APPEND_ONLY = {
    "transactions",
    "ad_metrics_revisions",
    "api_tokens",
    "oauth_grants",
    "audit_log",
    "documents",
    "messages",
    "invitations",
}
SEEN_BY_THE_WORKER = {"tenants", "platform_connections", "sync_streams", "schedules"}
FORBIDDEN = "42501"
QUESTIONS = (
    "profit in march 2026",
    "best day in march 2026",
    "reconcile march 2026",
    "rows behind net sales in march 2026",
)


@pytest.fixture
async def two(database: Database, tmp_path: Any) -> tuple[Desk, Desk]:
    """Two shops with the same order numbers, SKUs and days: 3 × 10.00 and 3 × 77.77."""
    return await stocked(database, tmp_path, "mine", "10.00"), await stocked(database, tmp_path, "theirs", "77.77")


async def catalogue(urls: Urls, sql: str) -> list[tuple[Any, ...]]:
    engine = create_async_engine(urls.app)
    async with engine.connect() as connection:
        found = [tuple(row) for row in await connection.execute(text(sql))]
    await engine.dispose()
    return found


async def test_every_table_is_bound_by_a_forced_policy(urls: Urls) -> None:
    """All of schema public but alembic's table and the job queue's: enabled, forced, at least one policy; no other."""
    found = await catalogue(
        urls,
        """select c.relname, c.relrowsecurity, c.relforcerowsecurity, count(p.polname)
        from pg_class c left join pg_policy p on p.polrelid = c.oid
        where c.relkind in ('r', 'p', 'm') and c.relnamespace = 'public'::regnamespace
          and c.relname <> 'alembic_version' and c.relname !~ '^pgqueuer(_|$)' group by 1, 2, 3""",
    )
    assert {name for name, *_ in found} == set(METADATA.tables)
    assert [row for row in found if not (row[1] and row[2] and row[3] >= 1)] == []


async def test_every_tenant_policy_checks_both_ways(urls: Urls) -> None:
    """USING and WITH CHECK name the transaction's tenant, for every command, to every role."""
    found = await catalogue(
        urls,
        """select tablename, permissive, roles::text, cmd, qual, with_check from pg_policies
        where policyname <> 'worker' order by 1""",
    )
    by_table = {name: rest for name, *rest in found if name in {table.name for table in TABLES} - {"memberships"}}
    assert set(by_table) == {table.name for table in TABLES} - {"memberships"}
    for kind, roles, command, using, check in by_table.values():
        assert (kind, roles, command) == ("PERMISSIVE", "{public}", "ALL")
        assert "app.tenant_id" in using
        assert using == check


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
async def test_tenant_leads_every_key_and_index(urls: Urls, table: Table) -> None:
    """tenant_id is the first column of the primary key and of every index but memberships by user."""
    found = await catalogue(
        urls,
        f"""select i.relname, a.attname from pg_index x join pg_class i on i.oid = x.indexrelid
        join pg_attribute a on a.attrelid = x.indrelid and a.attnum = x.indkey[0]
        where x.indrelid = '{table.name}'::regclass""",
    )
    assert found
    assert {column for name, column in found if name != "ix_memberships_user_id"} == {"tenant_id"}


async def test_the_worker_sees_what_there_is_to_do_and_no_more(
    urls: Urls, two: tuple[Desk, Desk], database: Database
) -> None:
    """Unbound it reads four tables of every shop and changes none; bound to a shop it is as blind as anybody."""
    policies = await catalogue(urls, "select tablename::text, cmd from pg_policies where policyname = 'worker'")
    assert set(policies) == {(table, "SELECT") for table in SEEN_BY_THE_WORKER}
    shops = {desk.shop.tenant for desk in two}
    worker = Caller(WORKER)
    for table in [*TABLES, METADATA.tables["tenants"]]:
        key = "id" if table.name == "tenants" else "tenant_id"
        look = text(f"select distinct {key} from {table.name}")
        unbound = {row[0] for row in await database.read(worker, lambda s, look=look: s.execute(look))}
        assert unbound >= shops if table.name in SEEN_BY_THE_WORKER else not unbound, table.name
        bound = await database.read(worker.at(two[0].shop.tenant), lambda s, look=look: s.execute(look))
        assert {row[0] for row in bound} <= {two[0].shop.tenant}, table.name
    for table_name in SEEN_BY_THE_WORKER - {"tenants"}:
        touch = text(f"update {table_name} set tenant_id = tenant_id")
        assert (await database.write(worker, lambda s, touch=touch: s.execute(touch))).rowcount == 0


async def test_no_view_or_function_looks_past_the_policies(urls: Urls) -> None:
    """No view without security_invoker, and no function of ours that runs as its owner."""
    assert (
        await catalogue(
            urls,
            """select relname::text from pg_class where relkind in ('v', 'm') and relnamespace = 'public'::regnamespace
        union all
        select proname::text from pg_proc where prosecdef and pronamespace = 'public'::regnamespace""",
        )
        == []
    )


async def test_the_app_role_has_no_power_of_its_own(urls: Urls) -> None:
    """credora_app: no superuser, no bypass of policies, makes no role and no database, owns nothing."""
    ((role, *powers),) = await catalogue(
        urls,
        """select rolname::text, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication
        from pg_roles where rolname = current_user""",
    )
    assert (role, powers) == (APP_ROLE, [False] * 5)
    assert (
        await catalogue(
            urls,
            """select relname::text from pg_class where pg_get_userbyid(relowner) = current_user
        union all select datname::text from pg_database where pg_get_userbyid(datdba) = current_user
        union all select nspname::text from pg_namespace
            where nspname = 'public' and has_schema_privilege(current_user, oid, 'create')""",
        )
        == []
    )


@pytest.mark.parametrize(
    "sql",
    [
        "update transactions set amount_micros = 1",
        "update transactions set reporting_micros = 1",
        "update transactions set local_date = '2026-01-01'",
        "update transactions set voided = true",
        "delete from transactions",
        "truncate transactions",
        "delete from source_records",
        "delete from orders",
        "delete from import_runs",
        "delete from product_costs",
        "update ad_metrics_revisions set spend_micros = 1",
        "delete from ad_metrics_revisions",
        "update api_tokens set scopes = '{read,write}'",
        "update audit_log set outcome = 'ok'",
        "delete from audit_log",
        "truncate audit_log",
        "update alembic_version set version_num = '0'",
        "alter table transactions disable row level security",
        "drop policy tenant on transactions",
        "set role credora_owner",
    ],
)
async def test_the_app_role_cannot_rewrite_the_books(books: Desk, sql: str) -> None:
    await books.orders(LINES.format(name="x", price="1.00"))
    before = await books.state()
    with pytest.raises(DBAPIError) as refused:
        await books.database.write(books.caller, lambda s: s.execute(text(sql)))
    assert sqlstate(refused.value) == FORBIDDEN
    assert await books.state() == before


@pytest.mark.parametrize("table", ["tenants", "users"])
async def test_no_shop_and_no_person_is_deleted_by_accident(two: tuple[Desk, Desk], table: str) -> None:
    """A bare delete hits nobody: the transaction says whom beforehand, and says only its own."""
    mine, theirs = two
    for erased in (None, theirs.shop.tenant, theirs.caller.user_id):

        async def work(session: WriteSession, erased: Any = erased) -> int:
            if erased is not None:
                await session.execute(text("select set_config('app.erased', :id, true)"), {"id": str(erased)})
            return (await session.execute(text(f"delete from {table}"))).rowcount

        assert await mine.database.write(mine.caller, work) == 0
    assert await theirs.one(f"select count(*) from {table}") == 1


async def test_a_version_can_only_be_told_its_successor(books: Desk) -> None:
    """superseded_by is the one column of the ledger that may be updated."""
    await books.orders(LINES.format(name="x", price="1.00"))
    await books.database.write(books.caller, lambda s: s.execute(text("update transactions set superseded_by = null")))


async def test_a_read_cannot_write(books: Desk) -> None:
    with pytest.raises(DBAPIError) as refused:
        await books.database.read(books.caller, lambda s: s.execute(text("update tenants set name = 'x'")))
    assert sqlstate(refused.value) == "25006"


async def test_a_unit_of_work_needs_a_caller(database: Database) -> None:
    async with WriteSession(database.engine) as session:
        with pytest.raises(RuntimeError, match="without a caller"):
            await session.execute(text("select 1"))


async def test_without_a_shop_nothing_is_seen(two: tuple[Desk, Desk], database: Database) -> None:
    """A stranger who works on no shop sees no row of any table; nor does the bare connection."""
    everything = " union all ".join(f"select '{name}' from {name}" for name in METADATA.tables)
    stranger = Caller(uuid4())
    assert (await database.read(stranger, lambda s: s.execute(text(everything)))).all() == []
    async with database.engine.connect() as connection:
        assert (await connection.execute(text(everything))).all() == []


async def test_a_shop_sees_its_own_rows_only(two: tuple[Desk, Desk]) -> None:
    """Both have a row in each of the tables, and each sees exactly the half that is its own."""
    for desk in two:
        for table in TABLES:
            found = await desk.rows(f"select distinct tenant_id from {table.name}")
            assert found == [(desk.shop.tenant,)], table.name
        assert [slug for (slug,) in await desk.rows("select slug from tenants")] == [desk.slug]
        assert await desk.one("select count(*) from users") == 1


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
async def test_another_shop_s_rows_cannot_be_written(two: tuple[Desk, Desk], table: Table) -> None:
    """A copied row with the other's tenant_id is refused; an update that moves or reaches for one is too."""
    mine, theirs = two
    columns = ", ".join(f'"{name}"' for name in (each.name for each in table.columns) if name != "tenant_id")
    copied = f"insert into {table.name} (tenant_id, {columns}) select :other, {columns} from {table.name}"
    await _refused(mine, copied, other=theirs.shop.tenant)
    if table.name in APPEND_ONLY:
        return
    await _refused(mine, f"update {table.name} set tenant_id = :other", other=theirs.shop.tenant)
    reached = await mine.database.write(
        mine.caller,
        lambda s: s.execute(
            text(f"update {table.name} set tenant_id = tenant_id where tenant_id = :other"),
            {"other": theirs.shop.tenant},
        ),
    )
    assert reached.rowcount == 0


async def _refused(desk: Desk, sql: str, **parameters: Any) -> None:
    with pytest.raises(DBAPIError) as refused:
        await desk.database.write(desk.caller, lambda s: s.execute(text(sql), parameters))
    assert sqlstate(refused.value) == FORBIDDEN


async def test_a_row_cannot_lean_on_another_shop_s_connection(two: tuple[Desk, Desk]) -> None:
    """Foreign keys carry the tenant: my ledger row cannot name their connection."""
    mine, theirs = two
    connection = await theirs.one("select id from platform_connections limit 1")
    with pytest.raises(DBAPIError) as refused:
        await mine.database.write(
            mine.caller,
            lambda s: s.execute(
                text(
                    "insert into orders (tenant_id, connection_id, order_ref, placed_at, local_date, currency)"
                    " values (:tenant, :connection, 'x', now(), current_date, 'GBP')"
                ),
                {"tenant": mine.shop.tenant, "connection": connection},
            ),
        )
    assert sqlstate(refused.value) == "23503"


async def test_interleaved_sessions_stay_apart(urls: Urls, tmp_path: Any) -> None:
    """300 units of work of 6 shops over a pool of 3 connections: each sees its own tenant and nothing else."""
    small = Database(urls.app)
    small.engine = create_async_engine(
        urls.app, pool_size=3, max_overflow=0, connect_args={"server_settings": {"role": APP_ROLE}}
    )
    desks = [await Desk.open(small, tmp_path) for _ in range(6)]
    for n, desk in enumerate(desks):
        await desk.orders(LINES.format(name=f"n{n}", price=f"{n + 1}.00"))

    async def look(desk: Desk) -> bool:
        seen = await desk.rows("select distinct tenant_id, pg_sleep(0.001)::text from transactions")
        return [row[0] for row in seen] == [desk.shop.tenant]

    async def write(desk: Desk) -> bool:
        done = await small.write(desk.caller, lambda s: s.execute(text("update tenants set name = name returning id")))
        return done.scalars().all() == [desk.shop.tenant]

    works = [(write if n % 3 == 0 else look)(desks[n % 6]) for n in range(300)]
    assert all(await asyncio.gather(*works))
    async with small.engine.connect() as connection:
        left = await connection.execute(text("select current_setting('app.tenant_id', true)"))
        assert left.scalar_one() in (None, "")
    await small.engine.dispose()


async def every_report(desk: Desk) -> list[str]:
    """Return the JSON of every report there is about a shop."""
    reports, me, march = desk.reports, desk.caller, days("2026-03-01", "2026-03-31")
    found = [
        await reports.pnl(me, march, today=TODAY, by=Grain.DAY, compare=march.previous()),
        await reports.metrics(me, march, tuple(METRICS), today=TODAY, by=Grain.WEEK, order="highest_first"),
        await reports.reconcile(me, march, today=TODAY),
        await reports.status(me),
        *[await reports.entries(me, metric, march) for metric in ("net_profit", "cogs", "orders")],
    ]
    rows = await desk.rows("select id from transactions")
    found += [version for (row,) in rows for version in await reports.history(me, row)]
    return [each.model_dump_json() for each in found]


async def every_tool(desk: Desk) -> list[str]:
    """Return the JSON of every tool's answer, and of whole turns."""
    tools = [
        tool for tool in (*TOOLS, *shopify.TOOLS, *meta_ads.TOOLS, *google_ads.TOOLS, *actions.TOOLS) if not tool.live
    ]
    doing = Actions(desk.database, desk.reports)
    box = Toolbox(Context(desk.caller, TODAY, desk.reports, frozenset({"read", "write"}), actions=doing), tools)
    march = {"start": date(2026, 3, 1), "end": date(2026, 3, 31)}
    export = {"action": "export", "report": "entries", "metric": "net_profit", **march}
    plan = (await box.answer("cfo_propose", export)).data["detail"]["plan_id"]
    asked: dict[str, dict[str, Any]] = {
        "cfo_pnl": {**march, "by": "day"},
        "cfo_metrics": {**march, "metrics": tuple(METRICS)[:30]},
        "cfo_reconcile": march,
        "cfo_entries": {**march, "metric": "net_profit"},
        "cfo_status": {},
        "cfo_products": march,
        "cfo_campaigns": march,
        "cfo_inventory": {},
        "cfo_cohorts": {},
        "cfo_budget": march,
        "cfo_explain_change": {
            "metric": "revenue",
            "start": "2026-03-02",
            "end": "2026-03-02",
            "compare_start": "2026-03-01",
            "compare_end": "2026-03-01",
        },
        "cfo_findings": {"dismissed": True},
        "cfo_forecast": {"paths": 1000},
        "cfo_scenario": {"levers": [{"lever": "price", "percent": 8, "target": "A"}]},
        "shopify_orders": march,
        "shopify_products": {},
        "shopify_payouts": {"start": date(2026, 1, 1), "end": date(2030, 12, 31)},
        "meta_performance": march,
        "meta_entities": {},
        "google_performance": {**march, "by": "day", "account": "123"},
        "cfo_propose": export,
        "cfo_apply": {"plan_id": plan},
    }
    assert set(asked) == {tool.name for tool in tools}
    found = [(await box.call(name, args)).model_dump_json() for name, args in asked.items()]
    kept = (await doing.documents(desk.caller, now=clock.now())).documents
    found += [(await doing.document(desk.caller, each.id, now=clock.now()))[1].decode() for each in kept]
    runtime = Runtime(Settings(), desk.database, desk.reports)
    for question in QUESTIONS:
        turn = await app.ask(runtime, desk.caller, question, today=TODAY)
        found.append(turn.model_dump_json(exclude={"timings", "tool_calls"}))
    return found


async def test_no_report_tool_or_turn_shows_the_other_shop(two: tuple[Desk, Desk]) -> None:
    """The same orders 1 and 2 at 10.00 and at 77.77: 77.77 and its sums appear in one shop's answers only."""
    mine, theirs = two
    marks = re.compile(r"77\.77|155\.54|233\.31|theirs")
    for ask in (every_report, every_tool):
        ours = await ask(mine)
        assert [text for text in ours if marks.search(text)] == []
        assert not any(theirs.slug in text or str(theirs.shop.tenant) in text for text in ours)
        others = await ask(theirs)
        assert [len(re.findall(r"233\.31|155\.54|77\.77", text)) > 0 for text in others].count(True) >= 5
        assert not any("30.00" in text or "mine" in text for text in others)


async def test_another_shop_s_row_has_no_history(two: tuple[Desk, Desk]) -> None:
    mine, theirs = two
    (row, *_) = await theirs.rows("select id from transactions order by id")
    with pytest.raises(Exception, match="There is no ledger row"):
        await mine.reports.history(mine.caller, row[0])


async def test_a_cursor_of_another_shop_opens_nothing(two: tuple[Desk, Desk]) -> None:
    """The cursor says only where to go on: mine, from their first row on, are still mine."""
    mine, theirs = two
    march = days("2026-03-01", "2026-03-31")
    page = await theirs.reports.entries(theirs.caller, "net_sales", march, limit=1)
    found = await mine.reports.entries(mine.caller, "net_sales", march, cursor=page.next_cursor)
    own = {row for (row,) in await mine.rows("select id from transactions")}
    assert {entry.id for entry in found.entries} <= own


async def test_shops_are_found_by_membership(two: tuple[Desk, Desk], database: Database) -> None:
    """A person finds the shops they are a member of, and no name leads to another."""
    mine, theirs = two
    runtime = Runtime(Settings(), database, Reports(database))
    person = Caller(mine.caller.user_id)
    assert [shop.slug for shop in await runtime.shops(person)] == [mine.slug]
    with pytest.raises(UnknownShop):
        await runtime.shop(theirs.slug, person)


async def test_no_shop_chosen_is_refused(database: Database) -> None:
    nobody: Sequence[Any] = [
        Reports(database).pnl(Caller(uuid4()), days("2026-03-01", "2026-03-31"), today=TODAY),
        Reports(database).status(Caller(uuid4())),
    ]
    for asked in nobody:
        with pytest.raises(UnknownShop):
            await asked


async def test_the_server_admits_no_third_login(server: Server) -> None:
    """On the embedded server there are the owner, the app role and setup's superuser, who cannot log in."""
    async with server.connect() as connection:
        found = await connection.fetch("select rolname, rolsuper from pg_roles where rolname !~ '^pg_' order by 1")
    known = {row["rolname"]: row["rolsuper"] for row in found if row["rolname"] not in (server.admin.user, "hosted")}
    assert known == {"credora_admin": True, "credora_app": False, "credora_owner": False}
