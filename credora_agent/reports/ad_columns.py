"""The columns of what an advertising platform reported, the same for every platform, and what lines are ordered by."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from credora_agent.analytics.campaigns.performance import figures
from credora_agent.analytics.metrics import Unit
from credora_agent.core.errors import BadInput
from credora_agent.core.money import to_decimal
from credora_agent.core.text import plain_text
from credora_agent.reports.sheets import Column

if TYPE_CHECKING:
    from fractions import Fraction

    from credora_agent.ledger.adverts import Sums

REPORTED = (
    Column(id="spend", label="Spend", unit=Unit.MONEY, formula="Σ what the platform charges for its ads, without VAT"),
    Column(id="impressions", label="Impressions", unit=Unit.COUNT, formula="Σ times an ad was shown"),
    Column(id="clicks", label="Clicks", unit=Unit.COUNT, formula="Σ clicks the platform reports"),
    Column(id="ctr", label="CTR", unit=Unit.RATIO, formula="Σ clicks ÷ Σ impressions"),
    Column(id="cpc", label="CPC", unit=Unit.MONEY, formula="Σ spend ÷ Σ clicks"),
    Column(id="cpm", label="CPM", unit=Unit.MONEY, formula="1,000 × Σ spend ÷ Σ impressions"),
    Column(id="conversions", label="Conversions", unit=Unit.COUNT, formula="Σ purchases the platform credits itself"),
    Column(id="conversion_value", label="Conversion value", unit=Unit.MONEY, formula="Σ what it says they were worth"),
    Column(id="cost_per_purchase", label="Cost per purchase", unit=Unit.MONEY, formula="Σ spend ÷ Σ conversions"),
    Column(id="platform_roas", label="Platform ROAS", unit=Unit.MULTIPLE, formula="Σ conversion_value ÷ Σ spend"),
)
NAMES = tuple(column.id for column in REPORTED)
UNITS = {column.id: column.unit for column in REPORTED}


def column(name: str) -> Column:
    """Return one of them by its id."""
    return REPORTED[NAMES.index(name)]


def spend_in(currency: str) -> Column:
    """Return the column of spend in the shop's currency, for accounts that are in another."""
    return Column(
        id=f"spend_{currency.lower()}",
        label=f"Spend in {currency}",
        unit=Unit.MONEY,
        formula="Σ spend, each day at the rate it was booked with",
        currency=currency,
    )


def values(of: Sums) -> dict[str, Decimal | None]:
    """Return what the columns hold for those sums: money in currency units, ratios to ten places."""
    return {name: _shown(name, value) for name, value in figures(of).items()}


def read_order(given: str | None) -> tuple[str, bool] | None:
    """Return the column to order by and whether the lowest come first, None where nobody said.

    It is a column's name, alone or with "asc" or "desc" after it. Raises BadInput for any other text.
    """
    if given is None or not given.strip():
        return None
    name, _, direction = given.strip().lower().partition(" ")
    if name not in NAMES or direction.strip() not in {"", "asc", "desc"}:
        raise BadInput(
            f"There is no order by {plain_text(given, longest=60)!r}.",
            remedy=f"Use one of: {', '.join(NAMES)}; highest first, or with asc after it lowest first.",
        )
    return name, direction.strip() == "asc"


def _shown(name: str, value: Fraction | None) -> Decimal | None:
    if value is None:
        return None
    if UNITS[name] is Unit.MONEY:
        return to_decimal(round(value))
    exact = Decimal(value.numerator) / value.denominator
    return exact if name in {"impressions", "clicks", "conversions"} else exact.quantize(Decimal("1e-10"))
