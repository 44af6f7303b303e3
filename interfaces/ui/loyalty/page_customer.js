// ---- one customer ------------------------------------------------------------------------------------------------------

VIEWS.customer = async (id) => {
  const told = await api("GET", "/api/loyalty/customers/" + encoded(id));
  const parts = [customerHead(told), ...notesOf(told)];
  if (told.score) parts.push(customerFigures(told), advice(told));
  if (told.explanation.reasons) parts.push(contributions(told));
  if (told.history.length > 1) parts.push(scoreCourse(told));
  parts.push(timelinePart(told), ...tastes(told));
  return parts;
};

function customerHead(told) {
  const facts = [told.language && say("speaks", { language: say("language_" + told.language) }), told.joined_at && say("joined", { day: aDay(told.joined_at) })].filter(Boolean);
  return make("section", "", make("p", "", make("a", { href: "#customers" }, "← " + say("all_customers"))),
    make("div", "st-head ly-tight", make("h2", { tabindex: "-1" }, who(told.id, told.name)),
      told.may.conversations ? make("a", { class: "st-button", href: "/conversations/#find?customer=" + encoded(told.id) }, say("their_talks")) : null),
    make("p", "", told.score ? [tierTag(told.score.tier), " ", tag(word("groups", told.score.recommender)), " "] : null, make("span", "st-quiet", facts.join(" · "))));
}

// What is missing, and why: each said kindly, none of them an error.
function notesOf(told) {
  const notes = [];
  if (!told.name) notes.push(say("no_name"));
  if (told.consents.learning === false) notes.push(say("refused_learning"));
  if (told.consents.marketing === false) notes.push(say("refused_marketing"));
  if (told.consents.profile === false) notes.push(say("refused_profile"));
  if (!told.score) notes.push(say("customer_not_scored"));
  else if (!told.explanation.reasons) notes.push(say("not_explained"));
  if (!told.talks) notes.push(say("no_talks"));
  else if (told.unread && told.consents.learning !== false) notes.push(say("talks_unread", { n: aNumber(told.unread) }));
  if (!told.timeline.some((one) => one.kind === "order")) notes.push(say("no_orders"));
  const caveats = told.explanation.caveats?.[language] || [];
  if (!notes.length && !caveats.length) return [];
  return [make("section", "st-card ly-notes", make("h3", "", say("what_is_missing")), make("ul", "ly-dots", [...notes, ...caveats].map((words) => make("li", "", words))))];
}

function customerFigures(told) {
  const one = told.score;
  const tile = (big, small, more) => make("li", "st-figure", make("b", "", big), make("span", "", small), more ? make("small", "ly-more", more) : null);
  const days = told.explanation.horizon_days || 90;
  const strip = make("div", { class: "ly-strip", "aria-hidden": "true" }, make("i", { style: "left:" + Math.max(0, one.loyalty_low) + "%;right:" + (100 - Math.min(100, one.loyalty_high)) + "%" }), make("b", { style: "left:" + one.loyalty + "%" }));
  const loyalty = tile(aNumber(one.loyalty), say("loyalty_of_100"), say("interval", { low: aNumber(Math.floor(one.loyalty_low)), high: aNumber(Math.ceil(one.loyalty_high)) }));
  loyalty.append(strip);
  return make("section", "", told.explanation.headline ? make("p", { class: "ly-headline", dir: "auto" }, inWords(told.explanation.headline)) : null,
    make("ul", "st-figures", loyalty,
      tile(riskWords(one.risk), say("risk_of_leaving"), say("buys_again", { share: riskWords(one.again), days })),
      tile(aNumber(one.value), say("value_of_100"), ""),
      tile(aPrice(one.spend, told.currency), say("spend_expected", { days }), say("purchases_expected", { n: aNumber(one.purchases, 1) }))));
}

function advice(told) {
  const said = told.explanation.advice;
  if (!said) return make("section", "st-card", heading(say("what_to_do"), "h3"), make("p", "", word("actions", told.score.action)));
  const money = said.cost ? make("p", "st-quiet", say("offer_money", { cost: aPrice(said.cost, told.currency), gain: aPrice(said.gain, told.currency), budget: aPrice(told.budget, told.currency) })) : make("p", "st-quiet", say("costs_nothing"));
  const consent = { true: "consent_given", false: "consent_refused", null: "consent_unasked" }[String(told.consents.marketing)];
  const sources = said.sources.filter((one) => one.text).map((one) => make("li", "", one.kind === "order" ? make("bdi", "", one.text) : quoted(one.text), " ", make("span", "st-quiet", aDay(one.at))));
  return make("section", "st-card st-stack ly-advice", heading(say("what_to_do"), "h3"),
    make("p", "", make("strong", "", word("actions", said.action)), " — ", make("span", { dir: "auto" }, inWords(said.reason))),
    sources.length ? make("ul", "ly-dots", sources) : null, money, make("p", "st-quiet", say(consent)), make("p", "st-quiet", say("by_rule", { rule: said.rule })));
}

