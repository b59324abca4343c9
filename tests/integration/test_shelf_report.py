"""The shelf as it stands now: prices, costs and margins beside stock and late sales; pages, totals, bad asks."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from platform_books import PlatformBooks

from credora_agent.analytics.figure import Bound
from credora_agent.core.cursors import cursor
from credora_agent.core.errors import BadInput
from credora_agent.ledger import details
from credora_agent.ledger.platform_rows import VariantRow
from credora_agent.reports.shelf import SORTINGS, Asked
from credora_agent.telling.storefront import tell_shelf

if TYPE_CHECKING:
    from shop_desk import Desk

    from credora_agent.reports.sheets import SheetReport, SheetRow

NOW = date(2026, 3, 31)
HEAD = "order,sku,product,quantity,unit price,order date\n"


def variant(number: int, sku: str | None, title: str, **more: Any) -> VariantRow:
    """Return a variant at 12.00 with 10 on hand and no cost told."""
    at = datetime(2026, 3, 30, 12, tzinfo=UTC)
    row = VariantRow(str(number), sku, title, "8", 12_000_000, "GBP", 10, None, at)
    return row._replace(**more)


async def stocked(books: Desk, *variants: VariantRow) -> PlatformBooks:
    shopify = await PlatformBooks.connect(books)
    await shopify.write(lambda s, t: details.keep_variants(s, t, variants))
    return shopify


async def ask(desk: Desk, **how: Any) -> SheetReport:
    return await desk.reports.variants(desk.caller, Asked(NOW, **how))


def said(row: SheetRow | None, *names: str) -> list[str | None]:
    assert row is not None
    return [None if (value := row.values[name]) is None else f"{value:.2f}" for name in names]


@pytest.fixture
async def shop(books: Desk) -> Desk:
    """Lend a shelf of six: a mug that sells, a cup sold out, a pot oversold, a bowl nobody counts, a vase, a card.

    Late sales: 40 mugs for 400.00 less nothing, 8 cups for 24.00; costs of mug 4, cup 5, pot 2, vase 30.
    """
    await stocked(
        books,
        variant(1, "MUG", "Stone Mug – blue", on_hand=15),
        variant(2, "CUP", "Stone Cup", on_hand=0, price=3_600_000),
        variant(3, "POT", "Tea Pot", on_hand=-2),
        variant(4, "BOWL", "Salad Bowl", on_hand=None),
        variant(5, "VASE", "Tall Vase", on_hand=3, price=60_000_000),
        variant(6, None, "Gift Card", on_hand=0, price=None),
    )
    rows = [f"m{n},MUG,Stone Mug,4,10.00,2026-03-{10 + n}\n" for n in range(10)]
    rows += [f"c{n},CUP,Stone Cup,2,3.00,2026-03-{20 + n}\n" for n in range(4)]
    await books.orders(HEAD + "old,VASE,Tall Vase,1,50.00,2026-02-01\n" + "".join(rows))
    await books.costs("sku,unit cost\nMUG,4\nCUP,5\nPOT,2\nVASE,30\n")
    return books


async def test_what_is_said_of_a_sku(shop: Desk) -> None:
    """A mug: 12.00 − 4.00 listed, 10.00 − 4.00 as sold; 15 at 4.00 are 60.00 and last 10.5 days. A cup loses 2.00."""
    rows = {row.id: row for row in (await ask(shop)).sheet.rows}
    mug, cup, pot, bowl, card = (rows[sku] for sku in ("MUG", "CUP", "POT", "BOWL", "variant-6"))
    names = ("price", "unit_cost", "margin", "sold_price", "sold_margin", "sold_margin_rate", "on_hand", "stock_value")
    assert said(mug, *names) == ["12.00", "4.00", "8.00", "10.00", "6.00", "0.60", "15.00", "60.00"]
    assert (mug.marks, mug.texts, mug.values["units"]) == (("low stock",), {"updated": "2026-03-30"}, 40)
    assert mug.bounds == {"margin": Bound.AT_MOST, "margin_rate": Bound.AT_MOST}  # the price may hold tax
    assert said(cup, "sold_price", "sold_margin", "stock_value") == ["3.00", "-2.00", "0.00"]
    assert cup.marks == ("out of stock", "sold below cost")
    assert (pot.marks, said(pot, "stock_value", "sold_price")) == (("oversold",), ["0.00", None])
    assert bowl.marks == ("stock not counted", "no unit cost")
    assert said(bowl, "on_hand", "stock_value", "margin") == [None, None, None]
    assert said(card, "price", "margin_rate") == [None, None]
    behind = mug.behind
    assert behind is not None
    assert (behind.start, behind.end, behind.sku) == (date(2026, 3, 3), date(2026, 3, 30), "MUG")


async def test_the_total_is_over_all_that_match(shop: Desk) -> None:
    """15 × 4.00 + 3 × 30.00 = 150.00 in stock; three are out, the cup while it sells; two have no cost."""
    report = await ask(shop, limit=1)
    total = report.sheet.total
    assert total is not None
    assert said(total, "stock_value", "on_hand", "units") == ["150.00", "18.00", "48.00"]
    counts = {name: int(total.values[name] or 0) for name in ("skus", "uncosted", "out", "missed", "low", "losing")}
    assert counts == {"skus": 6, "uncosted": 2, "out": 3, "missed": 1, "low": 1, "losing": 1}
    assert total.bounds == {}  # what has no cost is not there either
    assert "2 of 6 SKUs have no unit cost, so their margin is not known." in report.notes
    words = " ".join(tell_shelf(await ask(shop)).words)
    assert words == (
        '6 SKUs stand on the shelf, £150.00 at cost. 3 are out of stock, 1 of them while selling: "Stone Cup".'
        " 1 lasts less than 14 days as sales go. 1 sold below cost lately. 2 have no unit cost."
    )


@pytest.mark.parametrize(
    ("by", "order"),
    [
        ("most_sold", ["MUG", "CUP", "BOWL", "POT", "VASE", "variant-6"]),
        ("most_stock", ["VASE", "MUG", "CUP", "POT", "BOWL", "variant-6"]),
        ("lowest_margin", ["CUP", "MUG", "BOWL", "POT", "VASE", "variant-6"]),
        ("title", ["variant-6", "BOWL", "CUP", "MUG", "VASE", "POT"]),
    ],
)
async def test_pages_hold_each_sku_once_in_order(shop: Desk, by: Any, order: list[str]) -> None:
    """Two a page: known values first, what is unknown last, equals by SKU; the same as all at once."""
    found: list[str] = []
    at = None
    while True:
        page = await ask(shop, order_by=by, limit=2, cursor=at)
        found += [row.id for row in page.sheet.rows]
        assert page.sheet.left_out == 6 - len(found)
        at = page.sheet.next_cursor
        if at is None:
            break
        assert len(at) <= 300
    assert found == [row.id for row in (await ask(shop, order_by=by)).sheet.rows]
    assert found == order


@pytest.mark.parametrize(
    ("how", "skus"),
    [
        ({"query": "stone"}, {"MUG", "CUP"}),
        ({"query": "STONE mug"}, {"MUG"}),
        ({"query": "vas"}, {"VASE"}),
        ({"query": "%"}, set()),
        ({"query": "  "}, {"MUG", "CUP", "POT", "BOWL", "VASE", "variant-6"}),
        ({"sku": "mug"}, {"MUG"}),
        ({"sku": "Tea Pot"}, {"POT"}),
        ({"stock": "out"}, {"CUP", "POT", "variant-6"}),
        ({"stock": "low"}, {"MUG"}),
        ({"stock": "no_cost"}, {"BOWL", "variant-6"}),
        ({"stock": "out", "query": "stone"}, {"CUP"}),
    ],
)
async def test_what_is_asked_for_is_found(shop: Desk, how: dict[str, Any], skus: set[str]) -> None:
    report = await ask(shop, **how)
    assert {row.id for row in report.sheet.rows} == skus
    assert report.sheet.total_rows == len(skus)
    if not skus:
        assert report.notes == ("None of 6 SKUs on the shelf matches.",)


async def test_variants_of_one_sku_are_one_line(books: Desk) -> None:
    """Two variants are called MUG: 4 + 3 on hand, at 12.00 and 14.00: no one price, said so; two more agree on 5.00."""
    await stocked(
        books,
        variant(1, "MUG", "Mug", on_hand=4),
        variant(2, "MUG", "Mug", on_hand=3, price=14_000_000),
        variant(3, "CUP", "Cup", price=5_000_000),
        variant(4, "CUP", "Cup", price=5_000_000),
    )
    rows = {row.id: row for row in (await ask(books)).sheet.rows}
    assert said(rows["MUG"], "price", "on_hand") == [None, "7.00"]
    assert rows["MUG"].marks == ("no unit cost", "2 variants", "several prices")
    assert said(rows["CUP"], "price", "on_hand") == ["5.00", "20.00"]


async def test_prices_and_costs_abroad_are_converted(books: Desk) -> None:
    """12.00 USD at 0.75 is 9.00; a cost of 2.00 EUR has no rate: it is known, and still no number."""
    await stocked(books, variant(1, "MUG", "Mug", currency="USD"), variant(2, "CUP", "Cup"))
    await books.costs("sku,unit cost,currency\nMUG,4.00,USD\nCUP,2.00,EUR\n")
    await books.rates("date,base,quote,rate\n2026-02-01,USD,GBP,0.8\n2026-03-01,USD,GBP,0.75\n2026-04-01,USD,GBP,9\n")
    rows = {row.id: row for row in (await ask(books)).sheet.rows}
    assert said(rows["MUG"], "price", "unit_cost", "margin") == ["9.00", "3.00", "6.00"]
    assert said(rows["CUP"], "price", "unit_cost") == ["12.00", None]
    assert rows["CUP"].marks == ("no exchange rate",)


async def test_stock_without_a_cost_makes_a_lower_bound(books: Desk) -> None:
    await stocked(books, variant(1, "MUG", "Mug"), variant(2, "CUP", "Cup"))
    await books.costs("sku,unit cost\nMUG,4.00\n")
    total = (await ask(books)).sheet.total
    assert total is not None
    assert (said(total, "stock_value"), total.bounds) == (["40.00"], {"stock_value": Bound.AT_LEAST})


async def test_a_shop_without_a_shelf_is_told_what_to_do(books: Desk) -> None:
    report = await ask(books)
    assert (report.sheet.rows, report.sheet.total, report.sheet.total_rows) == ((), None, 0)
    assert report.notes[0].startswith("Nothing is known of what is on the shelf: connect Shopify")
    assert tell_shelf(report).words == report.notes


@pytest.mark.parametrize(
    ("how", "error"),
    [
        ({"order_by": "price"}, "no order 'price'"),
        ({"stock": "gone"}, "no stock 'gone'"),
        ({"limit": 0}, "page of 0"),
        ({"sku": "zzzzzz"}, "no SKU"),
        ({"cursor": "x"}, "cursor"),
        ({"cursor": cursor("p1", 0, "", "", 0, 1)}, "cursor"),
        ({"cursor": cursor("p0", 0, "", "", 2**31, 1)}, "cursor"),
        ({"cursor": cursor("p0", 0, "", 5, 0, 1)}, "cursor"),
        ({"cursor": cursor("p0", 0, "\x00", "", 0, 1)}, "cursor"),
        ({"cursor": cursor("p0", 2**63, "", "", 0, 1)}, "cursor"),
    ],
)
async def test_bad_asks_are_refused(shop: Desk, how: dict[str, Any], error: str) -> None:
    with pytest.raises(BadInput, match=error):
        await ask(shop, **how)


def test_each_order_has_a_cursor_of_its_own() -> None:
    assert len({Asked(NOW, order_by=by).list for by in SORTINGS}) == len(SORTINGS)
