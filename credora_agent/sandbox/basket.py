"""One invented order: what is in it, what it comes to, what became of it, and its rows in the export."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from credora_agent.sandbox.catalogue import ITEMS, SHOP
from credora_agent.sandbox.columns import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

_WEIGHTS = [item.weight for item in ITEMS]
_NOVEMBER = 11
_SALE_DAYS = range(22, 31)


class Market(NamedTuple):
    """Where an order goes: its currency, tax, prices in per cent of the pound's figure, and shipping in cents."""

    country: str
    currency: str
    tax_name: str
    tax_percent: float
    price_percent: int
    shipping: int
    included: bool


class Line(NamedTuple):
    """A line of the basket: price and its own discount in cents."""

    sku: str
    title: str
    price: int
    quantity: int
    discount: int
    gift_card: bool


@dataclass(slots=True)
class Sale:
    """An order with its amounts in cents; `discount` is all of it, on goods and on shipping."""

    number: int
    moment: datetime
    name: str
    market: Market
    lines: list[Line]
    code: str = ""
    discount: int = 0
    subtotal: int = 0
    shipping: int = 0
    taxes: int = 0
    total: int = 0
    refunded: int = 0
    status: str = "paid"
    sent: datetime | None = None
    cancelled: datetime | None = None
    cells: dict[str, str] = field(default_factory=dict)


def build(  # noqa: PLR0913 - one call makes one order; all of it is chance but these
    chance: Random, number: int, moment: datetime, name: str, market: Market, *, days_old: int
) -> Sale:
    """Return a new order of `moment`, placed `days_old` days ago, with what became of it since."""
    sale = Sale(number, moment, name, market, _lines(chance, market))
    _price(chance, sale)
    _fate(chance, sale, days_old)
    return sale


def rows(sale: Sale) -> Iterator[list[str]]:
    """Yield the order's rows of the export: the order's cells on the first, one line on each."""
    for n, line in enumerate(sale.lines):
        cells = {**(_order_cells(sale) if n == 0 else {}), **_line_cells(sale, line)}
        yield [cells.get(column, "") for column in COLUMNS]


def _lines(chance: Random, market: Market) -> list[Line]:
    if chance.random() < 0.012:  # noqa: PLR2004
        price = chance.choice((2500, 5000))
        return [Line("", "Wick & Hearth Gift Card", price, 1, 0, gift_card=True)]
    picked = dict.fromkeys(chance.choices(ITEMS, _WEIGHTS, k=chance.choices((1, 2, 3, 4), (48, 30, 15, 7))[0]))
    lines = []
    for item in picked:
        price = item.price * market.price_percent // 100
        quantity = chance.choices((1, 2, 3, 6), (80, 14, 4, 2))[0]
        own = price * quantity // 10 if quantity > 2 else 0  # noqa: PLR2004 - three and more are a tenth cheaper
        lines.append(Line(item.sku, item.title, price, quantity, own, gift_card=False))
    return lines


def _price(chance: Random, sale: Sale) -> None:
    """Fill in the amounts: discounts first, then tax, then the total, as Shopify does."""
    market = sale.market
    value = sum(line.price * line.quantity for line in sale.lines)
    own = sum(line.discount for line in sale.lines)
    only_card = all(line.gift_card for line in sale.lines)
    free_from = 4500 if market.country == "GB" else 12_000
    sale.shipping = 0 if only_card or value - own >= free_from else market.shipping
    sale.code, percent = ("", 0) if only_card else _code(chance, sale)
    on_goods = (value - own) * percent // 100
    on_shipping = sale.shipping if sale.code == "FREESHIP" else 0
    sale.discount = own + on_goods + on_shipping
    sale.subtotal, sale.shipping = value - own - on_goods, sale.shipping - on_shipping
    rate = Fraction(str(market.tax_percent)) / 100
    base = 0 if only_card else sale.subtotal + (sale.shipping if market.included else 0)
    sale.taxes = round(base * rate / (1 + rate) if market.included else base * rate)
    tip = chance.choice((100, 200, 500)) if market.country == "GB" and chance.random() < 0.015 else 0  # noqa: PLR2004
    sale.total = sale.subtotal + sale.shipping + (0 if market.included else sale.taxes) + tip


def _code(chance: Random, sale: Sale) -> tuple[str, int]:
    """Return the discount code used, if any, and its percentage on goods."""
    if sale.moment.month == _NOVEMBER and sale.moment.day in _SALE_DAYS and chance.random() < 0.7:  # noqa: PLR2004
        return "BLACKFRIDAY", 25
    draw = chance.random()
    if draw < 0.12:  # noqa: PLR2004
        return "WELCOME10", 10
    if draw < 0.17 and sale.shipping:  # noqa: PLR2004
        return "FREESHIP", 0
    return ("FRIENDS20", 20) if draw > 0.985 else ("", 0)  # noqa: PLR2004


