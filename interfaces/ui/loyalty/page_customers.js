// ---- customers by risk and value ---------------------------------------------------------------------------------------
const ASKED = ["called", "tier", "group", "action", "risk_from", "value_from"];
const GROUP_ORDER = ["promoter", "passive", "detractor", "unknown"];
const ACTION_ORDER = ["repair", "win_back", "offer", "thank", "leave_alone"];
const FALLING = { stake: true, risk: true, value: true, loyalty: true, customer: false };

VIEWS.customers = async (rest, query) => {
  const asked = Object.fromEntries(ASKED.map((name) => [name, query.get(name) || ""]).filter(([, value]) => value));
  const order = query.get("order") || "stake";
  const down = query.has("down") ? query.get("down") === "true" : FALLING[order] ?? true;
  const address = (name, more) => "/api/loyalty/" + name + "?" + new URLSearchParams({ ...asked, ...more });
  const [told, plot] = await Promise.all([ask(address("customers", { order, down, limit: 25 })), ask(address("map", {}))]);
  const parts = [make("section", "", heading(say("tab_customers"), "h2", "st-hidden"), filters(asked, order, down))];
  if (!told.as_of) return [...parts, notScored({ weeks: [1], may: (await ask("/api/loyalty/overview")).may })];
  if (!told.complete) parts.push(make("p", "st-card", say("not_all_names")));
  if (!told.total) return [...parts, make("p", "st-card st-empty", say("nobody_fits"))];
  return [...parts, riskMap(plot), customerTable(told, asked, order, down, address)];
};

function filters(asked, order, down) {
  const any = (group, keys) => [["", say("any")], ...keys.map((key) => [key, word(group, key)])];
  const at = (steps, unit) => [["", say("any")], ...steps.map((step) => [String(step), say("from", { n: unit(step) })])];
  const called = make("input", { class: "st-field", name: "called", type: "search", value: asked.called || "", maxlength: "200", autocomplete: "off", placeholder: say("find_customer_hint") });
  const form = make("form", { class: "ly-filters", role: "search", "aria-label": say("filters") },
    field(say("find_customer"), called),
    field(say("tier"), select("tier", asked.tier || "", any("tiers", TIER_ORDER))),
    field(say("group"), select("group", asked.group || "", any("groups", GROUP_ORDER))),
    field(say("action"), select("action", asked.action || "", any("short_actions", ACTION_ORDER))),
    field(say("risk"), select("risk_from", asked.risk_from || "", at([0.25, 0.5, 0.75, 0.9], (share) => aShare(share)))),
    field(say("value"), select("value_from", asked.value_from || "", at([25, 50, 75, 90], (score) => aNumber(score)))),
    make("div", "ly-filter-buttons", make("button", { type: "submit", class: "st-button st-main-button" }, say("find")),
      Object.keys(asked).length ? make("a", { class: "st-button", href: "#customers" }, say("clear")) : null));
  const go = () => goTo(["customers"], { ...Object.fromEntries(ASKED.map((name) => [name, form.elements[name].value.trim()])), order, down });
  form.addEventListener("submit", (event) => { event.preventDefault(); go(); });
  form.addEventListener("change", (event) => { if (event.target.tagName === "SELECT") go(); });
  return form;
}

function tipOf(one) {
  const reasons = one.reasons.map((reason) => "· " + inWords(reason.text) + " (" + pointsOf(reason) + ")");
  return [(one.name ? one.name + " · " : "") + one.id, word("tiers", one.tier) + " · " + say("stake_line", { risk: riskWords(one.risk), value: aNumber(one.value), action: word("short_actions", one.action) }), ...(reasons.length ? reasons : [say("no_reason")]), say("click_opens")].join("\n");
}

