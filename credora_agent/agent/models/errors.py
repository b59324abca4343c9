"""What can go wrong with a language model: each says what happened and what stands all the same."""

from __future__ import annotations

from credora_agent.core.errors import CredoraError

STANDS = "The figures stand; the words are Credora's own."


class ModelError(CredoraError):
    """The model was of no help; `passing` tells whether asking again soon may help."""

    code = "model_error"
    passing = False

    def __init__(self, cause: str, *, remedy: str = STANDS, retry_after: float | None = None) -> None:
        super().__init__(cause, remedy=remedy)
        self.retry_after = retry_after


class ModelGone(ModelError):
    """The endpoint does not answer, or broke off."""

    code = "model_gone"
    passing = True


class ModelRefused(ModelError):
    """The endpoint does not take the request: its key, its model or its address is not set as it should be."""

    code = "model_refused"


class ModelLimited(ModelError):
    """The endpoint takes no more requests now; `retry_after` seconds later it may, where it said so."""

    code = "model_limited"
    passing = True


class ModelSlow(ModelError):
    """The answer was not there in time."""

    code = "model_slow"


class ModelNonsense(ModelError):
    """The endpoint answered what is no answer."""

    code = "model_nonsense"


def of_status(status: int, retry_after: float | None = None) -> ModelError:
    """Return the error that an HTTP status other than 200 is."""
    if status == 429:  # noqa: PLR2004 - too many requests
        when = f" Try again in {retry_after:.0f} s." if retry_after else ""
        return ModelLimited(f"The language model takes no more requests now.{when}", retry_after=retry_after)
    if status in {408, 409} or status >= 500:  # noqa: PLR2004 - theirs, and passing
        return ModelGone(f"The language model's endpoint failed (status {status}).", retry_after=retry_after)
    return ModelRefused(
        f"The language model's endpoint {_REFUSED.get(status, f'refused (status {status})')}. {STANDS}",
        remedy="Whoever runs Credora can check CREDORA_LLM_BASE_URL, CREDORA_LLM_API_KEY and CREDORA_LLM_MODEL.",
    )


_REFUSED = {
    400: "does not understand the request (status 400)",
    401: "refused the key (status 401)",
    403: "refused the key (status 403)",
    404: "has no such model or address (status 404)",
}


def seconds(header: str | None) -> float | None:
    """Return the seconds of a Retry-After header, None without one that is a number of them."""
    try:
        wait = float(header or "")
    except ValueError:
        return None
    return wait if 0 <= wait < float("inf") else None
