// ---- what people complain about and praise -----------------------------------------------------------------------------
const ASPECT_ORDER = ["product", "price", "delivery", "service", "returns", null];

VIEWS.said = async (rest, query) => {
  const kind = query.get("kind") === "praise" ? "praise" : "complaint";
  const [told, products, first] = await Promise.all([ask("/api/loyalty/complaints"), ask("/api/loyalty/products"), ask("/api/loyalty/overview")]);
  const parts = [make("section", "", heading(say("tab_said"), "h2", "st-hidden"), make("p", "st-quiet", say("said_span", { since: aDay(told.since), until: aDay(told.until) })))];
  if (!told.aspects.length) parts.push(make("p", "st-card st-empty", say("nothing_said")));
  else parts.push(make("div", "st-columns", byAspect(told, first.may.conversations), weekly(say("said_by_week"), told.weeks, [{ name: say("complaints"), key: "complaint", paint: "sale" }, { name: say("praise"), key: "praise", paint: "good" }], undefined, 0)), heat(told, kind, first.may.conversations));
  return [...parts, reviewed(products)];
};

function byAspect(told, may) {
  const count = (kind, aspect) => told.aspects.find((one) => one.kind === kind && one.aspect === aspect)?.count || 0;
  const rows = ASPECT_ORDER.filter((aspect) => count("complaint", aspect) || count("praise", aspect));
  const shown = [...rows].reverse();
  const bars = (kind, name, paint, sign) => ({
    type: "bar", orientation: "h", name: plain(name), y: shown.map((aspect) => plain(aspectWords(aspect))), x: shown.map((aspect) => sign * count(kind, aspect)), marker: { color: colour(paint) }, hoverinfo: "text",
    hovertext: shown.map((aspect) => plain(aspectWords(aspect) + " · " + name + ": " + aNumber(count(kind, aspect)))),
  });
  const most = Math.max(...rows.map((aspect) => Math.max(count("complaint", aspect), count("praise", aspect))));
  const cell = (kind) => (aspect) => (count(kind, aspect) ? quoteButton(aNumber(count(kind, aspect)), { kind, aspect }, may, aspectWords(aspect)) : "0");
  return figure({
    title: say("by_aspect"),
    draw: () => ({
      data: [bars("complaint", say("complaints"), "sale", -1), bars("praise", say("praise"), "good", 1)],
      layout: { barmode: "relative", height: 90 + 30 * rows.length, xaxis: { tickvals: [-most, 0, most], ticktext: [aNumber(most), "0", aNumber(most)], range: [-most * 1.08, most * 1.08], tickangle: 0 }, legend: { orientation: "h", y: -0.15 } },
    }),
    columns: [{ head: say("aspect"), cell: aspectWords }, { head: say("complaints"), number: true, cell: cell("complaint") }, { head: say("praise"), number: true, cell: cell("praise") }],
    rows,
  });
}

// A figure that shows the words behind it, in a box that is closed with Escape.
function quoteButton(words, query, may, title) {
  const told = { kind: query.kind, ...(query.aspect ? { aspect: query.aspect } : query.aspect === null ? { unnamed: "true" } : {}), ...(query.product ? { product: query.product } : {}) };
  return make("button", { type: "button", class: "st-button st-link ly-count", "aria-label": say("quotes_of", { n: words, title }), onclick: (event) => doing(event.currentTarget, () => openQuotes(told, title, may)) }, words);
}

async function openQuotes(query, title, may) {
  const inside = await quotesOf(query, may);
  const close = make("button", { type: "button", class: "st-button" }, say("close"));
  const name = say(query.kind === "praise" ? "praise" : "complaints") + " · " + title;
  const box = make("dialog", { class: "st-dialog ly-quotes", "aria-label": name }, make("h2", "", name), inside, make("div", "st-buttons", close));
  close.addEventListener("click", () => box.close());
  box.addEventListener("click", (event) => { if (event.target.closest("a")) box.close(); });
  box.addEventListener("close", () => box.remove());
  root.append(box);
  box.showModal();
}

