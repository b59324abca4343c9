"""Where buyers live: the currency they see, the taxes on what they buy, and what sending it costs."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from credora_agent.sandbox.world.profile import Profile


class Market(NamedTuple):
    """Buyers of one country: `taxes` are (title, parts per million), `shipping` is in pence.

    `duties` says whether some parcels pay duty at the border; `label` is what the parcel's label costs, in pence.
    """

    country: str
    currency: str
    taxes: tuple[tuple[str, int], ...]
    included: bool
    shipping: int
    free_from: int
    label: int
    duties: bool
    share: int


_HOME = {
    "GBP": ("GB", (("VAT", 200_000),)),
    "USD": ("US", (("NY State Tax", 40_000), ("New York City Tax", 48_750))),
    "EUR": ("IE", (("VAT", 230_000),)),
    "JPY": ("JP", (("CT", 100_000),)),
    "KWD": ("KW", (("VAT", 50_000),)),
}
_ABROAD = (
    ("DE", "EUR", (("MwSt", 190_000),), True, False, 5),
    ("IE", "EUR", (("VAT", 230_000),), True, False, 5),
    ("US", "USD", (("CA State Tax", 72_500), ("County Tax", 12_500)), False, True, 7),
    ("JP", "JPY", (("CT", 100_000),), True, True, 3),
    ("KW", "KWD", (), True, True, 2),
    ("GB", "GBP", (("VAT", 200_000),), True, False, 6),
)


def markets_of(profile: Profile) -> list[Market]:
    """Return the shop's own market first, then those abroad; buyers see their currency where the shop offers it."""
    country, taxes = _HOME[profile.currency]
    home = Market(
        country=country,
        currency=profile.currency,
        taxes=taxes if profile.taxed else (),
        included=profile.taxes_included,
        shipping=395,
        free_from=4500,
        label=310,
        duties=False,
        share=80,
    )
    return [home, *_abroad(profile, country)]


def _abroad(profile: Profile, home: str) -> Iterator[Market]:
    for country, currency, taxes, included, duties, share in _ABROAD:
        if country != home:
            seen = currency if currency in profile.presentment else profile.currency
            yield Market(country, seen, taxes, included, 1150, 12_000, 890, duties, share)
