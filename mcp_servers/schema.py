"""A tool's arguments as a client's model reads them: JSON Schema without what it need not read.

Every word of it is paid for in each conversation: titles, nulls and references go, variants are laid over each other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic import BaseModel

UNREAD = ("title", "maxLength", "minLength", "pattern", "discriminator")
"""What our own check says better, and only to those who need it."""
LIMITS, LARGE = ("minimum", "maximum"), 10_000
"""Limits nobody meets by asking for something sensible are not read either."""


def parameters(arguments: type[BaseModel]) -> dict[str, Any]:
    """Return the JSON Schema of `arguments`, an object without references that names no field's default of null."""
    schema = arguments.model_json_schema()
    found = _plain(schema, schema.get("$defs", {}))
    shown = {key: found[key] for key in ("type", "properties", "required") if found.get(key)}
    return {"type": "object", "properties": {}, **shown, "additionalProperties": False}


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
