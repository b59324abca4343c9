"""Mutation: bulk operations and webhook subscriptions, the only things this app may change."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Any

from credora_agent.sandbox.consent import is_loopback
from credora_agent.sandbox.shopify.kind import Kind
from credora_agent.sandbox.shopify.nodes import gid, moment, moment_or_none, number_of

if TYPE_CHECKING:
    from credora_agent.sandbox.shopify.call import Args, Call

_TOPIC_SCOPES = {
    "ORDERS": {"read_orders"},
    "REFUNDS": {"read_orders"},
    "ORDER_TRANSACTIONS": {"read_orders"},
    "TENDER_TRANSACTIONS": {"read_orders"},
    "PRODUCTS": {"read_products"},
    "INVENTORY_ITEMS": {"read_inventory", "read_products"},
    "RETURNS": {"read_returns"},
    "DISPUTES": {"read_shopify_payments_disputes"},
    "CUSTOMERS": {"read_customers"},
}
_VERBS = ("CREATE", "UPDATED", "UPDATE", "DELETE", "EDITED", "CANCELLED", "PAID", "FULFILLED")


def _run(_: Any, call: Call, args: Args) -> dict[str, Any]:
    operation, errors = call.site.bulk.start(call, args["query"], grouped=args["groupObjects"])
    return {"bulkOperation": operation, "userErrors": errors}


def _cancel(_: Any, call: Call, args: Args) -> dict[str, Any]:
    kind, number = number_of(args["id"])
    operation = call.site.bulk.get(number) if kind == "BulkOperation" else None
    if operation is None:
        return {"bulkOperation": None, "userErrors": [{"field": ["id"], "message": "Bulk operation does not exist"}]}
    if not call.site.bulk.cancel(operation):
        message = f"A bulk operation cannot be canceled when it is {operation.status.lower()}"
        return {"bulkOperation": operation, "userErrors": [{"field": None, "message": message}]}
    return {"bulkOperation": operation, "userErrors": []}


def _subscribe(_: Any, call: Call, args: Args) -> dict[str, Any]:
    said = args["webhookSubscription"]
    uri = said.get("uri") or said.get("callbackUrl") or ""
    problem = _problem(call, args["topic"], uri)
    if problem:
        return {"webhookSubscription": None, "userErrors": [problem]}
    return {"webhookSubscription": call.site.subscribe(args["topic"], uri), "userErrors": []}


def _problem(call: Call, topic: str, uri: str) -> dict[str, Any] | None:
    """Return why a subscription cannot be made, as a user error."""
    subject = topic.removesuffix("_" + next((verb for verb in _VERBS if topic.endswith(verb)), ""))
    scopes = _TOPIC_SCOPES.get(subject)
    if scopes and not scopes & call.scopes:
        message = f"You do not have permission to create or update webhooks with {topic.lower()} topic"
        return {"field": ["webhookSubscription"], "message": message}
    if not is_loopback(uri):
        return {
            "field": ["webhookSubscription", "uri"],
            "message": "Address is invalid: the sandbox calls loopback only",
        }
    if any(one.topic == topic and one.uri == uri for one in call.site.subscriptions()):
        return {"field": ["webhookSubscription", "uri"], "message": "Address for this topic has already been taken"}
    return None


def _unsubscribe(_: Any, call: Call, args: Args) -> dict[str, Any]:
    kind, number = number_of(args["id"])
    if kind != "WebhookSubscription" or not call.site.unsubscribe(number):
        error = {"field": ["id"], "message": "Webhook subscription does not exist"}
        return {"deletedWebhookSubscriptionId": None, "userErrors": [error]}
    return {"deletedWebhookSubscriptionId": args["id"], "userErrors": []}


def _keys(*names: str) -> dict[str, Any]:
    return {name: (lambda said, name=name: said[name]) for name in names}


MUTATIONS = (
    Kind(
        "Mutation",
        asked={
            "bulkOperationRunQuery": _run,
            "bulkOperationCancel": _cancel,
            "webhookSubscriptionCreate": _subscribe,
            "webhookSubscriptionDelete": _unsubscribe,
        },
    ),
    Kind("BulkOperationRunQueryPayload", plain=_keys("bulkOperation", "userErrors")),
    Kind("BulkOperationCancelPayload", plain=_keys("bulkOperation", "userErrors")),
    Kind("BulkOperationUserError", plain=_keys("field", "message", "code")),
    Kind("WebhookSubscriptionCreatePayload", plain=_keys("webhookSubscription", "userErrors")),
    Kind("WebhookSubscriptionDeletePayload", plain=_keys("deletedWebhookSubscriptionId", "userErrors")),
    Kind(
        "BulkOperation",
        plain={
            "id": lambda operation: gid("BulkOperation", operation.id),
            "status": attrgetter("status"),
            "errorCode": attrgetter("error_code"),
            "createdAt": lambda operation: moment(operation.created_at),
            "completedAt": lambda operation: moment_or_none(operation.completed_at),
            "objectCount": lambda operation: str(operation.objects),
            "rootObjectCount": lambda operation: str(operation.roots),
            "fileSize": lambda operation: str(operation.file.size) if operation.file else None,
            "url": attrgetter("url"),
            "partialDataUrl": attrgetter("partial_url"),
            "query": attrgetter("query"),
            "type": lambda _: "QUERY",
        },
    ),
    Kind(
        "WebhookSubscription",
        plain={
            "id": lambda one: gid("WebhookSubscription", one.id),
            "legacyResourceId": lambda one: str(one.id),
            "topic": attrgetter("topic"),
            "uri": attrgetter("uri"),
            "callbackUrl": attrgetter("uri"),
            "createdAt": lambda one: moment(one.created_at),
            "updatedAt": lambda one: moment(one.created_at),
            "format": lambda _: "JSON",
            "includeFields": lambda _: [],
            "metafieldNamespaces": lambda _: [],
            "metafields": lambda _: [],
        },
    ),
)
