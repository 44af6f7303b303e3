// ---- one turn: what was said, and how the answer came about ------------------------------------------------------------
// Everything that somebody wrote is set as text.
function drawStory(turn) {
  const marks = [
    turn.outcome !== "answered" && tag(say("outcomes." + turn.outcome), { failed: "bad", with_person: "accent" }[turn.outcome] || "warn"),
    turn.claims.repaired + turn.claims.dropped > 0 && tag(say("claims_changed", { count: turn.claims.repaired + turn.claims.dropped }), "warn"),
    ...turn.feedback.map((one) => tag((one.helpful ? "👍 " : "👎 ") + say(one.helpful ? "helpful" : "unhelpful_one"), one.helpful ? "good" : "bad")),
  ];
  const box = make("article", { class: "cv-turn", "data-turn": turn.id, "aria-label": say("turn_number", { number: turn.position + 1 }) },
    make("p", "cv-turn-head st-quiet", "#" + (turn.position + 1) + " · ", make("time", { datetime: turn.at }, aMoment(turn.at)), " ", marks),
    said("shopper", say("shopper"), turn.text));
  if (turn.answer) box.append(said("assistant", say("assistant"), turn.answer));
  box.append(...turn.feedback.filter((one) => one.reason).map((one) => words("p", "cv-feedback", say("feedback_said") + " " + one.reason)));
  if (turn.chips.length) box.append(drawChips(turn.chips));
  box.append(fold(say("how_it_came", { summary: summaryOf(turn) }), () => drawTrace(turn)));
  return box;
}

const said = (side, who, text) => make("div", "cv-said cv-" + side, make("p", "cv-who", who), words("p", "cv-words", text));

const drawChips = (chips) => make("ul", { class: "cv-chips", "aria-label": say("constraints") }, chips.map((chip) =>
  make("li", "cv-chip cv-" + chip.change, chip.change === "kept" ? null : make("span", "cv-change", say("chip_" + chip.change) + " "), words("bdi", "", chip.label))));

function summaryOf(turn) {
  const parts = [];
  if (turn.timings_ms.total !== undefined) parts.push(duration(turn.timings_ms.total));
  if (turn.tools.length) parts.push(say("tools_count", { count: turn.tools.length }));
  const tokens = (turn.usage.prompt_tokens || 0) + (turn.usage.completion_tokens || 0);
  if (tokens) parts.push(say("tokens_count", { count: aNumber(tokens) }));
  parts.push(turn.cost_usd === null ? say("cost_unknown") : cost(turn.cost_usd));
  return parts.join(" · ");
}

const duration = (ms) => (ms < 1000 ? aNumber(ms, ms < 10 ? 1 : 0) + " ms" : aNumber(ms / 1000, 1) + " s");
const cost = (usd) => (usd === 0 ? "$0" : "$" + aNumber(usd, usd < 0.01 ? 6 : 4));

function drawTrace(turn) {
  return make("div", "cv-trace",
    part(say("who_answered"), make("p", "", turn.path ? say("paths." + turn.path) : say("paths.unknown"), turn.plain ? make("span", "st-quiet", " " + say("plainly", { what: turn.plain })) : null)),
    turn.rail ? part(say("rails"), make("p", "", tag(turn.rail, "warn"), turn.rail_reason ? words("span", "st-quiet", " " + say("rail_because", { reason: turn.rail_reason })) : null)) : null,
    part(say("timings"), drawTimings(turn)),
    turn.tools.length ? part(say("tool_calls"), turn.tools.map(drawTool)) : null,
    turn.searches.length ? part(say("searches"), turn.searches.map(drawSearch)) : null,
    turn.shown.length ? part(say("shown_products"), make("ol", "cv-shown", turn.shown.map((one) => words("li", "", one.title ? one.title + " (" + one.id + ")" : say("gone_product", { id: one.id }))))) : null,
    part(say("claims"), drawClaims(turn)),
    turn.asked_to_confirm ? part(say("asked_to_confirm"), words("p", "", turn.asked_to_confirm)) : null,
    part(say("model_and_prompt"), drawModel(turn)));
}

const part = (title, ...content) => make("section", "cv-part", make("h4", "", title), content.flat());

