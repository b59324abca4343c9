"""The JSON routes judged by schemathesis: what they are described as is what they take and answer, whatever is sent."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from judges.toolchain import ran
from site_desk import site
from stocked_shop import stocked

from credora_agent.access import tokens
from credora_agent.app import chat
from credora_agent.core.clock import now
from credora_agent.core.settings import Settings
from credora_agent.runtime import Runtime

if TYPE_CHECKING:
    from credora_agent.core.db import Database

EXAMPLES = 8
"""Random requests an operation, beside its examples and its edges."""

REFUSED = """[checks.positive_data_acceptance]
expected-statuses = ["2xx", "400", "404", "409"]
"""
"""What is valid by its shape may still be refused: days beyond the books, a figure or an order there is none of."""


async def test_every_check_holds(database: Database, tmp_path: Path) -> None:
    """Examples, edges and random requests, valid and not: no fault, no undescribed answer, no way in but by token."""
    desk = await stocked(database, tmp_path, "judged", "10.00")
    (tmp_path / "schemathesis.toml").write_text(REFUSED)
    settings = Settings(public_url="https://credora.example", mcp_burst=1_000_000, mcp_per_second=1_000_000)
    async with site(desk, settings, chat=chat(Runtime(settings, desk.database, desk.reports))) as lent:
        who = {"tenant": desk.shop.tenant, "user": desk.caller.user_id, "expires_at": now() + timedelta(hours=1)}
        token, _ = await desk.database.write(
            desk.caller, lambda s: tokens.issue(s, name="judge", scopes=("read", "write"), **who)
        )
        done = await ran(
            str(Path(sys.executable).with_name("schemathesis")), "run", f"{lent.url}/openapi.json",
            "--checks", "all", "--max-examples", str(EXAMPLES), "--phases", "examples,coverage,fuzzing",
            "--header", f"Authorization:Bearer {token}", "--generation-deterministic", "--no-color",
            "--warnings", "off", "--exclude-path", "/chat/stream", cwd=tmp_path,
        )  # fmt: skip
    assert done.code == 0, done
