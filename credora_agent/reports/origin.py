"""Where a ledger row comes from, in words: a row of a file, or a platform's record by the names it has there. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from credora_agent.platforms.registry import PLATFORMS

if TYPE_CHECKING:
    from sqlalchemy import Row

TITLES = {platform.name: platform.title for platform in PLATFORMS}


def origin(row: Row[Any]) -> str:
    """Return where the record behind a ledger row is found."""
    if row.row and row.file_name:
        return f"row {row.row} of {row.file_name}"
    where = TITLES.get(row.platform, row.platform)
    told = row.payload if isinstance(row.payload, dict) else {}
    return f"{where} {_WORDS.get(row.source_table, _plain)(row, told)}"


def title(row: Row[Any]) -> str | None:
    """Return what a platform itself calls the thing a row is about: a product's title, a campaign's name."""
    told = row.payload if isinstance(row.payload, dict) else {}
    named = told.get("title") or (told.get("name") if row.source_table == "ad_days" else told.get("type"))
    return str(named) if named else None


def _plain(row: Row[Any], _told: dict[str, Any]) -> str:
    return f"{row.source_table}/{row.source_id}"


def _sale(row: Row[Any], told: dict[str, Any]) -> str:
    event = told.get("reason", "").replace("_", " ").lower()
    return f"order {told.get('order', row.order_ref)}, {event or 'sale'} (sale {row.source_id})"


def _movement(row: Row[Any], told: dict[str, Any]) -> str:
    parts = [f"balance {told.get('type', '')} {row.source_id}".replace("  ", " ")]
    parts += [f"order {told['order']}"] if told.get("order") else []
    parts += [f"payout {told['payout']}"] if told.get("payout") else []
    return ", ".join(parts)


def _ad_day(_row: Row[Any], told: dict[str, Any]) -> str:
    return f"account {told.get('account')}, campaign {told.get('campaign')}"


_WORDS = {"sales": _sale, "balance_transactions": _movement, "ad_days": _ad_day}
