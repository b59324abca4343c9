"""Which access scopes a type or field asks for, as the published access map words it, and the refusal."""

from __future__ import annotations

import gzip
import json
import re
from functools import cache
from importlib.resources import files
from typing import Any

from graphql import GraphQLError

_SCOPE = re.compile(r"`((?:read|write)_\w+)`")
_PAYOUTS = ("`read_shopify_payments_payouts`", "The user must have access to payouts.")
_MAP = "shopify_admin_2026-10_access.json.gz"


@cache
def _published() -> tuple[dict[str, str], frozenset[str]]:
    packed = files("credora_agent.sandbox.schemas").joinpath(_MAP).read_bytes()
    said: dict[str, Any] = json.loads(gzip.decompress(packed))
    texts = {
        name: text.replace(_PAYOUTS[1], f"{_PAYOUTS[0]} access scope.")
        for name, text in said["required_access"].items()
    }
    return texts, frozenset(said["protected_customer_fields"])


def required(name: str) -> tuple[frozenset[str], str]:
    """Return the scopes any one of which opens a type or `Type.field`, and the map's words; empty when it is open."""
    text = _published()[0].get(name, "")
    return frozenset(_SCOPE.findall(text)), text


def protected(name: str) -> bool:
    """Say whether a `Type.field` is protected customer data, for which this app has no approval."""
    return name in _published()[1]


def granted(scopes: frozenset[str]) -> frozenset[str]:
    """Return scopes with the reading that writing implies."""
    return scopes | {f"read_{scope[6:]}" for scope in scopes if scope.startswith("write_")}


def denied(field: str, text: str) -> GraphQLError:
    """Return the refusal of a field."""
    return GraphQLError(
        f"Access denied for {field} field. Required access: {text}",
        extensions={
            "code": "ACCESS_DENIED",
            "documentation": "https://shopify.dev/api/usage/access-scopes",
            "requiredAccess": text,
        },
    )


def unapproved(field: str) -> GraphQLError:
    """Return the refusal of protected customer data."""
    return GraphQLError(
        f"This app is not approved to use the {field} field. "
        "See https://shopify.dev/docs/apps/launch/protected-customer-data for more details.",
        extensions={
            "code": "ACCESS_DENIED",
            "documentation": "https://shopify.dev/docs/apps/launch/protected-customer-data",
        },
    )
