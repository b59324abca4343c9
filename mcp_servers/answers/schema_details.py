"""What each tool tells beside its table: the `detail` of its data."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from mcp_servers.answers.schema import Bound, Cell, Day, Decimals, Month, Rows, Shape, Table


class SheetDetail(Shape):
    """What a list is called, and what its rows are ordered by."""

    title: str
    order: str


class Periods(Shape):
    """How many periods there are, and which of them are columns here: `shown` from number `first` on."""

    count: int
    first: int
    shown: int


class StatementDetail(Shape):
    """How lines are split and booked; the unit of those that are no money."""

    by: str
    basis: str
    cogs_coverage: Decimals | None = Field(default=None, description="Share of net sales with a known unit cost.")
    units: dict[str, str] = Field(default_factory=dict)
    periods: Periods | None = None


class Check(Shape):
    """What the model of a projection, fitted on older days, expected of the last `days`, and what came."""

    days: int
    expected_orders: Decimals
    actual_orders: int
    miss: Decimals | None
    holds: bool


class Projection(Shape):
    """What cohorts may bring in the 12 months ahead: expected, not recorded; `refused` says why there is none."""

    refused: str | None = None
    rule: str
    total_orders: Decimals | None = None
    total_cm2: Decimals | None = None
    columns: list[str]
    rows: Rows
    check: Check | None = None
    notes: list[str]


class CohortDetail(SheetDetail):
    """How many orders name their customer, what the others brought, and who came again."""

    orders: int
    known_orders: int
    customer_coverage: Decimals | None = None
    unknown_cm2: Decimals
    loose_cm2: Decimals
    lack: str | None = None
    retention: Table | None = None
    projection: Projection | None = None


class BudgetedLine(Shape):
    """How a budgeted line was compared: by which course, in which months."""

    course: str = ""
    favourable: bool | None = None
    months: tuple[Month, ...] = ()
    without_budget: tuple[Month, ...] = ()


class BudgetDetail(SheetDetail):
    """The last day that counts as over, and each line's comparison; `lack` says why there is none."""

    today: Day
    until: Day | None = None
    lack: str | None = None
    lines: dict[str, BudgetedLine] = Field(default_factory=dict)


class Settlement(Shape):
    """A payments account: from booked sales to charges, from charges to the bank, and what stays unexplained."""

    account: str
    currency: str
    sales_unexplained: Decimals
    bank_unexplained: Decimals
    columns: list[str]
    sales: Rows
    bank: Rows
    payouts: int
    payouts_differing: Table


class BridgeDetail(Shape):
    """Whether the bridge closes, what each source states, and how payments and ad accounts come out."""

    agrees: bool
    stated: Rows = Field(description="Source, currency, amount stated, records.")
    settlements: list[Settlement]
    ad_accounts: Table


class EntriesDetail(Shape):
    """Whose ledger rows these are."""

    metric: str
    sku: str | None = None
    campaign: str | None = None
    order: str | None = None


class Trouble(Shape):
    """What is wrong with a connection, and what to do."""

    code: str
    cause: str
    remedy: str


class Connection(Shape):
    """A connected account and how it stands."""

    platform: str
    account: str | None = None
    name: str | None = None
    state: str
    sandbox: bool | None = None
    currency: str | None = None
    timezone: str | None = None
    missing_permissions: tuple[str, ...] = ()
    problem: Trouble | None = None


class Alerts(Table):
    """The first alerts of `count`."""

    count: int


class StatusDetail(Shape):
    """Which lines of the P&L are recorded, the connections, what is odd in their data, and files taken in last."""

    timezone: str
    recorded_lines: list[str]
    not_recorded: list[str]
    connections: list[Connection]
    alerts: Alerts
    imports: Table


class PremiseShape(Shape):
    """Whether there is anything to explain; see `odd`: whether the move is out of the ordinary."""

    moved: Literal["rose", "fell", "unchanged"]
    asked: Literal["rose", "fell"] | None = None
    contradicted: bool | None = None
    expected: Decimals | None = None
    basis: str | None = None
    samples: int
    noise: Decimals | None = None
    z: float | None = None
    odd: bool | None = None


class Counted(Table):
    """The largest of `count` rows."""

    count: int


class ExplainDetail(Shape):
    """The premise, the largest parts of each driver, and the days that carry most of the change."""

    metric: str
    unit: str
    premise: PremiseShape
    items: Table
    days: Counted


