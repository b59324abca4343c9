"""`POST /webhooks/shopify`: verified over the raw body, noted, answered; whatever it means is done by a worker."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from starlette.responses import Response

from credora_agent.platforms.shopify.webhooks import BadWebhook, open_delivery
from credora_agent.sync.connections import ways
from credora_agent.web.body import raw_body

if TYPE_CHECKING:
    from credora_agent.core.settings import Settings
    from credora_agent.platforms.shopify.webhooks import Delivery
    from credora_agent.web.parts import Parts

LARGEST = 16 << 20
"""Bytes; an order of thousands of lines has a few million."""


def routes(parts: Parts) -> APIRouter:
    """Return the routes over `parts`."""
    router = APIRouter()

    @router.post("/webhooks/shopify")
    async def shopify(request: Request) -> Response:
        """Answer 200 once the delivery is noted, 401 for one that Shopify did not sign, privacy topics included."""
        raw = await raw_body(request, LARGEST)
        await parts.on_webhook(_opened(raw, request, parts.settings))
        return Response(status_code=200)

    return router


def _opened(raw: bytes, request: Request, settings: Settings) -> Delivery:
    """Return the delivery, by whichever app it is signed for. Raises BadWebhook."""
    refused = BadWebhook("Credora is no app of Shopify's here.")
    for known_as, sandbox in ways.apps(settings, "shopify"):
        try:
            return replace(open_delivery(raw, request.headers, known_as), sandbox=sandbox)
        except BadWebhook as fault:
            refused = fault
    raise refused
