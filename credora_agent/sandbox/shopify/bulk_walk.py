"""A bulk query compiled to functions that make lines of the world's things, with the requests' own readers."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson
from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLEnumType,
    GraphQLObjectType,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
)
from graphql.execution.values import get_argument_values

from credora_agent.sandbox.shopify import fields
from credora_agent.sandbox.shopify.call import Args, Call, Invalid

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from graphql import GraphQLField, SelectionSetNode

    from credora_agent.sandbox.shopify.paging import Rows
    from credora_agent.sandbox.shopify.selection import Document

    Sets = list[SelectionSetNode]
    Finish = Callable[[Any], Any]


class Line(NamedTuple):
    """One line of the file: how deep its thing is nested, and its JSON."""

    depth: int
    text: bytes


class Branch(NamedTuple):
    """A connection within a thing: how to reach what it hangs on, how its rows are read, and what is wanted of them."""

    reach: Callable[[Any], Any]
    rows: Callable[[Any, Call, Args], Rows]
    args: Args
    node: Node


@dataclass(slots=True)
class Shape:
    """What is wanted of things of one type: fields by key, and connections that become lines of their own."""

    steps: list[tuple[str, Finish]] = field(default_factory=list)
    branches: list[Branch] = field(default_factory=list)

    def build(self, thing: Any) -> dict[str, Any]:
        """Return a thing's own fields."""
        return {key: read(thing) for key, read in self.steps}


class Node:
    """What is wanted of a connection's nodes, whatever their types turn out to be."""

    def __init__(self, maker: Maker, sets: Sets) -> None:
        self._maker, self._sets = maker, sets
        self._shapes: dict[str, Shape] = {}

    def shape(self, thing: Any) -> Shape:
        """Return the shape for a thing's type."""
        name = fields.type_name(thing)
        found = self._shapes.get(name)
        if found is None:
            found = self._shapes[name] = self._maker.shape(self._sets, name)
        return found


