"""The resources: what a client may read without a tool, each answered for its caller's own shop and for nobody else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson
from fastmcp.resources.base import Resource, ResourceContent, ResourceResult
from fastmcp.resources.template import ResourceTemplate
from pydantic import AnyUrl, PrivateAttr, ValidationError

from credora_agent.core.errors import BadInput
from mcp_servers import contents
from mcp_servers.arguments import Arguments, said
from mcp_servers.contents import At
from mcp_servers.refusal import reading

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Mapping

    from fastmcp import FastMCP
    from mcp_types import ReadResourceResult
    from mcp_types import Resource as ResourceToList
    from mcp_types import ResourceTemplate as TemplateToList

    from mcp_servers.servers import Kind
    from mcp_servers.services import House
    from mcp_servers.tool import Tool

JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Address:
    """Where something is read: with `{name}` in it a template, whose part `read` is given as well.

    A `lasting` one is the same for everybody until the next version, so that a client may keep it.
    """

    uri: str
    title: str
    says: str
    read: Callable[..., Awaitable[Any]]
    lasting: bool = False
    media: str = JSON

    @property
    def name(self) -> str:
        """Return what it is called in lists and in the audit log."""
        return self.uri.removeprefix("credora://").replace("/{", "_").rstrip("}")

    @property
    def part(self) -> str | None:
        """Return what its changing part is called, None where it has none."""
        return self.uri.partition("{")[2].rstrip("}") or None


EVERYWHERE = (
    Address("credora://status", "Data status", "What the books hold, lack, and how fresh they are.", contents.status),
    Address("credora://schemas", "Tool schemas", "The tools, and where their schemas are.", contents.schemas),
    Address(
        "credora://schemas/{tool}", "Tool schema", "Arguments and result of a tool.", contents.schema, lasting=True
    ),
)
OF_CFO = (
    Address(
        "credora://metrics", "Metrics", "Every metric: unit, formula, base, caveats.", contents.metrics, lasting=True
    ),
    Address("credora://metrics/{metric}", "Metric", "One metric by id.", contents.metric, lasting=True),
    Address("credora://products/{sku}", "Product", "A product's last 28 days, with sources.", contents.product),
    Address(
        "credora://campaigns/{campaign}", "Campaign", "A campaign's last 28 days, with sources.", contents.campaign
    ),
    Address("credora://documents", "Documents", "Files made by exports and schedules.", contents.documents),
    Address("credora://documents/{id}", "Document", "One of those files.", contents.document, media="text/csv"),
)
TEMPLATES = frozenset(each.uri for each in (*EVERYWHERE, *OF_CFO) if each.part)


def add(server: FastMCP, house: House, kinds: Iterable[Kind]) -> None:
    """Add the resources to a server: those of the books where the CFO's tools are, status and schemas everywhere."""
    tools = {tool.name: (kind.name, tool) for kind in kinds for tool in kind.tools}
    for address in (*EVERYWHERE, *(OF_CFO if "cfo_pnl" in tools else ())):
        if address.part:
            server.add_template(OneOf.of(address, house, tools))
        else:
            server.add_resource(Single.of(address, house, tools))


class Single(Resource):
    """A resource of one address, as FastMCP serves it."""

    _reader: Reader = PrivateAttr()

    @classmethod
    def of(cls, address: Address, house: House, tools: Mapping[str, tuple[str, Tool]]) -> Single:
        """Return the resource of an address without a changing part."""
        made = cls(
            uri=AnyUrl(address.uri), name=address.name, title=address.title, description=address.says, mime_type=JSON
        )
        made._reader = Reader(address, house, tools)
        return made

    def to_mcp_resource(self, **overrides: Any) -> ResourceToList:
        """Return the resource as it is listed, without notes of the library's own."""
        return super().to_mcp_resource(_meta=self.meta, **overrides)

    async def read(self) -> ResourceResult:
        """Return what is there. Raises Refused."""
        return await self._reader({})


class OneOf(ResourceTemplate):
    """A resource for each value of a part of its address, as FastMCP serves it."""

    _reader: Reader = PrivateAttr()

    @classmethod
    def of(cls, address: Address, house: House, tools: Mapping[str, tuple[str, Tool]]) -> OneOf:
        """Return the template of an address with a changing part, which is no path and is not screened as one."""
        made = cls(
            uri_template=address.uri, name=address.name, title=address.title, description=address.says,
            mime_type=address.media, security=None,
            parameters={"type": "object", "properties": {address.part: {"type": "string"}}},
        )  # fmt: skip
        made._reader = Reader(address, house, tools)
        return made

    def to_mcp_template(self, **overrides: Any) -> TemplateToList:
        """Return the template as it is listed, without notes of the library's own."""
        return super().to_mcp_template(_meta=self.meta, **overrides)

    async def _read(self, uri: str, params: dict[str, Any]) -> ResourceResult:  # noqa: ARG002 - FastMCP's signature
        return await self._reader(params)


class Fresh(ResourceResult):
    """What was read now and may be otherwise in a moment: not to be kept by a client."""

    def to_mcp_result(self, uri: AnyUrl | str) -> ReadResourceResult:
        """Return it for the wire, stale at once."""
        result = super().to_mcp_result(uri)
        result.ttl_ms = 0
        return result


@dataclass(frozen=True, slots=True)
class Reader:
    """How an address is read."""

    address: Address
    house: House
    tools: Mapping[str, tuple[str, Tool]]

    async def __call__(self, given: Mapping[str, Any]) -> ResourceResult:
        """Return what is there for whoever calls. Raises Refused."""
        async with reading(self.house, f"resource.{self.address.name}", given) as context:
            found = await self.address.read(At(context, self.tools), *_sound(given, self.address.part))
            content = found if isinstance(found, ResourceContent) else _json(found)
            return (ResourceResult if self.address.lasting else Fresh)(contents=[content])


class _Part(Arguments):
    part: str


def _sound(given: Mapping[str, Any], name: str | None) -> list[str]:
    """Return the changing part of an address. Raises BadInput for one that is too long or has control characters."""
    if name is None:
        return []
    try:
        return [_Part(part=given[name]).part]
    except ValidationError as bad:
        raise BadInput(f"Bad address. {said(bad)}".replace("part:", f"{name}:"), remedy="Correct it.") from None


def _json(found: Any) -> ResourceContent:
    return ResourceContent(orjson.dumps(found).decode(), mime_type=JSON)
