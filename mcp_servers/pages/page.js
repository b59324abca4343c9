"use strict";

// The host's side of a view, by the MCP Apps protocol (2026-01-26): JSON-RPC over postMessage, no other connection.
// `show(result)` draws a tool's result into the page; texts of others only ever become text nodes.
const VERSION = "2026-01-26";
const HOST_STYLES = ["--color-background-primary", "--color-background-secondary", "--color-text-primary",
  "--color-text-secondary", "--color-border-primary", "--font-sans"];
const host = { id: 0, waiting: new Map(), context: {}, result: null };

function send(message) {
  window.parent.postMessage({ jsonrpc: "2.0", ...message }, "*");
}

function request(method, params) {
  host.id += 1;
  send({ id: host.id, method, params });
  return new Promise((resolve, reject) => host.waiting.set(host.id, { resolve, reject }));
}

function received(event) {
  const message = event.data;
  if (event.source !== window.parent || !message || message.jsonrpc !== "2.0") return;
  if (message.method !== undefined) heard(message);
  else if (host.waiting.has(message.id)) {
    const { resolve, reject } = host.waiting.get(message.id);
    host.waiting.delete(message.id);
    if (message.error) reject(message.error);
    else resolve(message.result || {});
  }
}

function heard({ id, method, params }) {
  if (method === "ui/notifications/tool-result") shown(params);
  else if (method === "ui/notifications/tool-cancelled") problem("This was cancelled.", "Ask again to see it.");
  else if (method === "ui/notifications/host-context-changed") dressed(params);
  if (id === undefined) return;
  if (method === "ping" || method === "ui/resource-teardown") send({ id, result: {} });
  else send({ id, error: { code: -32601, message: "Method not found" } });
}

function dressed(change) {
  const before = locale();
  Object.assign(host.context, change);
  const root = document.documentElement;
  const { theme, styles } = host.context;
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  for (const name of HOST_STYLES) {
    const value = styles && styles.variables && styles.variables[name];
    if (typeof value === "string") root.style.setProperty(name, value);
  }
  if (host.result && locale() !== before) shown(host.result);
}

function shown(result) {
  host.result = result;
  sized.roomy = roomy();
  const data = result && result.structuredContent;
  const text = said(result);
  if (result && result.isError) {
    const { cause, remedy } = (data && data.error) || {};
    problem(cause || text || "This could not be answered.", remedy || "");
  } else if (data && Array.isArray(data.rows)) {
    try {
      put(...show(data, text.split("\n")[0]));
      for (const pinned of document.querySelectorAll(".pinned")) pinned.scrollLeft = pinned.scrollWidth;
    } catch (fault) {
      put(plain(text));
      throw fault;
    }
  } else put(plain(text));
}

function said(result) {
  const parts = (result && result.content) || [];
  return parts.filter((part) => part.type === "text").map((part) => part.text).join("\n");
}

function put(...children) {
  document.getElementById("view").replaceChildren(...children.filter(Boolean));
}

function problem(cause, remedy) {
  put(el("div", { class: "problem", role: "alert" }, el("strong", {}, cause), remedy));
}

function plain(text) {
  return el("pre", { class: "plain" }, text);
}

// Elements: attributes are our own, children are elements or text.
function el(name, attributes, ...children) {
  return made(document.createElement(name), attributes, children);
}

function svg(name, attributes, ...children) {
  return made(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
}

function made(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value !== undefined && value !== null && value !== "") node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return node;
}

// Figures: written as they were given, to the currency's cents; an unknown is a word, never nought.
const MARKS = { at_most: "≤ ", at_least: "≥ ", partial: "~ " };

function locale() {
  try {
    return Intl.getCanonicalLocales(host.context.locale || "en-GB")[0] || "en-GB";
  } catch {
    return "en-GB";
  }
}

function number(value, options) {
  return new Intl.NumberFormat(locale(), { roundingMode: "halfEven", signDisplay: "negative", ...options }).format(value).replace(/^-/, "−");
}

function money(value, currency, bound, more) {
  return (MARKS[bound] || "") + number(value, { style: "currency", currency, ...more });
}

function about(value, currency, bound) {
  return money(value, currency, bound, { maximumSignificantDigits: 3 });
}

function percent(value, more) {
  return number(value, { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1, ...more });
}

function measured(value, unit, currency, bound) {
  if (unit === "money") return about(value, currency, bound);
  if (unit === "ratio") return (MARKS[bound] || "") + percent(value);
  return (MARKS[bound] || "") + number(value, { maximumFractionDigits: 2 });
}

function day(iso, more) {
  return dates(more).format(new Date(`${iso}T00:00:00Z`));
}

function days(period) {
  const [start, end] = [period.start, period.end].map((iso) => new Date(`${iso}T00:00:00Z`));
  return dates().formatRange(start, end);
}

function dates(more) {
  return new Intl.DateTimeFormat(locale(), { timeZone: "UTC", ...(more || { day: "numeric", month: "short", year: "numeric" }) });
}