class Maker:
    """Compiles the selections of one document for one call."""

    def __init__(self, document: Document, call: Call) -> None:
        """Keep what readers need."""
        self._document, self._call = document, call

    def lines(self) -> Iterator[list[Line]]:
        """Return the lines of each root thing with all that hangs on it, parents before their children."""
        picked = self._document.root()[0]
        args = self._document.arguments(picked)
        drawn = fields.rows("QueryRoot", picked.name)
        if drawn:
            node = Node(
                self, [one.node.selection_set for one in self._document.nodes(picked) if one.node.selection_set]
            )
            for thing in drawn(None, self._call, args).items:
                yield list(self._written(thing, node, 0, None))
            return
        thing = fields.value("QueryRoot", picked.name)(None, self._call, args)
        if thing is not None and picked.node.selection_set:
            yield list(self._top(thing, self.shape([picked.node.selection_set], picked.returns.name)))

    def _top(self, thing: Any, shape: Shape) -> Iterator[Line]:
        row = shape.build(thing)
        if row:
            yield Line(0, orjson.dumps(row))
        for branch in shape.branches:
            yield from self._branch(thing, branch, 0, row.get("id"))

    def _written(self, thing: Any, node: Node, depth: int, parent: str | None) -> Iterator[Line]:
        shape = node.shape(thing)
        row = shape.build(thing)
        if parent is not None:
            row["__parentId"] = parent
        yield Line(depth, orjson.dumps(row))
        for branch in shape.branches:
            yield from self._branch(thing, branch, depth, row.get("id"))

    def _branch(self, thing: Any, branch: Branch, depth: int, parent: str | None) -> Iterator[Line]:
        reached = branch.reach(thing)
        if reached is not None:
            for child in branch.rows(reached, self._call, branch.args).items:
                yield from self._written(child, branch.node, depth + 1, parent)

    def shape(self, sets: Sets, owner: str) -> Shape:
        """Compile selections for things of the type `owner`."""
        shape = Shape()
        for key, nodes in self._collected(sets, owner).items():
            name = nodes[0].name.value
            if name == "__typename":
                shape.steps.append((key, partial(_named, owner)))
                continue
            field_ = fields.field_of(owner, name)
            args = get_argument_values(field_, nodes[0], self._document.variables)
            inner = [node.selection_set for node in nodes if node.selection_set]
            if get_named_type(field_.type).name.endswith(fields.CONNECTION):
                self._add_branch(shape, owner, name, args, inner)
            else:
                self._add_step(shape, owner, field_, (key, name, args, inner))
        return shape

    def _add_branch(self, shape: Shape, owner: str, name: str, args: Args, inner: Sets) -> None:
        drawn = fields.rows(owner, name)
        if drawn is None:
            raise Invalid(f"The connection {owner}.{name} is not simulated.", "NOT_SIMULATED")
        connection = get_named_type(fields.field_of(owner, name).type).name
        edges = self._within(inner, connection, "edges")
        nodes = self._within(edges, f"{connection.removesuffix(fields.CONNECTION)}Edge", "node")
        shape.branches.append(Branch(_itself, drawn, args, Node(self, nodes)))

    def _within(self, sets: Sets, owner: str, name: str) -> Sets:
        found = (node for nodes in self._collected(sets, owner).values() for node in nodes if node.name.value == name)
        return [node.selection_set for node in found if node.selection_set]

    def _add_step(self, shape: Shape, owner: str, field_: GraphQLField, asked: tuple[str, str, Args, Sets]) -> None:
        key, name, args, inner = asked
        read = partial(_read, fields.value(owner, name), self._call, args)
        finish, listed = self._finish(field_, inner), is_list_type(get_nullable_type(field_.type))
        if listed:
            finish = _each(finish)
        shape.steps.append((key, _finished(read, finish, f"{owner}.{name}", needed=is_non_null_type(field_.type))))
        returned = get_named_type(field_.type)
        if isinstance(returned, GraphQLObjectType) and not listed:
            for branch in self.shape(inner, returned.name).branches:
                shape.branches.append(branch._replace(reach=_then(read, branch.reach)))

    def _finish(self, field_: GraphQLField, inner: Sets) -> Finish:
        """Return what makes JSON of one value of a field."""
        returned = get_named_type(field_.type)
        if isinstance(returned, GraphQLEnumType):
            return _one_of(returned)
        if is_leaf_type(returned):
            return float if returned.name == "Float" else _itself
        if isinstance(returned, GraphQLObjectType):
            return self.shape(inner, returned.name).build
        node = Node(self, inner)
        return lambda thing: node.shape(thing).build(thing)

    def _collected(self, sets: Sets, owner: str) -> dict[str, list[FieldNode]]:
        """Return the field nodes that apply to the type `owner`, by their keys."""
        found: dict[str, list[FieldNode]] = {}
        for set_ in sets:
            for node in set_.selections:
                if isinstance(node, FieldNode):
                    found.setdefault(node.alias.value if node.alias else node.name.value, []).append(node)
                    continue
                fragment: Any = (
                    self._document.fragments[node.name.value] if isinstance(node, FragmentSpreadNode) else node
                )
                if _applies(fragment, owner):
                    for key, nodes in self._collected([fragment.selection_set], owner).items():
                        found.setdefault(key, []).extend(nodes)
        return found


def _applies(fragment: Any, owner: str) -> bool:
    """Say whether a fragment is about the type `owner`."""
    condition = fragment.type_condition.name.value if fragment.type_condition else owner
    type_: Any = fields.object_type(owner)
    return condition == owner or condition in {one.name for one in getattr(type_, "interfaces", ())}


def _read(reader: fields.Reader, call: Call, args: Args, thing: Any) -> Any:
    return reader(thing, call, args)


def _named(name: str, _thing: Any) -> str:
    return name


def _itself(thing: Any) -> Any:
    return thing


def _then(first: Finish, second: Finish) -> Finish:
    def reach(thing: Any) -> Any:
        found = first(thing)
        return None if found is None else second(found)

    return reach


def _each(finish: Finish) -> Finish:
    return lambda values: [None if value is None else finish(value) for value in values]


def _one_of(enum: GraphQLEnumType) -> Finish:
    """Return a check that a value is one of an enum's."""
    allowed = frozenset(enum.values)

    def checked(value: Any) -> Any:
        if value not in allowed:
            raise Invalid(f"Enum '{enum.name}' cannot represent value: {value!r}", "INTERNAL_SERVER_ERROR")
        return value

    return checked


def _finished(read: Finish, finish: Finish, name: str, *, needed: bool) -> Finish:
    """Return a step: read, refuse a missing value where the schema promises one, and make JSON of it."""

    def step(thing: Any) -> Any:
        value = read(thing)
        if value is None:
            if needed:
                raise Invalid(f"Cannot return null for non-nullable field {name}.", "INTERNAL_SERVER_ERROR")
            return None
        return value if finish is _itself else finish(value)

    return step
