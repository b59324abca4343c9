"""Explanations and findings as CSV files, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from credora_agent.cli.export import inert
from credora_agent.reports.schemas import plain

if TYPE_CHECKING:
    from pathlib import Path

    from credora_agent.reports.schemas_explain import Explanation


def write_explanation(path: Path, found: Explanation) -> None:
    """Write the drivers, each followed by its items; the driver rows add up to the change, items to their driver."""
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
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
