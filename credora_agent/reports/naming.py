"""What people call orders, SKUs, platforms and campaigns: found exactly, or near ones are named; never guessed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credora_agent.analytics.whatif.levers import ALL_ADS
from credora_agent.core.errors import BadInput
from credora_agent.core.quoting import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from credora_agent.ledger.adverts import CampaignDays

PLATFORMS = {"meta_ads": "Meta Ads", "google_ads": "Google Ads"}
SAID = {
    "meta": "meta_ads", "meta ads": "meta_ads", "facebook": "meta_ads", "facebook ads": "meta_ads",
    "instagram": "meta_ads", "google": "google_ads", "google ads": "google_ads", "adwords": "google_ads",
}  # fmt: skip
EVERYTHING = frozenset({"", "all", "all ads", "ads", "everything"})
NEAR = 60.0
"""How alike a name must be, of 100, to be named as a near one."""
NAMED = 3


def sku_called(name: str, titles: Mapping[str, str | None]) -> str:
    """Return the SKU of that name, or the only one of that title. Raises BadInput naming near ones."""
    if name in titles:
        return name
    said = name.strip().casefold()
    same = [sku for sku in titles if sku.casefold() == said]
    same = same or [sku for sku, title in titles.items() if title and title.casefold() == said]
    if len(same) == 1:
        return same[0]
    if same:
        raise BadInput(f"{name[:60]!r} is the name of {len(same)} SKUs.", remedy=f"Say one: {_listed(same)}.")
    near = _near(name, [*titles, *(title for title in titles.values() if title)])
    if not near:
        raise BadInput(f"There is no SKU {name[:60]!r}.", remedy="`credora products` lists the shop's SKUs.")
    shown = dict.fromkeys(each if each in titles else _of_title(each, titles) for each in near)
    raise BadInput(f"There is no SKU {name[:60]!r}.", remedy=_meant(shown))


def order_called(name: str, references: Iterable[str]) -> str:
    """Return the only one of the orders found by that name. Raises BadInput when there is none, or are several."""
    found = sorted(set(references))
    if not found:
        raise BadInput(f"There is no order {name[:60]!r}.", remedy="Name it as its shop does, or by its reference.")
    if len(found) > 1:
        raise BadInput(f"{len(found)} orders are called {name[:60]!r}.", remedy=f"Say which: {_listed(found)}.")
    return found[0]


class Campaigns:
    """The shop's campaigns, by what people call them."""

    def __init__(self, days: CampaignDays) -> None:
        self.days = days

    def called(self, name: str) -> tuple[str, str, list[int]]:
        """Return (key, label, positions of campaigns) of all advertising, a platform, or a campaign.

        Raises BadInput naming near ones.
        """
        said, known = name.strip().casefold(), self.days.campaigns
        if said in EVERYTHING:
            return ALL_ADS, "all advertising", list(range(len(known)))
        platform = SAID.get(said, said)
        on = [i for i, campaign in enumerate(known) if campaign.platform == platform]
        if on or platform in PLATFORMS:
            if not on:
                raise BadInput(
                    f"{PLATFORMS[platform]} has no campaign here.", remedy="Connect it: credora connections."
                )
            return platform, PLATFORMS.get(platform, platform), on
        same = [i for i, each in enumerate(known) if said in {each.name.casefold(), each.campaign_id, each.key}]
        if len(same) == 1:
            return known[same[0]].key, known[same[0]].name, same
        if same:
            keys = ", ".join(known[i].key for i in same[:NAMED])
            raise BadInput(f"{len(same)} campaigns are called {name[:60]!r}.", remedy=f"Say which: {keys}.")
        near = _near(name, [*(each.name for each in known), *(PLATFORMS.get(e.platform, e.platform) for e in known)])
        remedy = _meant(near) if near else "`credora campaigns` lists them."
        raise BadInput(f"There is no platform or campaign {name[:60]!r}.", remedy=remedy)


def _meant(near: Iterable[str]) -> str:
    return f"Did you mean {' or '.join(quoted(each) for each in near)}?"


def _listed(names: Sequence[str]) -> str:
    return ", ".join(quoted(each) for each in names[:NAMED])


def _near(name: str, names: Iterable[str]) -> list[str]:
    from rapidfuzz import fuzz, process, utils  # noqa: PLC0415 - only on the way to an error

    found = process.extract(
        name, list(dict.fromkeys(names)), scorer=fuzz.WRatio, processor=utils.default_process, limit=NAMED,
        score_cutoff=NEAR,
    )  # fmt: skip
    return [each[0] for each in found]


def _of_title(title: str, titles: Mapping[str, str | None]) -> str:
    return next(sku for sku, other in titles.items() if other == title)
