"""Posting: what the books say already is left alone, whatever way it comes in again, and an error leaves nothing."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from shop_desk import NOW, Desk, days

from credora_agent.core.errors import BadFile, BadInput
from credora_agent.sync import imports
from credora_agent.sync.importers.mapping import Mapping
from credora_agent.sync.imports import Intake

if TYPE_CHECKING:
    from pathlib import Path

    from credora_agent.core.db import Database

HEAD = "order,sku,quantity,unit price,order date,customer\n"
LINES = (
    HEAD
    + """\
1,A,2,10.00,2026-03-01 10:00,Ann
1,A,2,10.00,2026-03-01 10:00,Ann
2,B,1,5.50,2026-03-02 11:00,Bo
"""
)
MAPPING = Mapping.model_validate(
    {
        "columns": {
            "order": "order", "sku": "sku", "quantity": "quantity", "unit_price": "unit price",
            "ordered_at": "order date", "customer": "customer",
        },
        "cancelled": {"order_prefix": "C"},
        "codes": [{"sku": "POST", "as": "shipping_income"}],
    }
)  # fmt: skip
BY_LINE = MAPPING.model_copy(update={"columns": MAPPING.columns.model_copy(update={"line_id": "line"})})
UTF_8 = MAPPING.model_copy(update={"encoding": "utf-8"})
WHOLE = BY_LINE.model_copy(update={"orders": "complete"})
LINE_HEAD = "line,order,sku,quantity,unit price,order date,customer\n"


async def test_the_same_file_twice_changes_nothing(books: Desk) -> None:
    """2 equal lines of 20.00 and one of 5.50: 3 entries on 2 days; again: none, and the version stays."""
    first = await books.orders(LINES)
    assert (first.posted.added, first.posted.superseded, first.posted.days) == (3, 0, 2)
    before = await books.state(), await books.version()
    again = await books.orders(LINES)
    assert (again.rows, again.rejected) == (3, 0)
    assert (again.posted.added, again.posted.superseded, again.posted.days) == (0, 0, 0)
    assert (await books.state(), await books.version()) == before
    assert await books.sums() == {"gross_sales": "45.50"}
    assert await books.drift() == []


async def test_costs_and_rates_twice_change_nothing(books: Desk) -> None:
    await books.orders(LINES)
    for _ in range(2):
        await books.costs("sku,unit cost,currency\nA,4.00,USD\n")
        await books.rates("date,base,quote,rate\n2026-03-01,USD,GBP,0.8\n")
    before = await books.state(), await books.version()
    assert (await books.costs("sku,unit cost,currency\nA,4.00,USD\n")).posted.added == 0
    assert (await books.rates("date,base,quote,rate\n2026-03-01,USD,GBP,0.8\n")).posted.added == 0
    state, version = before
    assert await books.state() == state
    assert await books.version() == version


times = st.sampled_from(["2026-03-01 23:59", "2026-03-02 00:01", "2026-03-02 09:00", "2026-03-04 12:00"])


@st.composite
def files(draw: st.DrawFn) -> tuple[list[str], list[list[str]]]:
    """Return a file of lines, and pieces of it in any order that overlap anyhow and together hold all of it.

    Equal lines are told apart by how many a file has of them, so each set of equals is whole in one piece.
    """
    lines = draw(
        st.lists(
            st.builds(
                lambda order, sku, price, time, cancelled: ",".join(
                    (f"{'C' * cancelled}{order}", sku, "-2" if cancelled else "2", price, time, "ann" * (sku == "A"))
                ),
                st.integers(1, 3), st.sampled_from(["A", "B", "POST"]), st.sampled_from(["1.00", "0.333333", "0"]),
                times, st.booleans(),
            ),
            min_size=1, max_size=14,
        )
    )  # fmt: skip
    cuts = draw(st.lists(st.tuples(st.integers(0, 13), st.integers(1, 14)), max_size=4))
    pieces = [piece for start, size in cuts if (piece := lines[start : start + size])]
    most = [Counter(piece) for piece in pieces]
    missing = {line: n for line, n in Counter(lines).items() if max((m[line] for m in most), default=0) < n}
    rest = [line for line in lines if line in missing]
    return lines, draw(st.permutations([*pieces, *([rest] if rest else [])]))


@settings(
    max_examples=30,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(made=files())
async def test_overlapping_pieces_make_the_books_of_the_whole(
    database: Database, tmp_path: Path, made: tuple[list[str], list[list[str]]]
) -> None:
    """Whatever the cuts, overlaps and order: entries, records, orders and daily sums equal one import's."""
    lines, pieces = made
    whole, parts = await Desk.open(database, tmp_path), await Desk.open(database, tmp_path)
    await whole.orders(HEAD + "\n".join(lines) + "\n", mapping=MAPPING)
    for piece in pieces:
        await parts.orders(HEAD + "\n".join(piece) + "\n", mapping=MAPPING)
    assert await parts.state() == await whole.state()
    assert await parts.drift() == []


