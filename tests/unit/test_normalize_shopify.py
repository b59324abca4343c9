"""Orders of Shopify: what each kind of sale posts and when, and that nothing of what was stated is ever lost."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shopify_nodes import agreement, line, order, sale

from credora_agent.core.money import decimal_string, minor_digits
from credora_agent.ledger.entries import Category, Record, Rejected
from credora_agent.sync.normalize.findings import gateway_findings, order_findings
from credora_agent.sync.normalize.shopify import PROVIDES, order_records

LONDON = ZoneInfo("Europe/London")


def records(node: Any, zone: ZoneInfo = LONDON, restocks: Any = None) -> list[Record]:
    """Return the order's records; a rejection fails the test."""
    made = order_records(node, zone=zone, restocks=restocks or {})
    assert all(isinstance(record, Record) for record in made), made
    return made


def lines(node: Any, **how: Any) -> dict[str, str]:
    """Return category → sum, of all the order posts."""
    sums: Counter[str] = Counter()
    for record in records(node, **how):
        for entry in record.entries:
            sums[entry.category.value] += entry.amount
    return {category: decimal_string(amount) for category, amount in sums.items()}


@pytest.mark.parametrize(
    ("given_sale", "wanted"),
    [
        # 24.00 with 4.00 tax after a discount of 5.00: goods were worth 25.00.
        (sale("24.00", tax="4.00", discount="5.00"),
         {"gross_sales": "25.00", "discounts": "-5.00", "sales_tax": "4.00"}),
        (sale("12.00", tax="2.00", discount="1.00", action="UPDATE"),
         {"gross_sales": "11.00", "discounts": "-1.00", "sales_tax": "2.00"}),
        (sale("-24.00", tax="-4.00", discount="-5.00", action="RETURN"), {"returns": "-20.00", "sales_tax": "-4.00"}),
        (sale("3.00", kind="ADJUSTMENT", action="UPDATE"), {"returns": "3.00"}),
        (sale("6.00", tax="1.00", kind="SHIPPING"), {"shipping_income": "5.00", "sales_tax": "1.00"}),
        (sale("-6.00", tax="-1.00", kind="SHIPPING", action="RETURN"),
         {"shipping_income": "-5.00", "sales_tax": "-1.00"}),
        (sale("2.00", kind="TIP", item=line()), {"tips": "2.00"}),
        (sale("50.00", kind="GIFT_CARD", item=line()), {"gift_cards": "50.00"}),
        (sale("7.00", kind="DUTY"), {"duties": "7.00"}),
        (sale("1.20", tax="0.20", kind="FEE"), {"other_income": "1.00", "sales_tax": "0.20"}),
        (sale("1.00", kind="ADDITIONAL_FEE"), {"other_income": "1.00"}),
        (sale("9.00", kind="UNKNOWN"), {"unclassified": "9.00"}),
        (sale("9.00", tax="1.00", kind="LOYALTY_POINTS"), {"unclassified": "8.00", "sales_tax": "1.00"}),
        (sale("9.00", action="SWAPPED"), {"unclassified": "9.00"}),
        # 4.00 of tax, 1.50 of them the marketplace's: those are nobody's income and no debt of the shop.
        (sale("24.00", tax="4.00", liable="1.50"), {"gross_sales": "20.00", "sales_tax": "2.50"}),
    ],
    ids=lambda given: f"{given['lineType']}-{given['actionType']}" if "lineType" in given else "",
)  # fmt: skip
def test_each_kind_of_sale_has_its_line(given_sale: dict[str, Any], wanted: dict[str, str]) -> None:
    assert lines(order(agreement(given_sale))) == wanted


def test_the_order_states_nothing_and_its_sales_all_of_it() -> None:
    """Two sales of 24.00 and 6.00: the order's record keeps the current total and posts nothing."""
    whole, *parts = records(order(agreement(sale("24.00"), sale("6.00", kind="SHIPPING"))))
    assert (whole.source_table, whole.source_key, whole.stated, whole.entries) == ("orders", "1001", None, ())
    assert (whole.order_placed, whole.payload["currentTotal"]) == (True, "30.00")
    assert [(part.source_table, part.stated, part.order_placed) for part in parts] == [
        ("sales", 24_000_000, False), ("sales", 6_000_000, False),
    ]  # fmt: skip
    assert all(record.whole_order and record.order_ref == "1001" and record.as_of == whole.as_of for record in parts)


