// The P&L: headlines, the statement line by line, its course where it is split by time. LINES says what lines are called.
const NONE = { text: "–", class: "unknown" };
const HEADLINES = ["revenue", "cm1", "cm3", "net_profit"];

function show(data, lede) {
  const { currency, columns, detail } = data;
  const lines = data.rows.map((row) => Object.fromEntries(columns.map((name, at) => [name, row[at]])));
  const known = lines.some((line) => line.total !== null);
  const bound = bounds(data);
  const split = detail.by !== "total";
  const against = data.compare ? `against ${days(data.compare)}` : "";
  const about = [`${days(data.period)}${against ? `, ${against}` : ""}`, data.shop, currency];
  const parts = split ? columns.slice(1, columns.indexOf("total")) : [];
  return [
    ...heading("Profit and loss", about, lede),
    known ? cards(headlines(data, lines, bound)) : null,
    known && split ? course(data, lines, parts) : null,
    known ? statement(data, lines, parts, bound) : null,
    notes(read_on(data, detail, parts), lede),
    known ? origins(data.figures) : null,
    foot(asOf(data.as_of), `${detail.basis === "accrual" ? "Accrual basis" : detail.basis}. Costs are negative, so a plus is a gain.`,
      legend(data.bounds), known ? "The ledger rows behind every line can be listed." : ""),
  ];
}

// Which cells are bounds: [row number][column] → bound. A group without rows holds for its columns' every value.
function bounds(data) {
  const cells = (data.bounds && data.bounds.cells) || [];
  return (row, column) => {
    const found = cells.find((group) => group.columns.includes(column) && (!group.rows || group.rows.includes(row)));
    return found && found.bound;
  };
}

function legend(given) {
  const said = JSON.stringify(given || {});
  const meant = { at_most: "≤ at most", at_least: "≥ at least", partial: "~ not exact" };
  const list = Object.keys(meant).filter((bound) => said.includes(`"${bound}"`)).map((bound) => meant[bound]);
  return list.length ? `${list.join(", ")}: something is not fully recorded.` : "";
}

function headlines(data, lines, bound) {
  return HEADLINES.map((id) => {
    const at = lines.findIndex((line) => line.line === id);
    const line = lines[at];
    if (!line) return null;
    const value = line.total === null ? "not recorded" : money(line.total, data.currency, bound(at, "total"));
    return { label: LINES[id].label, value, beside: data.compare ? moved(line, short(data.compare)) : null };
  }).filter(Boolean);
}

function moved(line, before) {
  if (line.change_rate === null || line.change_rate === undefined) return "no comparison";
  const rate = Number(line.change_rate);
  const sign = rate > 0 ? "▲" : rate < 0 ? "▼" : "";
  const said = percent(line.change_rate, { signDisplay: "exceptZero" });
  return [el("span", { class: rate > 0 ? "up" : rate < 0 ? "down" : "" }, `${sign} ${said}`.trim()), ` on ${before}`];
}

function statement(data, lines, parts, bound) {
  const { currency, compare } = data;
  const barred = !parts.length;
  const most = Math.max(...lines.map((line) => Math.abs(Number(line.total))));
  const heads = ["Line", ...parts.map((name) => slot(name, data.detail.by)), parts.length ? "Total" : short(data.period),
    ...(compare ? [{ text: short(compare), class: "wide" }, { text: "Change", class: "wide" }, "Change %"] : []),
    ...(barred ? [{ text: "", class: "wide" }] : [])];
  const rows = lines.map((line, at) => [
    (LINES[line.line] || { label: line.line }).label,
    ...parts.map((name) => cell(line[name], currency, bound(at, name))),
    cell(line.total, currency, bound(at, "total")),
    ...(compare ? [
      wide(cell(line.compare, currency, bound(at, "compare"))),
      wide(line.change === null ? NONE : cell(line.change, currency, bound(at, "change"), { signDisplay: "exceptZero" })),
      line.change_rate === null ? NONE : percent(line.change_rate, { signDisplay: "exceptZero" }),
    ] : []),
    ...(barred ? [bar(line.total, most)] : []),
  ]);
  const classes = lines.map((line) => {
    const total = LINES[line.line] && LINES[line.line].total;
    return total ? (line.line === "net_profit" ? "total final" : "total") : "";
  });
  const caption = `Profit and loss, ${days(data.period)}, in ${currency}`;
  return table(caption, heads, rows, { pinned: parts.length > 0, titled: false, classes });
}

