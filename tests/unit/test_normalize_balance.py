"""Shopify's balance and payouts: each type of movement in its line, every fee counted, nothing unknown dropped."""

from __future__ import annotations

import gzip
import json
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shopify_nodes import movement

from credora_agent.core.money import decimal_string
from credora_agent.ledger.entries import Category, Record, Rejected
from credora_agent.sync.normalize.findings import balance_findings, payout_findings
from credora_agent.sync.normalize.shopify_balance import balance_records, meaning, payout_row

LONDON = ZoneInfo("Europe/London")


def record(node: Any) -> Record:
    (made,) = balance_records(node, zone=LONDON)
    assert isinstance(made, Record), made
    return made


def posts(node: Any) -> dict[str, str]:
    """Return component:category → amount."""
    return {f"{e.component}:{e.category}": decimal_string(e.amount) for e in record(node).entries}


@pytest.mark.parametrize(
    ("node", "wanted"),
    [
        (movement("CHARGE", "100.00", fee="2.90"), {"fee:fees": "-2.90"}),
        (movement("REFUND", "-100.00"), {}),
        (movement("REFUND", "-100.00", fee="-1.00"), {"fee:fees": "1.00"}),
        (movement("CHARGEBACK_HOLD", "-80.00", fee="15.00"), {"fee:fees": "-15.00", "amount:fees": "-80.00"}),
        (movement("DISPUTE_REVERSAL", "80.00"), {"amount:fees": "80.00"}),
        (movement("SHIPPING_LABEL", "-4.50"), {"amount:fulfilment": "-4.50"}),
        (movement("SHIPPING_OTHER_CARRIER_CHARGE_ADJUSTMENT", "-0.50"), {"amount:fulfilment": "-0.50"}),
        (movement("BILLING_DEBIT", "-29.00"), {"amount:operating_costs": "-29.00"}),
        (movement("SHOP_CASH_CAMPAIGN_BILLING_DEBIT", "-9.00"), {"amount:operating_costs": "-9.00"}),
        (movement("TRANSFER", "-500.00"), {}),
        (movement("RESERVED_FUNDS", "-50.00"), {}),
        (movement("LENDING_CAPITAL_REMITTANCE", "-17.00"), {}),
        (movement("ADVANCE_FUNDING", "1000.00"), {}),
        (movement("TAX_ADJUSTMENT_DEBIT", "-3.00"), {"amount:sales_tax": "-3.00"}),
        (movement("IMPORT_TAX_REFUND", "2.00"), {"amount:duties": "2.00"}),
        (movement("REFERRAL_FEE", "-2.00"), {"amount:fees": "-2.00"}),
        (movement("MARKETPLACE_FEE_CREDIT", "2.00"), {"amount:fees": "2.00"}),
        (movement("MERCHANT_GOODWILL_CREDIT", "5.00"), {"amount:other_income": "5.00"}),
        (movement("ANOMALY_DEBIT", "-5.00"), {"amount:unclassified": "-5.00"}),
        (movement("TELEPORT_FARE", "-5.00", fee="1.00"), {"fee:fees": "-1.00", "amount:unclassified": "-5.00"}),
    ],
    ids=lambda given: given.get("type", ""),
)  # fmt: skip
def test_each_type_has_its_line(node: Any, wanted: dict[str, str]) -> None:
    assert posts(node) == wanted


def test_every_type_of_the_schema_has_a_meaning_somebody_decided() -> None:
    """These few are left open on purpose; a new one in the schema must be looked at."""
    schema = next(Path(__file__).parents[2].glob("credora_agent/**/shopify_admin_2026-10.introspection.json.gz"))
    types = json.loads(gzip.decompress(schema.read_bytes()))
    types = types.get("data", types)["__schema"]["types"]
    (enum,) = [each for each in types if each["name"] == "ShopifyPaymentsTransactionType"]
    stems = {
        name.removesuffix("_REVERSAL")
        for each in enum["enumValues"]
        if meaning(name := each["name"]) is Category.UNCLASSIFIED
    }
    assert stems == {
        "ADJUSTMENT", "ANOMALY_CREDIT", "ANOMALY_DEBIT", "CHARGE_ADJUSTMENT", "COLLECTIONS_CREDIT",
        "MERCHANT_TO_MERCHANT_CREDIT", "MERCHANT_TO_MERCHANT_DEBIT", "REFUND_ADJUSTMENT", "SHOPIFY_COLLECTIVE_CREDIT",
        "SHOPIFY_COLLECTIVE_DEBIT", "SHOPIFY_SOURCE_CREDIT", "SHOPIFY_SOURCE_DEBIT", "SHOP_CASH_CREDIT",
        "SHOP_CASH_REFUND_DEBIT",
    }  # fmt: skip