function heat(told, kind, may) {
  const count = (product, aspect) => told.cells.find((one) => one.product === product && one.kind === kind && one.aspect === aspect)?.count || 0;
  const sum = (product) => ASPECT_ORDER.reduce((all, aspect) => all + count(product, aspect), 0);
  const rows = told.products.filter((one) => sum(one.id)).sort((a, b) => sum(b.id) - sum(a.id)).slice(0, 15);
  const aspects = ASPECT_ORDER.filter((aspect) => rows.some((one) => count(one.id, aspect)));
  const chosen = (name) => make("a", { class: "st-button st-small", href: addressOf(["said"], { kind: name }), "aria-current": name === kind ? "true" : null }, say(name === "praise" ? "praise" : "complaints"));
  const switcher = make("div", "st-buttons", chosen("complaint"), chosen("praise"));
  if (!rows.length) return make("section", "st-card", make("div", "st-head ly-tight", heading(say("by_product"), "h3"), switcher), make("p", "st-empty", say("no_product_named")));
  const most = Math.max(...rows.flatMap((one) => aspects.map((aspect) => count(one.id, aspect))));
  const cell = (one, aspect) => {
    const n = count(one.id, aspect);
    return make("td", { class: "ly-cell ly-" + kind + (n / most > 0.5 ? " ly-deep" : ""), style: "--share:" + (n ? 0.12 + 0.88 * (n / most) : 0) }, n ? quoteButton(aNumber(n), { kind, aspect, product: one.id }, may, inWords(one.title) + " · " + aspectWords(aspect)) : make("span", "st-quiet", "·"));
  };
  const caption = say("heat_caption");
  const drawnTable = make("table", "st-table ly-heat", make("caption", "", caption),
    make("thead", "", make("tr", "", make("th", { scope: "col" }, say("product")), aspects.map((aspect) => make("th", { scope: "col", class: "st-number" }, aspectWords(aspect))), make("th", { scope: "col", class: "st-number" }, say("together")))),
    make("tbody", "", rows.map((one) => make("tr", "", make("th", { scope: "row" }, make("a", { href: addressOf(["product", one.id]) }, make("bdi", "", inWords(one.title)))), aspects.map((aspect) => cell(one, aspect)), make("td", "st-number", aNumber(sum(one.id)))))));
  return make("section", "st-card st-stack", make("div", "st-head ly-tight", heading(say("by_product"), "h3"), switcher), make("p", "st-quiet", say("heat_note")), make("div", { class: "st-scroll", tabindex: "0", role: "region", "aria-label": caption }, drawnTable));
}

// ---- pros and cons of products ----------------------------------------------------------------------------------------

function reviewed(told) {
  const head = heading(say("pros_and_cons"), "h3");
  if (!told.products.length) return make("section", "st-card", head, make("p", "st-empty", say("no_reviews")));
  const names = (points) => (points.length ? points.map((one) => make("li", "", make("bdi", "", inWords(one.name)))) : make("li", "st-quiet", "–"));
  const list = make("div", "st-stack");
  let shown = 15;
  const filter = make("input", { class: "st-field", type: "search", placeholder: say("find_product"), "aria-label": say("find_product"), autocomplete: "off" });
  const draw = () => {
    const wanted = filter.value.trim().toLowerCase();
    const found = told.products.filter((one) => !wanted || (inWords(one.title) + " " + one.id).toLowerCase().includes(wanted));
    const rows = found.slice(0, shown);
    const further = found.length > shown ? button(say("more"), () => { shown += 30; draw(); }, "ly-next") : "";
    list.replaceChildren(table({
      caption: say("pros_and_cons"), rows, empty: say("no_such_product"), open: (one) => addressOf(["product", one.id]),
      columns: [
        { head: say("product"), cell: (one) => make("bdi", "", inWords(one.title)) },
        { head: say("stars"), number: true, cell: (one) => (one.stars === null ? "–" : aNumber(one.stars, 1) + " (" + aNumber(one.reviews) + ")") },
        { head: say("pros"), cell: (one) => make("ul", "ly-points-list ly-good", names(one.pros)) },
        { head: say("cons"), cell: (one) => make("ul", "ly-points-list ly-bad", names(one.cons)) },
        { head: say("latent"), cell: (one) => (one.latent.length ? make("ul", "ly-points-list", one.latent.map((point) => make("li", "", make("bdi", "", inWords(point.name)), point.why.flatMap((why) => [" ", tag(word("latent", why), "warn")])))) : "") },
      ],
    }), further);
  };
  filter.addEventListener("input", draw);
  draw();
  const more = told.total > told.products.length ? make("p", "st-quiet", say("products_most", { n: aNumber(told.products.length), all: aNumber(told.total) })) : null;
  return make("section", "st-card st-stack", head, make("p", "st-quiet", say("pros_note")), filter, list, more);
}

