// Charts: every [data-chart] is drawn from the numbers and texts the server gave it; nothing is computed here.
"use strict";

{
  const libraries = document.currentScript.dataset.echarts;
  let loading = null;
  const drawn = new Map();

  const library = () => (loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = libraries;
    script.onload = () => resolve(window.echarts);
    script.onerror = reject;
    document.head.append(script);
  }));

  const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  const axis = (spec) => {
    const of = { notation: "compact", maximumFractionDigits: 1 };
    if (spec.unit === "ratio") return (value) => `${Math.round(value * 1000) / 10}%`;
    if (spec.unit === "money" && spec.currency) {
      const form = new Intl.NumberFormat("en-GB", { ...of, style: "currency", currency: spec.currency });
      return (value) => form.format(value);
    }
    const form = new Intl.NumberFormat("en-GB", of);
    return (value) => form.format(value);
  };

  const base = (spec, look) => ({
    animation: false,
    textStyle: { fontFamily: "system-ui, sans-serif", color: look.ink },
    grid: { left: 8, right: 14, top: 26, bottom: 4, containLabel: true },
    legend: { show: spec.series.length > 1, top: 0, right: 0, icon: "roundRect", itemWidth: 12, itemHeight: 4, textStyle: { color: look.quiet, fontSize: 11 } },
    aria: { enabled: false },
    tooltip: {
      trigger: "axis", renderMode: "richText", confine: true, backgroundColor: look.sheet, borderColor: look.line,
      textStyle: { color: look.ink, fontSize: 12 }, axisPointer: { type: "line", lineStyle: { color: look.quiet } },
      formatter: (points) => {
        const at = (Array.isArray(points) ? points[0] : points).dataIndex;
        return [spec.labels[at], ...spec.series.map((each) => `${each.name}  ${each.said[at]}`)].join("\n");
      },
    },
    xAxis: { type: "category", data: spec.labels, axisLine: { lineStyle: { color: look.line } }, axisTick: { show: false }, axisLabel: { color: look.quiet, fontSize: 11, hideOverlap: true } },
    yAxis: { type: "value", splitLine: { lineStyle: { color: look.faint } }, axisLabel: { color: look.quiet, fontSize: 11, formatter: axis(spec) } },
  });

  const marked = (spec, look) => spec.mark === null ? {} : {
    markLine: { silent: true, symbol: "none", label: { show: false }, lineStyle: { color: look.quiet, type: "dashed" }, data: [{ xAxis: spec.mark }] },
  };

  const kinds = {
    line: (spec, look) => ({
      ...base(spec, look),
      series: spec.series.map((each, n) => ({
        name: each.name, type: each.kind === "bars" ? "bar" : "line", data: each.values, showSymbol: spec.labels.length < 2, symbolSize: 5,
        itemStyle: { color: each.quiet ? look.series[1] : look.series[n === 0 ? 0 : n + 1] ?? look.series[3] },
        lineStyle: { width: each.quiet ? 1.5 : 2, type: each.quiet ? "dashed" : "solid" }, ...(n === 0 ? marked(spec, look) : {}),
      })),
    }),
    bars: (spec, look) => ({
      ...base(spec, look),
      series: spec.series.map((each, n) => ({
        name: each.name, type: each.kind === "line" ? "line" : "bar", barMaxWidth: 34, showSymbol: false,
        data: each.values.map((value) => ({ value, itemStyle: { borderRadius: 2, color: each.quiet ? look.series[1] : value < 0 ? look.down : look.series[n === 0 ? 0 : n + 1] } })),
      })),
    }),
    fan: (spec, look) => {
      const bands = spec.bands.flatMap((band, n) => {
        const stack = `band${n}`;
        const still = { type: "line", stack, stackStrategy: "all", symbol: "none", silent: true, lineStyle: { opacity: 0 }, tooltip: { show: false } };
        return [
          { ...still, data: band.low },
          { ...still, data: band.high.map((value, at) => value - band.low[at]), areaStyle: { color: band.quiet ? look.bands[2] : look.bands[n] } },
        ];
      });
      const lines = spec.series.filter((each) => each.values.some((value) => value !== null)).map((each, n) => ({
        name: each.name, type: "line", data: each.values, symbol: "none", itemStyle: { color: each.quiet ? look.series[1] : look.series[0] },
        lineStyle: { width: 2, type: each.quiet ? "dashed" : "solid" }, ...(n === 0 ? marked(spec, look) : {}),
      }));
      const option = base(spec, look);
      option.legend = { ...option.legend, data: lines.map((each) => each.name), show: lines.length > 1 };
      return { ...option, series: [...bands, ...lines] };
    },
    waterfall: (spec, look, width) => {
      const [{ values, said, name }] = spec.series;
      let running = 0;
      const last = values.length - 1;
      const bars = values.map((value, at) => {
        const whole = at === 0 || at === last;
        const from = whole ? 0 : running;
        running = whole ? value : running + value;
        return { low: Math.min(from, running), size: Math.abs(running - from), color: whole ? look.series[1] : value < 0 ? look.down : look.up };
      });
      const stacked = { type: "bar", stack: "steps", stackStrategy: "all", barMaxWidth: 40 };
      const option = base({ ...spec, series: [{ name, said }] }, look);
      const room = (width - 70) / values.length;
      const labels = room < 58 ? { rotate: 52, width: 96, overflow: "truncate" } : { width: room - 6, overflow: "break", lineHeight: 13 };
      return {
        ...option,
        xAxis: { ...option.xAxis, axisLabel: { ...option.xAxis.axisLabel, ...labels, hideOverlap: false, interval: 0 } },
        series: [
          { ...stacked, silent: true, itemStyle: { color: "transparent" }, data: bars.map((bar) => bar.low) },
          { ...stacked, name, data: bars.map((bar) => ({ value: bar.size, itemStyle: { color: bar.color, borderRadius: 2 } })) },
        ],
      };
    },
    tornado: (spec, look) => {
      const option = base(spec, look);
      const [{ values: lows }, { values: highs }] = spec.series;
      const stacked = { type: "bar", stack: "one", stackStrategy: "all", barMaxWidth: 18 };
      const low = lows.map((value, at) => Math.min(value, highs[at]));
      const size = lows.map((value, at) => Math.abs(value - highs[at]));
      return {
        ...option, legend: { show: false }, xAxis: { ...option.yAxis, splitNumber: 4 },
        yAxis: { ...option.xAxis, inverse: true, axisLabel: { ...option.xAxis.axisLabel, width: innerWidth < 700 ? 110 : 240, overflow: "truncate", hideOverlap: false } },
        series: [
          { ...stacked, silent: true, itemStyle: { color: "transparent" }, data: low },
          {
            ...stacked, data: size.map((value) => ({ value, itemStyle: { color: look.series[0], borderRadius: 2 } })),
            markLine: { silent: true, symbol: "none", label: { show: false }, lineStyle: { color: look.quiet, type: "solid" }, data: [{ xAxis: 0 }] },
          },
        ],
      };
    },
  };

  const look = () => ({
    ink: token("--ink"), quiet: token("--quiet"), sheet: token("--raised"), line: token("--line"), faint: token("--faint"),
    up: token("--up"), down: token("--down"), bands: [token("--band-1"), token("--band-2"), token("--band-3")],
    series: [1, 2, 3, 4].map((n) => token(`--series-${n}`)),
  });

  const draw = (echarts, place) => {
    const spec = JSON.parse(place.dataset.chart);
    drawn.get(place)?.dispose();
    const chart = echarts.init(place, null, { renderer: "canvas" });
    chart.setOption(kinds[spec.kind](spec, look(), place.clientWidth));
    drawn.set(place, chart);
    place.dataset.drawn = "yes";
  };

  const sizes = new ResizeObserver((entries) => entries.forEach((each) => drawn.get(each.target)?.resize()));

  const drawAll = (within) => {
    const places = [...within.querySelectorAll("[data-chart]")].filter((place) => !drawn.has(place));
    if (places.length === 0) return;
    library().then((echarts) => places.forEach((place) => { draw(echarts, place); sizes.observe(place); }));
  };

  const redraw = () => library().then((echarts) => [...drawn.keys()].forEach((place) => draw(echarts, place)));

  document.addEventListener("htmx:load", (event) => {
    for (const place of drawn.keys()) if (!place.isConnected) { drawn.get(place).dispose(); drawn.delete(place); }
    drawAll(event.detail.elt);
  });
  document.addEventListener("themechange", redraw);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  window.credora = { drawAll };
  if (document.readyState !== "loading") drawAll(document);
  else document.addEventListener("DOMContentLoaded", () => drawAll(document));
}
