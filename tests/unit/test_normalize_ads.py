"""Advertising days: spend to the micro, each purchase once, and no day or account that was not asked for."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credora_agent.ledger.entries import Record, Rejected
from credora_agent.sync.normalize import google_ads, meta_ads
from credora_agent.sync.normalize.ads import Account
from credora_agent.sync.normalize.findings import google_totals, meta_totals, spend_findings

ZONE = ZoneInfo("America/New_York")
META = Account("meta_ads", "123", "USD", ZONE)
GOOGLE = Account("google_ads", "1234567890", "USD", ZONE)
SINCE, UNTIL = date(2026, 3, 1), date(2026, 3, 28)


def meta_row(**changes: Any) -> dict[str, Any]:
    return {
        "account_id": "123", "account_currency": "USD", "campaign_id": "9", "campaign_name": "Spring",
        "date_start": "2026-03-02", "date_stop": "2026-03-02", "spend": "12.34", "impressions": "1000", "clicks": "50",
        **changes,
    }  # fmt: skip


def google_row(**metrics: Any) -> dict[str, Any]:
    return {
        "customer": {"id": "1234567890", "currencyCode": "USD", "timeZone": "America/New_York"},
        "campaign": {"id": "9", "name": "Spring", "status": "REMOVED", "advertisingChannelType": "PERFORMANCE_MAX"},
        "segments": {"date": "2026-03-02"},
        "metrics": {"costMicros": "12340001", "impressions": "1000", "clicks": "50", "conversions": 1.5,
                    "conversionsValue": 0.1, **metrics},
    }  # fmt: skip


def action(kind: str, **values: str) -> dict[str, Any]:
    return {"action_type": kind, **values}


def read(*rows: Any) -> Any:
    return meta_ads.day_records(rows, META, SINCE, UNTIL)


def test_a_day_of_meta_is_one_record_of_marketing() -> None:
    """12.34 USD on 2 March of the account: −12.34, keyed by account, campaign and day."""
    made = read(meta_row())
    (record,) = made.records
    assert (record.source_table, record.source_key, record.stated) == ("ad_days", "123:9:2026-03-02", -12_340_000)
    assert [(e.category.value, e.amount, e.currency, str(e.local_date)) for e in record.entries] == [
        ("marketing", -12_340_000, "USD", "2026-03-02")
    ]
    assert record.occurred_at.isoformat() == "2026-03-02T05:00:00+00:00"
    assert (record.whole_order, record.order_ref) == (False, None)
    assert made.campaigns[0][:2] == ("9", "Spring")


@pytest.mark.parametrize(
    ("actions", "purchases", "attribution"),
    [
        ([action("omni_purchase", **{"value": "9", "7d_click": "3", "1d_view": "1"}),
          action("purchase", **{"value": "8", "7d_click": "8"}),
          action("offsite_conversion.fb_pixel_purchase", **{"7d_click": "7"})], 4, "7d_click+1d_view"),
        ([action("purchase", **{"7d_click": "8"}),
          action("offsite_conversion.fb_pixel_purchase", **{"7d_click": "7"})], 8, "7d_click+1d_view"),
        ([action("offsite_conversion.fb_pixel_purchase", **{"1d_view": "7"}),
          action("onsite_web_purchase", **{"7d_click": "5"})], 7, "7d_click+1d_view"),
        ([action("initiate_purchase", **{"7d_click": "5"}), action("link_click", **{"7d_click": "5"})], 0,
         "7d_click+1d_view"),
        ([action("omni_purchase", value="6", **{"28d_click": "6"})], 0, "7d_click+1d_view"),
        ([action("omni_purchase", value="6")], 6, "account default"),
        ([action("omni_purchase", **{"7d_click": "0.123456"})], Decimal("0.123456"), "7d_click+1d_view"),
        (None, 0, "7d_click+1d_view"),
    ],
)  # fmt: skip
def test_exactly_one_kind_of_purchase_counts(actions: Any, purchases: Any, attribution: str) -> None:
    (day,) = read(meta_row(actions=actions)).days
    assert (day.purchases, day.attribution) == (purchases, attribution)


def test_the_value_of_purchases_is_counted_like_the_purchases() -> None:
    values = [action("omni_purchase", **{"7d_click": "30.10", "1d_view": "9.90"}), action("purchase", value="99")]
    (day,) = read(meta_row(action_values=values)).days
    assert day.purchase_value == 40_000_000


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (meta_row(date_start="2026-02-28", date_stop="2026-02-28"), "not in the window"),
        (meta_row(date_start="2026-03-29", date_stop="2026-03-29"), "not in the window"),
        (meta_row(date_stop="2026-03-08"), "not one day"),
        (meta_row(account_id="124"), "not of 123"),
        (meta_row(account_currency="EUR"), "in EUR"),
        (meta_row(spend=12.34), "not an exact amount"),
        (meta_row(spend="12.3456789"), "six decimals"),
        (meta_row(campaign_id=None), "not an id"),
        (meta_row(impressions="many"), "not a whole number"),
        (meta_row(actions=[{"action_type": "purchase", "7d_click": "x"}]), "not a number"),
        ("row", "a row of a report"),
    ],
)
def test_what_was_not_asked_or_cannot_be_read_is_refused(row: Any, says: str) -> None:
    """The broken row is named; the good one beside it goes on."""
    made = read(row, meta_row(campaign_id="10"))
    good, refused = made.records
    assert isinstance(good, Record)
    assert isinstance(refused, Rejected)
    assert says in refused.reason
    assert [day.campaign_id for day in made.days] == ["10"]


def test_the_account_may_be_written_with_act() -> None:
    assert len(read(meta_row(account_id="act_123")).days) == 1


def test_a_page_given_twice_is_one_day() -> None:
    made = read(meta_row(), meta_row(), meta_row(spend="13.00"))
    assert [day.spend for day in made.days] == [13_000_000]
    assert len(made.records) == 1


def test_a_day_without_spend_is_kept_and_posts_nothing() -> None:
    made = read(meta_row(spend="0"))
    assert (made.records[0].entries, made.days[0].impressions) == ((), 1000)


def test_google_keeps_micros_exactly_and_conversions_as_decimals() -> None:
    made = google_ads.day_records([google_row(costMicros="9007199254740993")], GOOGLE, SINCE, UNTIL)
    (day,) = made.days
    assert (day.spend, day.purchases, day.purchase_value) == (9_007_199_254_740_993, Decimal("1.5"), 100_000)
    assert made.records[0].entries[0].amount == -9_007_199_254_740_993
    assert made.campaigns[0] == ("9", "Spring", "REMOVED", "PERFORMANCE_MAX", date(2026, 3, 2), date(2026, 3, 2))


@pytest.mark.parametrize("change", [{"customer": {"id": "1"}}, {"segments": {"date": "2026-04-01"}}, {"campaign": {}}])
def test_google_rows_of_elsewhere_are_refused(change: dict[str, Any]) -> None:
    made = google_ads.day_records([{**google_row(), **change}], GOOGLE, SINCE, UNTIL)
    assert [type(each) for each in made.records] == [Rejected]
    assert made.days == []


def test_numbers_that_google_leaves_out_are_nought() -> None:
    row = {**google_row(), "metrics": {"impressions": "3"}}
    (day,) = google_ads.day_records([row], GOOGLE, SINCE, UNTIL).days
    assert (day.spend, day.clicks, day.purchases) == (0, 0, 0)


@given(st.lists(st.integers(0, 10**12), min_size=1, max_size=20), st.randoms())
def test_spend_adds_up_in_any_order(spends: list[int], chance: Any) -> None:
    """Σ of the records = Σ of the micros given, and a second reading of shuffled rows makes the same set."""
    rows = [{**google_row(costMicros=str(spend)), "campaign": {"id": str(n), "name": "x"}}
            for n, spend in enumerate(spends)]  # fmt: skip
    first = google_ads.day_records(rows, GOOGLE, SINCE, UNTIL)
    assert -sum(record.stated for record in first.records) == sum(spends)
    chance.shuffle(rows)
    again = google_ads.day_records(rows, GOOGLE, SINCE, UNTIL)
    assert sorted(again.records, key=lambda r: r.source_key) == sorted(first.records, key=lambda r: r.source_key)


def test_campaigns_that_do_not_add_up_to_their_account_are_said_by_day() -> None:
    """12.34 in campaigns, 12.35 for the account on the 2nd; on the 3rd the account spent 1.00 and no campaign did."""
    totals = meta_totals([{"date_start": "2026-03-02", "spend": "12.35"}, {"date_start": "2026-03-03", "spend": "1"}])
    found = spend_findings(META, read(meta_row()).days, totals)
    assert [(each.subject, each.detail["campaigns"], each.detail["account"]) for each in found] == [
        ("123:2026-03-02", "12.34", "12.35"), ("123:2026-03-03", "0.00", "1.00"),
    ]  # fmt: skip
    same = google_totals([{"segments": {"date": "2026-03-02"}, "metrics": {"costMicros": "12340000"}}])
    assert spend_findings(META, read(meta_row()).days, same) == []


@pytest.mark.parametrize("zone", ["Pacific/Apia", "Africa/Casablanca", "America/Sao_Paulo"])
def test_a_day_is_the_accounts_own_wherever_it_is(zone: str) -> None:
    account = META._replace(zone=ZoneInfo(zone))
    (record,) = meta_ads.day_records([meta_row()], account, SINCE, UNTIL).records
    assert str(record.local_date) == "2026-03-02"
    assert str(record.occurred_at.astimezone(ZoneInfo(zone)).date()) == "2026-03-02"
