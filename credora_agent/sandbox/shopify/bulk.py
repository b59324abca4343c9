"""Bulk operations of one shop: at most five at once, each a task that writes a file of lines."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import islice
from random import Random
from typing import TYPE_CHECKING, Any

from graphql import GraphQLError

from credora_agent.sandbox.shopify import bulk_rules
from credora_agent.sandbox.shopify.bulk_walk import Line, Maker
from credora_agent.sandbox.shopify.jsonl import Jsonl

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from credora_agent.sandbox.shopify.call import Call
    from credora_agent.sandbox.shopify.selection import Document
    from credora_agent.sandbox.shopify.site import Site

AT_ONCE = 5
KEPT = timedelta(days=7)
_UNDER_WAY = ("CREATED", "RUNNING", "CANCELING")
_SLICE = 50
_PAUSE = 0.03


@dataclass
class Operation:
    """One bulk query: `url` or `partial_url` lead to its file while that is kept."""

    id: int
    query: str
    grouped: bool
    created_at: datetime
    status: str = "CREATED"
    error_code: str | None = None
    completed_at: datetime | None = None
    objects: int = 0
    roots: int = 0
    file: Jsonl | None = None
    url: str | None = None
    partial_url: str | None = None
    key: str = field(default_factory=lambda: secrets.token_hex(16))
    cancelled: asyncio.Event = field(default_factory=asyncio.Event)


class Bulk:
    """The operations of the app in one shop."""

    def __init__(self, site: Site) -> None:
        """Start with none."""
        self._site = site
        self._operations: dict[int, Operation] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def all(self) -> list[Operation]:
        """Return every operation, oldest first; results past their seven days are gone."""
        now = self._site.now()
        for one in self._operations.values():
            if one.status in {"COMPLETED", "FAILED"} and one.completed_at and now - one.completed_at > KEPT:
                one.status, one.url, one.partial_url, one.file = "EXPIRED", None, None, None
        return list(self._operations.values())

    def get(self, number: int) -> Operation | None:
        """Return an operation by its number."""
        self.all()
        return self._operations.get(number)

    def file(self, key: str) -> Jsonl | None:
        """Return the file that an address with `key` leads to."""
        return next((one.file for one in self.all() if one.key == key), None)

    def under_way(self) -> int:
        """Return how many operations have not come to their end."""
        return sum(one.status in _UNDER_WAY for one in self._operations.values())

    def start(self, call: Call, query: str, *, grouped: bool) -> tuple[Operation | None, list[dict[str, Any]]]:
        """Start an operation, or return the user errors for which it is not."""
        document, errors = bulk_rules.checked(query)
        if document is None:
            return None, errors
        busy = [f"gid://shopify/BulkOperation/{one.id}" for one in self.all() if one.status in _UNDER_WAY]
        if len(busy) >= AT_ONCE:
            message = f"A bulk query operation for this app and shop is already in progress: {', '.join(busy)}."
            return None, [{"field": None, "message": message, "code": "OPERATION_IN_PROGRESS"}]
        operation = Operation(self._site.next_number("bulk"), query, grouped, call.now)
        self._operations[operation.id] = operation
        task = asyncio.get_running_loop().create_task(self._run(operation, document, call))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return operation, []

    def cancel(self, operation: Operation) -> bool:
        """Ask an operation to stop; False when it is over already."""
        if operation.status not in {"CREATED", "RUNNING"}:
            return False
        operation.status = "CANCELING"
        operation.cancelled.set()
        return True

    async def _run(self, operation: Operation, document: Document, call: Call) -> None:
        """Take an operation to its end: completed, failed, cancelled, or (by a fault) never."""
        await asyncio.sleep(_PAUSE)
        if operation.status == "CREATED":
            operation.status = "RUNNING"
        if "async_stuck" in call.faults:
            await operation.cancelled.wait()
        file = Jsonl()
        try:
            if operation.status == "RUNNING":
                await self._write(operation, Maker(document, call).lines(), file, half="bulk_partial" in call.faults)
        except GraphQLError as wrong:
            code = (wrong.extensions or {}).get("code")
            self._fail(operation, "ACCESS_DENIED" if code == "ACCESS_DENIED" else "INTERNAL_SERVER_ERROR")
        if operation.status == "RUNNING":
            await asyncio.sleep(_PAUSE)
            self._finish(operation, file, call)
        elif operation.status == "CANCELING":
            operation.status, operation.completed_at = "CANCELED", self._site.now()
        self._site.finished(operation)

    async def _write(self, operation: Operation, roots: Iterator[list[Line]], file: Jsonl, *, half: bool) -> None:
        """Write root things and what hangs on them; ungrouped, children come after all parents, in any order."""
        later: list[list[bytes]] = []
        while operation.status == "RUNNING" and (some := list(islice(roots, _SLICE))):
            for lines in some:
                operation.roots += 1
                operation.objects += len(lines)
                for line in lines:
                    _put(line, file, later, grouped=operation.grouped)
            await asyncio.sleep(0)
        for children in later:
            Random(operation.id).shuffle(children)  # noqa: S311 - an order nobody may rely on
            for text in children:
                file.append(text)
        if half:
            self._halve(operation, file)

    def _halve(self, operation: Operation, file: Jsonl) -> None:
        """Fail an operation midway: half of its lines can be had."""
        lines = b"".join(file.read(0, file.size)).splitlines()
        operation.file = Jsonl()
        for line in lines[: len(lines) // 2]:
            operation.file.append(line)
        operation.objects = len(lines) // 2
        operation.partial_url = self._site.file_url(operation.key)
        self._fail(operation, "INTERNAL_SERVER_ERROR")

    def _finish(self, operation: Operation, file: Jsonl, call: Call) -> None:
        if "bulk_fail" in call.faults:
            self._fail(operation, str(call.faults["bulk_fail"].get("code", "INTERNAL_SERVER_ERROR")))
            return
        operation.status, operation.completed_at = "COMPLETED", self._site.now()
        if operation.objects:
            operation.file, operation.url = file, self._site.file_url(operation.key)

    def _fail(self, operation: Operation, code: str) -> None:
        operation.status, operation.error_code, operation.completed_at = "FAILED", code, self._site.now()


def _put(line: Line, file: Jsonl, later: list[list[bytes]], *, grouped: bool) -> None:
    """Write a line, or keep it for after the parents of its depth."""
    if grouped or not line.depth:
        file.append(line.text)
        return
    while len(later) < line.depth:
        later.append([])
    later[line.depth - 1].append(line.text)
