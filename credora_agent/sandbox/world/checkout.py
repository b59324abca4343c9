"""An order is placed: its lines, shipping, tips and duties, as sold and as truth."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from credora_agent.sandbox.world.basket import NO_CODE, Code, Draft, price_lines, tax_parts
from credora_agent.sandbox.world.days import local_day
from credora_agent.sandbox.world.model import NOTHING, Both, LineItem, Order
from credora_agent.sandbox.world.money import Priced, priced
from credora_agent.sandbox.world.register import rate_text
from credora_agent.sandbox.world.tab import Held, Tab
from credora_agent.sandbox.world.till import CARD, MANUAL, PAYPAL

if TYPE_CHECKING:
    from datetime import date, datetime

    from credora_agent.sandbox.world.basket import Baskets
    from credora_agent.sandbox.world.customers import Customers
    from credora_agent.sandbox.world.markets import Market
    from credora_agent.sandbox.world.model import Sale
    from credora_agent.sandbox.world.register import Register
    from credora_agent.sandbox.world.stage import Stage
    from credora_agent.sandbox.world.stock import Stock

_FIRST_NUMBER = 1001
_TIPS = (100, 200, 350)
_FEE = 150
_IMPORTED_DAYS = (20, 300)


class Lead(NamedTuple):
    """What brought the buyer: a campaign, and whether it is the promoted product's own."""

    campaign_id: str | None = None
    promoted: bool = False


NO_LEAD = Lead()