function contributions(told) {
  const said = told.explanation;
  const leaving = (said.leaving || []).map((one) => ({ ...one, unit: "percent" }));
  const part = (title, note, rows, base) => (rows.length ? figure({
    title, note,
    draw: () => {
      const shown = [...rows].reverse();
      const short = (one) => shortened(inWords(one.text) || one.feature);
      return {
        data: [{
          type: "bar", orientation: "h", y: shown.map((_, n) => n), x: shown.map((one) => one.points), marker: { color: shown.map((one) => colour(isGood(one) ? "good" : "sale")) }, hoverinfo: "text",
          hovertext: shown.map((one) => lines([inWords(one.text), pointsOf(one), ...(one.evidence?.[language] || []).slice(0, 3)].join("\n"))),
          text: shown.map((one) => signed(one.points)), textposition: "auto",
        }],
        layout: { height: 70 + 34 * shown.length, yaxis: { tickvals: shown.map((_, n) => n), ticktext: shown.map(short), automargin: true }, xaxis: { title: { text: plain(base), font: { size: 12 } }, tickangle: 0, nticks: 5 }, hovermode: "closest" },
      };
    },
    columns: [{ head: say("reasons"), cell: (one) => make("span", { dir: "auto" }, inWords(one.text)) }, { head: say("points"), number: true, cell: (one) => signed(one.points) + (one.unit === "percent" ? " %" : "") },
      { head: say("evidence"), cell: (one) => make("ul", "", (one.evidence?.[language] || []).map((line) => make("li", { dir: "auto" }, line))) }],
    rows,
  }) : null);
  const value = (said.value || []).map((one) => ({ feature: one.feature, points: Math.round(one.points), unit: "points", text: { en: props.texts.en["feature_" + one.feature], zh: props.texts.zh["feature_" + one.feature] } }));
  return make("div", "st-columns",
    part(say("why_loyalty"), say("why_loyalty_note", { base: aNumber(said.base ?? 50), score: aNumber(said.score ?? told.score.loyalty) }), (said.reasons || []).map((one) => ({ ...one, unit: "points" })), say("points_loyalty_axis")),
    part(say("why_leaving"), say("why_leaving_note"), leaving, say("points_leaving_axis")),
    part(say("why_value"), say("why_value_note", { base: aNumber(said.value_base ?? 50), score: aNumber(told.score.value) }), value, say("points_value_axis")));
}

function scoreCourse(told) {
  const rows = told.history;
  const line = (key, name, paint) => ({ type: "scatter", mode: "lines+markers", name: plain(name), x: rows.map((one) => one.as_of.slice(0, 10)), y: rows.map((one) => (key === "risk" ? one.risk * 100 : one[key])), line: { color: colour(paint), width: 2 }, hoverinfo: "text",
    hovertext: rows.map((one) => lines(aDay(one.as_of) + "\n" + say("loyalty") + ": " + between(one) + "\n" + say("risk_of_leaving") + ": " + riskWords(one.risk) + "\n" + word("tiers", one.tier))) });
  return figure({
    title: say("score_course"),
    draw: () => ({ data: [line("loyalty", say("loyalty"), "accent"), line("risk", say("risk_of_leaving") + " (%)", "sale")], layout: { height: 240, xaxis: { type: "date", tickformat: "%Y-%m-%d", nticks: isNarrow() ? 3 : 6, tickangle: 0 }, yaxis: { range: [0, 100] } } }),
    columns: [{ head: say("day"), cell: (one) => aDay(one.as_of) }, { head: say("loyalty"), number: true, cell: between }, { head: say("risk"), number: true, cell: (one) => riskWords(one.risk) }, { head: say("tier"), cell: (one) => word("tiers", one.tier) }],
    rows,
  });
}

function tastes(told) {
  const points = told.tastes.filter((one) => inWords(one.text));
  if (!points.length) return [];
  return [make("section", "st-card st-stack", heading(say("what_is_known"), "h3"), make("ul", "ly-dots", points.map((one) => make("li", { dir: "auto" }, inWords(one.text)))))];
}