def _fate(chance: Random, sale: Sale, days_old: int) -> None:
    """Decide whether the order was sent, cancelled, refunded or is still unpaid."""
    draw = chance.random()
    if days_old > 2 and draw < 0.018:  # noqa: PLR2004
        sale.cancelled = sale.moment + timedelta(hours=chance.randint(1, 30))
        sale.status, sale.refunded = ("voided", 0) if draw < 0.004 else ("refunded", sale.total)  # noqa: PLR2004
        return
    if days_old <= 2 and draw < 0.04:  # noqa: PLR2004
        sale.status = "pending"
        return
    if days_old > 1 or draw < 0.5:  # noqa: PLR2004
        sale.sent = sale.moment + timedelta(hours=chance.randint(3, 22))
    if days_old > 6 and draw > 0.93:  # noqa: PLR2004
        _refund(chance, sale)


def _refund(chance: Random, sale: Sale) -> None:
    """Refund all of the order, or one unit of one of its lines at what it cost."""
    if chance.random() < 0.4 or all(line.gift_card for line in sale.lines):  # noqa: PLR2004
        sale.status, sale.refunded = "refunded", sale.total
        return
    value = sum(line.price * line.quantity for line in sale.lines)
    line = chance.choice(sale.lines)
    taxed = sale.subtotal + (0 if sale.market.included else sale.taxes)
    sale.refunded = min(sale.total, line.price * taxed // value)
    sale.status = "refunded" if sale.refunded == sale.total else "partially_refunded"


def _order_cells(sale: Sale) -> dict[str, str]:
    unpaid = sale.status in ("pending", "voided")
    email = sale.name.lower().replace(" ", ".") + "@example.com"
    reference = f"r{sale.number * 7919 % 1_000_003:06d}"
    return {
        "Financial Status": sale.status,
        "Paid at": "" if unpaid else _time(sale.moment + timedelta(seconds=2)),
        "Fulfillment Status": "fulfilled" if sale.sent else "unfulfilled",
        "Fulfilled at": _time(sale.sent) if sale.sent else "",
        "Accepts Marketing": "yes" if sale.number % 3 else "no",
        "Currency": sale.market.currency,
        "Subtotal": _money(sale.subtotal),
        "Shipping": _money(sale.shipping),
        "Taxes": _money(sale.taxes),
        "Total": _money(sale.total),
        "Discount Code": sale.code,
        "Discount Amount": _money(sale.discount),
        "Shipping Method": "Tracked 48" if sale.market.country == "GB" else "International Tracked",
        "Cancelled at": _time(sale.cancelled) if sale.cancelled else "",
        "Payment Method": "Shopify Payments",
        "Payment Reference": reference,
        "Refunded Amount": _money(sale.refunded),
        "Outstanding Balance": _money(sale.total if sale.status == "pending" else 0),
        "Id": str(5_912_000_000_000 + sale.number * 32_768),
        "Risk Level": "Low",
        "Source": "web",
        "Tax 1 Name": sale.market.tax_name if sale.taxes else "",
        "Tax 1 Value": _money(sale.taxes) if sale.taxes else "",
        "Payment ID": reference,
        "Payment References": reference,
        "Email": email,
        **_address(sale),
    }


def _address(sale: Sale) -> dict[str, str]:
    parts = {"Name": sale.name, "Address1": "1 Example Street", "City": "Exampleton", "Country": sale.market.country}
    return {f"{kind} {part}": text for kind in ("Billing", "Shipping") for part, text in parts.items()}


def _line_cells(sale: Sale, line: Line) -> dict[str, str]:
    bodily = "false" if line.gift_card else "true"
    return {
        "Name": f"#{sale.number}",
        "Email": sale.name.lower().replace(" ", ".") + "@example.com",
        "Created at": _time(sale.moment),
        "Lineitem quantity": str(line.quantity),
        "Lineitem name": line.title,
        "Lineitem price": _money(line.price),
        "Lineitem sku": line.sku,
        "Lineitem requires shipping": bodily,
        "Lineitem taxable": bodily,
        "Lineitem fulfillment status": "fulfilled" if sale.sent else "pending",
        "Lineitem discount": _money(line.discount),
        "Vendor": SHOP,
    }


def _money(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"


def _time(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S %z")
