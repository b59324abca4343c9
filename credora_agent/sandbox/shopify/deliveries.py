"""Webhooks on their way: signed, sent, tried again eight times over four hours; held, doubled or shuffled when asked.

What a test asks of the control plane: `{"hold": true}` keeps new ones back, `{"deliver": true}` lets them go (with
`"shuffle": seed` in another order, with `"copies": n` each so often), `{"url": …, "topics": […]}` registers the app's
own configuration (the compliance topics unless said), `{"send": topic, "customer": id, "orders": [ids]}` sends one.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import uuid
from dataclasses import dataclass, field, replace
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING, Any

import httpx2
import orjson

from credora_agent.sandbox.shopify import payloads
from credora_agent.sandbox.shopify.nodes import moment

if TYPE_CHECKING:
    from datetime import datetime

    from credora_agent.sandbox.server import Sandbox
    from credora_agent.sandbox.shopify.site import Site
    from credora_agent.sandbox.world.model import Happening

COMPLIANCE = ("customers/data_request", "customers/redact", "shop/redact")
REDACTED_AFTER = timedelta(hours=48)
RETRIES = tuple(timedelta(minutes=minutes) for minutes in (1, 3, 7, 15, 30, 60, 120, 240))
_ANSWER_SECONDS = 5.0
_CONNECT_SECONDS = 1.0
_AT_ONCE = 8
_LOOK_SECONDS = 0.1


@dataclass
class Delivery:
    """One webhook to one address; `due` says when it is next tried."""

    site: Site
    topic: str
    uri: str
    body: bytes
    triggered_at: datetime
    due: datetime
    subscription: int | None
    event: str
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    failures: int = 0

    def headers(self) -> dict[str, str]:
        """Return the headers, the signature of the raw body among them."""
        secret = self.site.app.client_secret.encode()
        return {
            "Content-Type": "application/json",
            "User-Agent": "Shopify-Captain-Hook",
            "X-Shopify-Topic": self.topic,
            "X-Shopify-Hmac-Sha256": base64.b64encode(hmac.new(secret, self.body, hashlib.sha256).digest()).decode(),
            "X-Shopify-Shop-Domain": self.site.name,
            "X-Shopify-Webhook-Id": self.id,
            "X-Shopify-Event-Id": self.event,
            "X-Shopify-Triggered-At": moment(self.triggered_at),
            "X-Shopify-API-Version": self.site.newest_version(),
        }


class Deliveries:
    """All webhooks of the sandbox."""

    def __init__(self, sim: Sandbox) -> None:
        """Start with none under way."""
        self._sim = sim
        self._declared: dict[str, str] = sim.kept.part("shopify", "declared_webhooks")
        self._waiting: list[Delivery] = []
        self._held: list[Delivery] = []
        self._hold = False
        self._task: asyncio.Task[None] | None = None
        self.sent: list[tuple[str, str, int]] = []

    def hear(self, site: Site, happenings: list[Happening]) -> None:
        """Tell the subscribers of what has happened in a shop's world."""
        wanted = {_plain(one.topic) for one in site.subscriptions()} | set(self._declared)
        for one in happenings:
            if one.topic in wanted and site.grants.installed:
                self.tell(site, one.topic, one.subject_id, order_id=one.order_id, at=one.at)

    def tell(  # noqa: PLR0913 - what a webhook is about
        self,
        site: Site,
        topic: str,
        subject: int,
        extra: dict[str, Any] | None = None,
        *,
        order_id: int | None = None,
        at: datetime | None = None,
    ) -> None:
        """Send a webhook to everyone who asked for its topic."""
        said = payloads.body(site, self._sim.worlds[site.domain], topic, subject, order_id)
        self._put(site, topic, {**said, **(extra or {})}, at or site.now())

    def _put(self, site: Site, topic: str, said: dict[str, Any], at: datetime, *, due: datetime | None = None) -> None:
        to = [(one.uri, one.id) for one in site.subscriptions() if _plain(one.topic) == topic]
        targets: list[tuple[str, int | None]] = [*to]
        if topic in self._declared:
            targets.append((self._declared[topic], None))
        event, text = str(uuid.uuid4()), orjson.dumps(said)
        for uri, subscription in targets:
            made = Delivery(site, topic, uri, text, at, due or at, subscription, event)
            (self._held if self._hold else self._waiting).append(made)
        self._wake()

    def redact_shop(self, site: Site) -> None:
        """Send `shop/redact` two days from now, unless the app is installed again by then."""
        said = payloads.body(site, self._sim.worlds[site.domain], "shop/redact", 0)
        self._put(site, "shop/redact", said, site.now(), due=site.now() + REDACTED_AFTER)

    def control(self, site: Site, said: dict[str, Any]) -> None:
        """Do what the control plane asks; see the module's head."""
        if "url" in said:
            self._declared.update(dict.fromkeys(said.get("topics", COMPLIANCE), said["url"]))
        if "hold" in said:
            self._hold = bool(said["hold"])
        if "send" in said:
            self._send_one(site, said)
        if said.get("deliver"):
            self._release(said)
        self._wake()

    def _send_one(self, site: Site, said: dict[str, Any]) -> None:
        topic = str(said["send"])
        if topic.startswith("customers/"):
            customer, orders = int(said.get("customer", 0)), list(said.get("orders", ()))
            self._put(site, topic, payloads.customer_body(site, topic, customer, orders), site.now())
        else:
            self.tell(site, topic, int(said.get("subject", 0)), order_id=said.get("order"))

    def _release(self, said: dict[str, Any]) -> None:
        released = [replace(one) for one in self._held * int(said.get("copies", 1))]
        self._held, self._hold = [], False
        if "shuffle" in said:
            Random(int(said["shuffle"])).shuffle(released)  # noqa: S311 - an order to be repeated, not a secret
        self._waiting += released

    def _wake(self) -> None:
        """See to it that somebody sends what waits."""
        if self._waiting and (self._task is None or self._task.done()):
            try:
                self._task = asyncio.get_running_loop().create_task(self._work())
            except RuntimeError:  # told before there is a loop: the next one wakes
                self._task = None

    async def _work(self) -> None:
        """Send what is due, again and again, until nothing waits."""
        limits = httpx2.Timeout(_ANSWER_SECONDS, connect=_CONNECT_SECONDS)
        async with httpx2.AsyncClient(timeout=limits, trust_env=False) as http:
            while self._waiting:
                now = self._sim.clock.now()
                due = [one for one in self._waiting if one.due <= now][:_AT_ONCE]
                if not due:
                    await asyncio.sleep(_LOOK_SECONDS)
                    continue
                self._waiting = [one for one in self._waiting if not any(one is other for other in due)]
                await asyncio.gather(*(self._send(http, one) for one in due))

    async def _send(self, http: httpx2.AsyncClient, one: Delivery) -> None:
        """Send one; anything but a 2xx within five seconds is a failure, and the ninth is the last."""
        if one.topic == "shop/redact" and one.site.grants.installed:
            return
        try:
            status = (await http.post(one.uri, content=one.body, headers=one.headers())).status_code
        except httpx2.HTTPError:
            status = 0
        self.sent.append((one.topic, one.uri, status))
        if 200 <= status < 300:  # noqa: PLR2004 - 2xx
            return
        if one.failures < len(RETRIES):
            one.due = one.triggered_at + RETRIES[one.failures]
            one.due = max(one.due, self._sim.clock.now())
            one.failures += 1
            self._waiting.append(one)
        elif one.subscription is not None:
            one.site.unsubscribe(one.subscription)


def _plain(topic: str) -> str:
    """Return a topic of the schema's spelling as the header spells it: ORDERS_UPDATED is orders/updated."""
    lower = topic.lower()
    for subject in ("order_transactions", "tender_transactions", "inventory_items", "bulk_operations"):
        if lower.startswith(subject):
            return f"{subject}/{lower[len(subject) + 1 :]}"
    subject, _, verb = lower.partition("_")
    return f"{subject}/{verb}"
