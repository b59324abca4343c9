"""Each client's configuration: where it is, what we write, and that nothing else in it is touched."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from credora_agent.cli.mcp_clients import McpClient, client_called, clients, command, entry, install
from credora_agent.core.errors import BadFile, BadInput

HOME, HERE = Path("/people/me"), Path("/projects/shop")
STARTED = {"command": "/x/python", "args": ["-m", "credora_agent", "mcp"]}


@pytest.mark.parametrize(
    ("platform", "where"),
    [
        ("darwin", "/people/me/Library/Application Support/Claude/claude_desktop_config.json"),
        ("linux", "/people/me/.config/Claude/claude_desktop_config.json"),
        ("win32", "/roaming/Claude/claude_desktop_config.json"),
    ],
)
def test_where_claude_desktop_keeps_its_file(platform: str, where: str) -> None:
    found = clients(HOME, HERE, platform=platform, roaming="/roaming")
    assert found["claude-desktop"].file == Path(where)
    assert found["vscode"].file == HERE / ".vscode" / "mcp.json"


def test_the_command_is_this_interpreter_s_wherever_the_client_runs() -> None:
    started = command("demo", {"CREDORA_HOME": "/data"})
    assert Path(started["command"]).is_absolute()
    assert started["args"] == ["-m", "credora_agent", "mcp", "--shop", "demo"]
    assert started["env"] == {"CREDORA_HOME": "/data"}
    assert "env" not in command(None, {})


@pytest.fixture
def client(tmp_path: Path) -> McpClient:
    """Lend a client whose file is not there yet."""
    return McpClient("cursor", "Cursor", tmp_path / "deep" / "mcp.json", "mcpServers", "")


def test_a_new_file_holds_our_entry_alone(client: McpClient) -> None:
    assert install(client, STARTED) is False
    assert json.loads(client.file.read_text()) == {"mcpServers": {"credora": STARTED}}


def test_what_else_a_file_holds_stays(client: McpClient) -> None:
    """Another server, another setting, their order and the file's mode; ours is replaced and that is said."""
    client.file.parent.mkdir()
    held = {"theme": "ü", "mcpServers": {"other": {"command": "o"}, "credora": {"command": "old"}}}
    client.file.write_text(json.dumps(held))
    client.file.chmod(0o600)
    assert install(client, STARTED) is True
    assert json.loads(client.file.read_text()) == {
        "theme": "ü",
        "mcpServers": {"other": {"command": "o"}, "credora": STARTED},
    }
    assert client.file.stat().st_mode & 0o777 == 0o600
    assert install(client, STARTED) is False


@pytest.mark.parametrize("held", ["{ // a comment\n}", "[]", '{"mcpServers": []}', "{"])
def test_a_file_that_is_not_understood_is_left_as_it_was(client: McpClient, held: str) -> None:
    client.file.parent.mkdir()
    client.file.write_text(held)
    with pytest.raises(BadFile, match=r"mcp\.json") as refused:
        install(client, STARTED)
    assert "--print" in refused.value.remedy
    assert client.file.read_text() == held
    assert [path.name for path in client.file.parent.iterdir()] == ["mcp.json"]


def test_clients_that_want_a_type_get_one() -> None:
    found = clients(HOME, HERE, platform="linux")
    assert entry(found["vscode"], STARTED) == {"servers": {"credora": {"type": "stdio", **STARTED}}}
    assert entry(found["claude-desktop"], STARTED) == {"mcpServers": {"credora": STARTED}}


def test_an_unknown_client_is_told_which_there_are() -> None:
    with pytest.raises(BadInput, match="no client") as refused:
        client_called("emacs")
    assert "claude-desktop" in refused.value.remedy
