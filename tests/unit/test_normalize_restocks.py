"""Restocked units: shared among the sales that took them back, in order, never more than was taken."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st
from shopify_nodes import agreement, gid, line, order, sale

from credora_agent.sync.normalize.shopify import order_records

LONDON = ZoneInfo("Europe/London")


def refunds(**ways: dict[int, dict[str, int]]) -> dict[str, Any]:
    """Return what the client says of refunds r<id> = {line: {way: units}}."""
    return {
        gid("Refund", name[1:]): {gid("LineItem", item): way for item, way in lines.items()}
        for name, lines in ways.items()
    }


def moved(node: dict[str, Any], restocks: dict[str, Any]) -> list[tuple[int, int]]:
    """Return (units taken back, units restocked) of the order's returns, oldest first."""
    return [
        (-entry.quantity, -entry.stock_quantity)
        for record in order_records(node, zone=LONDON, restocks=restocks)
        for entry in record.entries  # type: ignore[union-attr]
        if entry.component == "return"
    ]


def back(units: int, item: int = 7, number: object = None) -> dict[str, Any]:
    return sale("-1.00", action="RETURN", quantity=-units, item=line(item), number=number)


SOLD = agreement(sale("9.00", quantity=9))


def test_only_what_went_back_on_the_shelf_moves_stock() -> None:
    """Of 5 returned, 2 RETURN + 1 CANCEL + 1 LEGACY_RESTOCK are back; NO_RESTOCK and an unknown way are not."""
    node = order(SOLD, agreement(back(6), reason="REFUND", refund=1))
    ways = {"RETURN": 2, "CANCEL": 1, "LEGACY_RESTOCK": 1, "NO_RESTOCK": 1, "DONATED": 1}
    assert moved(node, refunds(r1={7: ways})) == [(6, 4)]


def test_units_fill_the_refunds_own_sales_first_and_in_order() -> None:
    node = order(SOLD, agreement(back(2, number=11), back(3, number=12), reason="REFUND", refund=1))
    assert moved(node, refunds(r1={7: {"RETURN": 4}})) == [(2, 2), (3, 2)]


def test_never_more_than_was_returned() -> None:
    node = order(SOLD, agreement(back(2), reason="REFUND", refund=1))
    assert moved(node, refunds(r1={7: {"RETURN": 9}})) == [(2, 2)]


def test_a_refund_settles_its_return() -> None:
    """The goods stand in the return's agreement, the restocking in its refund; another return gets nothing."""
    node = order(
        SOLD,
        agreement(back(2, number=11), reason="RETURN", returned=5, at="2026-03-02T10:00:00Z"),
        agreement(back(2, number=12), reason="RETURN", returned=6, at="2026-03-03T10:00:00Z"),
        agreement(reason="REFUND", refund=1, at="2026-03-04T10:00:00Z"),
        refunds=[{"id": gid("Refund", 1), "return": {"id": gid("Return", 6)}}],
    )
    assert moved(node, refunds(r1={7: {"RETURN": 2}})) == [(2, 0), (2, 2)]


def test_a_refund_that_settles_no_return_touches_none() -> None:
    node = order(
        SOLD,
        agreement(back(2), reason="RETURN", returned=5),
        agreement(reason="REFUND", refund=1),
        refunds=[{"id": gid("Refund", 1), "return": None}],
    )
    assert moved(node, refunds(r1={7: {"RETURN": 2}})) == [(2, 0)]


def test_an_edit_takes_back_what_was_never_sent() -> None:
    assert moved(order(SOLD, agreement(back(3), reason="ORDER_EDIT")), {}) == [(3, 3)]


def test_another_orders_refund_on_the_same_page_changes_nothing() -> None:
    node = order(SOLD, agreement(back(2), reason="REFUND", refund=1))
    assert moved(node, refunds(r2={7: {"RETURN": 2}})) == [(2, 0)]


@given(
    st.lists(st.tuples(st.integers(1, 3), st.integers(1, 2), st.integers(0, 5)), max_size=6),
    st.dictionaries(
        st.integers(1, 3),
        st.dictionaries(
            st.integers(1, 2),
            st.dictionaries(st.sampled_from(["RETURN", "NO_RESTOCK", "CANCEL", "NEW"]), st.integers(-2, 9)),
        ),
    ),
)
def test_restocks_never_exceed_what_a_sale_or_a_refund_says(
    taken: list[tuple[int, int, int]], said: dict[int, dict[int, dict[str, int]]]
) -> None:
    """Per sale 0 ≤ restocked ≤ returned; per line no more than the refunds put back."""
    node = order(SOLD, *(agreement(back(units, item), reason="REFUND", refund=refund) for refund, item, units in taken))
    restocks = refunds(**{f"r{refund}": items for refund, items in said.items()})
    found = moved(node, restocks)
    assert all(0 <= restocked <= units for units, restocked in found)
    most = sum(max(0, n) for items in said.values() for ways in items.values() for w, n in ways.items()
               if w in {"RETURN", "CANCEL"})  # fmt: skip
    assert sum(restocked for _, restocked in found) <= most
