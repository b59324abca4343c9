"""The shop itself, the app as installed in it, money and pages: what every query meets."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from credora_agent.sandbox.shopify.kind import Kind
from credora_agent.sandbox.shopify.nodes import amount, gid, moment

if TYPE_CHECKING:
    from datetime import timedelta

    from credora_agent.sandbox.shopify.site import Site
    from credora_agent.sandbox.world.world import World

SHOP_ID = 548380009
INSTALLATION_ID = 9001
APP_ID = 7001


def _offset(world: World) -> timedelta:
    found = world.now.astimezone(ZoneInfo(str(world.zone))).utcoffset()
    if found is None:  # pragma: no cover - a zone always knows
        raise ValueError(world.zone)
    return found


def _offset_text(world: World) -> str:
    minutes = int(_offset(world).total_seconds()) // 60
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02d}{abs(minutes) % 60:02d}"


def _names_of_scopes(site: Site) -> list[str]:
    return sorted(site.granted_scopes())


def _precision(count: int) -> str:
    return "EXACT" if count <= 10_000 else "AT_LEAST"  # noqa: PLR2004 - the default `limit`


SHOP = Kind(
    "Shop",
    plain={
        "id": lambda _: gid("Shop", SHOP_ID),
        "name": attrgetter("shop_name"),
        "currencyCode": attrgetter("currency"),
        "ianaTimezone": lambda world: str(world.zone),
        "timezoneAbbreviation": lambda world: world.now.astimezone(ZoneInfo(str(world.zone))).tzname(),
        "timezoneOffset": _offset_text,
        "timezoneOffsetMinutes": lambda world: int(_offset(world).total_seconds()) // 60,
        "taxesIncluded": lambda world: bool(world.profile.taxes_included),
        "email": lambda world: f"owner@{world.shop_domain}",
        "contactEmail": lambda world: f"hello@{world.shop_domain}",
        "shopOwnerName": lambda _: "Sandbox Owner",
        "enabledPresentmentCurrencies": lambda world: sorted({world.currency, *world.profile.presentment}),
        "weightUnit": lambda _: "KILOGRAMS",
        "unitSystem": lambda _: "METRIC_SYSTEM",
        "setupRequired": lambda _: False,
        "checkoutApiSupported": lambda _: True,
    },
    asked={
        "myshopifyDomain": lambda _, call, __: call.site.name,
        "url": lambda _, call, __: f"https://{call.site.name}",
        "primaryDomain": lambda _, call, __: call.site,
        "plan": lambda _, call, __: call.site,
        "createdAt": lambda _, call, __: moment(call.site.anchor),
        "updatedAt": lambda _, call, __: moment(call.site.anchor),
    },
)

SHOP_PARTS = (
    SHOP,
    Kind(
        "Domain",
        plain={
            "id": lambda _: gid("Domain", SHOP_ID),
            "host": attrgetter("name"),
            "url": lambda site: f"https://{site.name}",
            "sslEnabled": lambda _: True,
        },
    ),
    Kind(
        "ShopPlan",
        plain={
            "displayName": lambda site: site.plan.title,
            "publicDisplayName": lambda site: site.plan.title,
            "shopifyPlus": lambda site: site.plan.plus,
            "partnerDevelopment": lambda _: False,
        },
    ),
    Kind(
        "AppInstallation",
        plain={
            "id": lambda _: gid("AppInstallation", INSTALLATION_ID),
            "accessScopes": _names_of_scopes,
            "app": lambda site: site,
            "launchUrl": lambda site: f"https://{site.name}/admin/apps/{APP_ID}",
            "activeSubscriptions": lambda _: [],
        },
    ),
    Kind(
        "AccessScope", plain={"handle": lambda handle: handle, "description": lambda handle: handle.replace("_", " ")}
    ),
    Kind(
        "App",
        plain={
            "id": lambda _: gid("App", APP_ID),
            "title": lambda _: "Sandbox app",
            "handle": lambda _: "sandbox-app",
            "apiKey": lambda site: site.app.client_id,
            "embedded": lambda _: False,
            "webhookApiVersion": lambda site: site.newest_version(),
        },
    ),
    Kind("Count", plain={"count": lambda count: min(count, 10_000), "precision": _precision}),
    Kind("MoneyBag", plain={"shopMoney": attrgetter("shop"), "presentmentMoney": attrgetter("presentment")}),
    Kind("MoneyV2", plain={"amount": lambda money: amount(*money), "currencyCode": attrgetter("currency")}),
    Kind(
        "PageInfo",
        plain={
            "hasNextPage": attrgetter("has_next"),
            "hasPreviousPage": attrgetter("has_previous"),
            "startCursor": lambda page: page.start_cursor(),
            "endCursor": lambda page: page.end_cursor(),
        },
    ),
    Kind("UserError", plain={"field": lambda error: error.get("field"), "message": lambda error: error["message"]}),
)
