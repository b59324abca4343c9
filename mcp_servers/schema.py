"""A tool's arguments as a client's model reads them: JSON Schema without what it need not read.

Every word of it is paid for in each conversation: titles, nulls and references go, variants are laid over each other.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from credora_agent.core.prompts import prompt

if TYPE_CHECKING:
    from pydantic import BaseModel

UNREAD = ("title", "maxLength", "pattern", "discriminator", "minimum", "maxItems", "exclusiveMaximum")
"""What our own check says better, and only to those who need it."""
NOT_SHOWN = "–"
COUNTS = ("limit", "months")
"""Whose greatest value is shown."""


def parameters(tool: str, arguments: type[BaseModel]) -> dict[str, Any]:
    """Return the JSON Schema of a tool's arguments as far as they are shown: an object without references.

    Each field has its text from `prompts/tools/arguments.md`: `tool.field`, or `field` for all tools, where {it} is
    what the tool is about; a dash keeps a field from being shown, though not from being given. Choices that may be
    left out are named by the text: all of them where it says {choices}. Where no field is required, those without a
    default have one of null.
    Raises KeyError for a field without a text.
    """
    schema = arguments.model_json_schema()
    found = _plain(schema, schema.get("$defs", {}))
    required = found.get("required", [])
    shown = {name: node for name, node in found.get("properties", {}).items() if text(tool, name) != NOT_SHOWN}
    properties = {name: _described(tool, name, node, optional=name not in required) for name, node in shown.items()}
    if not required:
        properties = {name: {**node, "default": node.get("default")} for name, node in properties.items()}
    return {"type": "object", "properties": properties, "required": required}


def text(tool: str, name: str) -> str:
    """Return what is said of a tool's argument. Raises KeyError when nothing is."""
    said = texts().get(f"{tool}.{name}") or texts()[name]
    return said.replace("{it}", texts().get(tool, ""))


@cache
def texts() -> dict[str, str]:
    """Return what is said of each argument, by its name, `tool.name` or `name.part`, and what each tool is about."""
    lines = (line.removeprefix("- ") for line in prompt("tools/arguments").splitlines())
    return {name: said for name, _, said in (line.partition(": ") for line in lines)}


def _described(tool: str, name: str, node: dict[str, Any], *, optional: bool) -> dict[str, Any]:
    said = text(tool, name)
    parts = node.get("items", {}).get("properties")
    if parts:
        inner = {part: {**_unbound(each), "description": texts()[f"{name}.{part}"]} for part, each in parts.items()}
        node = {**node, "items": {**node["items"], "properties": inner}}
    if optional and "enum" in node and "default" not in node:
        said = said.replace("{choices}", ", ".join(node["enum"]))
        node = {key: value for key, value in node.items() if key != "enum"}
    return {**(node if name in COUNTS else _unbound(node)), "description": said}


def _unbound(node: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in node.items() if key != "maximum"}


def _plain(node: Any, defs: dict[str, Any]) -> Any:
    if isinstance(node, list):
        return [_plain(each, defs) for each in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        named = defs[node["$ref"].rpartition("/")[2]]
        rest = {key: value for key, value in node.items() if key != "$ref"}
        return _plain({**{key: value for key, value in named.items() if key != "description"}, **rest}, defs)
    for choice in ("anyOf", "oneOf"):
        if choice in node:
            return _plain(_chosen(node, choice, defs), defs)
    kept = {key: value for key, value in node.items() if key not in UNREAD and key not in ("$defs", "default")}
    if node.get("default") is not None:
        kept["default"] = node["default"]
    if "const" in kept:
        kept["enum"] = [kept.pop("const")]
    if "properties" in kept:
        kept["properties"] = {name: _plain(each, defs) for name, each in kept["properties"].items()}
        kept.pop("additionalProperties", None)
        kept.pop("description", None)
        return kept
    return {key: _plain(value, defs) for key, value in kept.items()}


def _chosen(node: dict[str, Any], choice: str, defs: dict[str, Any]) -> dict[str, Any]:
    """Return alternatives as one: null aside, a number rather than its text, objects laid over each other."""
    rest = {key: value for key, value in node.items() if key != choice}
    options = [_plain(each, defs) for each in node[choice] if each.get("type") != "null"]
    if any("properties" in each for each in options):
        return {**rest, **_laid_over(options)}
    kinds = {each.get("type") for each in options}
    if kinds == {"number", "string"}:
        options = [each for each in options if each["type"] == "number"]
    return {**(options[0] if len(options) == 1 else {choice: options}), **rest}


def _laid_over(options: list[dict[str, Any]]) -> dict[str, Any]:
    """Return one object with the fields of all; those all require are required, and their literals are gathered."""
    properties: dict[str, Any] = {}
    for option in options:
        for name, each in option["properties"].items():
            known = properties.setdefault(name, dict(each))
            if "enum" in each and "enum" in known:
                known["enum"] = list(dict.fromkeys([*known["enum"], *each["enum"]]))
    required = set(options[0].get("required", ())).intersection(*(each.get("required", ()) for each in options))
    return {"type": "object", "properties": properties, "required": sorted(required)}
