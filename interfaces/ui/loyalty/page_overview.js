// ---- the first view ----------------------------------------------------------------------------------------------------

VIEWS.overview = async () => {
  const told = await ask("/api/loyalty/overview");
  if (!told.as_of) return [notScored(told), ...(told.weeks.length ? talkParts(told) : [])];
  return [
    figures(told), changes(told),
    make("div", "st-columns", tierCourse(told), histogram(say("loyalty_scores"), told.loyalty, 100, "", say("mean_is", { mean: aNumber(told.loyalty_mean), width: aNumber(told.width_mean) }))),
    make("div", "st-columns", histogram(say("risk_of_leaving"), told.risk.map(Number), 100, " %"), histogram(say("value_scores"), told.value, 100, "")),
    stake(told), ...talkParts(told),
  ];
};

function notScored(told) {
  const read = told.weeks.length > 0;
  return make("section", "st-card st-stack ly-nothing",
    heading(say(read ? "not_scored" : "not_read")),
    make("p", "", say(read ? "not_scored_how" : "not_read_how")),
    make("pre", "ly-command", read ? "daogou loyalty score" : "daogou loyalty mine\ndaogou loyalty score"),
    told.may.score ? make("p", "", button(say("round_now"), (event) => startRound(event.currentTarget), "st-main-button")) : make("p", "st-quiet", say("ask_an_analyst")));
}

function figures(told) {
  const risk = told.at_risk;
  const lost = risk.if_back - risk.expected;
  const money = (value) => aPrice(value, told.currency);
  const tile = (big, small, more) => make("li", "st-figure", make("b", "", big), make("span", "", small), more ? make("small", "ly-more", more) : null);
  return make("section", "", heading(say("tab_overview"), "h2", "st-hidden"), make("ul", "st-figures",
    tile(aNumber(told.customers), say("customers_scored"), told.as_of && say("as_of", { day: aDay(told.as_of) })),
    tile(aNumber(risk.customers), say("at_risk"), say("lapsed_besides", { n: aNumber(risk.lapsed) })),
    tile(money(lost), say("value_at_risk"), say("value_at_risk_why", { back: money(risk.if_back), now: money(risk.expected) })),
    tile(told.talks.satisfaction === null ? "–" : aNumber(told.talks.satisfaction, 1), say("satisfaction"), say("satisfaction_why")),
    tile(aNumber(told.talks.unresolved), say("unresolved"), say("of_talks", { n: aNumber(told.talks.conversations) }))));
}

function changes(told) {
  if (!told.before) return make("section", "st-card", heading(say("what_changed"), "h3"), make("p", "st-quiet", say("first_day")));
  const gone = ["at_risk", "lapsed"];
  const sum = (keep) => told.moves.filter(keep).reduce((all, one) => all + one.customers, 0);
  const [lost, won] = [sum((one) => gone.includes(one.now) && !gone.includes(one.before)), sum((one) => !gone.includes(one.now) && gone.includes(one.before))];
  const all = sum(() => true);
  return make("section", "st-card", heading(say("what_changed"), "h3"),
    make("p", "", all ? say("changed_since", { day: aDay(told.before), lost: aNumber(lost), won: aNumber(won), all: aNumber(all) }) : say("nobody_moved", { day: aDay(told.before) })),
    told.moves.length ? fold(say("all_moves"), () => table({
      caption: say("all_moves"),
      columns: [{ head: say("was"), cell: (one) => word("tiers", one.before) }, { head: say("is_now"), cell: (one) => word("tiers", one.now) }, { head: say("customers"), number: true, cell: (one) => aNumber(one.customers) }],
      rows: told.moves,
    })) : null);
}

function tierCourse(told) {
  const tiers = TIER_ORDER.filter((tier) => told.course.some((one) => one.tiers[tier]));
  const share = (one, tier) => (one.tiers[tier] || 0) / Math.max(1, Object.values(one.tiers).reduce((sum, count) => sum + count, 0));
  return figure({
    title: say("tiers_over_time"), note: told.course.length < 2 ? say("one_day_only") : "",
    draw: () => ({
      data: tiers.map((tier) => ({
        type: "bar", name: plain(word("tiers", tier)), x: told.course.map((one) => one.day), y: told.course.map((one) => one.tiers[tier] || 0), marker: { color: colour(TIER_COLOURS[tier]) }, hoverinfo: "text",
        hovertext: told.course.map((one) => plain(aDay(one.day) + " · " + word("tiers", tier) + ": " + aNumber(one.tiers[tier] || 0) + " (" + aShare(share(one, tier)) + ")")),
      })),
      layout: { height: 300, barmode: "stack", bargap: 0.25, xaxis: { type: "category", tickvals: told.course.map((one) => one.day), ticktext: told.course.map((one) => shortDay(one.day)), tickangle: isNarrow() ? -60 : 0 }, legend: { orientation: "h", y: isNarrow() ? -0.3 : -0.18 } },
    }),
    columns: [{ head: say("day"), cell: (one) => aDay(one.day) }, ...tiers.map((tier) => ({ head: word("tiers", tier), number: true, cell: (one) => aNumber(one.tiers[tier] || 0) }))],
    rows: told.course,
  });
}

