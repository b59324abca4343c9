"""Amounts as sentences of findings write them; surfaces may write the figures anew from the evidence. Pure."""

from __future__ import annotations

from credora_agent.core.money import MICROS


def money(micros: float, currency: str) -> str:
    """Return micros as an amount with its code: 1,234.50 GBP; whole above a thousand."""
    value = micros / MICROS
    return f"{value:,.0f} {currency}" if abs(value) >= 1000 else f"{value:,.2f} {currency}"  # noqa: PLR2004


def share(value: float) -> str:
    """Return a share with one decimal: 12.3 %."""
    return f"{value * 100:.1f}%"


def times(value: float) -> str:
    """Return a factor: 2.4 times."""
    return f"{value:.1f} times"