function wide(of) {
  return { ...of, class: `${of.class || ""} wide`.trim() };
}

function cell(value, currency, bound, options) {
  if (value === null || value === undefined) return { text: "not recorded", class: "unknown" };
  return { text: money(value, currency, bound, options) };
}

function bar(value, most) {
  if (value === null) return { text: "", class: "bar wide" };
  const span = el("span", { class: Number(value) < 0 ? "down" : "", "aria-hidden": "true" });
  span.style.inlineSize = `${most ? (100 * Math.abs(Number(value))) / most : 0}%`;
  return { node: span, class: "bar wide" };
}

function slot(name, by) {
  if (by === "day") return day(name, { day: "numeric", month: "short" });
  if (by === "week") return `from ${day(name, { day: "numeric", month: "short" })}`;
  if (by === "month") return day(`${name}-01`, { month: "short", year: "numeric" });
  return name.replace(/^(\d{4})-(Q\d)$/, "$2 $1");
}

function short(period) {
  const whole = period.start.endsWith("-01") && period.start.slice(0, 7) === period.end.slice(0, 7)
    && new Date(Date.parse(`${period.end}T00:00:00Z`) + 86400000).getUTCDate() === 1;
  return whole ? day(period.start, { month: "short", year: "numeric" }) : days(period);
}

function read_on(data, { by, periods }, parts) {
  const list = [...(data.notes || [])];
  if (periods && periods.count > parts.length) {
    list.push(`Shown: ${by}s ${periods.first} to ${periods.first + parts.length - 1} of ${periods.count}. Totals are over all.`);
  }
  return list;
}

// Revenue as columns, net profit as a line over them.
function course(data, lines, parts) {
  const [revenue, profit] = ["revenue", "net_profit"].map((id) => lines.find((line) => line.line === id) || {});
  const values = (of) => parts.map((name) => of[name] ?? null);
  const all = [...values(revenue), ...values(profit)].filter((each) => each !== null).map(Number);
  if (parts.length < 2 || !all.length) return null;
  const [width, height, left, bottom] = [roomy() ? 760 : 360, roomy() ? 200 : 170, 52, 20];
  const amounts = axis(all, height - bottom, 8);
  const { y } = amounts;
  const room = (width - left) / parts.length;
  const middle = (at) => left + room * (at + 0.5);
  const columns = values(revenue).map((value, at) => value === null ? null : svg("rect", {
    class: Number(value) < 0 ? "bad" : "band", x: middle(at) - room * 0.34, width: room * 0.68, rx: 2,
    y: Math.min(y(value), y(0)), height: Math.max(Math.abs(y(0) - y(value)), 0.5) }));
  const every = Math.ceil(parts.length / Math.max(Math.floor((width - left) / 58), 1));
  const labels = parts.map((name, at) => at % every ? null
    : svg("text", { x: middle(at), y: height - 4, "text-anchor": "middle" }, tick(name, data.detail.by)));
  const drawn = svg("svg", { viewBox: `0 0 ${width} ${height}`, role: "img",
    "aria-label": `Revenue and net profit by ${data.detail.by}; the same figures are in the table below.` },
    ...grid(amounts, left, width, data.currency), ...columns, ...runs(values(profit), middle, y), ...labels);
  const key = el("div", { class: "key" }, el("span", {}, el("i", { class: "band" }), "Revenue"),
    el("span", {}, el("i", { class: "second" }), "Net profit"));
  return el("figure", {}, el("figcaption", {}, `Revenue and net profit by ${data.detail.by}`), drawn, key);
}

function tick(name, by) {
  return by === "month" ? day(`${name}-01`, { month: "short" }) : slot(name, by).replace("from ", "");
}

// A line through known values only: it breaks where one is not recorded.
function runs(values, x, y) {
  const found = [[]];
  values.forEach((value, at) => value === null ? found.push([]) : found[found.length - 1].push([x(at), y(value)]));
  return found.filter((run) => run.length).map((run) => run.length > 1
    ? svg("polyline", { class: "second", points: run.map((point) => point.join(",")).join(" ") })
    : svg("circle", { class: "dot", cx: run[0][0], cy: run[0][1], r: 3 }));
}
