"""Posting: what is in the books already is left alone, whatever way it comes in again."""

from __future__ import annotations
from shop_desk import Desk

LINES = """order,sku,quantity,unit price,order date
1,A,2,10.00,2026-03-01 10:00
1,A,2,10.00,2026-03-01 10:00
2,B,1,5.50,2026-03-02 11:00
"""


async def test_twice(books: Desk) -> None:
    first = await books.orders(LINES)
    print(first)
    before = await books.state(), await books.version()
    again = await books.orders(LINES)
    assert (again.posted.added, again.posted.superseded, again.posted.days) == (0, 0, 0)
    assert (await books.state(), await books.version()) == before
    print(before)
