"""One shop on the simulated Shopify: its standing, what it granted the app, and what the app set up in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from credora_agent.sandbox.shopify import versions
from credora_agent.sandbox.shopify.access import granted
from credora_agent.sandbox.shopify.bucket import PLANS, Bucket, Plan
from credora_agent.sandbox.shopify.bulk import Bulk
from credora_agent.sandbox.shopify.grants import Grants

if TYPE_CHECKING:
    from collections.abc import Iterable

    from credora_agent.sandbox.apps import ShopifyApp
    from credora_agent.sandbox.server import Sandbox
    from credora_agent.sandbox.shopify.bulk import Operation
    from credora_agent.sandbox.shopify.deliveries import Deliveries

STATES = ("open", "frozen", "locked")
DEFAULT_PLAN = "plus"


@dataclass(frozen=True, slots=True)
class Subscription:
    """A webhook subscription; `topic` in the schema's spelling."""

    id: int
    topic: str
    uri: str
    created_at: datetime


class Site:
    """What the routes know of a shop besides its world; all of it but bulk operations outlives a restart."""

    def __init__(self, sim: Sandbox, domain: str, deliveries: Deliveries) -> None:
        """Take up what was kept of the shop."""
        self.sim, self.domain, self._deliveries = sim, domain, deliveries
        self._kept = sim.kept.part("shopify", domain)
        self.grants = Grants(self._kept.setdefault("grants", {}), lambda: sim.clock.now().timestamp())
        self.bulk: Bulk = Bulk(self)
        self.bucket = Bucket(self.plan, self.now())

    @property
    def app(self) -> ShopifyApp:
        """Return the app."""
        return self.sim.apps.shopify

    @property
    def anchor(self) -> datetime:
        """Return when the shop was opened."""
        return self.sim.anchor

    @property
    def name(self) -> str:
        """Return the myshopify name the shop goes by now."""
        return str(self._kept.get("renamed_to") or self.domain)

    @property
    def state(self) -> str:
        """Return open, frozen or locked."""
        return str(self._kept.get("state", "open"))

    @property
    def plan(self) -> Plan:
        """Return the shop's plan."""
        return PLANS[self._kept.get("plan", DEFAULT_PLAN)]

    def now(self) -> datetime:
        """Return the sandbox's present moment."""
        return self.sim.clock.now()

    def newest_version(self) -> str:
        """Return the latest stable API version."""
        return versions.newest(self.now())

    def granted_scopes(self) -> frozenset[str]:
        """Return the scopes granted, with those they imply."""
        return granted(frozenset(self.grants.scopes))

    def next_number(self, kind: str) -> int:
        """Return a number nothing of this kind has had in this shop."""
        numbers = self._kept.setdefault("numbers", {})
        numbers[kind] = int(numbers.get(kind, 7_689_772_990_770)) + 32_768
        return int(numbers[kind])

    def file_url(self, key: str) -> str:
        """Return where a bulk operation's file lies."""
        return f"{self.sim.url}/shopify-files/{self.domain}/bulk-{key}.jsonl"

    def subscriptions(self) -> list[Subscription]:
        """Return the webhook subscriptions made through the API, oldest first."""
        kept = self._kept.get("subscriptions", {})
        return [
            Subscription(int(number), one["topic"], one["uri"], datetime.fromisoformat(one["created_at"]))
            for number, one in kept.items()
        ]

    def subscription(self, number: int) -> Subscription | None:
        """Return a subscription by its number."""
        return next((one for one in self.subscriptions() if one.id == number), None)

    def subscribe(self, topic: str, uri: str) -> Subscription:
        """Make a subscription."""
        made = Subscription(self.next_number("webhook"), topic, uri, self.now())
        kept = self._kept.setdefault("subscriptions", {})
        kept[str(made.id)] = {"topic": topic, "uri": uri, "created_at": made.created_at.isoformat()}
        self.sim.save()
        return made

    def unsubscribe(self, number: int) -> bool:
        """Delete a subscription; False when there is none."""
        gone = self._kept.get("subscriptions", {}).pop(str(number), None)
        self.sim.save()
        return gone is not None

    def finished(self, operation: Operation) -> None:
        """Tell of a bulk operation's end."""
        self._deliveries.tell(self, "bulk_operations/finish", operation.id)

    def uninstall(self) -> None:
        """Uninstall the app: its tokens are dead, its subscriptions gone; `shop/redact` follows in two days."""
        self._deliveries.tell(self, "app/uninstalled", 0)
        self._deliveries.redact_shop(self)
        self.grants.revoke()
        self._kept.pop("subscriptions", None)
        self.sim.save()

    def rescope(self, scopes: Iterable[str]) -> None:
        """Change what is granted, as when a merchant accepts new scopes or an app gives some up."""
        before, self.grants.scopes = self.grants.scopes, scopes
        self._deliveries.tell(self, "app/scopes_update", 0, {"previous": before, "current": self.grants.scopes})
        self.sim.save()

    def change(self, said: dict[str, Any]) -> None:
        """Change the shop's standing: `state`, `plan`, `renamed_to`. Raises ValueError for an unknown one."""
        if said.get("state", "open") not in STATES or said.get("plan", DEFAULT_PLAN) not in PLANS:
            raise ValueError(f"state is one of {', '.join(STATES)}; plan one of {', '.join(PLANS)}.")
        self._kept.update({key: said[key] for key in ("state", "plan", "renamed_to") if key in said})
        self.bucket = Bucket(self.plan, self.now())
        self.sim.save()
