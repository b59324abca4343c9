"""The files pages are dressed with: read once, packed once, each under an address that changes with its content."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from credora_agent.core.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = Path(__file__).parent / "static"
VENDOR = ("vendor/htmx.js", "vendor/echarts.js")
"""What npm brings when the package is built."""
KINDS = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
}
FOR_GOOD = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Static:
    """One file as it is served: its address, its kind, its bytes plain and packed."""

    address: str
    kind: str
    plain: bytes
    packed: bytes


@cache
def statics() -> Mapping[str, Static]:
    """Return every static file by its path in the folder. Raises Unavailable where the package was not built whole."""
    found = {
        path.relative_to(FOLDER).as_posix(): _read(path)
        for path in sorted(FOLDER.rglob("*"))
        if path.is_file() and path.suffix in KINDS
    }
    if missing := [name for name in VENDOR if name not in found]:
        raise Unavailable(
            f"The pages' libraries are not there: {', '.join(missing)}.",
            remedy="Build them by `python3 -m uv sync --reinstall-package credora`; npm's registry must be reachable.",
        )
    return found


def address(name: str) -> str:
    """Return where a static file is served. Raises KeyError for a name there is no file of."""
    return statics()[name].address


def routes() -> APIRouter:
    """Return the route of the static files."""
    router = APIRouter()
    by_address = {each.address: each for each in statics().values()}

    @router.get("/static/{path:path}", include_in_schema=False)
    async def static(request: Request, path: str) -> Response:
        """Return a file, which a browser may keep for good: another content has another address."""
        found = by_address.get(f"/static/{path}")
        if found is None:
            raise HTTPException(404)
        packed = "gzip" in request.headers.get("accept-encoding", "")
        headers = {"cache-control": FOR_GOOD, "vary": "accept-encoding"}
        if packed:
            headers["content-encoding"] = "gzip"
        return Response(found.packed if packed else found.plain, media_type=found.kind, headers=headers)

    return router


def _read(path: Path) -> Static:
    plain, ready = path.read_bytes(), path.with_name(f"{path.name}.gz")
    packed = ready.read_bytes() if ready.exists() else gzip.compress(plain, 9, mtime=0)
    name = path.relative_to(FOLDER).as_posix()
    mark = hashlib.sha256(plain).hexdigest()[:12]
    return Static(f"/static/{mark}/{name}", KINDS[path.suffix], plain, packed)
