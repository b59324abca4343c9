"""What a turn has had of the model: rounds, tokens, and what they cost."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self

MILLION = Decimal(1_000_000)


@dataclass(frozen=True, slots=True)
class Prices:
    """What a million tokens cost; a price that is not known is None."""

    sent: Decimal | None = None
    cached: Decimal | None = None
    said: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Usage:
    """Rounds asked and tokens: `cached` are those of `sent` the endpoint had kept; what it did not count is 0."""

    rounds: int = 0
    sent: int = 0
    cached: int = 0
    said: int = 0

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.rounds + other.rounds, self.sent + other.sent, self.cached + other.cached, self.said + other.said
        )

    @classmethod
    def of(cls, told: dict[str, Any] | None) -> Self:
        """Return one round as an endpoint counted it, in the form of chat completions."""
        told = told if isinstance(told, dict) else {}
        details = told.get("prompt_tokens_details")
        cached = details.get("cached_tokens") if isinstance(details, dict) else 0
        return cls(1, _count(told.get("prompt_tokens")), _count(cached), _count(told.get("completion_tokens")))

    def cost(self, prices: Prices) -> Decimal | None:
        """Return what the tokens cost, None where a price is not known."""
        if prices.sent is None or prices.said is None:
            return None
        cached = prices.sent if prices.cached is None else prices.cached
        fresh = max(self.sent - self.cached, 0)
        return (fresh * prices.sent + self.cached * cached + self.said * prices.said) / MILLION


def _count(value: Any) -> int:
    return value if isinstance(value, int) and value > 0 else 0


class Rounds:
    """How often the model may still be asked in this turn."""

    def __init__(self, left: int) -> None:
        self.left = left

    def take(self) -> bool:
        """Return whether there is a round left, and have it if so."""
        self.left -= 1
        return self.left >= 0
