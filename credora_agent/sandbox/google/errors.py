"""Google's errors: the failure inside, the status around it, and the array around that when it was to be a stream."""

from __future__ import annotations

import secrets
from typing import Any

_STATUS = {
    400: ("INVALID_ARGUMENT", "Request contains an invalid argument."),
    401: ("UNAUTHENTICATED", "Request had invalid authentication credentials."),
    403: ("PERMISSION_DENIED", "The caller does not have permission"),
    404: ("NOT_FOUND", "Requested entity was not found."),
    429: ("RESOURCE_EXHAUSTED", "Resource has been exhausted (e.g. check quota)."),
    500: ("INTERNAL", "Internal error encountered."),
    503: ("UNAVAILABLE", "The service is currently unavailable."),
}


class AdsError(Exception):
    """One error of the Ads API: its place in the enumerations, e.g. `queryError`, `UNRECOGNIZED_FIELD`."""

    def __init__(self, where: str, what: str, message: str, *, status: int = 400, **more: Any) -> None:
        """Say what is wrong; `more` are further members of the error, such as `details`."""
        super().__init__(message)
        self.where, self.what, self.status, self.more = where, what, status, more

    def body(self, version: str) -> dict[str, Any]:
        """Return the answer's JSON, its failure typed as of `version`."""
        failure = {
            "@type": f"type.googleapis.com/google.ads.googleads.{version}.errors.GoogleAdsFailure",
            "errors": [{"errorCode": {self.where: self.what}, "message": str(self), **self.more}],
            "requestId": request_id(),
        }
        return enveloped(self.status, details=[failure])


class Stopped(Exception):
    """The gateway let the call's token not through to the Ads API: `reason` CREDENTIALS_MISSING, and the like."""

    def __init__(self, reason: str, *, status: int = 401) -> None:
        """Say why."""
        super().__init__(reason)
        self.reason, self.status = reason, status

    def body(self) -> dict[str, Any]:
        """Return the answer's JSON."""
        info = {
            "@type": "type.googleapis.com/google.rpc.ErrorInfo",
            "reason": self.reason,
            "domain": "googleapis.com",
            "metadata": {"service": "googleads.googleapis.com"},
        }
        return enveloped(self.status, details=[info])


def enveloped(status: int, *, details: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the outer error object of an HTTP status."""
    name, message = _STATUS[status]
    return {"error": {"code": status, "message": message, "status": name, "details": details}}


def request_id() -> str:
    """Return an id as the Ads API numbers its requests."""
    return secrets.token_urlsafe(16)[:22]


def query_error(what: str, message: str) -> AdsError:
    """Return an error about the query itself."""
    return AdsError("queryError", what, message)


def denied() -> AdsError:
    """Return the error for a customer the login cannot reach this way."""
    return AdsError(
        "authorizationError",
        "USER_PERMISSION_DENIED",
        "User doesn't have permission to access customer. Note: If you're accessing a client customer, the manager's "
        "customer id must be set in the 'login-customer-id' header.",
        status=403,
    )


def exhausted(what: str, *, seconds: int, scope: str, name: str) -> AdsError:
    """Return a quota error that says how long to wait."""
    details = {"quotaErrorDetails": {"rateScope": scope, "rateName": name, "retryDelay": f"{seconds}s"}}
    return AdsError("quotaError", what, f"Too many requests. Retry in {seconds} seconds.", status=429, details=details)