class Checkout:
    """Places orders."""

    def __init__(self, stage: Stage, stock: Stock, baskets: Baskets, register: Register) -> None:
        self._stage = stage
        self._stock = stock
        self._baskets = baskets
        self._register = register
        self._number = _FIRST_NUMBER - 1

    def place(self, customers: Customers, lead: Lead) -> Tab:
        """Place a new order of this moment and return its tab; nothing is paid yet."""
        stage, chances = self._stage, self._stage.profile.chances
        customer, market = customers.buyer(new=lead.campaign_id is not None and stage.happens(0.6))
        imported = lead.campaign_id is None and stage.happens(chances.imported)
        placed_at = stage.moment - timedelta(minutes=stage.chance.randint(*_IMPORTED_DAYS) * 1440) * imported
        order = self._order(customer, market, placed_at)
        order.source_name = "import" if imported else order.source_name
        order.campaign_id = lead.campaign_id
        liable = not imported and lead.campaign_id is None and stage.happens(chances.marketplace)
        tab = Tab(order, market, self._gateway(imported=imported, market_place=liable), liable=liable)
        if liable:
            order.source_name = "bazaar-marketplace"
        self._sell(tab, local_day(placed_at, stage.profile.zone), promoted=lead.promoted)
        stage.orders[order.id] = order
        stage.tell("orders/create", order.id, order.id)
        return tab

    def _order(self, customer: int | None, market: Market, placed_at: datetime) -> Order:
        stage = self._stage
        self._number += 1
        return Order(
            id=stage.ids.next("order"),
            number=self._number,
            name=f"#{self._number}",
            created_at=stage.moment,
            processed_at=placed_at,
            updated_at=stage.moment,
            currency=stage.profile.currency,
            presentment_currency=market.currency,
            taxes_included=market.included,
            customer_id=customer,
            lines=[],
            shipping=NOTHING,
            agreements=[],
            payments=[],
            refunds=[],
            financial_status="PENDING",
            fulfilment_status="UNFULFILLED",
            test=stage.happens(stage.profile.chances.test),
        )

    def _gateway(self, *, imported: bool, market_place: bool) -> str:
        if imported or market_place:
            return "bazaar" if market_place else MANUAL
        draw, chances = self._stage.chance.random(), self._stage.profile.chances
        if draw < chances.manual:
            return MANUAL
        return PAYPAL if draw < chances.manual + chances.paypal else CARD

    def _sell(self, tab: Tab, day: date, *, promoted: bool) -> None:
        drafts = self._baskets.fill(tab.market, day, promoted=promoted)
        only_cards = all(draft.gift_card for draft in drafts)
        code = NO_CODE if only_cards else self._baskets.code(day)
        if code.name:
            tab.order.discount_codes.append(code.name)
        sales = self.add_lines(tab, drafts, code, day)
        if not only_cards:
            sales += self._ship(tab, code, day)
        sales += self._extras(tab, day)
        self._register.agree(tab, "ORDER", sales)

    def add_lines(self, tab: Tab, drafts: list[Draft], code: Code, day: date) -> list[Sale]:
        """Sell the drafted lines on `day` and return the sales."""
        fixed = self._baskets.both(self._baskets.pence(code.fixed), tab.market, day) if code.fixed else NOTHING
        return [
            self._sell_line(tab, draft, amounts, day)
            for draft, amounts in zip(drafts, price_lines(drafts, code, fixed, tab.market), strict=True)
        ]

    def _sell_line(self, tab: Tab, draft: Draft, amounts: tuple[Priced, Priced], day: date) -> Sale:
        line = self._line(draft, tax_parts(draft, tab.market))
        moment = tab.order.processed_at if not tab.order.agreements else self._stage.moment
        line.cost = self._stock.cost(line, moment)
        kind = "GIFT_CARD" if draft.gift_card else "PRODUCT"
        held = _held(kind, line.quantity, amounts, tax_parts(draft, tab.market))
        held.line, held.sku = line, line.sku or (f"variant-{line.variant_id}" if line.variant_id else f"line-{line.id}")
        tab.order.lines.append(line)
        tab.goods.append(held)
        if not tab.order.test and not draft.gift_card:
            self._stock.move(line.variant_id, line.quantity)
        shown = Both(amounts[0].discount_with_tax, amounts[1].discount_with_tax)
        return self._register.sold(tab, held, amounts[0].gross, shown, day)

    def _line(self, draft: Draft, taxes: tuple[tuple[str, int], ...]) -> LineItem:
        variant = draft.variant
        return LineItem(
            id=self._stage.ids.next("line"),
            variant_id=None if variant is None else variant.id,
            product_id=None if variant is None else variant.product_id,
            sku="" if variant is None else variant.sku,
            title=draft.title,
            variant_title="" if variant is None else variant.title,
            quantity=draft.quantity,
            current_quantity=draft.quantity,
            price=draft.price,
            gift_card=draft.gift_card,
            tax_rate=rate_text(sum(parts for _, parts in taxes)),
            tax_title=" + ".join(title for title, _ in taxes),
            cost=None,
        )

    def _ship(self, tab: Tab, code: Code, day: date) -> list[Sale]:
        """Charge for shipping where the order is not large enough to go free; a code may make it so."""
        market = tab.market
        value = sum(held.total.shop for held in tab.goods)
        if value >= self._baskets.pence(market.free_from):
            return []
        price = self._baskets.both(self._baskets.pence(market.shipping), market, day)
        percent = 100 if code.free_shipping else 0
        parts = sum(parts for _, parts in market.taxes)
        shop, seen = (priced(p, p * percent // 100, parts, included=market.included) for p in price)
        tab.order.shipping = price
        held = _held("SHIPPING", 1, (shop, seen), market.taxes)
        tab.extras.append(held)
        return [self._register.sold(tab, held, shop.gross, Both(shop.discount_with_tax, seen.discount_with_tax), day)]

    def _extras(self, tab: Tab, day: date) -> list[Sale]:
        """Add a tip, duties, or a fee for packing, now and then."""
        chances, happens = self._stage.profile.chances, self._stage.happens
        sums: list[tuple[str, int, tuple[tuple[str, int], ...]]] = []
        if happens(chances.tip):
            sums.append(("TIP", self._baskets.pence(self._stage.chance.choice(_TIPS)), ()))
        if tab.market.duties and happens(chances.duty):
            sums.append(("DUTY", sum(held.net.shop for held in tab.goods) * 8 // 100, ()))
        if happens(chances.additional_fee):
            sums.append(("ADDITIONAL_FEE", self._baskets.pence(_FEE), tab.market.taxes))
        return [self._extra(tab, kind, amount, taxes, day) for kind, amount, taxes in sums if amount]

    def _extra(self, tab: Tab, kind: str, amount: int, taxes: tuple[tuple[str, int], ...], day: date) -> Sale:
        price, parts = self._baskets.both(amount, tab.market, day), sum(parts for _, parts in taxes)
        shop, seen = (priced(p, 0, parts, included=tab.market.included) for p in price)
        held = _held(kind, 1, (shop, seen), taxes)
        tab.extras.append(held)
        return self._register.sold(tab, held, shop.gross, NOTHING, day)


def _held(kind: str, units: int, amounts: tuple[Priced, Priced], taxes: tuple[tuple[str, int], ...]) -> Held:
    shop, seen = amounts
    net, tax, discount = (Both(*pair) for pair in zip(shop[1:4], seen[1:4], strict=True))
    return Held(kind, units, net, tax, discount, taxes)