class FindingShape(Shape):
    """What a finding says and rests on; the row of the same number has its title."""

    says: str
    evidence: Rows = ()
    evidence_left_out: int = 0
    sample: int = 0
    sampled: str = ""
    basis: str = ""
    next_step: str = ""


class FindingsDetail(Shape):
    """Findings in the order of rows; the last column of evidence is a number in `sources`, from 0."""

    today: Day
    hidden: int
    evidence_columns: list[str]
    findings: list[FindingShape]


class OddsShape(Shape):
    """The share of futures in which cash falls below nought within so many days."""

    days: int
    share: Decimals
    bound: Bound | Literal["exact"]


class OpeningShape(Shape):
    """Cash to begin with: as stated, and what moved since."""

    amount: Decimals
    stated: Decimals
    stated_on: Day
    accounts: list[str]
    steps: Rows


class FanShape(Table):
    """Some days of the simulated course of sales or cash."""

    id: str


class Latest(Shape):
    """The last past forecast and what came."""

    made_for: Day
    low: Decimals
    median: Decimals
    high: Decimals
    actual: Decimals


class Record(Shape):
    """How past forecasts did: how many bands held what came."""

    kind: str
    days: int
    forecasts: int
    inside80: int
    inside95: int
    median_error: Decimals | None = None
    latest: Latest | None = None


class ForecastDetail(Shape):
    """Odds, cash to begin with, where it comes from and goes, what was assumed, and how past forecasts did.

    Rows: flows (id, label, amount), outflows (day, name, kind, amount), assumptions (id, label, value, unit, source),
    budgets (line, month, amount).
    """

    today: Day
    first_day: Day
    books_until: Day
    horizon_days: int
    reach: str
    history_days: int = 0
    paths: int = 0
    seed: int = 0
    model: str = ""
    forecast_id: str | None = None
    lowest_day: Day | None = None
    early_runway_days: int | None = None
    odds_below_zero: tuple[OddsShape, ...] = ()
    opening: OpeningShape | None = None
    tax_owed: Decimals | None = None
    flows: Rows = ()
    outflows: Rows = ()
    outflows_left_out: int = 0
    assumptions: Rows = ()
    budgets: Rows = ()
    fan: FanShape | None = None
    track_record: tuple[Record, ...] = ()


class BreakEvenShape(Shape):
    """What a change asks for so that profit does not fall; exact arithmetic on the shop's own books."""

    kind: str
    subject: str
    values: dict[str, Decimals | None]
    formula: str
    bound: Bound | None = None
    missing: tuple[str, ...] = ()


class SpreadShape(Shape):
    """What one future in ten is below, half are, and nine in ten are."""

    p10: Decimals
    p50: Decimals
    p90: Decimals


class SideShape(Shape):
    """The lowest cash of one side, and the share of futures below nought."""

    lowest: SpreadShape
    day: Day
    below_zero: Decimals | None


class CashShape(Shape):
    """Cash on both sides; `known` is false where no balance was stated."""

    known: bool
    baseline: SideShape
    scenario: SideShape
    difference: SpreadShape
    end: SpreadShape


class ScenarioDetail(Shape):
    """Break-evens, the verdict, cash, what is assumed, and what the result hangs on."""

    today: Day
    first_day: Day
    horizon_days: int
    window_days: int = 0
    paths: int = 0
    seed: int = 0
    model: str = ""
    verdict: Literal["up", "down", "same", "cannot_tell", "none"]
    better: Decimals | None = Field(default=None, description="Share of futures with a higher net profit.")
    confidence: str
    break_evens: tuple[BreakEvenShape, ...] = ()
    cash: CashShape | None = None
    assumptions: Table
    hangs_on: Table
    shelves: tuple[dict[str, Cell], ...] = ()


DETAILS: dict[str, type[Shape]] = {
    "cfo_pnl": StatementDetail,
    "cfo_metrics": StatementDetail,
    "cfo_products": SheetDetail,
    "cfo_campaigns": SheetDetail,
    "cfo_inventory": SheetDetail,
    "cfo_cohorts": CohortDetail,
    "cfo_budget": BudgetDetail,
    "cfo_reconcile": BridgeDetail,
    "cfo_entries": EntriesDetail,
    "cfo_status": StatusDetail,
    "cfo_explain_change": ExplainDetail,
    "cfo_findings": FindingsDetail,
    "cfo_forecast": ForecastDetail,
    "cfo_scenario": ScenarioDetail,
}
