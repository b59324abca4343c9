"""How fast somebody may ask: token buckets in Postgres, shared by every process on every machine.

A take subtracts its cost at once; a debt, where one is allowed, is paid back by waiting. All takers of a bucket
together never get more than `capacity + restore · t`. Counted in memory is only who fails at the door.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from time import monotonic
from typing import TYPE_CHECKING

from sqlalchemy import text

from credora_agent.core.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

# Losing the last few takes of a crash costs nothing: buckets fill up again by themselves.
QUICK = "quick as materialized (select set_config('synchronous_commit', 'off', true))"

NOW = "(clock_timestamp() + cast(:ahead as float8) * interval '1 second')"

# One moment serves the whole statement: the statement's own, unless the bucket was touched while it waited for it.
MOMENT = "greatest(bucket.updated_at, excluded.updated_at)"


def refilled(size: str = "bucket") -> str:
    """Return the SQL of what is in a bucket at MOMENT, of the size it has ("bucket") or is now to have ("excluded")."""
    return f"""least({size}.capacity, bucket.available
    + {size}.restore * extract(epoch from {MOMENT} - bucket.updated_at)::float8)"""


TAKE = text(f"""with {QUICK}
insert into rate_limits as bucket (key, capacity, restore, available, updated_at)
select :key, cast(:capacity as float8), cast(:restore as float8), cast(:capacity as float8) - cast(:cost as float8),
    {NOW} from quick
on conflict (key) do update set available = {refilled()} - cast(:cost as float8), updated_at = {MOMENT}
where {refilled()} - cast(:cost as float8) >= -bucket.restore * cast(:patience as float8)
    and coalesce(bucket.blocked_until, '-infinity') <= {MOMENT} + cast(:patience as float8) * interval '1 second'
returning greatest(0, -available / nullif(restore, 0)) as refill,
    greatest(0, extract(epoch from blocked_until - updated_at)::float8) as block
""")
"""Takes at once what may cost a wait of `patience` seconds, and returns the waits; no row where it would be longer."""

LACKS = text(f"""
select greatest(0, (cast(:cost as float8) - least(capacity, available + restore * since)) / nullif(restore, 0)),
    greatest(0, extract(epoch from blocked_until - {NOW})::float8)
from rate_limits, lateral (select greatest(0, extract(epoch from {NOW} - updated_at)::float8) as since) t
where key = :key
""")

# What others have reserved and not yet asked for is still to come off what the platform sees.
LEARN = text(f"""with {QUICK}
insert into rate_limits as bucket (key, capacity, restore, available, updated_at)
select :key, cast(:capacity as float8), cast(:restore as float8), cast(:available as float8), {NOW}
from quick
on conflict (key) do update set capacity = excluded.capacity, restore = excluded.restore, updated_at = {MOMENT},
    available = least(excluded.capacity, excluded.available) + least(0, {refilled()})
""")

BLOCK = text(f"""
insert into rate_limits as bucket (key, capacity, restore, available, updated_at, blocked_until)
values (:key, cast(:capacity as float8), cast(:restore as float8), cast(:capacity as float8), {NOW},
    {NOW} + cast(:seconds as float8) * interval '1 second')
on conflict (key) do update set blocked_until = greatest(bucket.blocked_until, excluded.blocked_until)
""")


def took_one(key: str, *, source: str, times: str = "1") -> str:
    """Return the SQL that takes one from the bucket `key` of each row of `source`, and returns the row if it was there.

    The bucket is `:burst` large and gets `:per_second` back, both so many `times` over, as they are set now.
    """
    capacity, restore = (f"cast(:{name} as float8) * {times}" for name in ("burst", "per_second"))
    return f"""
insert into rate_limits as bucket (key, capacity, restore, available, updated_at)
select {key}, {capacity}, {restore}, {capacity} - 1, clock_timestamp() from {source}
on conflict (key) do update set capacity = excluded.capacity, restore = excluded.restore,
    available = {refilled("excluded")} - 1, updated_at = {MOMENT}
where {refilled("excluded")} >= 1
returning key"""


@dataclass(frozen=True, slots=True)
class Limits:
    """How often one token may ask: `burst` times at once, `per_second` times in the long run."""

    burst: int
    per_second: float

    @classmethod
    def of(cls, settings: Settings) -> Limits:
        """Return the limits that are set."""
        return cls(settings.mcp_burst, settings.mcp_per_second)


USUAL = Limits(*(Settings.model_fields[name].default for name in ("mcp_burst", "mcp_per_second")))
SHOP_TIMES = 5
"""How many times a token's limits all tokens of a shop have together."""


class Strikes:
    """Who failed how often of late, in this process's memory, which stays bounded however many addresses come.

    An address may fail `limit` times at once and once more every `per_seconds / limit` seconds. The addresses of one
    IPv6 network of 64 bits, which is what one customer gets, count as one.
    """

    MOST = 10_000
    """Addresses remembered; beyond, the one that failed longest ago is forgotten."""

    def __init__(self, limit: int, per_seconds: float, *, clock: Callable[[], float] = monotonic) -> None:
        self._limit, self._restore, self._clock = limit, limit / per_seconds, clock
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def hit(self, ip: str) -> float:
        """Count a failure; return the seconds to wait before this address is heard again, 0 while it may fail on."""
        place = _network(ip)
        self._left[place] = (max(0.0, self._present(place) - 1), self._clock())
        self._left.move_to_end(place)
        if len(self._left) > self.MOST:
            self._left.popitem(last=False)
        return self.blocked(ip)

    def blocked(self, ip: str) -> float:
        """Return the seconds before this address is heard again, 0 for one that is heard now."""
        return max(0.0, 1 - self._present(_network(ip))) / self._restore

    def _present(self, place: str) -> float:
        if (known := self._left.get(place)) is None:
            return float(self._limit)
        left, at = known
        return min(float(self._limit), left + (self._clock() - at) * self._restore)


def _network(ip: str) -> str:
    """Return what is counted of an address: an IPv6 network, an IPv4 address however it is written, else the text."""
    try:
        address = ip_address(ip)
    except ValueError:
        return ip[:64]
    if isinstance(address, IPv4Address):
        return str(address)
    return str(address.ipv4_mapped or IPv6Address(int(address) >> 64 << 64))