VIEWS.product = async (id) => {
  const [told, first] = await Promise.all([api("GET", "/api/loyalty/products/" + encoded(id)), ask("/api/loyalty/overview")]);
  const count = (kind, aspect) => told.said.find((one) => one.kind === kind && one.aspect === aspect)?.count || 0;
  const aspects = ASPECT_ORDER.filter((aspect) => count("complaint", aspect) || count("praise", aspect));
  const cell = (kind) => (aspect) => (count(kind, aspect) ? quoteButton(aNumber(count(kind, aspect)), { kind, aspect, product: id }, first.may.conversations, inWords(told.title) + " · " + aspectWords(aspect)) : "0");
  const said = aspects.length
    ? [make("section", "st-card st-stack", heading(say("in_conversations"), "h3"), table({ caption: say("in_conversations"), rows: aspects, columns: [{ head: say("aspect"), cell: aspectWords }, { head: say("complaints"), number: true, cell: cell("complaint") }, { head: say("praise"), number: true, cell: cell("praise") }] })),
       weekly(say("said_by_week"), told.weeks, [{ name: say("complaints"), key: "complaint", paint: "sale" }, { name: say("praise"), key: "praise", paint: "good" }], undefined, 0)]
    : [make("section", "st-card", heading(say("in_conversations"), "h3"), make("p", "st-empty", say("nothing_said_of_it")))];
  return [make("section", "", make("p", "", make("a", { href: "#said" }, "← " + say("tab_said"))), make("h2", { tabindex: "-1" }, make("bdi", "", inWords(told.title)), " ", make("bdi", "ly-id", told.id))),
    reviewPart(told.reviews), make("div", "st-columns", said)];
};

function reviewPart(told) {
  if (!told) return make("section", "st-card", heading(say("in_reviews"), "h3"), make("p", "st-empty", say("no_reviews_of_it")));
  const point = (one) => make("li", "", make("p", "", make("strong", "", make("bdi", "", inWords(one.name))), " ", make("span", "st-quiet", say("n_of", { n: aNumber(one.count), of: aNumber(one.of), low: aShare(one.low), high: aShare(one.high) })), (one.why || []).flatMap((why) => [" ", tag(word("latent", why), "warn")])),
    one.quotes.map((said) => make("p", "", quoted(said.text), " ", make("span", "st-quiet", say("n_stars", { n: aNumber(said.stars) })))));
  const list = (name, points, kind) => make("div", "", make("h4", "ly-over ly-" + kind, say(name)), points.length ? make("ul", "ly-list", points.map(point)) : make("p", "st-quiet", say("said_too_seldom")));
  return make("section", "st-card st-stack", heading(say("in_reviews"), "h3"), make("p", "st-quiet", say("n_reviews", { n: aNumber(told.count), stars: told.stars === null ? "–" : aNumber(told.stars, 1) })),
    make("div", "st-columns", list("pros", told.pros, "good"), list("cons", told.cons, "bad"), told.latent.length ? list("latent", told.latent, "bad") : null));
}