function asOf(moment) {
  if (!moment) return "Nothing is recorded yet.";
  const form = { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", timeZone: "UTC" };
  return `Books as of ${new Intl.DateTimeFormat(locale(), form).format(new Date(moment))} UTC.`;
}

// Parts both views have.
function heading(title, about, lede) {
  const top = el("header", { class: "top" }, el("h1", {}, title), el("p", {}, about.filter(Boolean).join(" · ")));
  return [top, lede ? el("p", { class: "lede" }, lede) : null];
}

function cards(list) {
  const items = list.map(({ label, value, beside }) =>
    el("li", {}, el("span", { class: "label" }, label), el("span", { class: "value" }, value), beside
      ? el("span", { class: "beside" }, ...[beside].flat()) : null));
  return items.length ? el("ul", { class: "cards" }, ...items) : null;
}

// A table from its caption, heads and rows of cells; a cell is text, or {text, class}. Heads may be {text, class}, too.
function table(caption, heads, rows, { pinned = false, titled = true, classes = [] } = {}) {
  const head = el("tr", {}, ...heads.map((cell) => el("th", { scope: "col", class: cell.class }, cell.text ?? cell)));
  const body = rows.map((cells, at) => el("tr", { class: classes[at] }, ...cells.map((cell, n) => {
    const attributes = { class: cell.class, ...(n === 0 ? { scope: "row" } : {}) };
    return el(n === 0 ? "th" : "td", attributes, cell.node || (cell.text ?? cell));
  })));
  const whole = el("table", {}, el("caption", { class: titled ? "" : "unseen" }, caption), el("thead", {}, head), el("tbody", {}, ...body));
  return el("div", { class: pinned ? "scroll pinned" : "scroll", tabindex: 0, role: "region", "aria-label": caption }, whole);
}

function more(summary, ...children) {
  const kept = children.filter(Boolean);
  return kept.length ? el("details", {}, el("summary", {}, summary), ...kept) : null;
}

function notes(list, lede) {
  const kept = (list || []).filter((note) => !lede.includes(note));
  return kept.length ? el("ul", { class: "notes", "aria-label": "Notes" }, ...kept.map((each) => el("li", {}, each))) : null;
}

function origins(figures) {
  if (!figures || !figures.length) return null;
  const rows = figures.map((of) => [of.label, { text: of.formula || "", class: "text" },
    of.entries ? number(of.entries, {}) : "–"]);
  return more("How these figures come about", table("Formula and ledger rows of each figure", ["Figure",
    { text: "Formula", class: "text" }, "Ledger rows"], rows));
}

// Where values lie on so many pixels; the only arithmetic here, and only for drawing.
function scale(low, high, from, to) {
  const span = high - low || 1;
  return (value) => from + ((Number(value) - low) / span) * (to - from);
}

// A scale from nought, or the lowest below it, to a round amount above the highest, and the round amounts on it.
function axis(amounts, from, to) {
  const [low, high] = [Math.min(0, ...amounts), Math.max(0, ...amounts)];
  const rough = (high - low || 1) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((each) => each * power).find((each) => each >= rough);
  const [first, last] = [Math.ceil(low / step - 1e-9), Math.ceil(high / step - 1e-9)];
  const marks = Array.from({ length: last - first + 1 }, (_, n) => Number(((first + n) * step).toPrecision(12)));
  return { marks, y: scale(low, Math.max(last * step, high), from, to) };
}

function grid({ marks, y }, left, right, currency) {
  return marks.map((at) => svg("g", {},
    svg("line", { class: at === 0 ? "zero" : "rule", x1: left, x2: right, y1: y(at), y2: y(at) }),
    svg("text", { x: left - 8, y: y(at) + 4, "text-anchor": "end" }, brief(at, currency))));
}

function roomy() {
  return document.documentElement.clientWidth >= 560;
}

function brief(value, currency) {
  return number(value, { style: "currency", currency, notation: "compact", maximumSignificantDigits: 3 });
}

function foot(...said) {
  return el("footer", {}, `Credora. ${said.filter(Boolean).join(" ")}`);
}

function sized() {
  if (host.result && roomy() !== sized.roomy) {
    sized.roomy = roomy();
    shown(host.result);
  }
  const { width, height } = document.documentElement.getBoundingClientRect();
  const now = `${Math.ceil(width)} ${Math.ceil(height)}`;
  if (now === sized.last) return;
  sized.last = now;
  send({ method: "ui/notifications/size-changed", params: { width: Math.ceil(width), height: Math.ceil(height) } });
}

window.addEventListener("message", received);
request("ui/initialize", {
  protocolVersion: VERSION,
  appInfo: { name: "credora", title: document.title, version: "1" },
  appCapabilities: { availableDisplayModes: ["inline", "fullscreen"] },
}).then((greeting) => {
  dressed(greeting.hostContext || {});
  send({ method: "ui/notifications/initialized", params: {} });
  new ResizeObserver(sized).observe(document.documentElement);
  sized();
});
