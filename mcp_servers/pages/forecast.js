// The forecast: the verdict, what eight of ten futures lie between, cash day by day, what leaves when.
const FIRST = 8;
const NAMES = { sales: "Sales", cash: "Cash", cash_change: "Change in cash" };

function show(data, lede) {
  const { currency, detail } = data;
  const bands = data.rows.map((row) => Object.fromEntries(data.columns.map((name, at) => [name, row[at]])));
  const last = bands.length ? bands[bands.length - 1].end : null;
  const about = [last ? days({ start: detail.first_day, end: last }) : `from ${day(detail.first_day)}`, data.shop, currency];
  return [
    ...heading(`Forecast, next ${number(detail.horizon_days, {})} days`, about, lede),
    cards(headlines(data, bands)),
    course(data, bands),
    pair(expected(bands, currency), leaving(detail, currency)),
    notes(data.notes, lede),
    more("Where cash comes from and goes", flows(detail, currency)),
    more("What is assumed", assumed(detail, currency)),
    more("How past forecasts did", ...record(detail, currency)),
    origins(data.figures),
    foot(asOf(data.as_of), behind(detail)),
  ];
}

function pair(...parts) {
  const kept = parts.filter(Boolean);
  return kept.length > 1 ? el("div", { class: "pair" }, ...kept) : kept[0] || null;
}

function behind(detail) {
  if (!detail.history_days) return "Nothing is learnt yet.";
  return `${number(detail.paths, {})} simulated futures, learnt from ${number(detail.history_days, {})} days of sales up to `
    + `${day(detail.books_until)}. Amounts to three figures: a forecast knows no more.`;
}

function headlines(data, bands) {
  const { currency, detail } = data;
  const figure = (name) => (data.figures || []).find((of) => of.id.startsWith(`${name}_`) && of.value !== null);
  const list = [];
  const risk = (detail.odds_below_zero || []).slice(-1)[0];
  if (risk) list.push({ label: "Risk of running out", value: odds(risk), beside: `within ${risk.days} days` });
  const low = figure("lowest_cash");
  if (low) list.push({ label: "Lowest cash", value: about(low.value, currency, low.bound),
    beside: detail.lowest_day ? `most often ${day(detail.lowest_day)}` : null });
  const sales = bands.find((band) => band.id === "sales" && band.days === 28) || bands.find((band) => band.id === "sales");
  if (sales) list.push(range(`Sales, ${sales.days} days`, sales, currency));
  const cash = bands.filter((band) => band.id !== "sales").slice(-1)[0];
  if (cash) list.push(range(`${NAMES[cash.id] || cash.id}, ${cash.days} days`, cash, currency));
  return list;
}

function range(label, band, currency) {
  return { label, value: about(band.p50, currency), beside: `${about(band.p10, currency)} to ${about(band.p90, currency)}` };
}

function odds({ share, bound }) {
  const said = percent(share, { minimumFractionDigits: 0, maximumFractionDigits: 0 });
  return { at_most: `under ${said}`, at_least: `over ${said}` }[bound] || said;
}

// What was given for each day: where cash begins, the fan's own days, and the ends of the bands of the same sum.
function points(data, bands) {
  const { fan, opening } = data.detail;
  const at = Object.fromEntries(fan.columns.map((name, n) => [name, n]));
  const found = new Map();
  if (opening && fan.id === "cash") {
    const eve = new Date(Date.parse(`${data.detail.first_day}T00:00:00Z`) - 86400000).toISOString().slice(0, 10);
    found.set(eve, { p10: opening.amount, p50: opening.amount, p90: opening.amount });
  }
  for (const band of bands) if (band.id === fan.id) found.set(band.end, band);
  for (const row of fan.rows) found.set(row[at.day], { p10: row[at.p10], p50: row[at.p50], p90: row[at.p90] });
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([iso, { p10, p50, p90 }]) => ({ iso, p10, p50, p90 }));
}

function course(data, bands) {
  if (!data.detail.fan) return null;
  const { currency, detail } = data;
  const list = points(data, bands);
  const name = NAMES[detail.fan.id] || detail.fan.id;
  const title = `${name} at the end of the day`;
  const rows = list.map((point) => [day(point.iso), ...["p10", "p50", "p90"].map((each) => about(point[each], currency))]);
  const key = el("div", { class: "key" }, el("span", {}, el("i", { class: "line" }), "Median"),
    el("span", {}, el("i", { class: "band" }), "Eight of ten futures"));
  return el("figure", {}, el("figcaption", {}, title), drawn(list, currency, detail, title), key,
    more("The chart as a table", table(title, ["Day", "Low", "Median", "High"], rows)));
}

