"""Who may see which customer: the accounts a login holds itself, and those beneath the managers it names."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from credora_agent.sandbox.google.errors import AdsError, denied

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from credora_agent.sandbox.world.model import AdAccount

USABLE = {"ENABLED"}


class Placed(NamedTuple):
    """An account of a shop."""

    shop: str
    account: AdAccount


class Client(NamedTuple):
    """An account as seen from a manager: how many links lie between them."""

    account: AdAccount
    level: int


class Tree:
    """The accounts a login reaches."""

    def __init__(self, placed: Iterable[tuple[str, AdAccount]]) -> None:
        """Arrange accounts by id and by the managers above them."""
        self._placed = {account.id: Placed(shop, account) for shop, account in placed}

    def direct(self) -> list[str]:
        """Return the ids of the accounts the login was given itself: those with no manager above."""
        return [id_ for id_, place in self._placed.items() if not self._managers(place.account)]

    def _managers(self, account: AdAccount) -> list[str]:
        return [manager for manager in account.manager_ids if manager in self._placed]

    def beneath(self, top: str, level: int = 0) -> Iterator[Client]:
        """Yield an account and all beneath it; one linked to two managers comes twice, as Google has it."""
        yield Client(self._placed[top].account, level)
        for id_, place in self._placed.items():
            if top in place.account.manager_ids:
                yield from self.beneath(id_, level + 1)

    def reached(self, customer_id: str, login_id: str | None) -> Placed:
        """Return the account a call is about. Raises AdsError as the API refuses it."""
        for text, what in ((customer_id, "customer ID"), (login_id or customer_id, "login-customer-id header")):
            if not text.isdigit():
                raise AdsError("requestError", "INVALID_CUSTOMER_ID", f"The {what} '{text}' is not valid.")
        login = login_id or customer_id
        if customer_id not in self._placed or login not in self.direct():
            raise denied()
        if all(client.account.id != customer_id for client in self.beneath(login)):
            raise denied()
        place = self._placed[customer_id]
        if place.account.status not in USABLE:
            raise AdsError(
                "authorizationError",
                "CUSTOMER_NOT_ENABLED",
                "The customer account can't be accessed because it is not yet enabled or has been deactivated.",
                status=403,
            )
        return place
