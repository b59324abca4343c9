"""Reports that Meta prepares by and by: how far one is, and why it will not come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from credora_agent.platforms.base import Passing
from credora_agent.platforms.http import Hiccup
from credora_agent.platforms.meta_ads.faults import OK, PLATFORM, fault_of, said, too_much
from credora_agent.platforms.meta_ads.usage import Usage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from credora_agent.platforms.base import PlatformFault

FIELDS = (
    "async_status",
    "async_percent_completion",
    "error_code",
    "error_subcode",
    "error_message",
    "error_user_msg",
)
WHOLE = 100


@dataclass(frozen=True, slots=True)
class ReportState:
    """How far a report is: Meta's word for it, percent done, and whether its rows can be read."""

    status: str
    percent: int
    done: bool


def read_state(run: Mapping[str, Any]) -> ReportState:
    """Return how far a report is. Raises the reason for which one that failed or was skipped will never come."""
    status = str(run.get("async_status", ""))
    percent = int(run.get("async_percent_completion") or 0)
    if status in {"Job Failed", "Job Skipped"}:
        raise why_not(status, run)
    return ReportState(status, percent, done=status == "Job Completed" and percent >= WHOLE)


def why_not(status: str, run: Mapping[str, Any]) -> PlatformFault:
    """Return why a report ended without rows.

    Meta's own code decides. Without one, a failed report was most likely too large; a skipped one may be asked again.
    """
    error = {
        "code": run.get("error_code"),
        "error_subcode": run.get("error_subcode"),
        "message": run.get("error_message"),
        "error_user_msg": run.get("error_user_msg"),
    }
    if error["code"]:
        fault = fault_of(error, status=OK, usage=Usage())
        return passing(status, error) if isinstance(fault, Hiccup) else fault
    return too_much(error) if status == "Job Failed" else passing(status, error)


def passing(status: str, error: Mapping[str, Any]) -> Passing:
    """Return that the same report may come when asked for again."""
    return Passing(
        f"Meta did not finish a report ({status}; {said(error)}).",
        remedy="It is asked for again by itself.",
        platform=PLATFORM,
    )
