// ---- tables ------------------------------------------------------------------------------------------------------------

// A table that can be read aloud and scrolls by itself on a narrow page. `columns` are { head, cell(row), number, sort };
// `cell` gives words or an element, `sort` the key that a click on the head sorts by. `order` is { key, down } and `onSort`
// is told the key. `open(row)` makes rows lead somewhere: its first cell becomes a link with the address it gives.
function table({ caption, columns, rows, empty, order, onSort, open }) {
  if (!rows.length) return make("p", "st-empty", empty || say("nothing_here"));
  const head = make("tr", "", columns.map((column) => headCell(column, order, onSort)));
  const body = rows.map((row) => make("tr", "", columns.map((column, index) => {
    const shown = column.cell(row);
    const inside = open && index === 0 ? make("a", { href: open(row) }, shown) : shown;
    return make(index === 0 ? "th" : "td", { scope: index === 0 ? "row" : null, class: column.number ? "st-number" : null }, inside);
  })));
  const drawn = make("table", "st-table", make("caption", "", caption), make("thead", "", head), make("tbody", "", body));
  return make("div", { class: "st-scroll", tabindex: "0", role: "region", "aria-label": caption }, drawn);
}

function headCell(column, order, onSort) {
  const sorted = column.sort && order?.key === column.sort;
  const direction = sorted ? (order.down ? "descending" : "ascending") : null;
  const words = column.sort && onSort ? make("button", { type: "button", class: "st-sort", onclick: () => onSort(column.sort) }, column.head, sorted ? (order.down ? " ↓" : " ↑") : "") : column.head;
  return make("th", { scope: "col", class: column.number ? "st-number" : null, "aria-sort": direction }, words);
}

// Small marks beside words: tag("open", "warn"); kinds are "", "good", "warn", "bad", "accent".
const tag = (words, kind = "") => make("span", "st-tag" + (kind ? " st-" + kind : ""), words);

// Something that folds out; what it holds is drawn when it is first opened.
function fold(words, draw, open = false) {
  const box = make("details", { class: "st-fold", open }, make("summary", "", words));
  const fill = () => { if (box.open && box.childElementCount === 1) box.append(draw()); };
  box.addEventListener("toggle", fill);
  fill();
  return box;
}

// What is shown while something is on its way.
const waiting = () => make("p", { class: "st-waiting", role: "status" }, say("one_moment"));

// What is shown in the place of what did not come, with a way on.
const failed = (error, again) => make("div", { class: "st-failed", role: "alert" }, make("p", "", error instanceof Refused ? error.message : say("went_wrong")), again ? button(say("try_again"), again) : null);

// Tabs as links to places of the page; `now` is the first part of the place.
function tabs(list, now, label) {
  return make("nav", { class: "st-tabs", "aria-label": label }, list.map(([name, words]) => make("a", { href: "#" + name, "aria-current": name === now ? "page" : null }, words)));
}
