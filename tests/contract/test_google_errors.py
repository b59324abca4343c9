"""Every constant our Google client decides on is one that Google publishes for v26, in the enum we take it to be of."""

from __future__ import annotations

import importlib
import warnings

import pytest

from credora_agent.platforms.google_ads import faults

FAMILIES = {
    "quota_error": faults.SHORT_OF_QUOTA | faults.OUT_OF_QUOTA,
    "internal_error": faults.PASSING,
    "authentication_error": faults.DEAD | {"NOT_ADS_USER", "CUSTOMER_NOT_FOUND", "TWO_STEP_VERIFICATION_NOT_ENROLLED"},
    "authorization_error": faults.NOT_ENABLED
    | {
        "CLOUD_PROJECT_NOT_APPROVED_FOR_PRODUCTION",
        "INVALID_LOGIN_CUSTOMER_ID_SERVING_CUSTOMER_ID_COMBINATION",
        "USER_PERMISSION_DENIED",
    },
    "request_error": {"UNSUPPORTED_VERSION"},
    "query_error": {"REQUESTED_METRICS_FOR_MANAGER"},
    "date_range_error": {"REQUESTED_DATE_GRANULARITY_NOT_SUPPORTED"},
}
GATEWAY = {"SERVICE_DISABLED"}
"""Reasons of Google's API gateway, which are not Google Ads' own."""


@pytest.mark.parametrize("family", FAMILIES)
def test_constants_exist(family: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the generated package's own
        module = importlib.import_module(f"google.ads.googleads.v26.errors.types.{family}")
    holder = getattr(module, "".join(part.title() for part in family.split("_")) + "Enum")
    enum = getattr(holder, "".join(part.title() for part in family.split("_")))
    assert set(enum.__members__) >= FAMILIES[family]


def test_every_constant_we_decide_on_is_among_those_checked() -> None:
    checked = set().union(*FAMILIES.values())
    decided = faults.SHORT_OF_QUOTA | faults.OUT_OF_QUOTA | faults.PASSING | faults.DEAD | faults.NOT_ENABLED
    assert decided | faults.REMEDIES.keys() == checked | GATEWAY
