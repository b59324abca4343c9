"""Every request sent to Shopify holds to the schema Shopify publishes for 2026-10, and mistakes in one are caught."""

from __future__ import annotations

import gzip
import json
import re
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from graphql import (
    FieldNode,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    TypeInfo,
    TypeInfoVisitor,
    VariableNode,
    Visitor,
    build_client_schema,
    get_named_type,
    is_leaf_type,
    is_list_type,
    parse,
    print_ast,
    specified_rules,
    validate,
    visit,
)
from graphql.pyutils import camel_to_snake
from graphql.type import is_abstract_type
from graphql.validation import NoDeprecatedCustomRule

from credora_agent.platforms.shopify.calls import NESTED, RESTOCKED, START
from credora_agent.platforms.shopify.documents import bulk_document, document
from credora_agent.platforms.shopify.scopes import NEEDS, OPTIONAL, SCOPES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphql import DocumentNode, GraphQLNamedType

SCHEMAS = Path(__file__).resolve().parents[2] / "credora_agent" / "sandbox" / "schemas"
QUERIES = files("credora_agent.platforms.shopify") / "queries"
NAMES = sorted(Path(each.name).stem for each in QUERIES.iterdir() if each.name.endswith(".graphql"))
RULES = [*specified_rules, NoDeprecatedCustomRule]
MOST_POINTS = 1_000
SIZES: dict[str, int] = {**NESTED, "first": 0, "after": 0}
SCOPE = re.compile(r"`((?:read|write)_\w+)`")
PAYOUTS = "The user must have access to payouts."
"""How the access map words what apps get by the scope `read_shopify_payments_payouts`."""


@cache
def schema() -> GraphQLSchema:
    packed = (SCHEMAS / "shopify_admin_2026-10.introspection.json.gz").read_bytes()
    return build_client_schema(json.loads(gzip.decompress(packed)), assume_valid=True)


@cache
def access() -> dict[str, str]:
    packed = (SCHEMAS / "shopify_admin_2026-10_access.json.gz").read_bytes()
    said: dict[str, str] = json.loads(gzip.decompress(packed))["required_access"]
    return {name: text.replace(PAYOUTS, "`read_shopify_payments_payouts`") for name, text in said.items()}


def mistakes(text: str) -> list[str]:
    return [error.message for error in validate(schema(), parse(text), RULES)]


class Bulk(Visitor):
    """What Shopify's rules for bulk operations look at, gathered in one walk."""

    def __init__(self, types: TypeInfo) -> None:
        super().__init__()
        self.types = types
        self.open: list[str] = []
        self.connections = self.depth = 0
        self.broken: set[str] = set()

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        """Count a connection, and note what it breaks by standing where it does."""
        kind = self.types.get_type()
        if is_connection(kind):
            self.connections += 1
            self.depth = max(self.depth, self.open.count("connection"))
            if "list" in self.open:
                self.broken.add("connection within a list")
            named = {each.name.value for each in node.selection_set.selections if isinstance(each, FieldNode)}
            if named != {"edges"}:
                self.broken.add("anything but edges")
            if any(each.name.value in {"first", "last", "after"} for each in node.arguments or ()):
                self.broken.add("paged by hand")
        top = not self.open
        if top and node.name.value in {"node", "nodes"}:
            self.broken.add("node at the top")
        is_list = kind is not None and is_list_type(getattr(kind, "of_type", kind)) and node.name.value != "edges"
        self.open.append("connection" if is_connection(kind) else "list" if is_list else "field")

    def leave_field(self, *_: Any) -> None:
        """Step out of a field."""
        self.open.pop()


def bulk_mistakes(text: str) -> set[str]:
    """Return the rules for bulk operations that a query breaks."""
    types = TypeInfo(schema())
    seen = Bulk(types)
    parsed = parse(text)
    visit(parsed, TypeInfoVisitor(types, seen))
    operation = parsed.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    return seen.broken | {
        name
        for name, broken in {
            "too many connections": seen.connections > 5,
            "no connection": seen.connections == 0,
            "too deep": seen.depth > 2,
            "variables": bool(operation.variable_definitions),
            "more than one thing at the top": len(operation.selection_set.selections) > 1,
        }.items()
        if broken
    }


