"""How much of a shop hangs on one product, one campaign, one customer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credora_agent.analytics.findings.base import Confidence, Evidence, Finding
from credora_agent.analytics.findings.words import money, share
from credora_agent.analytics.metrics import Unit
from credora_agent.analytics.products.lines import REST
from credora_agent.core.quoting import quoted
from credora_agent.ledger import adverts

if TYPE_CHECKING:
    from credora_agent.analytics.findings.base import Seen

PRODUCT, CAMPAIGN, CUSTOMER = 0.4, 0.6, 0.15
"""Shares from which one of many is said to carry the rest."""
MANY_PRODUCTS, MANY_CAMPAIGNS, MANY_CUSTOMERS = 8, 3, 20


def find(seen: Seen) -> list[Finding]:
    """Return what carries more than its share, where there are enough others for that to be news."""
    return [finding for finding in (_product(seen), _campaign(seen), _customer(seen)) if finding is not None]


def _product(seen: Seen) -> Finding | None:
    sales = {
        line.id: line.amounts["net_sales"] for line in seen.lines if line.id != REST and line.amounts["net_sales"] > 0
    }
    if len(sales) < MANY_PRODUCTS:
        return None
    top = max(sorted(sales), key=sales.__getitem__)
    whole = sum(sales.values())
    if sales[top] < PRODUCT * whole:
        return None
    return _finding(
        seen, "product", top, seen.title(top), sales[top] / whole, "net sales", sales[top], sku=top, sample=len(sales)
    )


def _campaign(seen: Seen) -> Finding | None:
    if seen.ads is None:
        return None
    spent = seen.ads.sums([seen.quarter])[0][:, adverts.MEASURES.index("spend")].tolist()
    active = [(amount, i) for i, amount in enumerate(spent) if amount > 0]
    if len(active) < MANY_CAMPAIGNS:
        return None
    amount, i = max(active)
    if amount < CAMPAIGN * sum(spent):
        return None
    campaign = seen.ads.campaigns[i]
    return _finding(
        seen, "campaign", campaign.key, f"Campaign {quoted(campaign.name)}", amount / sum(spent), "ad spend", amount,
        campaign=campaign.key, sample=len(active),
    )  # fmt: skip


def _customer(seen: Seen) -> Finding | None:
    buyer = seen.buyer
    if buyer is None or buyer.customers < MANY_CUSTOMERS or buyer.largest < CUSTOMER * buyer.known:
        return None
    return _finding(
        seen, "customer", "largest", "One customer", buyer.largest / buyer.known, "what known customers bought",
        buyer.largest, sample=buyer.customers,
    )  # fmt: skip


def _finding(  # noqa: PLR0913, PLR0917 - a finding's own parts
    seen: Seen,
    kind: str,
    subject: str,
    name: str,
    part: float,
    of: str,
    amount: int,
    *,
    sample: int,
    sku: str | None = None,
    campaign: str | None = None,
) -> Finding:
    metric = {"product": "net_sales", "campaign": "marketing"}.get(kind)
    return Finding(
        rule=f"concentration_{kind}",
        subject=subject,
        edition=f"{int(part * 10)}0",
        title=f"{name} makes up {share(part)} of {of}",
        says=f"{money(amount, seen.currency)} in 13 weeks, among {sample} {kind}s: its fate is the shop's.",
        evidence=(
            Evidence("Share", part, Unit.RATIO),
            Evidence("Amount", amount, Unit.MONEY, seen.quarter, metric, sku, campaign),
        ),
        confidence=Confidence.HIGH,
        sample=sample,
        sampled=f"{kind}s",
        next_step={"product": "credora products", "campaign": "credora campaigns"}.get(kind, "credora cohorts"),
    )
