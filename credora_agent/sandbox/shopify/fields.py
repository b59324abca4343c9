"""How a field of any type is read: access first, then its reader. The same for single requests and bulk operations.

What no `Kind` lists is null where the schema allows it, and an error that says so where it does not.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from graphql import get_named_type, is_non_null_type

from credora_agent.sandbox.shopify import access
from credora_agent.sandbox.shopify.call import Args, Call, Invalid
from credora_agent.sandbox.shopify.kind import Kind
from credora_agent.sandbox.shopify.kinds.catalogue import CATALOGUE
from credora_agent.sandbox.shopify.kinds.lines import ORDER_PARTS
from credora_agent.sandbox.shopify.kinds.mutations import MUTATIONS
from credora_agent.sandbox.shopify.kinds.orders import ORDER, SHIPPING_LINE
from credora_agent.sandbox.shopify.kinds.payments import PAYMENTS
from credora_agent.sandbox.shopify.kinds.queries import QUERY_ROOT
from credora_agent.sandbox.shopify.kinds.sales import AGREEMENT_TYPES, AGREEMENTS, SALE_PARTS, SALE_TYPES, SALES
from credora_agent.sandbox.shopify.kinds.shop import SHOP_PARTS
from credora_agent.sandbox.shopify.paging import Rows, page
from credora_agent.sandbox.shopify.schema import schema

if TYPE_CHECKING:
    from collections.abc import Callable

    from graphql import GraphQLField, GraphQLObjectType, GraphQLResolveInfo

    Reader = Callable[[Any, Call, Args], Any]

CONNECTION = "Connection"
_KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        QUERY_ROOT,
        ORDER,
        SHIPPING_LINE,
        *SHOP_PARTS,
        *AGREEMENTS,
        *SALES,
        *SALE_PARTS,
        *ORDER_PARTS,
        *CATALOGUE,
        *PAYMENTS,
        *MUTATIONS,
    )
}
_ANY_CONNECTION = Kind(
    "*Connection",
    plain={"edges": lambda some: some.edges(), "nodes": lambda some: some.items, "pageInfo": lambda some: some},
)
_ANY_EDGE = Kind("*Edge", plain={"node": lambda edge: edge.node, "cursor": lambda edge: edge.cursor})
_NAMES = {
    "LineOf": "LineItem",
    "RefundOf": "Refund",
    "RefundLineOf": "RefundLineItem",
    "PaymentOf": "OrderTransaction",
    "ReturnOf": "Return",
    "ReturnLineOf": "ReturnLineItem",
    "Variant": "ProductVariant",
    "Payout": "ShopifyPaymentsPayout",
    "BalanceRow": "ShopifyPaymentsBalanceTransaction",
    "Operation": "BulkOperation",
    "Subscription": "WebhookSubscription",
    "World": "Shop",
}


def type_name(thing: Any, *_: Any) -> str:
    """Return the name of the object type that a thing is, where the schema leaves it open."""
    made = type(thing).__name__
    if made == "AgreementOf":
        return AGREEMENT_TYPES.get(thing.it.reason, "OrderAgreement")
    if made == "SaleOf":
        return SALE_TYPES.get(thing.it.line_type, "UnknownSale")
    return _NAMES.get(made, made)


def resolve(source: Any, info: GraphQLResolveInfo[Any], **args: Any) -> Any:
    """Read a field for graphql-core."""
    return reader(info.parent_type.name, info.field_name)(source, info.context, args)


@cache
def reader(type_name_: str, name: str) -> Reader:
    """Return the reader of a field as a request sees it: connections as pages."""
    drawn = rows(type_name_, name)
    if drawn is None:
        return value(type_name_, name)
    return lambda source, call, args: page(drawn(source, call, args), args, call)


@cache
def rows(type_name_: str, name: str) -> Callable[[Any, Call, Args], Rows] | None:
    """Return the reader of all rows of a connection, access checked; None when the field is no simulated connection."""
    kind = _KINDS.get(type_name_)
    drawn = kind.rows.get(name) if kind else None
    return _guarded(type_name_, name, drawn) if drawn else None


@cache
def value(type_name_: str, name: str) -> Reader:
    """Return the reader of a field that is no connection, access checked."""
    return _guarded(type_name_, name, _unguarded(type_name_, name))


def _unguarded(type_name_: str, name: str) -> Reader:
    kind = _KINDS.get(type_name_) or _generic(type_name_)
    if name in kind.plain:
        plain = kind.plain[name]
        return lambda source, _call, _args: plain(source)
    if name in kind.asked:
        return kind.asked[name]
    if not is_non_null_type(field_of(type_name_, name).type):
        return lambda _source, _call, _args: None

    def missing(_source: Any, _call: Call, _args: Args) -> Any:
        raise Invalid(f"The field {type_name_}.{name} is not simulated.", "NOT_SIMULATED")

    return missing


def _generic(type_name_: str) -> Kind:
    if type_name_.endswith(CONNECTION):
        return _ANY_CONNECTION
    return _ANY_EDGE if type_name_.endswith("Edge") else Kind(type_name_)


def _guarded(type_name_: str, name: str, read: Callable[[Any, Call, Args], Any]) -> Callable[[Any, Call, Args], Any]:
    """Return `read` behind what the field and the type it returns ask for."""
    full = f"{type_name_}.{name}"
    needs = [found for found in (access.required(full), access.required(_returned(type_name_, name))) if found[0]]
    approved = not access.protected(full)
    if approved and not needs:
        return read

    def guarded(source: Any, call: Call, args: Args) -> Any:
        for scopes, text in needs:
            if not scopes & call.scopes:
                raise access.denied(name, text)
        if not approved:
            raise access.unapproved(name)
        return read(source, call, args)

    return guarded


def field_of(type_name_: str, name: str) -> GraphQLField:
    """Return a field's definition."""
    found: GraphQLField = object_type(type_name_).fields[name]
    return found


def object_type(name: str) -> GraphQLObjectType:
    """Return an object type of the schema."""
    found: Any = schema().get_type(name)
    return found  # type: ignore[no-any-return]


def _returned(type_name_: str, name: str) -> str:
    """Return the name of the type a field returns; of a connection, of what it connects."""
    named = get_named_type(field_of(type_name_, name).type).name
    if not named.endswith(CONNECTION):
        return named
    fields = object_type(named).fields
    return get_named_type(fields["nodes"].type).name if "nodes" in fields else named.removesuffix(CONNECTION)
