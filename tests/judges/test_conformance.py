"""The protocol's own conformance suite, in both eras, on our own hub as it is served: nothing of ours fails."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from fixture_server import with_fixtures
from served_hub import proxied, served_hub

if TYPE_CHECKING:
    from pathlib import Path

    from shop_desk import Desk
    from toolchain import Judges

    from credora_agent.core.db import Database

NOT_OFFERED = {
    "what a server asks its client for within a call: ours ask for nothing": (
        "tools-call-sampling tools-call-elicitation elicitation-sep1034-defaults elicitation-sep1330-enums"
        " input-required-result-basic-elicitation input-required-result-basic-sampling"
        " input-required-result-basic-list-roots input-required-result-request-state"
        " input-required-result-multiple-input-requests input-required-result-multi-round"
        " input-required-result-non-tool-request input-required-result-result-type"
        " input-required-result-tampered-state input-required-result-capability-check"
        " input-required-result-missing-input-response input-required-result-validate-input"
    ),
    "what a server sends unasked, which needs a session: every call of ours stands for itself": (
        "resources-subscribe resources-unsubscribe server-sse-polling"
    ),
    "what the newest revision has given up: a server's log sent to its client": "tools-call-with-logging",
    "extensions: tasks, headers made from arguments": (
        "tasks-lifecycle tasks-capability-negotiation tasks-wire-fields tasks-request-state-removal tasks-mrtr-input"
        " tasks-request-headers tasks-dispatch-and-envelope tasks-required-task-error tasks-mrtr-composition"
        " http-custom-header-server-validation"
    ),
    "a fixture whose schema is nothing of ours": "json-schema-2020-12",
}
LEFT_OUT = {scenario for scenarios in NOT_OFFERED.values() for scenario in scenarios.split()}
NOT_OURS = {
    "sep-2575-server-rejects-undeclared-capability",  # calls a fixture, test_missing_capability
    "sep-2575-missing-capability-http-400",
    "server-sse-multiple-streams-session",  # warns that no session is given: every call stands for itself
}
LEAST = {"2025-11-25": 45, "2026-07-28": 94}
"""How many checks our own server passes at least; fewer means that the suite did not run."""
FOLDER = re.compile(r"server-(.+)-\d{4}-\d\d-\d\dT[\d-]+Z")


@pytest.mark.parametrize("revision", LEAST)
async def test_the_hub_conforms(  # noqa: PLR0913, PLR0917 - fixtures
    judges: Judges, database: Database, books: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, revision: str
) -> None:
    """Every scenario the revision requires but those above: on the hub as it is served, the suite's fixtures added."""
    monkeypatch.setattr("mcp_servers.http.hub", with_fixtures)
    async with served_hub(database) as hub, proxied(hub.url, await hub.token(books)) as url:
        told = await judges.conformance("server", "--url", url, "--requirements", revision, "-o", str(tmp_path))
    checks = [(name, check) for name, found in _checks(tmp_path) if name not in LEFT_OUT for check in found]
    failed = [f"{name}: {check['id']}: {check.get('errorMessage')}" for name, check in checks if _fails(check)]
    assert failed == [], told
    assert sum(check["status"] == "SUCCESS" for _, check in checks) >= LEAST[revision], told


def _checks(folder: Path) -> list[tuple[str, list[dict[str, Any]]]]:
    found = []
    for path in sorted(folder.rglob("checks.json")):
        named = FOLDER.fullmatch(path.parent.name)
        assert named, path
        found.append((named.group(1), json.loads(path.read_text(encoding="utf-8"))))
    return found


def _fails(check: dict[str, Any]) -> bool:
    return check["status"] in {"FAILURE", "WARNING"} and check["id"] not in NOT_OURS
