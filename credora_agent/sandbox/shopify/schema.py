"""Shopify's own schema, built once; documents parsed and validated against it, remembered by their text."""

from __future__ import annotations

import gzip
import json
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from graphql import GraphQLError, build_client_schema, parse, validate

if TYPE_CHECKING:
    from graphql import DocumentNode, GraphQLSchema

_FILE = "shopify_admin_2026-10.introspection.json.gz"


@cache
def schema() -> GraphQLSchema:
    """Return the Admin API's schema of 2026-10; takes about a second and a half the first time."""
    packed = files("credora_agent.sandbox.schemas").joinpath(_FILE).read_bytes()
    return build_client_schema(json.loads(gzip.decompress(packed)), assume_valid=True)


@lru_cache(maxsize=256)
def read(text: str) -> tuple[DocumentNode | None, tuple[GraphQLError, ...]]:
    """Return a document and what is wrong with it; None when it does not even parse."""
    try:
        document = parse(text, max_tokens=20_000)
    except GraphQLError as wrong:
        return None, (wrong,)
    return document, tuple(validate(schema(), document))
