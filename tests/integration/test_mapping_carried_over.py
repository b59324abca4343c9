"""What one file of a source taught holds for the next: a short file need not show every code and mark."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shop_desk import Desk

HEAD = "InvoiceNo,StockCode,Quantity,InvoiceDate,UnitPrice\n"
JANUARY = f"""{HEAD}1001,A,2,2026-01-05,10.00
1001,POST,1,2026-01-05,5.00
1002,M,1,2026-01-06,3.00
C1003,A,-1,2026-01-07,10.00
"""
FEBRUARY = f"""{HEAD}1004,A,1,2026-02-05,10.00
1004,M,1,2026-02-05,4.00
"""


async def test_a_code_known_from_one_month_holds_in_the_next(books: Desk) -> None:
    """M beside POST is a manual entry; February alone shows no POST, and M stays one: 3 + 4 = 7, gross 20 + 10."""
    await books.orders(JANUARY)
    await books.orders(FEBRUARY)
    assert await books.sums() == {
        "gross_sales": "30.00",
        "returns": "-10.00",
        "shipping_income": "5.00",
        "other_income": "7.00",
    }


async def test_alone_a_single_letter_is_a_product(books: Desk) -> None:
    """Without any unmistakable code, M may be a size: it is booked as goods."""
    await books.orders(FEBRUARY)
    assert await books.sums() == {"gross_sales": "14.00"}


async def test_another_source_of_the_shop_learns_for_itself(books: Desk) -> None:
    await books.orders(JANUARY, account="web")
    await books.orders(FEBRUARY, account="market")
    assert (await books.sums())["other_income"] == "3.00"
