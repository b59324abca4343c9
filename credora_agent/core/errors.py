"""The one error tree: each error names its cause, its remedy and a machine code; surfaces map it once."""

from __future__ import annotations


class CredoraError(Exception):
    """Anything a person can meet; `cause` says what is wrong, `remedy` what to do about it."""

    code = "error"

    def __init__(self, cause: str, *, remedy: str) -> None:
        super().__init__(cause)
        self.cause = cause
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.cause} {self.remedy}"


class BadInput(CredoraError):
    """What the caller gave cannot be used as it stands."""

    code = "bad_input"


class NotSetUp(BadInput):
    """What is asked for needs a setting that only whoever runs Credora can make."""

    code = "not_set_up"


class BadAmount(BadInput):
    """A text is not an amount of money that can be kept exactly in micros."""

    code = "bad_amount"


class UnknownCurrency(BadInput):
    """A code is not an ISO 4217 currency."""

    code = "unknown_currency"


class BadPeriod(BadInput):
    """A range of days is impossible, or lies where nothing can have been recorded."""

    code = "bad_dates"


class BadFile(BadInput):
    """A file as a whole cannot be read as what it was said to be; nothing of it was kept."""

    code = "bad_file"


class UnknownShop(CredoraError):
    """No shop of that name is open to this caller."""

    code = "unknown_shop"


class Unavailable(CredoraError):
    """A part Credora needs (its database, a file system) does not answer now."""

    code = "unavailable"


class NotConnected(CredoraError):
    """No account of the platform is connected to the shop."""

    code = "not_connected"


class AuthExpired(CredoraError):
    """The access a person granted to an account is over; only they can grant it again."""

    code = "auth_expired"


class RateLimited(CredoraError):
    """No more may be asked now; `retry_after` seconds later it may."""

    code = "rate_limited"

    def __init__(self, cause: str, *, remedy: str, retry_after: float) -> None:
        super().__init__(cause, remedy=remedy)
        self.retry_after = retry_after