function stake(told) {
  const inside = told.at_stake.length
    ? make("ol", "ly-cards", told.at_stake.map((one) => make("li", "ly-one",
        make("p", "ly-one-head", customerLink(one.id, one.name), " ", tierTag(one.tier)),
        make("p", "st-quiet", say("stake_line", { risk: riskWords(one.risk), value: aNumber(one.value), action: word("short_actions", one.action) })),
        reasonList(one.reasons))))
    : make("p", "st-empty", say("nobody_at_stake"));
  return make("section", "st-card st-stack", make("div", "st-head ly-tight", heading(say("at_stake"), "h3"), make("a", { href: "#customers" }, say("all_customers"))), inside);
}

function talkParts(told) {
  if (!told.weeks.length) return [make("section", "st-card", heading(say("conversations"), "h3"), make("p", "st-empty", say("nothing_read", { day: aDay(told.since) })))];
  return [
    make("div", "st-columns",
      weekly(say("mood_by_week"), told.weeks, [{ name: say("mood"), key: "mood", paint: "accent" }], [-1, 1], 2, say("mood_note")),
      weekly(say("satisfaction_by_week"), told.weeks, [{ name: say("satisfaction"), key: "satisfaction", paint: "accent" }], [1, 5], 2, say("satisfaction_note"))),
    make("div", "st-columns", reasonsWritten(told), openMatters(told)),
  ];
}

function reasonsWritten(told) {
  const rows = [...told.reasons].reverse();
  const bars = (key, name, paint, count) => ({
    type: "bar", orientation: "h", name: plain(name), y: rows.map((one) => plain(word("reasons", one.reason))), x: rows.map(count), marker: { color: colour(paint) }, hoverinfo: "text",
    hovertext: rows.map((one) => lines(word("reasons", one.reason) + "\n" + say("reason_tip", { n: aNumber(one.conversations), open: aNumber(one.unresolved) }))),
  });
  return figure({
    title: say("why_they_write"),
    draw: () => ({
      data: [bars("open", say("unresolved_short"), "ly-7", (one) => one.unresolved), bars("done", say("resolved"), "accent", (one) => one.conversations - one.unresolved)],
      layout: { barmode: "stack", height: 90 + 26 * rows.length, yaxis: { automargin: true }, legend: { orientation: "h", y: -0.12 } },
    }),
    columns: [{ head: say("why_they_write"), cell: (one) => word("reasons", one.reason) }, { head: say("conversations"), number: true, cell: (one) => aNumber(one.conversations) }, { head: say("unresolved_short"), number: true, cell: (one) => aNumber(one.unresolved) }],
    rows: told.reasons,
  });
}

function openMatters(told) {
  const list = make("div", "");
  const load = async (event) => doing(event?.currentTarget, async () => {
    const found = await ask("/api/loyalty/unresolved");
    list.replaceChildren(make("ul", "ly-list", found.matters.map((one) => make("li", "",
      make("p", "", one.customer ? customerLink(one.customer, one.name) : make("span", "", say("a_guest")), " · " + aDay(one.at) + " · " + word("reasons", one.reason), talkLink(one.conversation, told.may.conversations)),
      one.quotes.slice(0, 2).flatMap((words) => make("p", "", quoted(words)))))));
  });
  if (told.talks.unresolved) list.append(button(say("show_words"), load));
  else list.append(make("p", "st-empty", say("none_open")));
  const unread = make("p", "st-quiet");
  ask("/api/loyalty/unread").then((found) => { unread.textContent = found.unread ? say("unread_n", { n: aNumber(found.unread) }) : say("all_read"); }, () => {});
  return make("section", "st-card st-stack ly-top", heading(say("open_matters"), "h3"), make("p", "st-quiet", say("of_open", { n: aNumber(told.talks.unresolved), all: aNumber(told.talks.conversations) })), list, unread);
}
