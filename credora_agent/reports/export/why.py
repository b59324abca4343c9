"""Explanations and findings as CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credora_agent.reports.export.cells import inert, rows_of
from credora_agent.reports.schemas import plain

if TYPE_CHECKING:
    from typing import TextIO

    from credora_agent.reports.schemas_explain import Explanation
    from credora_agent.reports.schemas_findings import Findings


def write_explanation(file: TextIO, found: Explanation) -> None:
    """Write the drivers, each followed by its items; the driver rows add up to the change, items to their driver."""
    out = rows_of(file)
    out.writerow(("driver", "label", "item", "effect", "share", "sku", "campaign", "few"))
    for driver in found.drivers:
        share = plain(driver.share) if driver.share is not None else ""
        out.writerow((driver.key, inert(driver.label), "", plain(driver.effect), share, "", "", ""))
        for item in driver.items:
            behind = item.behind[0] if item.behind else None
            sku, campaign = (behind.sku, behind.campaign) if behind else (None, None)
            out.writerow(
                (driver.key, inert(driver.label), inert(item.label), plain(item.effect), "", inert(sku),
                 inert(campaign), "few" if item.few else "")
            )  # fmt: skip
        if driver.left_out:
            out.writerow(
                (driver.key, inert(driver.label), f"{driver.left_out} others", plain(driver.others), "", "", "", "")
            )


def write_findings(file: TextIO, found: Findings) -> None:
    """Write one row a finding."""
    out = rows_of(file)
    out.writerow(
        ("key", "rule", "subject", "title", "says", "at_stake_a_month", "basis", "confidence", "sample", "sampled",
         "since", "next_step", "good", "dismissed", "reason")
    )  # fmt: skip
    for each in found.findings:
        stake = "" if each.at_stake is None else plain(each.at_stake)
        out.writerow(
            (inert(each.key), each.rule, inert(each.subject), inert(each.title), inert(each.says), stake,
             inert(each.basis), each.confidence, each.sample, each.sampled, each.since or "", inert(each.next_step),
             "good" if each.good else "", "dismissed" if each.dismissed else "",
             inert(each.dismissed.reason if each.dismissed else None))
        )  # fmt: skip