async def test_an_order_that_began_earlier_moves_to_its_first_day(books: Desk) -> None:
    """Order 1's second line (2 March) comes first, its first (1 March) later: 1 March counts it, 2 March does not."""
    await books.orders(HEAD + "1,B,1,5.00,2026-03-02 00:01,Ann\n", mapping=MAPPING)
    await books.orders(HEAD + "1,A,1,5.00,2026-03-01 23:59,Ann\n", mapping=MAPPING)
    assert await books.rows("select local_date::text, orders from pnl_daily order by 1") == [
        ("2026-03-01", 1), ("2026-03-02", 0),
    ]  # fmt: skip


async def test_a_corrected_line_supersedes_and_only_its_days_are_summed_anew(books: Desk) -> None:
    """Line b of 3 is corrected from 5.00 on 2 March to 7.00 on 5 March: 2 and 5 March are summed anew, 1 and 3 not."""
    rows = ["a,1,A,1,3.00,2026-03-01,", "b,2,B,1,5.00,2026-03-02,", "c,3,C,1,9.00,2026-03-03,"]
    await books.orders(LINE_HEAD + "\n".join(rows) + "\n", mapping=BY_LINE)
    stamps = "select local_date::text, xmin::text from pnl_daily order by 1"
    before = dict(await books.rows(stamps))
    done = await books.orders(LINE_HEAD + "b,2,B,1,7.00,2026-03-05,\n", mapping=BY_LINE)
    assert (done.posted.added, done.posted.superseded, done.posted.days) == (0, 1, 2)
    after = dict(await books.rows(stamps))
    assert [after[day] == before[day] for day in ("2026-03-01", "2026-03-03")] == [True, True]
    assert await books.sums() == {"gross_sales": "19.00"}
    assert await books.drift() == []
    (row,) = await books.rows("select id from transactions where source_id = 'b' and superseded_by is null")
    old, new = await books.reports.history(books.caller, row[0])
    assert [(v.version, str(v.amount), str(v.day), v.voided) for v in (old, new)] == [
        (1, "5.000000", "2026-03-02", False), (2, "7.000000", "2026-03-05", False),
    ]  # fmt: skip
    assert (old.superseded_by, new.superseded_by) == (new.id, None)


async def test_a_complete_order_moves_with_its_lines(books: Desk) -> None:
    """Order 2, given whole, is corrected from 2 March to 5 March: no day counts it twice or where nothing is left."""
    await books.orders(LINE_HEAD + "b,2,B,1,5.00,2026-03-02,\n", mapping=WHOLE)
    await books.orders(LINE_HEAD + "b,2,B,1,5.00,2026-03-05,\n", mapping=WHOLE)
    assert await books.rows("select local_date::text, orders from pnl_daily") == [("2026-03-05", 1)]


async def test_a_line_gone_from_a_complete_order_is_voided(books: Desk) -> None:
    """Order 1 had 3.00 + 4.00; its newer whole version has 3.00: 4.00 is void, its record withdrawn, control 3.00."""
    await books.orders(LINE_HEAD + "a,1,A,1,3.00,2026-03-01,\nb,1,B,1,4.00,2026-03-01,\n", mapping=WHOLE)
    await books.costs("sku,unit cost\nA,1.00\nB,1.50\n")
    await books.orders(LINE_HEAD + "a,1,A,1,3.00,2026-03-01,\n", mapping=WHOLE)
    assert await books.sums() == {"gross_sales": "3.00", "cogs": "-1.00"}
    assert await books.drift() == []
    march = days("2026-03-01", "2026-03-31")
    found = await books.reports.reconcile(books.caller, march, today=march.end)
    assert (str(found.control_total), found.agrees) == ("3.000000", True)
    versions = await books.rows(
        "select version, amount_micros, voided from transactions"
        " where source_id = 'b' and component = 'sale' order by 1"
    )
    assert versions == [(1, 4_000_000, False), (2, 0, True)]
    await books.orders(LINE_HEAD + "a,1,A,1,3.00,2026-03-01,\nb,1,B,1,4.00,2026-03-01,\n", mapping=WHOLE)
    assert await books.sums() == {"gross_sales": "7.00", "cogs": "-2.50"}


async def test_a_partial_file_voids_nothing(books: Desk) -> None:
    await books.orders(LINE_HEAD + "a,1,A,1,3.00,2026-03-01,\nb,1,B,1,4.00,2026-03-01,\n", mapping=BY_LINE)
    await books.orders(LINE_HEAD + "a,1,A,1,3.00,2026-03-01,\n", mapping=BY_LINE)
    assert await books.sums() == {"gross_sales": "7.00"}


async def test_two_sources_with_the_same_order_numbers_stay_two(books: Desk) -> None:
    """The same file as the source "eu" and as the default one: two connections, twice the sales."""
    await books.orders(LINES)
    await books.orders(LINES, account="eu")
    assert await books.sums() == {"gross_sales": "91.00"}
    assert (await books.figure("orders", "2026-03-01", "2026-03-02")).value == 4


