"""The pages of views as files: self-contained, small, and there for each tool that names one."""

from __future__ import annotations

import re

import pytest

from mcp_servers.servers import SERVERS
from mcp_servers.views import FORECAST, PNL, TITLES, page


def test_every_view_a_tool_names_is_a_page() -> None:
    named = {tool.name: tool.view for kind in SERVERS.values() for tool in kind.tools if tool.view}
    assert named == {"cfo_pnl": PNL, "cfo_forecast": FORECAST}
    assert set(named.values()) == set(TITLES)


@pytest.mark.parametrize("address", [PNL, FORECAST])
def test_a_page_holds_all_it_needs(address: str) -> None:
    """No reference to anything outside, no text made into markup or code, no place left unfilled; under 40 kB."""
    html = page(address)
    assert html.startswith("<!doctype html>")
    outside = re.findall(
        r"https?://[^\s\"')]+|\b(?:src|href|action)=|@import|\burl\(|\bfetch\(|XMLHttp|WebSocket|import\(", html
    )
    assert [each for each in outside if each != "http://www.w3.org/2000/svg"] == []
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacent|document\.write|\beval\(|new Function|setTimeout\(['\"]", html
    )
    assert not re.search(r"\{\{\w+\}\}", html)
    assert html.count("<script>") == html.count("</script>") == 1
    assert len(html) < 40_000