@given(
    st.sampled_from(["CHARGE", "TRANSFER", "CHARGEBACK_FEE", "SHIPPING_LABEL", "NEW", "ADVANCE"]),
    st.integers(-(10**9), 10**9),
    st.integers(-(10**6), 10**6),
)
def test_entries_add_up_to_what_the_row_states(kind: str, amount: int, fee: int) -> None:
    """Σ entries = stated, for any amounts with net = amount − fee."""
    made = record(movement(kind, amount, fee=fee, currency="JPY"))
    assert sum(entry.amount for entry in made.entries) == made.stated


def test_a_net_that_is_not_amount_less_fee_shows_in_what_is_stated() -> None:
    """100.00 − 2.90 is said to be 96.00: 1.10 is stated beyond what is booked, and the reconciliation shows it."""
    made = record(movement("CHARGE", "100.00", fee="2.90", net="96.00"))
    assert made.stated == -4_000_000
    assert sum(entry.amount for entry in made.entries) == -2_900_000


def test_a_movement_keeps_its_order_and_its_payout() -> None:
    made = record(movement("CHARGE", "10.00", fee="0.30", of=1001, payout=77, at="2026-03-31T23:30:00Z"))
    assert (made.order_ref, made.whole_order, str(made.local_date)) == ("1001", False, "2026-04-01")
    assert {name: made.payload[name] for name in ("type", "order", "payout", "net")} == {
        "type": "CHARGE", "order": "#1001", "payout": "77", "net": "9.70",
    }  # fmt: skip


@pytest.mark.parametrize(
    "node",
    [
        movement("CHARGE", "1.00", net={"amount": "1"}),
        {**movement("CHARGE", "1.00"), "transactionDate": None},
        {**movement("CHARGE", "1.00"), "fee": {"amount": "0", "currencyCode": "EUR"}},
        {},
        None,
    ],
)
def test_a_broken_movement_is_refused_with_its_reason(node: Any) -> None:
    (refused,) = balance_records(node, zone=LONDON)
    assert isinstance(refused, Rejected)
    assert refused.reason.startswith("This balance movement cannot be booked: ")


def test_a_test_movement_is_out() -> None:
    assert balance_records(movement("CHARGE", "1.00", test=True), zone=LONDON) == []


def test_types_without_a_line_are_named_once() -> None:
    nodes = [movement("CHARGE", "1.00"), movement("TELEPORT", "1.00"), movement("TELEPORT", "2.00")]
    assert [each.subject for each in balance_findings(nodes)] == ["balance TELEPORT"]


def test_a_payout_is_what_its_rows_add_up_to() -> None:
    """9.70 of rows is a payout of 9.70; one of 9.60 is named with both amounts."""
    sums = [
        SimpleNamespace(
            payout_id=name, currency="GBP", local_date=date(2026, 3, 4), net_micros=net, rows_micros=9_700_000
        )
        for name, net in (("1", 9_700_000), ("2", 9_600_000))
    ]
    (found,) = payout_findings(sums)
    assert (found.subject, found.detail["payout"], found.detail["rows"]) == ("2", "9.60", "9.70")


def test_a_payout_stands_on_the_shops_day() -> None:
    node = {"id": "gid://shopify/ShopifyPaymentsPayout/77", "issuedAt": "2026-03-31T23:30:00Z", "status": "SCHEDULED",
            "net": {"amount": "1.234", "currencyCode": "KWD"}}  # fmt: skip
    row = payout_row(node, LONDON)
    assert not isinstance(row, Rejected)
    assert (row.payout_id, str(row.local_date), row.status, row.net) == ("77", "2026-04-01", "SCHEDULED", 1_234_000)
    assert isinstance(payout_row({**node, "net": None}, LONDON), Rejected)
