"""Where a record is seen: hosts named in code, ids that are numbers, and no address for anything else."""

from __future__ import annotations

import pytest

from credora_agent.reports.whereabouts import Place, address

SHOP, SALE = "our-shop.myshopify.com", "sales"


def test_an_order_a_payout_and_campaigns_have_their_pages() -> None:
    assert address(Place("shopify", SHOP, SALE, "1", "42"), {}) == "https://admin.shopify.com/store/our-shop/orders/42"
    payout = address(Place("shopify", SHOP, "balance_transactions", "1"), {"payout": "7"})
    assert payout == "https://admin.shopify.com/store/our-shop/payments/payouts/7"
    meta = address(Place("meta_ads", "12", "ad_days", "12:34:2026-11-01"), {})
    assert meta == "https://adsmanager.facebook.com/adsmanager/manage/campaigns?act=12&selected_campaign_ids=34"
    google = address(Place("google_ads", "12", "ad_days", "12:34:2026-11-01"), {})
    assert google == "https://ads.google.com/aw/campaigns?__e=12&campaignId=34"


@pytest.mark.parametrize(
    "place",
    [
        Place("shopify", "evil.example/x.myshopify.com", SALE, "1", "42"),
        Place("shopify", f"{SHOP}\n", SALE, "1", "42"),
        Place("shopify", SHOP, SALE, "1", "42/../../settings"),
        Place("shopify", SHOP, SALE, "1", "٤٢"),
        Place("meta_ads", "12&x=1", "ad_days", "12:34:2026-11-01"),
        Place("google_ads", "12", "ad_days", "12:javascript:2026-11-01"),
        Place("orders_file", SHOP, SALE, "1", "42"),
    ],
)
def test_whatever_is_no_number_or_no_shop_has_none(place: Place) -> None:
    assert address(place, {"payout": "//evil.example"}) is None
