"""What kind of shop a world is: its currency and zone, its size, and how often each odd thing happens."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random


@dataclass(frozen=True, slots=True)
class Chances:
    """How often each thing happens: per order unless its name says otherwise. All between 0 and 1."""

    repeat: float = 0.42
    guest: float = 0.02
    test: float = 0.001
    imported: float = 0.001
    marketplace: float = 0.02
    midnight: float = 0.01
    large: float = 0.0002
    custom_line: float = 0.004
    line_discount: float = 0.05
    code: float = 0.16
    fixed_code: float = 0.2
    free_shipping_code: float = 0.2
    tip: float = 0.012
    duty: float = 0.5
    additional_fee: float = 0.01
    gift_card_sale: float = 0.012
    gift_card_paid: float = 0.01
    authorized: float = 0.04
    failed_first: float = 0.02
    paypal: float = 0.07
    manual: float = 0.006
    never_paid: float = 0.25
    cancelled: float = 0.014
    edited: float = 0.012
    refunded: float = 0.055
    refunded_again: float = 0.12
    returned: float = 0.3
    refunded_later: float = 0.3
    goodwill: float = 0.12
    restocking_fee: float = 0.1
    shipping_refunded: float = 0.2
    not_restocked: float = 0.3
    bounced_refund: float = 0.01
    disputed: float = 0.0025
    deleted: float = 0.15
    """Of the orders that were never paid by card."""
    variant_cost_change_a_day: float = 0.0009
    variant_touched_a_day: float = 0.001
    odd_balance_a_day: float = 0.006
    reserve_a_day: float = 0.003
    payout_failed: float = 0.008


_HARD = Chances(
    repeat=0.3, guest=0.1, test=0.03, imported=0.04, marketplace=0.08, midnight=0.15, large=0.003, custom_line=0.05,
    line_discount=0.2, code=0.35, fixed_code=0.4, tip=0.1, duty=0.6, additional_fee=0.08, gift_card_sale=0.06,
    gift_card_paid=0.08, authorized=0.15, failed_first=0.1, paypal=0.1, manual=0.08, cancelled=0.08, edited=0.15,
    refunded=0.25, refunded_again=0.4, returned=0.4, refunded_later=0.4, goodwill=0.3, restocking_fee=0.3,
    shipping_refunded=0.4, not_restocked=0.4, bounced_refund=0.1, disputed=0.04, deleted=0.25,
    variant_cost_change_a_day=0.01, variant_touched_a_day=0.01, odd_balance_a_day=0.15, reserve_a_day=0.05,
    payout_failed=0.1,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Profile:
    """A kind of shop. `horizon_days` is the span its story is told over; the world goes on after it as it ended."""

    name: str
    shop_name: str
    currency: str
    zone: str
    taxes_included: bool
    taxed: bool
    presentment: tuple[str, ...]
    payout_currency: str
    orders_a_day: float
    horizon_days: int
    chances: Chances
    story: bool
    id_base: int

    def over(self, days: int) -> Profile:
        """Return the same kind of shop with its story told over so many `days`."""
        return replace(self, horizon_days=days)


def profile(name: str) -> Profile:
    """Return the profile called `name`; "demo" is the shop people look at. Raises KeyError for a name it lacks."""
    return _PROFILES[name]


def profile_for(seed: int) -> Profile:
    """Return a shop nobody tuned anything to: currency, zone, taxes and buyers by chance, everything odd often."""
    chance = Random(f"profile {seed}")  # noqa: S311 - play data, repeatable on purpose
    currency = chance.choice(("GBP", "USD", "EUR", "JPY", "KWD"))
    others = [code for code in ("GBP", "USD", "EUR", "JPY", "KWD") if code != currency]
    zones = ("Europe/London", "America/New_York", "Australia/Sydney", "Asia/Tokyo", "Asia/Kuwait", "America/Sao_Paulo")
    return Profile(
        name="random",
        shop_name=f"{chance.choice(_FIRST)} & {chance.choice(_SECOND)}",
        currency=currency,
        zone=chance.choice(zones),
        taxes_included=chance.random() < 0.5,  # noqa: PLR2004 - either
        taxed=currency != "KWD" or chance.random() < 0.5,  # noqa: PLR2004 - either
        presentment=tuple(chance.sample(others, chance.randint(0, 4))),
        payout_currency=chance.choice((currency, currency, currency, others[0])),
        orders_a_day=chance.choice((4.0, 9.0, 16.0)),
        horizon_days=60,
        chances=_HARD,
        story=False,
        id_base=chance.choice((5_912_000_000_000, 9_007_199_254_740_993)),
    )


_FIRST = ("Fern", "Salt", "Moss", "Clover", "Ember", "Thistle")
_SECOND = ("Stone", "Linen", "Oak", "Harbour", "Wool", "Clay")
_DEMO = Profile(
    name="demo",
    shop_name="Wick & Hearth",
    currency="GBP",
    zone="Europe/London",
    taxes_included=True,
    taxed=True,
    presentment=("EUR", "USD"),
    payout_currency="GBP",
    orders_a_day=12.0,
    horizon_days=730,
    chances=Chances(),
    story=True,
    id_base=5_912_000_000_000,
)
_PROFILES = {"demo": _DEMO}