function drawn(list, currency, detail, title) {
  const [width, height, left, bottom] = [roomy() ? 760 : 360, roomy() ? 250 : 220, 52, 22];
  const when = (iso) => Date.parse(`${iso}T00:00:00Z`);
  const amounts = axis(list.flatMap((point) => [Number(point.p10), Number(point.p90)]), height - bottom, 10);
  const { y } = amounts;
  const x = scale(when(list[0].iso), when(list[list.length - 1].iso), left, width - 6);
  const along = (part) => list.map((point) => `${x(when(point.iso)).toFixed(1)},${y(point[part]).toFixed(1)}`);
  const months = firsts(list[0].iso, list[list.length - 1].iso).map((iso) => svg("g", {},
    svg("line", { class: "rule", x1: x(when(iso)), x2: x(when(iso)), y1: 10, y2: height - bottom }),
    svg("text", { x: x(when(iso)) + 4, y: height - 5 }, day(iso, { day: "numeric", month: "short" }))));
  const lowest = list.find((point) => point.iso === detail.lowest_day);
  const label = `${title}: from ${about(list[0].p50, currency)} on ${day(list[0].iso)} to between `
    + `${about(list[list.length - 1].p10, currency)} and ${about(list[list.length - 1].p90, currency)} on `
    + `${day(list[list.length - 1].iso)} in eight of ten futures. The table below has every point.`;
  return svg("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": label },
    ...grid(amounts, left, width - 6, currency), ...months,
    svg("polygon", { class: "band", points: [...along("p90"), ...along("p10").reverse()].join(" ") }),
    svg("polyline", { class: "edge", points: along("p10").join(" ") }),
    svg("polyline", { class: "edge", points: along("p90").join(" ") }),
    svg("polyline", { class: "line", points: along("p50").join(" ") }),
    ...(lowest ? pointed(x(when(lowest.iso)), y(lowest.p50), width, height - bottom,
      `lowest, ${day(lowest.iso, { day: "numeric", month: "short" })}`) : []));
}

function pointed(x, y, width, floor, text) {
  const left = x > width * 0.7;
  const above = y > floor - 16;
  return [svg("circle", { class: "dot", cx: x, cy: y, r: 3.5 }),
    svg("text", { class: "mark", x: left ? x - 9 : x + 9, y: above ? y - 6 : y + 15, "text-anchor": left ? "end" : "start" }, text)];
}

function firsts(start, end) {
  const found = [];
  const at = new Date(`${start.slice(0, 7)}-01T00:00:00Z`);
  for (at.setUTCMonth(at.getUTCMonth() + 1); at.toISOString().slice(0, 10) < end; at.setUTCMonth(at.getUTCMonth() + 1)) {
    found.push(at.toISOString().slice(0, 10));
  }
  const every = Math.ceil(found.length / 6);
  return found.filter((_, n) => n % every === 0);
}

function expected(bands, currency) {
  if (!bands.length) return null;
  const rows = bands.filter((band) => band.days !== 30).sort((a, b) => (a.id < b.id ? 1 : a.id > b.id ? -1 : a.days - b.days))
    .map((band) => [`${NAMES[band.id] || band.id}, ${band.days} days`, about(band.p10, currency), about(band.p50, currency), about(band.p90, currency)]);
  return table("Eight of ten futures lie between low and high", ["", "Low", "Median", "High"], rows);
}

// The first payments by day; the others, too, for who wants them.
function leaving(detail, currency) {
  if (!detail.outflows || !detail.outflows.length) return null;
  const rows = detail.outflows.map(([iso, name, , amount]) => [{ text: day(iso, { day: "numeric", month: "short" }), class: "tight" },
    { text: name, class: "text" }, money(amount, currency)]);
  const heads = ["Day", { text: "Payment", class: "text" }, "Amount"];
  const left_out = detail.outflows_left_out ? `, and ${detail.outflows_left_out} later ones` : "";
  const rest = rows.slice(FIRST);
  return el("section", {}, table("Large payments ahead", heads, rows.slice(0, FIRST)),
    rest.length ? more(`${rest.length} more${left_out}`, table("Later payments", heads, rest)) : null);
}

function flows(detail, currency) {
  if (!detail.flows || !detail.flows.length) return null;
  const rows = detail.flows.map(([, label, amount]) => [label, about(amount, currency)]);
  return table(`Cash moved in ${detail.horizon_days} days, on average`, ["", "Amount"], rows);
}

function assumed(detail, currency) {
  if (!detail.assumptions || !detail.assumptions.length) return null;
  const rows = detail.assumptions.map(([, label, value, unit, source]) => [label,
    value === null ? { text: "–", class: "unknown" } : measured(value, unit, currency), { text: source, class: "text" }]);
  return table("Assumptions and where they come from", ["Assumption", "Value", { text: "Source", class: "text" }], rows);
}

function record(detail, currency) {
  return (detail.track_record || []).map((track) => {
    const kind = track.kind === "backtest" ? "The same model on older days, unknown to it then" : "Forecasts given";
    const held = `${kind}: of ${track.forecasts} sums of ${track.days} days, ${track.inside80} held what came inside the 80% band.`;
    const last = track.latest ? ` Last, from ${day(track.latest.made_for)}: said ${about(track.latest.low, currency)} to `
      + `${about(track.latest.high, currency)}, came ${about(track.latest.actual, currency)}.` : "";
    return el("p", {}, held + last);
  });
}
