"""Where MCP clients keep their configuration, and ours added to it with everything else left as it was."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from credora_agent.core.errors import BadFile, BadInput

NAME = "credora"


@dataclass(frozen=True, slots=True)
class McpClient:
    """A client: its name, the file it reads, the key its servers stand under, and what to do once it is written."""

    name: str
    title: str
    file: Path
    servers: str
    then: str


def clients(
    home: Path, here: Path, *, platform: str = sys.platform, roaming: str | None = None
) -> dict[str, McpClient]:
    """Return the clients there is a configuration for, by name; `here` is the folder of those kept per project."""
    desktop = {
        "darwin": home / "Library" / "Application Support" / "Claude",
        "win32": Path(roaming or home / "AppData" / "Roaming") / "Claude",
    }.get(platform, home / ".config" / "Claude")
    found = (
        McpClient("claude-desktop", "Claude Desktop", desktop / "claude_desktop_config.json", "mcpServers",
                  "Quit Claude Desktop and open it again."),
        McpClient("claude-code", "Claude Code", here / ".mcp.json", "mcpServers",
                  "Start `claude` in this folder and say yes to the server."),
        McpClient("cursor", "Cursor", home / ".cursor" / "mcp.json", "mcpServers",
                  "Cursor reads it by itself; see Settings, MCP."),
        McpClient("vscode", "VS Code", here / ".vscode" / "mcp.json", "servers",
                  "Open the folder in VS Code and press Start above the server."),
    )  # fmt: skip
    return {client.name: client for client in found}


def client_called(name: str) -> McpClient:
    """Return this machine's client of that name. Raises BadInput for any other."""
    known = clients(Path.home(), Path.cwd(), roaming=os.environ.get("APPDATA"))
    if name not in known:
        raise BadInput(f"{name[:60]!r} is no client Credora knows.", remedy=f"Name one of: {', '.join(known)}.")
    return known[name]


def command(shop: str | None, environment: dict[str, str]) -> dict[str, Any]:
    """Return how a client starts the server: with this very interpreter, wherever the client runs."""
    args = ["-m", "credora_agent", "mcp", *(["--shop", shop] if shop else [])]
    return {"command": sys.executable, "args": args, **({"env": environment} if environment else {})}


def entry(client: McpClient, started: dict[str, Any]) -> dict[str, Any]:
    """Return what the client's file holds for us, as it is written there."""
    kind = {"type": "stdio"} if client.name in ("claude-code", "vscode") else {}
    return {client.servers: {NAME: {**kind, **started}}}


def install(client: McpClient, started: dict[str, Any]) -> bool:
    """Write our entry into the client's file; return whether another of ours was replaced.

    What else the file holds stays. Raises BadFile, with the file as it was, when it is not JSON or cannot be written.
    """
    held = _read(client.file)
    servers = held.setdefault(client.servers, {})
    if not isinstance(servers, dict):
        raise BadFile(f"{client.file}: {client.servers!r} is no object.", remedy="Correct the file, or use --print.")
    replaced = servers.get(NAME) not in (None, entry(client, started)[client.servers][NAME])
    servers.update(entry(client, started)[client.servers])
    _write(client.file, held)
    return replaced


def _read(path: Path) -> dict[str, Any]:
    try:
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        held = json.loads(text) if text.strip() else {}
    except (OSError, ValueError) as fault:
        raise BadFile(
            f"{path} cannot be read as JSON ({fault}).", remedy="Add the entry by hand: --print shows it."
        ) from None
    if not isinstance(held, dict):
        raise BadFile(f"{path} holds no JSON object.", remedy="Add the entry by hand: --print shows it.")
    return held


def _write(path: Path, held: dict[str, Any]) -> None:
    beside = path.with_name(f"{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(json.dumps(held, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        if path.exists():
            beside.chmod(path.stat().st_mode & 0o777)
        beside.replace(path)
    except OSError as fault:
        beside.unlink(missing_ok=True)
        raise BadFile(
            f"{path}: {fault.strerror}.", remedy="Check that there is room and leave, or use --print."
        ) from None
