"""The invented shop's range: what it sells, for how much and at what cost. Everything here is made up."""

from __future__ import annotations

from typing import NamedTuple


class Item(NamedTuple):
    """A product: its price and unit cost in pence, and how often it is picked compared with the others."""

    sku: str
    title: str
    price: int
    cost: int
    weight: int


SHOP = "Wick & Hearth"
"""The shop's name. It sells candles and homeware from London; its books are in pounds."""

ITEMS = (
    Item("CAN-FIG-220", "Fig & Cedar Candle - 220 g", 2400, 640, 30),
    Item("CAN-FIG-400", "Fig & Cedar Candle - 400 g", 3800, 1010, 14),
    Item("CAN-LIN-220", "Clean Linen Candle - 220 g", 2400, 610, 24),
    Item("CAN-LIN-400", "Clean Linen Candle - 400 g", 3800, 980, 10),
    Item("CAN-SMK-220", "Smoked Oak Candle - 220 g", 2600, 690, 18),
    Item("CAN-CIT-220", "Citrus Grove Candle - 220 g", 2400, 620, 16),
    Item("CAN-WIN-220", "Winter Spice Candle - 220 g", 2600, 700, 14),
    Item("CAN-WIN-3PK", "Winter Spice Trio - 3 x 90 g", 3200, 930, 10),
    Item("TEA-SOY-012", "Soy Tealights - box of 12", 1200, 310, 26),
    Item("TAP-IVO-004", "Taper Candles, ivory - set of 4", 1400, 380, 14),
    Item("TAP-RUS-004", "Taper Candles, rust - set of 4", 1400, 390, 9),
    Item("DIF-FIG-100", "Fig & Cedar Reed Diffuser - 100 ml", 2900, 860, 15),
    Item("DIF-LIN-100", "Clean Linen Reed Diffuser - 100 ml", 2900, 850, 11),
    Item("MIS-LIN-250", "Linen Mist - 250 ml", 1650, 420, 8),
    Item("HOL-BRS-001", "Brass Taper Holder", 1900, 720, 13),
    Item("HOL-STO-001", "Stoneware Candle Dish", 1600, 540, 10),
    Item("SNU-BRS-001", "Brass Snuffer", 1500, 510, 6),
    Item("MAT-LON-100", "Long Matches - 100", 650, 150, 20),
    Item("VAS-STO-S", "Stoneware Bud Vase - small", 2200, 810, 9),
    Item("VAS-STO-L", "Stoneware Vase - large", 4800, 1900, 5),
    Item("MUG-STO-001", "Stoneware Mug", 1800, 620, 12),
    Item("THR-WOL-CRM", "Recycled Wool Throw - cream", 6500, 2850, 5),
    Item("THR-WOL-MOS", "Recycled Wool Throw - moss", 6500, 2850, 4),
    Item("CUS-LIN-45", "Linen Cushion Cover - 45 cm", 3400, 1320, 7),
    Item("GFT-BOX-001", "Evening In Gift Box", 5500, 1890, 9),
)

REPRICED = ("CAN-FIG-220", 715)
"""The stock code whose supplier raised its price within the period, and its cost afterwards in pence."""
