"""A tool's arguments as a client's model reads them: JSON Schema without what it need not read.

Every word of it is paid for in each conversation: titles, nulls and references go, variants are laid over each other.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from credora_agent.core.prompts import prompt

if TYPE_CHECKING:
    from pydantic import BaseModel

UNREAD = ("title", "maxLength", "minLength", "pattern", "discriminator")
"""What our own check says better, and only to those who need it."""
LIMITS, LARGE = ("minimum", "maximum"), 10_000
"""Limits nobody meets by asking for something sensible are not read either."""


def parameters(tool: str, arguments: type[BaseModel]) -> dict[str, Any]:
    """Return the JSON Schema of a tool's arguments: an object without references, each field with its text.

    Texts are those of `prompts/tools/arguments.md`: shared by all tools, or `tool.field` for one of them.
    Raises KeyError for a field without a text.
    """
    schema = arguments.model_json_schema()
    found = _plain(schema, schema.get("$defs", {}))
    properties = {name: _described(tool, name, each) for name, each in found.get("properties", {}).items()}
    required = found.get("required", [])
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


@cache
def texts() -> dict[str, str]:
    """Return what is said of each argument, by its name, `tool.name` or `name.part`."""
    lines = (line.removeprefix("- ") for line in prompt("tools/arguments").splitlines())
    return {name: text for name, _, text in (line.partition(": ") for line in lines)}


def _described(tool: str, name: str, node: dict[str, Any]) -> dict[str, Any]:
    said = texts().get(f"{tool}.{name}") or texts()[name]
    parts = node.get("items", {}).get("properties")
    if parts:
        inner = {part: {**each, "description": texts()[f"{name}.{part}"]} for part, each in parts.items()}
        node = {**node, "items": {**node["items"], "properties": inner}}
    return {**node, "description": said}


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
    kept = {key: value for key, value in kept.items() if key not in LIMITS or abs(value) < LARGE}
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
