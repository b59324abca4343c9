"""A query's selections with their types and arguments, as cost and bulk operations walk them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLInterfaceType,
    GraphQLObjectType,
    InlineFragmentNode,
    OperationDefinitionNode,
    get_named_type,
    get_nullable_type,
    get_variable_values,
    is_leaf_type,
    is_list_type,
)
from graphql.execution.values import get_argument_values

from credora_agent.sandbox.shopify.schema import schema

if TYPE_CHECKING:
    from collections.abc import Iterator

    from graphql import DocumentNode, GraphQLField, SelectionSetNode


class Picked(NamedTuple):
    """One selected field: where it is, what it is, and of which type it was asked."""

    key: str
    name: str
    owner: str
    field: GraphQLField
    node: FieldNode

    @property
    def returns(self) -> Any:
        """Return the named type it gives."""
        return get_named_type(self.field.type)

    @property
    def leaf(self) -> bool:
        """Say whether nothing is selected within it."""
        return is_leaf_type(self.returns)

    @property
    def listed(self) -> bool:
        """Say whether it gives a list."""
        return is_list_type(get_nullable_type(self.field.type))

    @property
    def connection(self) -> bool:
        """Say whether it is a connection."""
        return bool(self.returns.name.endswith("Connection"))


@dataclass
class Document:
    """A valid document with the operation that is to run and its variables."""

    operation: OperationDefinitionNode
    fragments: dict[str, FragmentDefinitionNode]
    variables: Any

    @classmethod
    def of(cls, parsed: DocumentNode, variables: dict[str, Any], name: str | None = None) -> Document | None:
        """Return the document at its operation called `name`; None when there is none, or its variables do not fit."""
        found = [one for one in parsed.definitions if isinstance(one, OperationDefinitionNode)]
        named = [one for one in found if name is None or (one.name and one.name.value == name)]
        fragments = {one.name.value: one for one in parsed.definitions if isinstance(one, FragmentDefinitionNode)}
        if len(named) != 1:
            return None
        coerced = get_variable_values(schema(), named[0].variable_definitions or (), variables)
        return None if isinstance(coerced, list) else cls(named[0], fragments, coerced)

    @property
    def kind(self) -> str:
        """Return query, mutation or subscription."""
        return str(self.operation.operation.value)

    def root(self) -> list[Picked]:
        """Return the fields selected at the top."""
        name = {"query": "QueryRoot", "mutation": "Mutation"}[self.kind]
        return [picked for picked, _ in self.fields(self.operation.selection_set, name)]

    def fields(self, selections: SelectionSetNode | None, owner: str) -> Iterator[tuple[Picked, str]]:
        """Return the selected fields but introspection's, and the type under whose condition each stands."""
        for node in selections.selections if selections else ():
            if isinstance(node, FieldNode):
                if not node.name.value.startswith("__"):
                    yield self._picked(node, owner), owner
                continue
            fragment = self.fragments[node.name.value] if isinstance(node, FragmentSpreadNode) else node
            if not isinstance(fragment, InlineFragmentNode | FragmentDefinitionNode):
                continue
            condition = fragment.type_condition.name.value if fragment.type_condition else owner
            yield from self.fields(fragment.selection_set, condition)

    def _picked(self, node: FieldNode, owner: str) -> Picked:
        type_ = schema().get_type(owner)
        if not isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            raise TypeError(owner)
        key = node.alias.value if node.alias else node.name.value
        return Picked(key, node.name.value, owner, type_.fields[node.name.value], node)

    def arguments(self, picked: Picked) -> dict[str, Any]:
        """Return a field's arguments, defaults included."""
        return get_argument_values(picked.field, picked.node, self.variables)

    def nodes(self, connection: Picked) -> list[Picked]:
        """Return what a connection gives nodes through: `edges.node` and `nodes`, whichever are selected."""
        found: list[Picked] = []
        for picked, _ in self.fields(connection.node.selection_set, connection.returns.name):
            if picked.name == "nodes":
                found.append(picked)
            elif picked.name == "edges":
                inner = self.fields(picked.node.selection_set, picked.returns.name)
                found.extend(one for one, _ in inner if one.name == "node")
        return found
