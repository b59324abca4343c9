"""Shopify exports for tests: an order is its cells and its lines, everything else as Shopify would fill it."""

from __future__ import annotations

import csv
import io

ORDER = {
    "Name": "#1", "Id": "51", "Email": "Ann.Canary@Example.com", "Financial Status": "paid",
    "Fulfillment Status": "fulfilled", "Currency": "GBP", "Subtotal": "0", "Shipping": "0", "Taxes": "0", "Total": "0",
    "Discount Amount": "0", "Refunded Amount": "0", "Created at": "2026-03-01 10:00:00 +0000", "Cancelled at": "",
    "Outstanding Balance": "0", "Duties": "", "Tax 1 Name": "", "Tax 1 Value": "", "Billing Name": "Ann Canary",
    "Billing Address1": "1 Canary Wharf", "Billing Phone": "+44 7700 900123", "Phone": "+44 7700 900123",
    "Shipping Name": "Ann Canary", "Notes": "Canary: ring twice", "Note Attributes": "gift: Canary",
    "Lineitem quantity": "", "Lineitem name": "", "Lineitem price": "", "Lineitem sku": "", "Lineitem discount": "0",
    "Lineitem requires shipping": "true", "Lineitem taxable": "true",
}  # fmt: skip


def line(sku: str, price: str, quantity: int = 1, **more: str) -> dict[str, str]:
    """Return one line's cells; `more` overrides them."""
    return {
        "Lineitem sku": sku, "Lineitem name": f"The {sku}", "Lineitem price": price,
        "Lineitem quantity": str(quantity), "Lineitem discount": "0", "Lineitem requires shipping": "true",
        "Lineitem taxable": "true", **more,
    }  # fmt: skip


def order(number: int, total: str, *lines: dict[str, str], **cells: str) -> list[dict[str, str]]:
    """Return an order's rows; its subtotal is its total unless given. Cells are named with _ for a blank."""
    named = {name.replace("_", " "): text for name, text in cells.items()}
    whole = {**ORDER, "Name": f"#{number}", "Id": str(50 + number), "Subtotal": total, "Total": total, **named}
    first, *others = lines
    return [{**whole, **first}, *({"Name": whole["Name"], **other} for other in others)]


def export(*orders: list[dict[str, str]]) -> str:
    """Return the orders as a file's text."""
    text = io.StringIO()
    out = csv.DictWriter(text, ORDER, restval="", lineterminator="\n")
    out.writeheader()
    for rows in orders:
        out.writerows(rows)
    return text.getvalue()
