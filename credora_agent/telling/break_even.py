"""Break-evens told: one sentence for each change, exact, saying "at least" where a cost is not recorded."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from credora_agent.analytics.metrics import Unit
from credora_agent.core.quoting import quoted
from credora_agent.reports.naming import PLATFORMS
from credora_agent.telling.part import not_recorded
from credora_agent.telling.phrasing import money, percent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from credora_agent.reports.schemas import Figure
    from credora_agent.reports.schemas_scenario import BreakEven
    from credora_agent.telling.figures import About


NOT_OURS = frozenset({"price", "discount", "unit_cost", "volume", "ad_spend", "shift", "stock"})
"""Kinds whose subject may name goods or campaigns."""
OURS = frozenset({"all goods", "all advertising", *PLATFORMS.values()})


VALUES: dict[str, tuple[str, Unit]] = {
    "change": ("Change asked about", Unit.RATIO),
    "units": ("Change of units at which profit holds", Unit.RATIO),
    "unit_before": ("CM2 a unit now", Unit.MONEY),
    "unit_after": ("CM2 a unit with the change", Unit.MONEY),
    "monthly": ("Amount a month", Unit.MONEY),
    "daily": ("Amount a day", Unit.MONEY),
    "now": ("Spend a day now", Unit.MONEY),
    "revenue": ("Extra revenue that breaks even", Unit.MONEY),
    "roas_needed": ("ROAS needed", Unit.MULTIPLE),
    "roas_now": ("ROAS by the platforms' own count", Unit.MULTIPLE),
    "roas_from": ("ROAS where it comes from", Unit.MULTIPLE),
    "roas_to": ("ROAS where it goes", Unit.MULTIPLE),
    "worth": ("Cost of the order", Unit.MONEY),
    "deposit": ("Deposit", Unit.MONEY),
    "balance": ("Balance after the deposit", Unit.MONEY),
    "balance_due": ("Days until the balance is due", Unit.DAYS),
    "arrives": ("Days until the order arrives", Unit.DAYS),
    "cover_now": ("Days of cover now", Unit.DAYS),
    "cover_after": ("Days of cover with the order", Unit.DAYS),
    "months": ("Months", Unit.MULTIPLE),
    "revenue_cm2": ("Extra revenue a month that carries it", Unit.MONEY),
    "revenue_cm3": ("Extra revenue a month if advertising grows along", Unit.MONEY),
    "amount": ("Amount paid once", Unit.MONEY),
    "principal": ("Loan", Unit.MONEY),
    "interest": ("Interest in all", Unit.MONEY),
    "instalment": ("Instalment", Unit.MONEY),
}
"""What the values of a break-even are called."""
ORDERED = ("Units ordered", Unit.COUNT)


def of_break_even(each: BreakEven, about: About, place: int) -> Iterator[Figure]:
    """Yield the values of a break-even, `place` being its own among several."""
    for name, value in each.values.items():
        label, unit = ORDERED if (each.kind, name) == ("stock", "units") else VALUES.get(name, ("", Unit.MONEY))
        if label:
            yield about.figure(
                f"break_even_{name}", label, value, unit, entity=each.subject, key=f"{place}:{each.kind}",
                formula=each.formula, bound=each.bound if name == "units" else "exact",
            )  # fmt: skip
    if gap := _gap(each):
        yield about.figure("gap", "Days out of stock before the order is here", gap, Unit.DAYS, key=str(place))


def _gap(each: BreakEven) -> Decimal | None:
    """Return for how many days nothing is on hand before an order arrives, None where there are none or none known."""
    cover = each.values.get("cover_now")
    gap = None if cover is None else _of(each, "arrives") - cover
    return gap if gap is not None and gap >= 1 else None


def names(found: Iterable[BreakEven]) -> list[str]:
    """Return the subjects that are names of others."""
    return [each.subject for each in found if _named(each)]


def _named(each: BreakEven) -> bool:
    return each.kind in NOT_OURS and each.subject not in OURS


def tell_break_even(each: BreakEven, currency: str) -> str:
    """Return what has to happen for profit not to fall, and what of it is not fully recorded."""
    each = each.model_copy(update={"subject": quoted(each.subject)}) if _named(each) else each
    if each.kind in {"price", "discount", "together"} and each.values["unit_before"] is None:
        return f"Nothing was sold lately, so the break-even of {each.subject} cannot be said."
    said = _TOLD[each.kind](each, currency)
    truth = "lower" if each.bound == "at_most" else "higher"
    if each.missing and each.kind not in {"stock", "shift"}:
        return f"{said} ({_capital(not_recorded(each.missing, fully=True))}, so the true figure is {truth}.)"
    return said


def _price(each: BreakEven, currency: str) -> str:
    change, units = _of(each, "change"), each.values["units"]
    if change == 0:
        return f"The price of {each.subject} stays as it is."
    opening = f"{percent(change, signed=True)} on the price of {each.subject}"
    if units is None:
        return f"{opening}: a unit then leaves {_unit(each, currency)}, so no number of units makes up for it."
    if change > 0:
        return (
            f"{opening} pays as long as units fall by less than {percent(-units)}: "
            f"a unit leaves {_was(each, currency)} and would leave {_unit(each, currency)}."
        )
    return (
        f"{opening} pays only if units rise by more than {percent(units)}: "
        f"a unit leaves {_was(each, currency)} and would leave {_unit(each, currency)}."
    )


def _discount(each: BreakEven, currency: str) -> str:
    change, units = _of(each, "change"), each.values["units"]
    opening = f"{percent(change)} off {each.subject}"
    if units is None:
        return f"{opening} leaves {_unit(each, currency)} a unit: no number of units makes up for it."
    return (
        f"{opening} pays only if it sells {percent(units)} more units while it runs: "
        f"a unit leaves {_was(each, currency)} and would leave {_unit(each, currency)}."
    )


def _cost(each: BreakEven, currency: str) -> str:
    change, units = _of(each, "change"), each.values["units"]
    opening = f"Unit costs of {each.subject} {percent(change, signed=True)}"
    if units is None:
        return f"{opening}: what that takes cannot be said, or no number of units makes up for it."
    moved = percent(abs(units))
    if change <= 0:
        return f"{opening}: units may fall by {moved} before profit does."
    return (
        f"{opening}: {moved} more units would have to be sold to earn the same; a unit leaves {_unit(each, currency)}."
    )


def _volume(each: BreakEven, currency: str) -> str:
    moved = _of(each, "monthly")
    way = "more" if moved >= 0 else "less"
    change = percent(_of(each, "change"), signed=True)
    return f"{change} units of {each.subject}: CM2 {money(abs(moved), currency)} {way} a month."


def _ads(each: BreakEven, currency: str) -> str:
    daily, revenue = _of(each, "daily"), each.values["revenue"]
    if daily == 0:
        return f"Spend on {each.subject} stays as it is."
    size = f"{money(abs(daily), currency)} a day {'more' if daily > 0 else 'less'} on {each.subject}"
    if revenue is None:
        return f"{size}: CM2 is not positive, so no revenue pays for advertising."
    if daily > 0:
        said = f"{size} has to bring more than {money(revenue, currency)} of revenue a day"
        needed = each.values["roas_needed"]
        if needed is not None:
            said += f", a ROAS of {_times(needed)} on the platforms' base"
    else:
        said = f"{size} pays as long as it costs less than {money(-revenue, currency)} of revenue a day"
    now = each.values["roas_now"]
    credited = (
        f"; the platforms credit themselves with {_times(now)} on average, what is spent last usually brings less"
        if now
        else ""
    )
    return f"{said}{credited}."


def _shift(each: BreakEven, currency: str) -> str:
    said = (
        f"{money(_of(each, 'daily'), currency)} a day from {each.subject} pays if it brings more there than it did here"
    )
    source, target = each.values["roas_from"], each.values["roas_to"]
    if source is None or target is None:
        return f"{said}."
    return f"{said}; by the platforms' own count each brings {_times(source)} and {_times(target)} on average."


def _stock(each: BreakEven, currency: str) -> str:
    values = each.values
    said = (
        f"{_of(each, 'units'):,.0f} units of {each.subject} tie up {money(_of(each, 'worth'), currency)}: "
        f"{money(_of(each, 'deposit'), currency)} at once, {money(_of(each, 'balance'), currency)} "
        f"{_days(_of(each, 'balance_due'))} later"
    )
    months, cover, after = values["months"], values["cover_now"], values["cover_after"]
    if months is None or after is None:
        return f"{said}. Nothing of it was sold lately, so how long it lasts cannot be said."
    said += f". At the usual pace they sell through in {months:.1f} months"
    if cover is None:
        return f"{said}; how much is on hand is not known."
    gap = _gap(each)
    late = f", and it runs out {_days(gap)} before the order is here" if gap is not None else ""
    return f"{said}; what is on hand lasts {_days(cover)}{late}, with the order {_days(after)}."


def _fixed(each: BreakEven, currency: str) -> str:
    cm2, cm3 = each.values["revenue_cm2"], each.values["revenue_cm3"]
    opening = f"{each.subject} at {money(_of(each, 'monthly'), currency)} a month"
    if cm2 is None:
        return f"{opening}: CM2 is not positive, so no revenue carries it."
    said = f"{opening} is carried by {_least(each)}{money(cm2, currency)} of extra revenue a month"
    return f"{said}, {money(cm3, currency)} if advertising grows along." if cm3 is not None else f"{said}."


def _one_off(each: BreakEven, currency: str) -> str:
    amount, revenue = _of(each, "amount"), each.values["revenue"]
    if amount > 0:
        return f"{each.subject}: {money(amount, currency)} comes in once."
    if revenue is None:
        return f"{each.subject} of {money(-amount, currency)}: CM2 is not positive, so no revenue earns it back."
    return (
        f"{each.subject} of {money(-amount, currency)} is earned back by {_least(each)}{money(revenue, currency)} "
        "of extra revenue."
    )


def _loan(each: BreakEven, currency: str) -> str:
    said = (
        f"The loan of {money(_of(each, 'principal'), currency)} costs {money(_of(each, 'interest'), currency)} "
        f"of interest in all: {_of(each, 'months'):.0f} instalments of {money(_of(each, 'instalment'), currency)}"
    )
    revenue = each.values["revenue"]
    if not revenue:
        return f"{said}."
    return f"{said}, earned by {_least(each)}{money(revenue, currency)} of extra revenue."


def _together(each: BreakEven, currency: str) -> str:
    units = each.values["units"]
    if units is None:
        return "All together a unit leaves nothing, so no number of units makes up for it."
    way = "only if units rise by more than" if units > 0 else "as long as units fall by less than"
    return f"All together profit holds {way} {percent(abs(units))}; a unit would leave {_unit(each, currency)}."


def _of(each: BreakEven, name: str) -> Decimal:
    return each.values[name] or Decimal(0)


def _least(each: BreakEven) -> str:
    return "at least " if each.bound == "at_least" else ""


def _was(each: BreakEven, currency: str) -> str:
    return money(_of(each, "unit_before"), currency)


def _unit(each: BreakEven, currency: str) -> str:
    return money(_of(each, "unit_after"), currency)


def _times(value: Decimal) -> str:
    return f"{value:.2f}"


def _days(value: Decimal) -> str:
    whole = round(value)
    return f"{whole:,} {'day' if whole == 1 else 'days'}"


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


_TOLD: dict[str, Callable[[BreakEven, str], str]] = {
    "price": _price,
    "discount": _discount,
    "unit_cost": _cost,
    "volume": _volume,
    "ad_spend": _ads,
    "shift": _shift,
    "stock": _stock,
    "fixed_cost": _fixed,
    "one_off": _one_off,
    "loan": _loan,
    "together": _together,
}
