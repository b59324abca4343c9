"""What an invented home-goods shop sells: products, variants, prices and costs. Everything here is made up."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from credora_agent.sandbox.world.days import midnight
from credora_agent.sandbox.world.model import Product, Variant
from credora_agent.sandbox.world.money import nearest
from credora_agent.sandbox.world.rates import pence_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from credora_agent.sandbox.world.stage import Stage


class Item(NamedTuple):
    """A variant: price and unit cost in pence (None: never stated), and how often it is picked.

    `tax` says how much of the standard rate it bears, in per cent: 100, 25 for a reduced rate, 0 when exempt.
    """

    sku: str
    product: str
    title: str
    price: int
    cost: int | None
    weight: int
    tax: int = 100


PROMOTED = "THR-WOL-CRM"
"""The popular product whose advertising costs more than it earns."""

REPRICED = "CAN-FIG-220"
"""The bestseller whose supplier raised its price without anybody noticing."""

ITEMS = (
    Item(REPRICED, "Fig & Cedar Candle", "220 g", 2400, 610, 30),
    Item("CAN-FIG-400", "Fig & Cedar Candle", "400 g", 3800, 1010, 13),
    Item("CAN-LIN-220", "Clean Linen Candle", "220 g", 2400, 610, 22),
    Item("CAN-LIN-400", "Clean Linen Candle", "400 g", 3800, 980, 9),
    Item("CAN-SMK-220", "Smoked Oak Candle", "220 g", 2600, 690, 17),
    Item("CAN-CIT-220", "Citrus Grove Candle", "220 g", 2400, 620, 15),
    Item("CAN-WIN-220", "Winter Spice Candle", "220 g", 2600, 700, 13),
    Item("CAN-WIN-3PK", "Winter Spice Trio", "3 x 90 g", 3200, 930, 9),
    Item("TEA-SOY-012", "Soy Tealights", "box of 12", 1200, 310, 25),
    Item("TAP-IVO-004", "Taper Candles", "ivory, set of 4", 1400, 380, 13),
    Item("TAP-RUS-004", "Taper Candles", "rust, set of 4", 1400, 390, 9),
    Item("DIF-FIG-100", "Reed Diffuser", "Fig & Cedar, 100 ml", 2900, 860, 14),
    Item("DIF-LIN-100", "Reed Diffuser", "Clean Linen, 100 ml", 2900, 850, 10),
    Item("MIS-LIN-250", "Linen Mist", "250 ml", 1650, 420, 8),
    Item("HOL-BRS-001", "Brass Taper Holder", "Default Title", 1900, 720, 12),
    Item("HOL-STO-001", "Stoneware Candle Dish", "Default Title", 1600, 540, 10),
    Item("SNU-BRS-001", "Brass Snuffer", "Default Title", 1500, 510, 6),
    Item("MAT-LON-100", "Long Matches", "100", 650, 150, 20),
    Item("VAS-STO-S", "Stoneware Vase", "small", 2200, 810, 8),
    Item("VAS-STO-L", "Stoneware Vase", "large", 4800, 1900, 5),
    Item("MUG-STO-001", "Stoneware Mug", "Default Title", 1800, 620, 11),
    Item(PROMOTED, "Recycled Wool Throw", "cream", 6200, 3050, 7),
    Item("THR-WOL-MOS", "Recycled Wool Throw", "moss", 6500, 2850, 4),
    Item("CUS-LIN-45", "Linen Cushion Cover", "45 cm", 3400, 1320, 7),
    Item("GFT-BOX-001", "Evening In Gift Box", "Default Title", 5500, 1890, 9),
    Item("BOO-HOM-001", "The Quiet Home (book)", "Default Title", 1800, 900, 3, tax=0),
    Item("TEA-LEA-100", "Fireside Tea", "100 g", 950, 330, 5, tax=25),
    Item("", "Gift Wrap", "Default Title", 350, 60, 6),
    Item("WRK-CAN-001", "Candle Workshop Place", "Default Title", 4500, None, 2),
    Item("", "Seconds Box", "Default Title", 1500, None, 2),
)
GIFT_CARDS = (2500, 5000)
"""The values of the gift cards sold, in pence."""

_OPENED_BEFORE = 420
"""How many days before the world begins its shelves were filled."""


def stock_shelves(stage: Stage) -> list[tuple[Variant, Item]]:
    """Put the shop's products on the stage and return its variants with what they were made from."""
    opened = midnight(stage.first_day - timedelta(days=_OPENED_BEFORE), stage.profile.zone)
    shelf: list[tuple[Variant, Item]] = []
    products: dict[str, Product] = {}
    for item in _range(stage):
        product = products.get(item.product) or _product(stage, item.product, opened)
        products[item.product] = product
        shelf.append((_variant(stage, product, item, opened), item))
    card = _product(stage, f"{stage.profile.shop_name} Gift Card", opened)
    card.gift_card = True
    for value in GIFT_CARDS:
        item = Item("", card.title, f"{value // 100}", value, None, 0, tax=0)
        shelf.append((_variant(stage, card, item, opened), item))
    return shelf


def _range(stage: Stage) -> Iterator[Item]:
    """Yield all items in a shop with a story; a handful at other prices and costs in any other."""
    if stage.profile.story:
        yield from ITEMS
        return
    chance = stage.chance
    for item in chance.sample(ITEMS, chance.randint(9, 18)):
        price, cost = item.price * chance.randint(60, 170) // 100, item.cost
        yield item._replace(price=price, cost=cost and cost * chance.randint(60, 170) // 100)


def _product(stage: Stage, title: str, opened: datetime) -> Product:
    handle = "".join(mark if mark.isalnum() else "-" for mark in title.lower()).strip("-")
    product = Product(
        id=stage.ids.next("product"),
        title=title,
        handle=handle,
        status="ACTIVE",
        gift_card=False,
        created_at=opened,
        updated_at=opened,
        variants=[],
    )
    stage.products[product.id] = product
    return product


def _variant(stage: Stage, product: Product, item: Item, opened: datetime) -> Variant:
    times, over = pence_in(stage.profile.currency)
    variant = Variant(
        id=stage.ids.next("variant"),
        product_id=product.id,
        inventory_item_id=stage.ids.next("inventory item"),
        sku=item.sku,
        title=item.title,
        price=nearest(item.price * times, over),
        costs=[(opened, None if item.cost is None else max(1, nearest(item.cost * times, over)))],
        on_hand=item.weight * 12,
        created_at=opened,
        updated_at=opened,
        item_updated_at=opened,
    )
    product.variants.append(variant)
    stage.variants[variant.id] = variant
    return variant