def is_connection(kind: Any) -> bool:
    return kind is not None and get_named_type(kind).name.endswith("Connection")


def cost(selections: SelectionSetNode, of: GraphQLNamedType, sizes: dict[str, int]) -> int:
    """Return the points of a selection if every connection were full: 1 for an object, 2 for a connection more."""
    total, by_type = 0, [0]
    for each in selections.selections:
        if isinstance(each, InlineFragmentNode):
            inner = cost(each.selection_set, schema().get_type(each.type_condition.name.value), sizes)
            by_type.append(inner)
            total += 0 if is_abstract_type(of) else inner
        elif isinstance(each, FieldNode):
            total += field_cost(each, of, sizes)
    return total + (max(by_type) if is_abstract_type(of) else 0)


def field_cost(node: FieldNode, of: GraphQLNamedType, sizes: dict[str, int]) -> int:
    kind = of.fields[node.name.value].type
    named = get_named_type(kind)
    if is_leaf_type(named):
        return 0
    inner = cost(node.selection_set, named, sizes)
    if is_connection(kind):
        return 2 + size(node, "first", sizes) * inner
    return (size(node, "ids", sizes) if named.name == "Node" else 1) * (1 + inner)


def size(node: FieldNode, name: str, sizes: dict[str, int]) -> int:
    value = next(each.value for each in node.arguments or () if each.name.value == name)
    if isinstance(value, IntValueNode):
        return int(value.value)
    assert isinstance(value, VariableNode)
    return sizes[value.name.value]


def points(name: str, **sizes: int) -> int:
    [operation] = parse(document(name)).definitions
    assert isinstance(operation, OperationDefinitionNode)
    return cost(operation.selection_set, schema().query_type, sizes)


def used(parsed: DocumentNode) -> Iterator[str]:
    """Yield every type and `Type.field` that a request touches."""
    types, found = TypeInfo(schema()), set()

    class Touched(Visitor):
        def enter_field(self, node: FieldNode, *_: Any) -> None:
            found.add(f"{types.get_parent_type().name}.{node.name.value}")
            found.add(get_named_type(types.get_type()).name)

        def enter_inline_fragment(self, node: InlineFragmentNode, *_: Any) -> None:
            found.add(node.type_condition.name.value)

    visit(parsed, TypeInfoVisitor(types, Touched()))
    yield from sorted(found)


def test_the_files_and_the_list_of_permissions_name_the_same_requests():
    assert sorted(NEEDS) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_request_is_valid_and_asks_for_nothing_deprecated(name: str):
    """graphql-core, which nobody here wrote, judges each file by the published schema."""
    assert mistakes(document(name)) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_file_holds_one_operation_named_after_it_and_says_what_it_is_for(name: str):
    text = document(name)
    [operation] = parse(text).definitions
    assert text.startswith("# ")
    if name != "bulk_orders":
        assert camel_to_snake(operation.name.value) == name


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ("taxesIncluded", "totalPrice", "deprecated"),
        ("currentTotalPriceSet", "currentTotalPriceBag", "Cannot query field"),
        ("sortKey: UPDATED_AT", "sortKey: updated_at", "does not exist in"),
        ("$first: Int!", "$first: String!", "used in position expecting"),
        ("taxLine { title channelLiable }", "taxLine", "must have a selection"),
    ],
)
def test_a_mistake_in_a_request_is_caught(was: str, becomes: str, says: str):
    text = document("orders")
    assert was in text
    assert any(says in each for each in mistakes(text.replace(was, becomes)))


def test_the_bulk_query_keeps_the_rules_of_bulk_operations():
    assert bulk_mistakes(document("bulk_orders")) == set()


FIVE_MORE = " ".join(f"more{i}: events {{ edges {{ node {{ id }} }} }}" for i in range(5))

DEEP = (
    "{ products { edges { node { id variants { edges { node { id product { id variants { edges { node { id "
    "product { variants { edges { node { id } } } } } } } } } } } } } } }"
)