def test_units_move_with_orders_and_not_with_updates() -> None:
    """3 sold; a price change moves no unit; 2 come back of which 1 is restocked."""
    back = sale("-8.00", action="RETURN", quantity=-2)
    node = order(
        agreement(sale("12.00", quantity=3)),
        agreement(sale("-1.00", action="UPDATE", quantity=3), reason="ORDER_EDIT"),
        agreement(back, reason="REFUND", refund=5),
    )
    restocks = {"gid://shopify/Refund/5": {"gid://shopify/LineItem/7": {"RETURN": 1, "NO_RESTOCK": 1}}}
    entries = [entry for record in records(node, restocks=restocks) for entry in record.entries]
    assert sorted((e.component, e.quantity, e.stock_quantity, e.sku) for e in entries) == [
        ("return", -2, -1, "A"), ("sale", 0, 0, "A"), ("sale", 3, 3, "A"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("item", "sku"),
    [
        (line(7, sku=" MUG "), "MUG"),
        (line(7, sku="", variant=70), "variant-70"),
        (line(7, sku=None, variant=None), "line-7"),
        (line(7, sku="A\u202eB\x00"), "AB"),
    ],
)
def test_goods_are_known_by_sku_variant_or_line(item: dict[str, Any], sku: str) -> None:
    assert records(order(agreement(sale("1.00", item=item))))[1].entries[0].sku == sku


@pytest.mark.parametrize(
    ("zone", "at", "day"),
    [
        ("Europe/London", "2026-03-28T23:59:59Z", "2026-03-28"),
        ("Europe/London", "2026-03-29T23:30:00Z", "2026-03-30"),  # summer time began that night
        ("Europe/London", "2026-10-25T23:30:00Z", "2026-10-25"),  # and ended that night
        ("Pacific/Kiritimati", "2026-03-01T10:00:00Z", "2026-03-02"),
        ("America/Los_Angeles", "2026-03-01T07:59:59Z", "2026-02-28"),
        ("Asia/Kathmandu", "2026-03-01T18:15:00+00:00", "2026-03-02"),
    ],
)
def test_days_are_the_shops(zone: str, at: str, day: str) -> None:
    """A refund counts on the shop's day of the refund, the order on the shop's day it was processed."""
    refund = agreement(sale("-5.00", action="RETURN"), reason="REFUND", at=at)
    placed, sold, back = records(
        order(agreement(sale("5.00"), at="2020-01-01T00:00:00Z"), refund, at=at), ZoneInfo(zone)
    )
    assert {str(record.local_date) for record in (placed, sold, back)} == {day}


def test_the_order_counts_when_it_was_processed_not_when_it_came_in() -> None:
    node = order(agreement(sale("5.00"), at="2026-03-09T10:00:00Z"), at="2026-03-01T10:00:00Z")
    assert {str(record.local_date) for record in records(node)} == {"2026-03-01"}


def test_a_test_order_is_out_altogether() -> None:
    assert order_records(order(agreement(sale("5.00")), test=True), zone=LONDON, restocks={}) == []


def broken(**changes: Any) -> dict[str, Any]:
    return {**order(agreement(sale("5.00"))), **changes}


@pytest.mark.parametrize(
    ("node", "says"),
    [
        (broken(agreements=None), "agreements were not given"),
        (broken(agreements=[]), "not there yet"),
        (broken(updatedAt="yesterday"), "moment"),
        (broken(id=None), "not an id"),
        (broken(currencyCode="USD"), "more than one currency"),
        (order(agreement({**sale("5.00"), "totalAmount": {"shopMoney": {"amount": 5.25, "currencyCode": "GBP"}}}),
               total=1), "not an exact amount"),
        (order(agreement(sale("5.1234567"))), "six decimals"),
        (order(agreement(sale("99999999999999"))), "too large"),
        (order(agreement(sale("5.00", currency="XXQ"))), "not a currency"),
        (order(agreement({**sale("5.00"), "quantity": 10**12})), "units"),
        (order(agreement({**sale("5.00"), "taxes": "none"})), "not a list"),
        (order({**agreement(), "sales": None}, total=0), "were not given"),
        ([], "shaped"),
    ],
)  # fmt: skip
def test_a_broken_order_is_refused_with_its_reason(node: Any, says: str) -> None:
    (refused,) = order_records(node, zone=LONDON, restocks={})
    assert isinstance(refused, Rejected)
    assert says in refused.reason


def test_what_is_unknown_or_does_not_add_up_is_said() -> None:
    """The order says 10.00, its sales 9.00, one of them of a kind nobody knows, one refund without its goods."""
    node = order(
        agreement(sale("14.00"), sale("-1.00", kind="POINTS")),
        agreement(sale("-4.00", action="RETURN"), reason="REFUND", refund=5),
        total="10.00",
    )
    found = order_findings(node, zone=LONDON, restocks={})
    assert [(each.kind, each.subject) for each in found] == [
        ("order_total_differs", "1001"), ("unclassified", "sale POINTS ORDER"), ("restock_unknown", "5"),
    ]  # fmt: skip
    assert (found[0].detail["order_total"], found[0].detail["sales_total"]) == ("10.00", "9.00")
    assert order_findings(order(agreement(sale("9.00"))), zone=LONDON, restocks={}) == []


def test_gateways_whose_fees_nobody_tells_are_named() -> None:
    nodes = [order(paymentGatewayNames=["paypal", "gift_card"]), order(paymentGatewayNames=["paypal"])]
    assert [(each.subject, each.detail) for each in gateway_findings(nodes)] == [("paypal", {"orders": 2})]


CURRENCIES = {"GBP": 2, "JPY": 0, "KWD": 3}
KINDS = ["PRODUCT", "SHIPPING", "TIP", "GIFT_CARD", "DUTY", "FEE", "ADDITIONAL_FEE", "ADJUSTMENT", "UNKNOWN", "NEW"]
REASONS = ["ORDER", "ORDER_EDIT", "REFUND", "RETURN", "UNKNOWN", "NEW"]


@st.composite
def orders(draw: st.DrawFn) -> dict[str, Any]:
    """Return an order of any sales whatever, in a currency with 0, 2 or 3 decimals."""
    currency = draw(st.sampled_from(sorted(CURRENCIES)))
    amounts = st.integers(-(10**9), 10**9).map(lambda n: Decimal(n).scaleb(-CURRENCIES[currency]))
    sales = st.builds(
        sale, amounts, tax=amounts, discount=amounts, kind=st.sampled_from(KINDS),
        action=st.sampled_from(["ORDER", "RETURN", "UPDATE", "UNKNOWN", "NEW"]), quantity=st.integers(-5, 5),
        item=st.builds(line, st.integers(1, 3)), currency=st.just(currency), liable=st.one_of(st.none(), amounts),
    )  # fmt: skip
    moments = st.datetimes(min_value=_at(2020), max_value=_at(2027)).map(lambda at: f"{at.isoformat()}Z")
    made = st.builds(
        lambda sales, at, reason: agreement(*sales, at=at, reason=reason),
        st.lists(sales, max_size=4), moments, st.sampled_from(REASONS),
    )  # fmt: skip
    return order(*draw(st.lists(made, min_size=1, max_size=4)), currency=currency, at=draw(moments))


def _at(year: int) -> datetime:
    return datetime(year, 1, 1)  # noqa: DTZ001 - hypothesis wants it naive


@given(orders())
def test_entries_add_up_to_what_is_stated_whatever_the_sales(node: dict[str, Any]) -> None:
    """Σ entries = Σ stated = Σ total − the marketplace's tax, sale by sale, and the order's total is found again."""
    made = records(node)
    sales = {each["id"].rpartition("/")[2]: each for one in node["agreements"] for each in one["sales"]}
    assert len(made) == 1 + len(sales)
    for record in made[1:]:
        given_sale = sales[record.source_key]
        liable = sum(
            Decimal(tax["amount"]["shopMoney"]["amount"])
            for tax in given_sale["taxes"]
            if tax["taxLine"]["channelLiable"]
        )
        total = Decimal(given_sale["totalAmount"]["shopMoney"]["amount"]) - liable
        assert sum(entry.amount for entry in record.entries) == record.stated == total * 10**6
        assert len({entry.component for entry in record.entries}) == len(record.entries)
    assert not [each for each in order_findings(node, zone=LONDON, restocks={}) if each.kind == "order_total_differs"]


@given(orders(), st.randoms())
def test_the_order_of_pages_does_not_matter(node: dict[str, Any], chance: Any) -> None:
    """Agreements and sales shuffled, and one agreement given twice, make the same records."""
    again = [{**each, "sales": chance.sample(each["sales"], len(each["sales"]))} for each in node["agreements"]]
    again.append(again[0])
    chance.shuffle(again)
    assert records({**node, "agreements": again}) == records(node)


def test_zero_and_three_decimals_are_kept_exactly() -> None:
    assert (minor_digits("JPY"), minor_digits("KWD")) == (0, 3)
    assert lines(order(agreement(sale("1200", currency="JPY")), currency="JPY")) == {"gross_sales": "1200.00"}
    assert lines(order(agreement(sale("1.234", currency="KWD")), currency="KWD")) == {"gross_sales": "1.234"}


def test_what_the_buyer_paid_abroad_is_kept_beside() -> None:
    made = records(order(agreement(sale("10.00", seen=("11.70", "EUR")))))
    assert made[1].payload["presentment"] == "11.70 EUR"
    assert made[1].entries[0].currency == "GBP"


def test_nothing_about_a_person_is_kept() -> None:
    node = order(agreement(sale("1.00")), email="ann@example.com", customer={"id": "gid://shopify/Customer/9"})
    made = order_records(node, zone=LONDON, restocks={}, customer=lambda number: f"hash-{number}")
    assert "ann" not in str([record.payload for record in made])
    assert {record.customer_ref for record in made} == {"hash-9"}


def test_categories_a_shop_provides_are_those_its_sales_can_post() -> None:
    assert Category.UNCLASSIFIED not in PROVIDES
    assert {"fees", "cogs", "marketing"}.isdisjoint({category.value for category in PROVIDES})
