"""What a shop tells us is taken only when Shopify signed it, to the byte, and it is of the shop it says."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from pathlib import Path
from typing import Any

import pytest

from credora_agent.platforms.base import App
from credora_agent.platforms.shopify.webhooks import PRIVACY, TOPICS, BadWebhook, is_signed, open_delivery

SAMPLES = Path(__file__).resolve().parents[1] / "fixtures" / "shopify_webhooks"
NAMES = sorted(each.stem for each in SAMPLES.glob("*.json"))
SHOP = "amber-fox.myshopify.com"
APP = App("client", "hush")


def sample(name: str) -> tuple[str, bytes]:
    """Return a published topic and payload, as Shopify would send it to our shop."""
    said = json.loads((SAMPLES / f"{name}.json").read_text(encoding="utf-8"))
    return said["topic"], json.dumps(said["payload"]).replace("{shop}", "amber-fox").encode()


def headers(raw: bytes, topic: str = "orders/updated", **other: str) -> dict[str, str]:
    signature = base64.b64encode(hmac.new(b"hush", raw, hashlib.sha256).digest()).decode()
    said = {
        "X-Shopify-Hmac-Sha256": signature,
        "X-Shopify-Topic": topic,
        "X-Shopify-Shop-Domain": SHOP,
        "X-Shopify-Webhook-Id": "w-1",
        "X-Shopify-Event-Id": "e-1",
        "X-Shopify-API-Version": "2026-10",
    }
    return {**said, **{f"X-Shopify-{name.replace('_', '-')}": value for name, value in other.items()}}


@pytest.mark.parametrize("name", NAMES)
def test_published_samples_are_taken(name: str):
    """Each sample, signed as Shopify signs, is opened with its body as it is: ids beyond 2^53 keep every digit."""
    topic, raw = sample(name)
    delivery = open_delivery(raw, headers(raw, topic), APP)
    assert (delivery.topic, delivery.shop, delivery.event_id, delivery.version) == (topic, SHOP, "e-1", "2026-10")
    assert delivery.body == json.loads(raw)


@pytest.mark.parametrize(
    ("name", "signature"),
    [
        ("orders_updated", "BotjricfTj9UWFzckG1UyybULCXUqaY6igEUbFgggRo="),
        ("app_uninstalled", "/H5S3ELsSWEEG0Uwrs5UiKO0ZdAMHQNqIVu+UXWuv6Q="),
    ],
)
def test_signatures_made_by_openssl_are_right(name: str, signature: str):
    """`openssl dgst -sha256 -hmac hush -binary FILE | base64`, of the committed files as they are."""
    raw = (SAMPLES / f"{name}.json").read_bytes()
    assert is_signed(raw, signature, APP)
    assert not is_signed(raw + b" ", signature, APP)


@pytest.mark.parametrize("signature", ["", "x", "é", "0" * 44, "BotjricfTj9UWFzckG1UyybULCXUqaY6igEUbFgggRo"])
def test_other_signatures_are_wrong(signature: str):
    assert not is_signed((SAMPLES / "orders_updated.json").read_bytes(), signature, APP)


def test_one_changed_byte_or_another_secret_is_refused():
    topic, raw = sample("refunds_create")
    good = headers(raw, topic)
    with pytest.raises(BadWebhook):
        open_delivery(raw.replace(b"1", b"2", 1), good, APP)
    with pytest.raises(BadWebhook):
        open_delivery(raw, good, App("client", "other"))
    with pytest.raises(BadWebhook):
        open_delivery(raw, {}, APP)


@pytest.mark.parametrize(
    "other",
    [
        {"Shop_Domain": "evil.example"},
        {"Shop_Domain": ""},
        {"Shop_Domain": f"{SHOP}\n"},
        {"Topic": ""},
        {"Webhook_Id": ""},
    ],
)
def test_a_delivery_that_does_not_say_what_it_is_is_refused(other: dict[str, str]):
    raw = b"{}"
    with pytest.raises(BadWebhook):
        open_delivery(raw, headers(raw, **other), APP)


@pytest.mark.parametrize("name", ["shop_redact", "app_uninstalled"])
def test_a_signed_body_cannot_be_turned_against_another_shop(name: str):
    """The headers are not signed: somebody who has one shop's delivery may not uninstall another with it."""
    topic, raw = sample(name)
    raw = raw.replace(b'"myshopify_domain": null', b'"myshopify_domain": "amber-fox.myshopify.com"')
    assert open_delivery(raw, headers(raw, topic), APP).shop == SHOP
    with pytest.raises(BadWebhook):
        open_delivery(raw, headers(raw, topic, Shop_Domain="blue-hen.myshopify.com"), APP)


@pytest.mark.parametrize("raw", [b"", b"[]", b"null", b"{", b"\xff", b'"orders"'])
def test_a_signed_body_that_is_no_object_is_refused(raw: bytes):
    with pytest.raises(BadWebhook):
        open_delivery(raw, headers(raw), APP)


def test_headers_are_read_whatever_their_case_and_an_event_without_id_is_its_delivery():
    raw = b"{}"
    said: dict[str, Any] = {key.upper(): value for key, value in headers(raw, Shop_Domain=SHOP.upper()).items()}
    del said["X-SHOPIFY-EVENT-ID"]
    delivery = open_delivery(raw, said, APP)
    assert (delivery.shop, delivery.event_id) == (SHOP, "w-1")


def test_privacy_topics_are_not_subscribed_to_at_a_shop():
    """Shopify refuses that: they belong to the app's own configuration."""
    assert not {topic.lower().replace("_", "/", 1) for topic in TOPICS} & set(PRIVACY)
    assert len(set(TOPICS)) == len(TOPICS)