@pytest.mark.parametrize(
    ("query", "broken"),
    [
        (f"{{ orders {{ edges {{ node {{ id {FIVE_MORE} }} }} }} }}", "too many connections"),
        ("{ orders { nodes { id } } }", "anything but edges"),
        ("{ orders(first: 5) { edges { node { id } } } }", "paged by hand"),
        ('{ nodes(ids: ["gid://shopify/Order/1"]) { id } }', "node at the top"),
        ("{ shop { id } }", "no connection"),
        ("query Q($q: String) { orders(query: $q) { edges { node { id } } } }", "variables"),
        (
            "{ orders { edges { node { id refunds { id refundLineItems { edges { node { id } } } } } } } }",
            "connection within a list",
        ),
        (DEEP, "too deep"),
    ],
)
def test_what_bulk_operations_refuse_is_caught(query: str, broken: str):
    """Each rule catches the query made to break it, which is otherwise a valid one."""
    assert mistakes(query) == []
    assert broken in bulk_mistakes(query)


def test_a_window_fills_the_one_place_there_is_for_it():
    text = bulk_document("""updated_at:>='2026-01-01T00:00:00Z' AND updated_at:<'2026-02-01T00:00:00Z'""")
    assert "WINDOW" not in text.split("{", 1)[1]
    assert text.count("updated_at:>='2026-01-01T00:00:00Z'") == 1
    assert mistakes(text) == []


def test_pages_and_bulk_ask_for_the_same_of_an_order():
    """An order reads the same whichever way it came: only what pages is in one and not in the other."""
    paged = {"first", "after", "$agreements", "$sales"}
    shapes = [_order_shape(name) for name in ("orders", "orders_by_id", "bulk_orders")]
    assert shapes[0] == shapes[1] == shapes[2]
    assert not any(word in shapes[2] for word in paged)
    assert _part(document("more_agreements"), "sales") == _part(document("orders"), "sales")
    assert _part(document("more_sales"), "sales") == _part(document("orders"), "sales")


def _order_shape(name: str) -> str:
    text = _part(document(name), "orders" if name != "orders_by_id" else "nodes")
    start = text.index("id\n")
    return re.sub(r"[\s{}]+", " ", text[start:]).strip()


def _part(text: str, field: str) -> str:
    """Return a field of a request with all below it, without what is there for paging."""
    found: list[FieldNode] = []

    class Find(Visitor):
        def enter_field(self, node: FieldNode, *_: Any) -> None:
            if node.name.value == field:
                found.append(node)

    visit(parse(text), Find())
    printed = print_ast(found[0]).split("\n", 1)[1]
    printed = re.sub(r"\(first: [^)]*\)", "", printed)
    lines = [line.strip() for line in re.sub(r"pageInfo \{[^}]*\}|\bcursor\n", "", printed).splitlines()]
    return "\n".join(line for line in lines if line)


@pytest.mark.parametrize("name", sorted(START))
def test_no_request_can_cost_more_than_one_may_at_the_sizes_asked_for(name: str):
    """Even counting every nested list as full, which is far above what Shopify itself says, 1,000 points suffice."""
    sizes = {**SIZES, "first": START[name], "ids": START[name]}
    if name == "restocks":
        sizes["first"] = RESTOCKED
    assert 0 < points(name, **sizes) <= MOST_POINTS


def test_a_page_too_large_would_be_seen_to_be():
    assert points("orders", **{**SIZES, "first": 250}) > MOST_POINTS


@pytest.mark.parametrize("name", NAMES)
def test_the_permissions_asked_for_cover_everything_a_request_touches(name: str):
    """By Shopify's own access map, type by type and field by field."""
    asked = {*SCOPES, *(OPTIONAL if name == "customers" else ())}
    for touched in used(parse(document(name))):
        opening = set(SCOPE.findall(access().get(touched, "")))
        assert not opening or opening & asked, touched
        assert not opening or opening & set(NEEDS[name]), f"{touched} of {name} needs one of {opening}"


def test_nothing_is_asked_for_that_no_request_needs():
    """The exceptions open data to requests that would work without: older orders, stock, disputes."""
    needed = {scope for scopes in NEEDS.values() for scope in scopes}
    assert set(SCOPES) - needed == {"read_all_orders", "read_shopify_payments_disputes"}
    assert needed <= {*SCOPES, *OPTIONAL}


def test_a_permission_that_lacks_would_be_noticed():
    touched = set(used(parse(document("customers"))))
    assert "read_customers" in {scope for each in touched for scope in SCOPE.findall(access().get(each, ""))}
