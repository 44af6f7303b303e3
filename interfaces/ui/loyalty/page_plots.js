// ---- plots: drawn by Plotly when it is there, each with its figures as a table beside it -------------------------------
let plotly = null; // promise of the library, which comes from this site once there is something to read
let plots = []; // { box, make, click } of what is shown

function loadPlotly() {
  plotly = new Promise((resolve, reject) => {
    const script = make("script", { src: "/loyalty-assets/plotly.min.js?v=" + encoded(props.facts.plotly), async: true });
    script.addEventListener("load", () => resolve(window.Plotly));
    script.addEventListener("error", () => reject(new Error("plotly")));
    document.head.append(script);
  });
  plotly.catch(() => {});
}

// The library is large: figures and words are on the screen before the browser begins to read it.
const afterPainting = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));

const PLOT_CONFIG = {
  displaylogo: false, displayModeBar: false, responsive: true, sendData: false, showSendToCloud: false,
  showEditInChartStudio: false, plotlyServerURL: "", showLink: false, scrollZoom: false, doubleClick: "reset",
};

const colour = (name) => getComputedStyle(root).getPropertyValue("--" + name).trim();
const TIER_ORDER = ["platinum", "gold", "silver", "bronze", "new", "prospect", "at_risk", "lapsed"];
const TIER_COLOURS = { platinum: "ly-1", gold: "ly-2", silver: "ly-3", bronze: "ly-4", new: "ly-5", prospect: "ly-6", at_risk: "ly-7", lapsed: "ly-8" };

// Plotly reads tags and entities in its texts: words of people must be neither.
const plain = (words) => String(words).replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

const isNarrow = () => root.clientWidth < 640;
const shortDay = (moment) => new Intl.DateTimeFormat(locale(), { month: "numeric", day: "numeric" }).format(new Date(moment));
const widthOf = (words) => [...words].reduce((sum, sign) => sum + (sign > "\u2e7f" ? 2 : 1), 0);

// Words for the side of a plot: cut where there is no room for them.
function shortened(words, most = isNarrow() ? 22 : 32) {
  if (widthOf(words) <= most) return plain(words);
  let now = "";
  for (const sign of words) { if (widthOf(now + sign) >= most) break; now += sign; }
  return plain(now) + "…";
}

// Words for a small box that follows the pointer: in lines of so many characters, a wide one counts twice.
function lines(words, width = 58) {
  const out = [];
  for (const line of String(words).split("\n")) {
    let now = "", length = 0;
    for (const part of line.split(/(\s+)/).flatMap((piece) => (/[^\x00-\xff]/.test(piece) || piece.length > width ? [...piece] : [piece]))) {
      const long = widthOf(part);
      if (length + long > width && now.trim()) { out.push(now.trim()); now = ""; length = 0; }
      now += part;
      length += long;
    }
    out.push(now.trim());
  }
  return out.map(plain).join("<br>");
}

function layoutOf(own) {
  const axis = { gridcolor: colour("line"), zerolinecolor: colour("line"), linecolor: colour("line"), automargin: true, fixedrange: true };
  const { xaxis, yaxis, ...rest } = own;
  return {
    paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)", margin: { l: 44, r: 12, t: 8, b: 36 }, height: 260,
    font: { family: getComputedStyle(root).fontFamily, size: 12, color: colour("ink") }, colorway: Object.values(TIER_COLOURS).map(colour),
    hoverlabel: { bgcolor: colour("raised"), bordercolor: colour("line"), font: { color: colour("ink"), size: 13 }, align: "left" },
    legend: { orientation: "h", y: -0.18, font: { size: 12 } }, dragmode: false, separators: ".,",
    ...rest, xaxis: { ...axis, ...xaxis }, yaxis: { ...axis, ...yaxis },
  };
}

