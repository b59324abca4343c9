"""What a bulk query may not be, in the words in which it is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from credora_agent.sandbox.shopify import schema
from credora_agent.sandbox.shopify.selection import Document

if TYPE_CHECKING:
    from graphql import SelectionSetNode

MOST_CONNECTIONS = 5
DEEPEST = 2
_BY_NODES = (
    "All connection fields in a bulk query must select their contents using 'edges' > 'node', e.g: 'products "
    "{{ edges {{ node {{'. Selecting via 'nodes' is not supported. Invalid connection fields: '{}'."
)
_WITHOUT_ID = (
    "The parent 'node' field for a nested connection must select the 'id' field without an alias and must be of 'ID' "
    "return type. Connection fields without 'id': {}."
)


def checked(query: str) -> tuple[Document | None, list[dict[str, Any]]]:
    """Return a bulk query ready to run, or the user errors for which it is not."""
    document, wrong = schema.read(query)
    if document is None or not query.strip():
        text = wrong[0].message if query.strip() else "syntax error, unexpected end of file"
        return None, [_error(f"Invalid bulk query: {text}")]
    if wrong:
        return None, [_error(f"Invalid bulk query: {one.message}") for one in wrong]
    found = Document.of(document, {})
    if found is None:
        return None, [_error("Invalid bulk query: variables are not supported.")]
    if found.kind != "query":
        return None, [_error("Invalid operation type. Only `query` operations are supported.")]
    errors = _Inspection(found).errors()
    return (None, errors) if errors else (found, [])


def _error(message: str) -> dict[str, Any]:
    return {"field": ["query"], "message": message, "code": "INVALID"}


class _Inspection:
    """One walk over a query that notes what the rules are about."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._connections = self._depth = 0
        self._by_nodes: list[str] = []
        self._without_id: list[str] = []
        self._in_list = False
        self._walk(document.operation.selection_set, "QueryRoot", depth=0, parent=None, listed=False)

    def errors(self) -> list[dict[str, Any]]:
        """Return every rule the query breaks."""
        root = self._document.root()
        top = {picked.name for picked in root}
        said = (
            (self._by_nodes, _BY_NODES.format("', '".join(self._by_nodes))),
            (top & {"node", "nodes"}, "Bulk queries cannot contain a top level `node` field."),
            (len(root) > 1, "Bulk queries must contain a single top level field."),
            (self._depth > DEEPEST, "Bulk queries cannot contain connections with a nesting depth greater than 2."),
            (self._connections > MOST_CONNECTIONS, "Bulk queries cannot contain more than 5 connections."),
            (self._without_id, _WITHOUT_ID.format(", ".join(self._without_id))),
            (
                self._in_list,
                "Queries that contain a connection field within a list field are not currently supported.",
            ),
            (not self._connections, "Bulk queries must contain at least one connection."),
        )
        return [_error(message) for broken, message in said if broken]

    def _walk(
        self, selections: SelectionSetNode | None, owner: str, *, depth: int, parent: str | None, listed: bool
    ) -> None:
        """Note what lies within selections; `parent` is the connection whose node they are of, if it lacks its id."""
        for picked, _ in self._document.fields(selections, owner):
            if picked.leaf:
                continue
            if not picked.connection:
                within = picked.returns.name
                self._walk(
                    picked.node.selection_set, within, depth=depth, parent=parent, listed=listed or picked.listed
                )
                continue
            self._connections += 1
            self._depth = max(self._depth, depth)
            self._in_list = self._in_list or listed
            if parent and parent not in self._without_id:
                self._without_id.append(parent)
            for node in self._document.nodes(picked):
                if node.name == "nodes":
                    self._by_nodes.append(picked.key)
                inner = list(self._document.fields(node.node.selection_set, node.returns.name))
                named = picked.key if not any(one.key == "id" == one.name for one, _ in inner) else None
                self._walk(node.node.selection_set, node.returns.name, depth=depth + 1, parent=named, listed=False)
