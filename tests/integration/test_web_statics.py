"""Static files: served packed and plain under an address of their content, the browser libraries among them."""

from __future__ import annotations

import gzip

import httpx2
import pytest
from fastapi import FastAPI

from credora_agent.web import statics


@pytest.fixture
def http() -> httpx2.AsyncClient:
    """Lend a client of an app that serves the static files alone."""
    app = FastAPI()
    app.include_router(statics.routes())
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://127.0.0.1")


@pytest.mark.parametrize("name", ["credora.css", "credora.js", "charts.js", "vendor/htmx.js", "vendor/echarts.js"])
async def test_a_file_is_kept_for_good(http: httpx2.AsyncClient, name: str) -> None:
    async with http:
        packed = await http.get(statics.address(name))
        plain = await http.get(statics.address(name), headers={"accept-encoding": "identity"})
    assert packed.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert (packed.headers["content-encoding"], plain.headers.get("content-encoding")) == ("gzip", None)
    assert packed.content == plain.content == gzip.decompress(statics.statics()[name].packed)
    assert plain.content == (statics.FOLDER / name).read_bytes()


@pytest.mark.parametrize("path", ["credora.css", "000000000000/credora.css", "../look.py", "%2e%2e/look.py"])
async def test_nothing_else_is_served(http: httpx2.AsyncClient, path: str) -> None:
    async with http:
        assert (await http.get(f"/static/{path}")).status_code == 404
