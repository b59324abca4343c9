"""What a page says after a form was sent and the browser came back: one of a few sentences, never what it is given."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.requests import Request

SENTENCES = {
    "withdrawn": "The invitation is withdrawn: its link is good for nothing.",
    "role": "The role is changed.",
    "removed": "They do not work on this shop any more.",
    "revoked": "The token is good for nothing any more.",
    "app": "The app has no access any more.",
    "ended": "That browser is signed out.",
    "others": "Every other browser is signed out.",
    "renamed": "The shop is renamed.",
    "disconnected": "Nothing of that account is read any more; what was read stays in the books.",
    "still-listed": "Nothing of that account is read any more. If the platform still lists Credora, end it there.",
    "reading": "Everything that is connected is being read now.",
    "alert": "You will be told of it among the findings.",
    "schedule": "It will be made by itself; each one is a document below.",
    "gone": "It is removed.",
    "document": "The document is deleted.",
    "shop-deleted": "The shop is deleted, with everything in its books.",
}


def said(request: Request) -> str | None:
    """Return the sentence that `?said=` names, None where it names none."""
    return SENTENCES.get(request.query_params.get("said", ""))