function riskMap(told) {
  const points = told.points;
  const tiers = TIER_ORDER.filter((tier) => points.some((one) => one.tier === tier));
  return figure({
    title: say("risk_and_value"), label: say("risk_and_value_label", { n: aNumber(told.total) }),
    note: told.total > points.length ? say("map_note_most", { n: aNumber(points.length), all: aNumber(told.total) }) : say("map_note"),
    click: (point) => { if (point.data.ids?.length) location.hash = addressOf(["customer", point.data.ids[point.pointIndex]]).slice(1); },
    draw: () => ({
      data: [...crowd(told.cells), ...tiers.map((tier) => {
        const own = points.filter((one) => one.tier === tier);
        return {
          type: "scatter", mode: "markers", name: plain(word("tiers", tier)), ids: own.map((one) => one.id), x: own.map((one) => one.risk * 100), y: own.map((one) => one.value),
          hovertext: own.map((one) => lines(tipOf(one))), hoverinfo: "text", marker: { size: 11, color: colour(TIER_COLOURS[tier]), line: { width: 1, color: colour("surface") }, opacity: 0.9 },
        };
      })],
      layout: {
        height: 420, hovermode: "closest", xaxis: { title: { text: plain(say("risk_of_leaving")) }, ticksuffix: " %", range: [-2, 102], fixedrange: true },
        yaxis: { title: { text: plain(say("value_scores")) }, range: [-4, 104], fixedrange: true }, legend: { orientation: "h", y: -0.22 },
      },
    }),
    columns: [{ head: say("customer"), cell: (one) => customerLink(one.id, one.name) }, { head: say("risk"), number: true, cell: (one) => riskWords(one.risk) }, { head: say("value"), number: true, cell: (one) => aNumber(one.value) }],
    rows: points.slice(0, 50),
  });
}

// Where the many others are: one pale square for each place of the map.
function crowd(cells) {
  if (!cells.length) return [];
  const most = Math.max(...cells.map((one) => one.customers));
  return [{
    type: "scatter", mode: "markers", name: plain(say("all_others")), x: cells.map((one) => one.risk * 5 + 2.5), y: cells.map((one) => one.value * 5 + 2.5), hoverinfo: "text",
    hovertext: cells.map((one) => lines(say("cell_tip", { risk: aNumber(one.risk * 5) + "–" + aNumber(one.risk * 5 + 5) + " %", value: aNumber(one.value * 5) + "–" + aNumber(one.value * 5 + 5), n: aNumber(one.customers) }))),
    marker: { symbol: "square", color: colour("quiet"), opacity: 0.28, size: cells.map((one) => 4 + 14 * Math.sqrt(one.customers / most)), line: { width: 0 } },
  }];
}

function customerTable(told, asked, order, down, address) {
  const box = make("div", "st-stack");
  const rows = [...told.rows];
  const sortBy = (key) => goTo(["customers"], { ...asked, order: key, down: key === order ? !down : FALLING[key] });
  const columns = [
    { head: say("customer"), sort: "customer", cell: (one) => who(one.id, one.name) },
    { head: say("tier"), cell: (one) => tierTag(one.tier) },
    { head: say("risk"), sort: "risk", number: true, cell: (one) => riskWords(one.risk) },
    { head: say("value"), sort: "value", number: true, cell: (one) => aNumber(one.value) },
    { head: say("stake"), sort: "stake", number: true, cell: (one) => aNumber(one.risk * one.value) },
    { head: say("loyalty"), sort: "loyalty", number: true, cell: (one) => between(one) },
    { head: say("reasons"), cell: (one) => reasonList(one.reasons) },
    { head: say("action"), cell: (one) => word("short_actions", one.action) },
  ];
  let next = told.next;
  const draw = () => {
    const more = next ? button(say("more"), (event) => doing(event.currentTarget, async () => {
      const further = await api("GET", address("customers", { order, down, limit: 25, after: next }));
      rows.push(...further.rows);
      next = further.next;
      draw();
    }), "ly-next") : null;
    const caption = say("customers_shown", { n: aNumber(rows.length), all: aNumber(told.total) });
    box.replaceChildren(make("p", "st-quiet", caption), table({ caption, columns, rows, order: { key: order, down }, onSort: sortBy, open: (one) => addressOf(["customer", one.id]) }), more || "");
  };
  draw();
  return box;
}
