// ---- products side by side ------------------------------------------------------------------------------------------
const COMPARED_AT_MOST = 4;
const compareBar = find(".dg-compare-bar");
const ticked = new Map(); // the products to compare, their titles by id, in the order they were ticked

partDrawers.comparison = (found, inLanguage) => {
  const whole = make("section", "dg-comparison");
  const table = make("table");
  const caption = make("caption", "dg-hidden", say("compare_caption", inLanguage));
  const head = make("thead"), body = make("tbody");
  head.append(columnHeads(found, inLanguage));
  body.append(...found.rows.map((row) => factRow(row, inLanguage)));
  table.append(caption, head, body);
  const scroll = make("div", "dg-comparison-scroll");
  scroll.tabIndex = 0; // so that the arrow keys move it
  scroll.setAttribute("role", "region");
  scroll.setAttribute("aria-label", say("compare_caption", inLanguage));
  scroll.append(table);
  if (found.rows.some((row) => row.differs) && found.rows.some((row) => !row.differs)) whole.append(onlyDiffering(table, inLanguage));
  whole.append(scroll);
  return whole;
};

function columnHeads(found, inLanguage) {
  const row = make("tr");
  const corner = make("td", "dg-corner");
  corner.append(make("span", "dg-hidden", say("compare_fact", inLanguage)));
  row.append(corner, ...found.products.map((product) => {
    const cell = make("th", "dg-column");
    cell.scope = "col";
    cell.append(picture(product.image, product.title, inLanguage), make("span", "dg-column-title", product.title));
    const acts = make("div", "dg-column-acts");
    acts.append(putButton(product, inLanguage), askButton(product, inLanguage));
    cell.append(acts);
    return cell;
  }));
  return row;
}

function askButton(product, inLanguage) {
  const asking = make("button", "dg-ask", say("ask_about", inLanguage));
  asking.type = "button";
  asking.dataset.ask = product.ask;
  asking.dataset.shown = product.shown;
  asking.setAttribute("aria-label", say("ask_about", inLanguage) + ": " + product.title);
  return asking;
}

function factRow(fact, inLanguage) {
  const row = make("tr", fact.differs ? "dg-differs" : "dg-alike");
  const label = make("th", "", fact.label);
  label.scope = "row";
  if (fact.differs) label.append(make("span", "dg-hidden", " (" + say("compare_differs", inLanguage) + ")"));
  row.append(label, ...fact.values.map((value) => {
    const cell = make("td", value === null ? "dg-quiet" : "");
    cell.textContent = value === null ? say("compare_not_stated", inLanguage) : value;
    return cell;
  }));
  return row;
}

function onlyDiffering(table, inLanguage) {
  const label = make("label", "dg-only-differing");
  const box = make("input");
  box.type = "checkbox";
  box.addEventListener("change", () => table.classList.toggle("dg-only", box.checked));
  label.append(box, make("span", "", say("compare_only", inLanguage)));
  return label;
}

// ---- cards that are ticked for a comparison -----------------------------------------------------------------------------

function drawTicked() {
  const count = ticked.size;
  compareBar.hidden = count === 0;
  const go = compareBar.querySelector(".dg-compare-go");
  go.disabled = count < 2;
  go.textContent = count < 2 ? say("compare_bar_one") : say("compare_bar").replace("{count}", count);
  compareBar.querySelector(".dg-compare-clear").textContent = say("compare_clear");
  thread.querySelectorAll("[data-compare]").forEach((box) => { box.checked = ticked.has(box.dataset.compare); });
}

function tick(box) {
  if (!box.checked) ticked.delete(box.dataset.compare);
  else if (ticked.size >= COMPARED_AT_MOST) toast(say("compare_most"));
  else ticked.set(box.dataset.compare, box.dataset.title);
  drawTicked();
}

// The ids make it unmistakable to the shop; the shopper reads the titles alone.
function compareTicked() {
  if (current || ticked.size < 2) return;
  const open = language === "zh" ? "（" : " (", close = language === "zh" ? "）" : ")";
  const named = [...ticked].map(([id, title]) => title + open + id + close);
  ask(told("compare_ask", { titles: listed(named) }), told("compare_ask", { titles: listed([...ticked.values()]) }));
  untickAll();
}

const listed = (names) => [names.slice(0, -1).join(say("compare_join")), names.at(-1)].filter(Boolean).join(say("compare_last"));

function untickAll() {
  ticked.clear();
  drawTicked();
}

root.addEventListener("change", (event) => { if (event.target.dataset.compare !== undefined) tick(event.target); });
compareBar.querySelector(".dg-compare-go").addEventListener("click", compareTicked);
compareBar.querySelector(".dg-compare-clear").addEventListener("click", () => { untickAll(); input.focus(); });
onSpeak.push(drawTicked);
