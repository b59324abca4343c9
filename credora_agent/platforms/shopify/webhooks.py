"""What a shop tells us by itself: whether it is Shopify that speaks, and of what; a hint to look, never the data."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson

from credora_agent.core.errors import CredoraError
from credora_agent.platforms.shopify.domain import is_shop_domain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from credora_agent.platforms.base import App

TOPICS = (
    "ORDERS_UPDATED",
    "ORDERS_EDITED",
    "ORDERS_DELETE",
    "REFUNDS_CREATE",
    "ORDER_TRANSACTIONS_CREATE",
    "BULK_OPERATIONS_FINISH",
    "DISPUTES_CREATE",
    "DISPUTES_UPDATE",
    "APP_UNINSTALLED",
    "APP_SCOPES_UPDATE",
)
"""What we subscribe to at a shop."""
PRIVACY = ("customers/data_request", "customers/redact", "shop/redact")
"""What every app must answer; subscribed to in the app's own configuration, not at the shop."""
OF_SHOP = ("myshopify_domain", "shop_domain")
"""Where a body names its shop, which the signature covers while the headers are not covered."""


class BadWebhook(CredoraError):
    """A delivery that Shopify did not sign, or that is not what it says: answer 401 and do nothing."""

    code = "bad_webhook"

    def __init__(self, cause: str) -> None:
        super().__init__(cause, remedy="Nothing was done. Check the app's client secret if Shopify itself sent it.")


@dataclass(frozen=True, slots=True)
class Delivery:
    """One delivery. `topic` as in `orders/updated`; `event_id` is the same for all deliveries of one event."""

    topic: str
    shop: str
    webhook_id: str
    event_id: str
    version: str
    body: dict[str, Any]
    sandbox: bool = False
    """True when the sandbox's app signed it: it is about the sandbox's shops only."""


def open_delivery(raw: bytes, headers: Mapping[str, str], app: App) -> Delivery:
    """Return the delivery in a request, given as its raw body and headers.

    Raises BadWebhook unless the body is signed with the app's secret, whole, and of the shop the headers name.
    """
    said = {key.lower(): value for key, value in headers.items()}
    if not is_signed(raw, said.get("x-shopify-hmac-sha256", ""), app):
        raise BadWebhook("The delivery is not signed with this app's secret.")
    shop, topic = said.get("x-shopify-shop-domain", "").lower(), said.get("x-shopify-topic", "").lower()
    webhook = said.get("x-shopify-webhook-id", "")
    if not is_shop_domain(shop) or not topic or not webhook:
        raise BadWebhook("The delivery does not say of what it is, or of which shop.")
    body = _object(raw)
    if any(body.get(field) not in (None, shop) for field in OF_SHOP):
        raise BadWebhook("The delivery is of another shop than it says.")
    return Delivery(
        topic, shop, webhook, said.get("x-shopify-event-id") or webhook, said.get("x-shopify-api-version", ""), body
    )


def is_signed(raw: bytes, signature: str, app: App) -> bool:
    """Return whether `signature` is the base64 HMAC-SHA256 of the raw body under the app's secret; in constant time."""
    expected = base64.b64encode(hmac.new(app.client_secret.encode(), raw, hashlib.sha256).digest())
    return hmac.compare_digest(expected, signature.encode())


def _object(raw: bytes) -> dict[str, Any]:
    try:
        body = orjson.loads(raw)
    except orjson.JSONDecodeError:
        raise BadWebhook("The delivery is not JSON.") from None
    if not isinstance(body, dict):
        raise BadWebhook("The delivery is no JSON object.")
    return body