// How long it took and what the time went into; the same figures stand beside it in words.
function drawTimings(turn) {
  const { total, model, products, first_text: first } = turn.timings_ms;
  if (total === undefined) return make("p", "st-quiet", say("no_timings"));
  const share = (ms) => Math.max(0, Math.min(100, (100 * ms) / Math.max(total, 0.1)));
  const inModel = Math.min(model || 0, total);
  const bar = make("div", { class: "cv-bar", "aria-hidden": "true" }, make("span", "cv-bar-model"), make("span", "cv-bar-shop"));
  bar.children[0].style.width = share(inModel) + "%";
  bar.children[1].style.width = share(total - inModel) + "%";
  for (const ms of [products, first]) if (ms !== undefined) { const mark = make("i", "cv-bar-mark"); mark.style.left = share(ms) + "%"; bar.append(mark); }
  const figures = [[say("timing_total"), total], [say("timing_model"), model], [say("timing_shop"), total - inModel], [say("timing_products"), products], [say("timing_first"), first]];
  return make("div", "", bar, make("p", "cv-figures", figures.filter(([, ms]) => ms !== undefined).map(([name, ms]) => make("span", "", name + " " + duration(ms)))));
}

function drawTool(tool) {
  return make("div", "cv-tool", make("p", "", make("code", "", tool.name), " ", tool.ok ? null : tag(say("tool_failed"), "bad"), make("span", "st-quiet", " " + duration(tool.ms))),
    fold(say("tool_input"), () => words("pre", "", JSON.stringify(tool.arguments, null, 2)), true),
    fold(say("tool_output"), () => words("pre", "cv-output", tool.result + (tool.cut ? "\n… " + say("cut") : ""))));
}

function drawSearch(search) {
  const { text, ...limits } = search.query;
  const columns = [
    { head: "#", number: true, cell: (hit) => String(hit.rank) },
    { head: say("product"), cell: (hit) => words("span", "", hit.title ? hit.title + " (" + hit.id + ")" : say("gone_product", { id: hit.id })) },
    { head: say("score"), number: true, cell: (hit) => aNumber(hit.score, 4) },
    ...search.stages.map((stage) => ({ head: stage, number: true, cell: (hit) => (stage in hit.stages ? aNumber(hit.stages[stage], 3) : "–") })),
    { head: say("matched"), cell: (hit) => words("span", "", hit.terms.join(", ")) },
    { head: say("was_shown"), cell: (hit) => (hit.shown ? "✓" : "–") },
  ];
  return make("div", "cv-search-done",
    words("p", "", text ? "“" + text + "”" : say("no_words")),
    Object.keys(limits).length ? words("p", "st-quiet", Object.entries(limits).map(([name, value]) => name + ": " + (typeof value === "object" ? JSON.stringify(value) : value)).join(" · ")) : null,
    search.corrections ? words("p", "st-quiet", say("read_as") + " " + Object.entries(search.corrections).map(([one, other]) => one + " → " + other).join(", ")) : null,
    search.relaxations ? words("p", "st-quiet", say("would_help") + " " + search.relaxations.join(", ")) : null,
    make("p", "st-quiet", say("hits_of", { shown: search.hits.length, total: aNumber(search.total) }) + (search.timings_ms.total !== undefined ? " · " + duration(search.timings_ms.total) : "")),
    table({ caption: say("hits"), columns, rows: search.hits, empty: say("no_hits") }));
}

function drawClaims(turn) {
  const counts = ["checked", "repaired", "dropped"].map((name) => say("claims_" + name, { count: turn.claims[name] })).join(" · ");
  return make("div", "", make("p", "", counts), turn.changed.map((one) => make("div", "cv-claim",
    words("p", "cv-before", one.sentence), one.shown === null ? make("p", "cv-dropped", say("claim_dropped")) : words("p", "cv-after", one.shown),
    words("p", "st-quiet", say("claim_why") + " " + one.why))));
}

function drawModel(turn) {
  const usage = turn.usage;
  const rows = [
    [say("model"), turn.model || say("no_model")], [say("prompt"), turn.prompt], [say("prompt_hash"), turn.prompt_hash], [say("replies_prompt"), turn.replies_prompt],
    [say("tokens"), say("tokens_both", { read: aNumber(usage.prompt_tokens || 0), written: aNumber(usage.completion_tokens || 0) })],
    [say("cost"), turn.cost_usd === null ? say("cost_unknown_why") : cost(turn.cost_usd)],
  ].filter(([, value]) => value);
  const calls = turn.model_calls.map((call, number) => make("li", "", say("call_number", { number: number + 1 }) + " " + duration(call.ms),
    call.failed ? tag(say("tool_failed"), "bad") : null, call.prompt_tokens !== undefined ? " · " + say("tokens_both", { read: aNumber(call.prompt_tokens), written: aNumber(call.completion_tokens) }) : "",
    call.tools ? " · " + say("chose", { tools: call.tools.join(", ") }) : ""));
  return make("div", "", make("dl", "cv-facts", rows.map(([name, value]) => make("div", "", make("dt", "", name), words("dd", "", value)))), calls.length ? make("ol", "cv-calls", calls) : null);
}
