"""What was written for a page, kept while what it says stands: the key names all it follows from."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Hashable

Made = TypeVar("Made")


class Kept(Generic[Made]):
    """The last `most` things made, each by its key; two who ask at once wait for one making."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: OrderedDict[Hashable, asyncio.Future[Made]] = OrderedDict()

    async def of(self, key: Hashable, make: Callable[[], Awaitable[Made]]) -> Made:
        """Return what was made for that key, made now if nothing was; what failed is not kept."""
        found = self._held.get(key)
        if found is None or (found.done() and (found.cancelled() or found.exception() is not None)):
            found = self._held[key] = asyncio.ensure_future(make())
        self._held.move_to_end(key)
        while len(self._held) > self._most:
            self._held.popitem(last=False)
        return await asyncio.shield(found)
