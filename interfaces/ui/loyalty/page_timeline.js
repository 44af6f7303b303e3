// ---- what happened with one customer: a plot to point at, and a list with every word behind it -------------------------
const LANES = ["signal", "conversation", "order"];

function timelinePart(told) {
  if (!told.timeline.length) return make("section", "st-card", heading(say("timeline"), "h3"), make("p", "st-empty", say("nothing_happened")));
  return make("section", "st-card st-stack", heading(say("timeline"), "h3"), timelinePlot(told),
    make("ol", "ly-timeline", told.timeline.map((one) => make("li", "ly-" + one.kind, make("p", "ly-when", aMoment(one.at)), eventParts(one, told)))),
    told.earlier ? make("p", "st-quiet", say("earlier_n", { n: aNumber(told.earlier) })) : null);
}

function timelinePlot(told) {
  const marks = told.timeline.flatMap((one) => {
    const lane = ["order", "return", "exchange"].includes(one.kind) ? "order" : "conversation";
    const signals = (one.signals || []).map((signal) => ({ lane: "signal", at: signal.at, bad: BAD_SIGNALS.includes(signal.kind), good: GOOD_SIGNALS.includes(signal.kind), tip: signalWords(signal.kind) + (signal.aspect ? " · " + aspectWords(signal.aspect) : "") + "\n“" + signal.quote + "”" }));
    return [{ lane, at: one.at, bad: one.kind === "return" || one.unresolved, good: false, tip: titleOf(one, told) }, ...signals];
  });
  const box = make("div", { class: "ly-plot", role: "img", "aria-label": say("timeline_label", { n: aNumber(marks.length) }) });
  const paint = (one) => colour(one.bad ? "sale" : one.good ? "good" : one.lane === "order" ? "accent" : "quiet");
  plots.push({ box, draw: () => ({
    data: [{ type: "scatter", mode: "markers", x: marks.map((one) => one.at), y: marks.map((one) => LANES.indexOf(one.lane)), hoverinfo: "text", hovertext: marks.map((one) => lines(aMoment(one.at) + "\n" + one.tip)),
      marker: { size: 12, color: marks.map(paint), opacity: 0.85, symbol: marks.map((one) => ({ order: "square", conversation: "circle", signal: "diamond" })[one.lane]) } }],
    layout: { height: 190, hovermode: "closest", showlegend: false, xaxis: { type: "date", nticks: isNarrow() ? 3 : 6, tickformat: "%Y-%m-%d", tickangle: 0 }, yaxis: { tickvals: [0, 1, 2], ticktext: LANES.map((lane) => plain(say("lane_" + lane))), range: [-0.6, 2.6], automargin: true } },
  }) });
  return box;
}

const BAD_SIGNALS = ["complaint", "leave", "unresolved", "wants_person"];
const GOOD_SIGNALS = ["praise", "buy_again", "recommend"];

function titleOf(one, told) {
  if (one.kind === "order") return say("event_order", { id: one.id, total: aPrice(one.total, one.currency), status: say("status." + one.status) });
  if (one.kind === "return" || one.kind === "exchange") return say("event_" + one.kind, { order: one.order });
  if (one.kind === "feedback") return say(one.helpful ? "event_thumbs_up" : "event_thumbs_down");
  if (one.kind === "unread") return say(told.consents.learning === false ? "event_talk_refused" : "event_talk_unread");
  return say("event_talk", { reason: word("reasons", one.reason), n: aNumber(one.turns) });
}

function eventParts(one, told) {
  const parts = [make("p", "ly-what", titleOf(one, told), one.kind === "conversation" || one.kind === "unread" ? talkLink(one.id, told.may.conversations) : null)];
  if (one.lines) parts.push(make("ul", "ly-dots", one.lines.map((line) => make("li", "", make("bdi", "", inWords(line.title)), line.quantity > 1 ? " × " + aNumber(line.quantity) : ""))));
  if (one.reason && one.kind !== "conversation") parts.push(make("p", "", quoted(one.reason)));
  if (one.kind === "conversation") parts.push(make("p", "st-quiet", talkFacts(one).join(" · ")));
  if (one.signals?.length) parts.push(make("ul", "ly-signals", one.signals.map((signal) => make("li", "",
    tag(signalWords(signal.kind) + (signal.aspect ? " · " + aspectWords(signal.aspect) : ""), BAD_SIGNALS.includes(signal.kind) ? "bad" : GOOD_SIGNALS.includes(signal.kind) ? "good" : ""), " ", quoted(signal.quote),
    signal.product ? [" ", make("bdi", "st-quiet", inWords(signal.product))] : null))));
  return parts;
}

function talkFacts(one) {
  return [one.mood === null ? say("mood_unknown") : say("mood_is", { mood: aNumber(one.mood, 2), course: say("course." + one.course) }),
    one.satisfaction === null ? say("satisfaction_unknown") : say("satisfaction_is", { stars: aNumber(one.satisfaction, 1) }), one.unresolved ? say("left_open") : ""].filter(Boolean);
}
