"""The hub, and beside its own tools, resources and prompts those the conformance suite asks a server to have."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from fastmcp.exceptions import ToolError
from fastmcp.prompts import Message
from fastmcp.server.context import Context  # noqa: TC002 - FastMCP reads what it is asked for
from mcp_types import AudioContent, EmbeddedResource, ImageContent, TextContent, TextResourceContents

from mcp_servers import hub as ours
from mcp_servers.serving import Known

if TYPE_CHECKING:
    from fastmcp import FastMCP

HUB = ours.hub
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
SILENCE = "UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAIA+AAACABAAZGF0YQIAAAAAAA=="


def with_fixtures(*given: Any, **how: Any) -> FastMCP:
    """Return the hub as it is made for anybody, the suite's fixtures added."""
    server = HUB(*given, **how)
    for tool in TOOLS:
        server.tool(tool)
    for prompt in PROMPTS:
        server.prompt(prompt)
    server.resource("test://static-text", mime_type="text/plain")(static_text)
    server.resource("test://static-binary", mime_type="image/png")(static_binary)
    server.resource("test://template/{id}/data", mime_type="application/json")(templated)
    known = next(each for each in server.middleware if isinstance(each, Known))
    server.middleware[server.middleware.index(known)] = Known([*known._names, *(tool.__name__ for tool in TOOLS)])
    return server


def _image() -> ImageContent:
    return ImageContent(type="image", data=PIXEL, mime_type="image/png")


def _embedded(uri: str) -> EmbeddedResource:
    resource = TextResourceContents(uri=uri, mime_type="text/plain", text="This is an embedded resource content.")
    return EmbeddedResource(type="resource", resource=resource)


async def test_image_content() -> list[ImageContent]:
    """Return a picture."""
    return [_image()]


async def test_audio_content() -> list[AudioContent]:
    """Return a sound."""
    return [AudioContent(type="audio", data=SILENCE, mime_type="audio/wav")]


async def test_embedded_resource() -> list[EmbeddedResource]:
    """Return a resource."""
    return [_embedded("test://embedded-resource")]


async def test_multiple_content_types() -> list[Any]:
    """Return a text, a picture and a resource."""
    text = TextContent(type="text", text="Multiple content types test:")
    return [text, _image(), _embedded("test://mixed-content-resource")]


async def test_error_handling() -> str:
    """Fail."""
    raise ToolError("This tool intentionally returns an error for testing")


async def test_tool_with_progress(ctx: Context) -> str:
    """Tell how far it is, three times."""
    for done in (0, 50, 100):
        await ctx.report_progress(done, 100)
    return "done"


def static_text() -> str:
    """Return a text."""
    return "This is the content of the static text resource."


def static_binary() -> bytes:
    """Return a picture."""
    return base64.b64decode(PIXEL)


def templated(id: str) -> str:  # noqa: A002 - the suite names it
    """Return what belongs to an id."""
    return f'{{"id":"{id}","templateTest":true,"data":"Data for ID: {id}"}}'


def test_simple_prompt() -> str:
    """Return a text."""
    return "This is a simple prompt for testing."


def test_prompt_with_arguments(arg1: str, arg2: str) -> str:
    """Return a text with what was given."""
    return f"Prompt with arguments: arg1='{arg1}', arg2='{arg2}'"


def test_prompt_with_embedded_resource(resourceUri: str) -> list[Message]:  # noqa: N803 - the suite names it
    """Return a resource and a text."""
    return [Message(_embedded(resourceUri)), Message("Please process the embedded resource above.")]


def test_prompt_with_image() -> list[Message]:
    """Return a picture and a text."""
    return [Message(_image()), Message("Please analyze the image above.")]


TOOLS = (
    test_image_content,
    test_audio_content,
    test_embedded_resource,
    test_multiple_content_types,
    test_error_handling,
    test_tool_with_progress,
)
PROMPTS = (
    test_simple_prompt,
    test_prompt_with_arguments,
    test_prompt_with_embedded_resource,
    test_prompt_with_image,
)
