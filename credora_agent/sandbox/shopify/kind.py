"""What is simulated of a type: a reader for each of its fields."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from credora_agent.sandbox.shopify.call import Args, Call
    from credora_agent.sandbox.shopify.paging import Rows

    Plain = Callable[[Any], Any]
    Asked = Callable[[Any, Call, Args], Any]
    Drawn = Callable[[Any, Call, Args], Rows]


@dataclass(frozen=True, slots=True)
class Kind:
    """The simulated fields of the type `name`.

    `plain` ones need the thing alone, `asked` ones the call and the arguments too, `rows` are connections.
    """

    name: str
    plain: dict[str, Plain] = field(default_factory=dict)
    asked: dict[str, Asked] = field(default_factory=dict)
    rows: dict[str, Drawn] = field(default_factory=dict)