@pytest.mark.parametrize("sku", ["A", ""])
async def test_broken_rows_are_left_out_and_said(books: Desk, sku: str) -> None:
    """Row 3 has no number, row 5 a date in the future: 2 of 4 are booked, the run keeps both counts."""
    told: list[Any] = []
    done = await books.orders(
        HEAD + f"1,{sku},1,1.00,2026-03-01,\n1,B,x,1.00,2026-03-01,\n2,C,1,2.00,2026-03-01,\n3,C,1,2.00,2027-03-01,\n",
        on_rejected=told.append, mapping=MAPPING,
    )  # fmt: skip
    assert [row.row for row in told] == [row.row for row in done.first_rejected] == [3, 5]
    assert await books.rows("select rows_read, rows_rejected, entries_added from import_runs") == [(4, 2, 2)]


async def empty(books: Desk) -> bool:
    """Return whether nothing of the shop but itself is in any table."""
    tables = ("platform_connections", "import_runs", "source_records", "orders", "products", "product_costs",
              "exchange_rates", "transactions", "pnl_daily", "sku_daily")  # fmt: skip
    found = [await books.one(f"select count(*) from {table}") for table in tables]
    return sum(found) + await books.version() == 0


@pytest.mark.parametrize(
    ("content", "how"),
    [
        (LINES + "3,C,x,1.00,2026-03-03 10:00,\n", {"strict": True}),
        (HEAD + "1,A,x,1,2026-03-01,\n1,A,1,x,2026-03-01,\n", {"mapping": MAPPING}),
        (LINES + '4,"open,1,2,3\n', {"mapping": MAPPING}),
        (LINES.encode() + b"3,caf\xe9,1,1.00,2026-03-03,\n", {"mapping": UTF_8}),
    ],
    ids=["strict", "nothing readable", "unclosed quote at the end", "a wrong byte at the end"],
)  # fmt: skip
async def test_a_refused_file_leaves_nothing(books: Desk, content: str | bytes, how: dict[str, Any]) -> None:
    with pytest.raises((BadFile, BadInput)):
        await books.orders(content, **how)
    assert await empty(books)


class Torn(Exception):
    """Stands for whatever may go wrong."""


@pytest.mark.parametrize("step", ["_stage", "_post", "_finish", "roll_up"])
async def test_an_error_in_the_middle_leaves_nothing(books: Desk, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    """The work breaks while staging, posting costs, finishing, summing: no connection, run, record or entry stays."""

    async def torn(*_: object) -> None:
        raise Torn

    monkeypatch.setattr(f"credora_agent.ledger.store.{step}", torn)
    with pytest.raises(Torn):
        await books.orders(LINES)
    assert await empty(books)
    monkeypatch.undo()
    await books.orders(LINES)
    assert await books.sums() == {"gross_sales": "45.50"}


async def test_a_fault_that_passes_is_tried_again_with_the_same_outcome(
    books: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The connection breaks after posting, once: the second attempt reads the file anew and counts it once."""
    original, calls = imports.post_records, []

    async def breaks_once(*given: Any) -> Any:
        posted = await original(*given)
        calls.append(posted)
        if len(calls) == 1:
            raise ConnectionResetError
        return posted

    monkeypatch.setattr(imports, "post_records", breaks_once)
    done = await imports.import_orders(
        books.database, books.caller, books.shop, books.file(LINES), now=NOW, intake=Intake()
    )
    assert len(calls) == 2
    assert (done.rows, done.posted.added) == (3, 3)
    assert await books.sums() == {"gross_sales": "45.50"}


async def test_two_imports_at_once_take_turns(books: Desk) -> None:
    """The same file four times at once: its 3 entries are there once, and three of the four changed nothing."""
    done = await asyncio.gather(*(books.orders(LINES) for _ in range(4)))
    assert sorted(each.posted.added for each in done) == [0, 0, 0, 3]
    assert await books.sums() == {"gross_sales": "45.50"}
    assert await books.one("select count(*) from platform_connections") == 1


async def test_more_than_the_books_can_hold_is_refused(books: Desk) -> None:
    """2 × 9 trillion on a day: each fits 63 bits of micros, their sum does not; nothing is kept."""
    with pytest.raises(BadInput, match="larger than the books can hold"):
        await books.orders(HEAD + "1,A,1,9000000000000,2026-03-01,\n2,A,1,9000000000000,2026-03-01,\n", mapping=MAPPING)
    assert await empty(books)


async def test_days_that_sum_beyond_64_bits_are_exact(books: Desk) -> None:
    """9 trillion on each of 3 days is 27 trillion, in the figure and in the rows' own total."""
    rows = "".join(f"{n},A,1,9000000000000,2026-03-0{n},\n" for n in (1, 2, 3))
    await books.orders(HEAD + rows, mapping=MAPPING)
    assert (await books.figure("gross_sales", "2026-03-01", "2026-03-03")).value == 27 * 10**12
    page = await books.reports.entries(books.caller, "gross_sales", days("2026-03-01", "2026-03-03"))
    assert page.total == 27 * 10**12
