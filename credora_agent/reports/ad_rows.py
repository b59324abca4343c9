"""What an advertising platform answered to a question of a person's own."""

from __future__ import annotations

from datetime import datetime

from credora_agent.reports.schemas import Schema


class AdRows(Schema):
    """Rows of one account as the platform gave them at `as_of`: a text for each column, None where it gave nothing.

    `query` is what was asked, as it was sent; `more` tells that there are rows beyond those here.
    """

    shop: str
    account: str
    name: str | None
    currency: str | None
    timezone: str | None
    query: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...]
    more: bool
    as_of: datetime
    notes: tuple[str, ...] = ()