// A figure: title, plot, and its figures as a table. `draw()` gives { data, layout }; `rows` are the table's.
function figure({ title, note, draw, columns, rows, click, label }) {
  const box = make("div", { class: "ly-plot", role: "img", "aria-label": label || title });
  plots.push({ box, draw, click });
  const words = fold(say("as_table"), () => table({ caption: title, columns, rows }));
  return make("figure", "st-card ly-figure", make("figcaption", "", make("h3", "", title), note ? make("p", "st-quiet", note) : null), box, words);
}

function forgetPlots() {
  for (const { box } of plots) if (window.Plotly && box.isConnected) window.Plotly.purge(box);
  plots = [];
}

async function drawPlots() {
  const mine = [...plots];
  if (!mine.length) return;
  if (!plotly) { await afterPainting(); loadPlotly(); }
  let library;
  try { library = await plotly; }
  catch {
    for (const { box } of mine) box.replaceChildren(make("p", "st-empty", say("no_plots")));
    for (const one of findAll(".ly-figure .st-fold")) one.open = true;
    return;
  }
  for (const { box, draw, click } of mine) {
    if (!box.isConnected) continue;
    const { data, layout } = draw();
    await library.react(box, data, layoutOf(layout), PLOT_CONFIG);
    if (click && !box.dataset.heard) { box.dataset.heard = "yes"; box.on("plotly_click", (event) => click(event.points[0])); }
    box.dataset.drawn = "yes";
  }
}

// Light and dark: Gradio sets a class on the body, the system may change at any time.
new MutationObserver(() => drawPlots()).observe(document.body, { attributes: true, attributeFilter: ["class"] });

// Bars of a histogram over ten equal parts of 0 to `most`.
function histogram(title, counts, most, unit, note) {
  const step = most / counts.length;
  const names = counts.map((_, n) => aNumber(n * step) + "–" + aNumber((n + 1) * step) + unit);
  const shown = counts.map((count, n) => names[n] + ": " + say("customers_n", { n: aNumber(count) }));
  return figure({
    title, note,
    draw: () => ({
      data: [{ type: "bar", x: counts.map((_, n) => (n + 0.5) * step), y: counts, width: step * 0.9, hovertext: shown.map(plain), hoverinfo: "text", marker: { color: colour("accent") } }],
      layout: { height: 220, xaxis: { range: [0, most], ticksuffix: unit }, yaxis: { rangemode: "tozero" } },
    }),
    columns: [{ head: title, cell: (row) => row[0] }, { head: say("customers"), number: true, cell: (row) => row[1] }],
    rows: counts.map((count, n) => [names[n], aNumber(count)]),
  });
}

// Lines over weeks; a week of which nothing is known is a gap.
function weekly(title, weeks, series, range, digits = 2, note = "") {
  const days = weeks.map((week) => week.monday);
  const shown = (week, value) => (value === null || value === undefined ? "–" : aNumber(value, digits));
  return figure({
    title, note,
    draw: () => ({
      data: series.map(({ name, key, paint }) => ({
        type: "scatter", mode: "lines+markers", name: plain(name), x: days, y: weeks.map((week) => week[key] ?? null), connectgaps: false,
        line: { color: colour(paint), width: 2 }, marker: { size: 6, color: colour(paint) }, hoverinfo: "text",
        hovertext: weeks.map((week) => lines(say("week_of", { day: aDay(week.monday) }) + "\n" + name + ": " + shown(week, week[key]) + (week.conversations === undefined ? "" : "\n" + say("talks_n", { n: aNumber(week.conversations) })))),
      })),
      layout: { height: 230, showlegend: series.length > 1, xaxis: { type: "date", tickformat: language === "zh" ? "%-m月%-d日" : "%-d/%-m" }, yaxis: { range, rangemode: "tozero" } },
    }),
    columns: [{ head: say("week"), cell: (week) => aDay(week.monday) }, ...series.map(({ name, key }) => ({ head: name, number: true, cell: (week) => shown(week, week[key]) }))],
    rows: weeks,
  });
}
