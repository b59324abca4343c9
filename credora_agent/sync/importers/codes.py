"""Stock codes that are no products: what they are in the books, and the ones that many shops use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field, field_validator

from credora_agent.ledger.entries import Category

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence


class CodeRule(BaseModel):
    """A stock code (exact, or a prefix when it ends in *) and the line of the books its amounts go to."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    sku: str = Field(min_length=1, max_length=100)
    category: Category = Field(alias="as")

    @field_validator("category")
    @classmethod
    def _moves_money(cls, category: Category) -> Category:
        if category in (Category.STOCK_ADJUSTMENT, Category.COGS, Category.GROSS_SALES):
            raise ValueError(f"a code cannot be booked as {category}")
        return category


def _rules(category: Category, *codes: str) -> tuple[CodeRule, ...]:
    return tuple(CodeRule.model_validate({"sku": code, "as": category}) for code in codes)


UNMISTAKABLE = (
    *_rules(Category.SHIPPING_INCOME, "POST", "DOT", "C2", "SHIPPING", "CARRIAGE", "POSTAGE", "DELIVERY"),
    *_rules(Category.FEES, "BANK CHARGES", "AMAZONFEE", "CRUK"),
    *_rules(Category.OTHER_INCOME, "PADS"),
    *_rules(Category.GIFT_CARDS, "gift_*"),
)
"""Codes that no product bears; one of them in a file shows that its makers put such codes among the products."""

SHORT = (
    *_rules(Category.DISCOUNTS, "D"),
    *_rules(Category.OTHER_INCOME, "M", "Manual"),
    *_rules(Category.OPERATING_COSTS, "B", "S"),
)
"""Codes that could be a product's elsewhere (a size, say): taken for codes only beside an unmistakable one."""


def matcher(rules: Sequence[CodeRule]) -> Callable[[str], Category | None]:
    """Return a function from a stock code to the category of the first rule it meets, in any letter case."""
    exact = {rule.sku.lower(): rule.category for rule in reversed(rules) if not rule.sku.endswith("*")}
    prefixes = [(rule.sku[:-1].lower(), rule.category) for rule in rules if rule.sku.endswith("*")]

    def match(sku: str) -> Category | None:
        code = sku.lower()
        found = exact.get(code)
        if found is None:
            found = next((category for prefix, category in prefixes if code.startswith(prefix)), None)
        return found

    return match


def present(skus: Iterable[str]) -> tuple[CodeRule, ...]:
    """Return every built-in rule when an unmistakable code is among `skus`, none otherwise.

    All of them, because a sample need not hold the codes that come later in the file.
    """
    match = matcher(UNMISTAKABLE)
    return UNMISTAKABLE + SHORT if any(match(sku) for sku in set(skus)) else ()
