"""What goes into an order and what its lines come to, in the shop's currency and in the buyer's."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from credora_agent.sandbox.world.days import black_friday
from credora_agent.sandbox.world.model import Both
from credora_agent.sandbox.world.money import Priced, allot, nearest, priced
from credora_agent.sandbox.world.rates import pence_in

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from credora_agent.sandbox.world.markets import Market
    from credora_agent.sandbox.world.model import Variant
    from credora_agent.sandbox.world.stage import Stage
    from credora_agent.sandbox.world.stock import Stock

_LARGE = (120, 140)
_CUSTOM_PRICES = (800, 1200, 2500)
_BULK_FROM = 3


class Draft(NamedTuple):
    """A line to be: what, how many, at what price, and its own discount in per cent."""

    variant: Variant | None
    title: str
    quantity: int
    price: Both
    percent_off: int
    tax_percent: int
    gift_card: bool = False


class Code(NamedTuple):
    """A discount code: per cent of the goods, a fixed sum off them in pence, or free shipping."""

    name: str
    percent: int = 0
    fixed: int = 0
    free_shipping: bool = False


NO_CODE = Code("")


class Baskets:
    """Draws baskets and codes, and prices them."""

    def __init__(self, stage: Stage, stock: Stock) -> None:
        self._stage = stage
        self._stock = stock

    def fill(self, market: Market, day: date, *, promoted: bool) -> list[Draft]:
        """Return the lines of a new order; an order led here by the promoted product's advertising holds it."""
        stage, chances = self._stage, self._stage.profile.chances
        if stage.happens(chances.gift_card_sale):
            return [self._card(market, day), *self._goods(market, day, stage.chance.randint(0, 1))]
        if stage.happens(chances.large):
            return self._large(market, day)
        lead = self._stock.promoted() if promoted else None
        lines = [] if lead is None else [self._line(lead, market, day)]
        lines += self._goods(market, day, stage.chance.choices((1, 2, 3, 4), (48, 30, 15, 7))[0] - len(lines))
        if stage.happens(chances.custom_line):
            price = stage.chance.choice(_CUSTOM_PRICES)
            lines.append(Draft(None, "Engraving", 1, self.both(self.pence(price), market, day), 0, 100))
        return lines

    def code(self, day: date) -> Code:
        """Return the discount code used, if any."""
        stage, chances = self._stage, self._stage.profile.chances
        if 0 <= (day - black_friday(day.year)).days <= 3 and stage.happens(0.7):  # noqa: PLR2004 - until Monday
            return Code("BLACKFRIDAY", percent=20)
        if not stage.happens(chances.code):
            return NO_CODE
        if stage.happens(chances.free_shipping_code):
            return Code("FREESHIP", free_shipping=True)
        if stage.happens(chances.fixed_code):
            return Code("FIVEOFF", fixed=500)
        return Code("WELCOME10", percent=10) if stage.happens(0.8) else Code("FRIENDS20", percent=20)

    def both(self, minor: int, market: Market, day: date) -> Both:
        """Return minor units of the shop's currency also in the buyer's, at the day's rate."""
        return Both(minor, self._stage.rates.exchanged(minor, market.currency, day))

    def pence(self, amount: int) -> int:
        """Return so many pence in minor units of the shop's currency."""
        times, over = pence_in(self._stage.profile.currency)
        return nearest(amount * times, over)

    def draft(self, variant: Variant, quantity: int, market: Market, day: date) -> Draft:
        """Return a line of `quantity` of a variant at its price."""
        tax = self._stock.items[variant.id].tax
        title = self._stage.products[variant.product_id].title
        return Draft(variant, title, quantity, self.both(variant.price, market, day), 0, tax)

    def _goods(self, market: Market, day: date, count: int) -> list[Draft]:
        return [self._line(variant, market, day) for variant in self._stock.pick(max(0, count))]

    def _line(self, variant: Variant, market: Market, day: date) -> Draft:
        stage = self._stage
        quantity = stage.chance.choices((1, 2, 3, 6), (78, 15, 5, 2))[0]
        line = self.draft(variant, quantity, market, day)
        own = quantity >= _BULK_FROM or stage.happens(stage.profile.chances.line_discount)
        return line._replace(percent_off=stage.chance.choice((10, 15))) if own else line

    def _large(self, market: Market, day: date) -> list[Draft]:
        count = self._stage.chance.randint(*_LARGE)
        variants = [self._stock.pick(1)[0] for _ in range(count)]
        return [self.draft(v, self._stage.chance.randint(1, 4), market, day) for v in variants]

    def _card(self, market: Market, day: date) -> Draft:
        variant = self._stage.chance.choice(self._stock.cards)
        return self.draft(variant, 1, market, day)._replace(gift_card=True)


def price_lines(drafts: Sequence[Draft], code: Code, fixed: Both, market: Market) -> list[tuple[Priced, Priced]]:
    """Return what each line comes to in the shop's currency and in the buyer's; `fixed` is the code's fixed sum."""
    shop = _column(drafts, [d.price.shop for d in drafts], code, fixed.shop, market)
    if all(d.price.shop == d.price.presentment for d in drafts):
        return list(zip(shop, shop, strict=True))
    seen = _column(drafts, [d.price.presentment for d in drafts], code, fixed.presentment, market)
    return list(zip(shop, seen, strict=True))


def tax_parts(draft: Draft, market: Market) -> tuple[tuple[str, int], ...]:
    """Return the taxes on a line: the market's, at the line's share of them."""
    if draft.gift_card or not draft.tax_percent:
        return ()
    return tuple((title, parts * draft.tax_percent // 100) for title, parts in market.taxes)


def _column(drafts: Sequence[Draft], prices: Sequence[int], code: Code, fixed: int, market: Market) -> list[Priced]:
    values = [price * draft.quantity for price, draft in zip(prices, drafts, strict=True)]
    own = [value * draft.percent_off // 100 for value, draft in zip(values, drafts, strict=True)]
    base = [0 if d.gift_card else value - off for d, value, off in zip(drafts, values, own, strict=True)]
    whole = min(sum(base), fixed + sum(base) * code.percent // 100)
    shares = allot(whole, base)
    return [
        priced(value, off + share, sum(parts for _, parts in tax_parts(draft, market)), included=market.included)
        for draft, value, off, share in zip(drafts, values, own, shares, strict=True)
    ]
