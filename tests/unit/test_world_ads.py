"""What advertising platforms say of a world: restated for weeks, then final; accounts as tangled as real ones."""

from __future__ import annotations

from datetime import date, timedelta

from lived_worlds import START, begun, demo

# ── Advertising ────────────────────────────────────────────────────────────────────────────────


def test_spend_is_final_after_thirty_days() -> None:
    """Days younger than a month are restated, some to nothing; older ones keep their spend and clicks for good."""
    world = begun(5)
    world.advance(START + timedelta(days=60))
    first, last = START.date(), (START + timedelta(days=29)).date()

    def words() -> dict[tuple[str, date], tuple[int, int]]:
        days = (d for a in world.ad_accounts for d in world.ad_days(a.id, first, world.now.date()))
        return {(d.campaign_id, d.day): (d.spend, d.clicks) for d in days}

    before = words()
    world.advance(START + timedelta(days=90))
    after = words()
    old = {key for key in before if key[1] <= last}
    assert old
    assert all(before[key] == after[key] for key in old)
    young = set(before) - old
    assert any(key in after and before[key] != after[key] for key in young)


def test_some_days_are_restated_to_nothing() -> None:
    """A day that had spend may be left out later altogether."""
    world, shown, gone = begun(2), set(), False
    for n in range(2, 60):
        world.advance(START + timedelta(days=n))
        since = (world.now - timedelta(days=40)).date()
        days = {(d.campaign_id, d.day) for a in world.ad_accounts for d in world.ad_days(a.id, since, world.now.date())}
        gone = gone or bool({key for key in shown if key[1] >= since} - days)
        shown |= days
    assert gone


def test_accounts_are_as_tangled_as_real_ones() -> None:
    """Two Meta accounts; a Google client under two managers, a disabled one, and none that manages spends."""
    world = demo()
    google = [a for a in world.ad_accounts if a.platform == "google"]
    assert sum(a.platform == "meta" for a in world.ad_accounts) == 2
    assert any(len(a.manager_ids) == 2 for a in google)
    assert sum(a.manager for a in google) == 2
    assert [a.status for a in google].count("CANCELED") == 1
    spending = {campaign.account_id for campaign in world.campaigns.values()}
    assert spending.isdisjoint(a.id for a in google if a.manager or a.status != "ENABLED")
    assert any(c.status == "REMOVED" for c in world.campaigns.values())
    assert any(c.kind == "PERFORMANCE_MAX" for c in world.campaigns.values())
