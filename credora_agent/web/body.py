"""Bodies as they come in: never more of one than its route takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, ValidationError

from credora_agent.core.errors import BadInput
from credora_agent.web.errors import TooLarge

if TYPE_CHECKING:
    from fastapi import Request

Asked = TypeVar("Asked", bound=BaseModel)
JSON_LARGEST = 32 << 10
"""Bytes of a body of JSON; a question has a few hundred."""
FORM_LARGEST = 64 << 10
"""Bytes of a form without files."""


async def raw_body(request: Request, largest: int) -> bytes:
    """Return the whole body. Raises TooLarge as soon as it is longer than `largest` bytes."""
    chunks, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > largest:
            raise TooLarge("The body is too large.", remedy="Nothing was done.")
        chunks.append(chunk)
    return b"".join(chunks)


async def json_body(request: Request, kind: type[Asked]) -> Asked:
    """Return the body, which says it is JSON, as `kind`. Raises BadInput for any other, TooLarge for a long one."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise BadInput("The body must be JSON.", remedy="Send it with `content-type: application/json`.")
    raw = await raw_body(request, JSON_LARGEST)
    try:
        return kind.model_validate_json(raw)
    except ValidationError as bad:
        first = bad.errors(include_url=False, include_input=False, include_context=False)[0]
        where = ".".join(str(part) for part in first["loc"])[:60]
        said = f"{where}: {first['msg']}" if where else str(first["msg"])
        raise BadInput(f"The body is not as it should be. {said[:200]}.", remedy="Correct it.") from None


async def form_body(request: Request, *, largest: int = FORM_LARGEST) -> dict[str, str]:
    """Return the texts of a form, of a name that comes twice the last. Raises BadInput, TooLarge."""
    size = request.headers.get("content-length", "0")
    if not size.isdecimal():
        raise BadInput("The form does not say how large it is.", remedy="Send it with a Content-Length.")
    if int(size) > largest:
        raise TooLarge("The form is too large.", remedy="Nothing was done.")
    if "transfer-encoding" in request.headers:
        raise BadInput("The form does not say how large it is.", remedy="Send it with a Content-Length.")
    found = await request.form(max_files=0, max_fields=100)
    return {name: value for name, value in found.multi_items() if isinstance(value, str)}
