"""What a connector that hands Shopify's orders on would answer: each as it is, indented JSON, fifty to a page."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any

from fastmcp import FastMCP

if TYPE_CHECKING:
    from pathlib import Path

PAGE = 50


def orders_of(file: Path, month: str) -> list[dict[str, Any]]:
    """Return the orders of a month such as 2026-10, from Shopify's export, with the fields such connectors ask for."""
    found: dict[str, dict[str, Any]] = {}
    with file.open(newline="", encoding="utf-8") as rows:
        for row in csv.DictReader(rows):
            if row["Created at"].startswith(month):
                order = found.setdefault(row["Name"], _order(row))
                order["lineItems"].append(_line(row))
    return list(found.values())


def pages(orders: list[dict[str, Any]]) -> list[str]:
    """Return the answers it takes to see all of them."""
    answers = []
    for start in range(0, len(orders), PAGE):
        part = orders[start : start + PAGE]
        info = {"hasNextPage": start + PAGE < len(orders), "endCursor": part[-1]["id"]}
        answers.append(json.dumps({"orders": part, "pageInfo": info}, indent=2))
    return answers


def connector(answers: list[str]) -> FastMCP:
    """Return a server whose one tool answers those pages from memory: what its platform takes comes on top."""
    server = FastMCP("peer")

    @server.tool(name="get-orders")
    async def get_orders(page: int = 0) -> str:
        """Get orders, newest first."""
        return answers[page]

    return server


def _order(row: dict[str, str]) -> dict[str, Any]:
    first, _, last = row["Billing Name"].partition(" ")
    return {
        "id": f"gid://shopify/Order/{row['Id']}",
        "name": row["Name"],
        "createdAt": row["Created at"],
        "financialStatus": row["Financial Status"].upper(),
        "fulfillmentStatus": row["Fulfillment Status"].upper(),
        "totalPrice": _money(row["Total"], row),
        "subtotalPrice": _money(row["Subtotal"], row),
        "totalShippingPrice": _money(row["Shipping"], row),
        "totalTax": _money(row["Taxes"], row),
        "customer": {
            "id": f"gid://shopify/Customer/{row['Id']}", "firstName": first, "lastName": last, "email": row["Email"],
        },
        "shippingAddress": {
            "address1": row["Shipping Address1"], "address2": row["Shipping Address2"], "city": row["Shipping City"],
            "provinceCode": row["Shipping Province"], "zip": row["Shipping Zip"], "country": row["Shipping Country"],
            "phone": row["Shipping Phone"],
        },
        "lineItems": [],
        "tags": [],
        "note": row["Notes"] or None,
    }  # fmt: skip


def _line(row: dict[str, str]) -> dict[str, Any]:
    sku = row["Lineitem sku"]
    return {
        "id": f"gid://shopify/LineItem/{row['Id']}",
        "title": row["Lineitem name"],
        "quantity": int(row["Lineitem quantity"]),
        "originalTotal": {"amount": row["Lineitem price"], "currencyCode": "GBP"},
        "variant": {
            "id": f"gid://shopify/ProductVariant/{int.from_bytes(sku.encode()[:5].ljust(5))}",
            "title": "Default",
            "sku": sku,
        },
    }


def _money(amount: str, row: dict[str, str]) -> dict[str, str]:
    return {"amount": amount, "currencyCode": row["Currency"]}
