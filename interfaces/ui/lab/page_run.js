// ---- the result of one run: what got better or worse, by how much, and every conversation that changed ------------------------
const SHOWN_AT_ONCE = 20;

async function showRun(show, id, isCurrent) {
  const told = await api("GET", "/api/lab/runs/" + encodeURIComponent(id));
  if (!isCurrent()) return;
  const { job, result } = told;
  const title = section(say("x_against_y", { x: sideWords(job.candidate), y: sideWords(job.baseline) }), make("p", "st-quiet", [sourceWords(job.source), job.model, byWhen(job.by, job.at), say("cost") + ": " + money(job.cost_usd)].join(" · ")));
  title.firstChild.append(link(say("all_runs"), "#runs"));
  if (isGoing(job)) {
    show(title, make("div", "st-card st-stack", progress(job), make("p", "st-quiet", say("goes_on")), jobActions(job)));
    const timer = setTimeout(() => { if (isCurrent()) showRun(show, id, isCurrent).catch(() => draw()); }, LOOK_AT_RUNS);
    leaving.push(() => clearTimeout(timer));
    return;
  }
  if (job.state !== "done" || !result) { show(title, make("div", "st-card st-stack", progress(job), make("p", "", job.message || say("state_why." + job.state)), jobActions(job))); return; }
  show(title, verdictSection(job, result), gradesSection(result), conversationsSection(result));
}

function verdictSection(job, result) {
  const words = make("p", "lb-verdict", verdictTag(job.verdict), " ", make("b", "", say("verdict_words." + (job.verdict || "not_judged"))));
  const notes = (result.notes || []).map((one) => make("p", "", say("run_notes." + one.code, { ...one, side: one.side ? say(one.side) : "" })));
  const played = make("p", "st-quiet", say("played_n", { n: result.played, messages: result.messages }));
  const publish = link(say("publish"), "#publish?ref=" + encodeURIComponent(job.candidate.ref));
  return make("section", { class: "st-card st-stack lb-verdict-box lb-" + (job.verdict || "not_judged"), "aria-label": say("verdict") }, words, notes, played, known(job.candidate.ref) ? actions(publish) : null);
}

// A difference inside the noise is told as such, whatever its sign.
function gradesSection(result) {
  return section(say("grades"), table({
    caption: say("grades"), rows: result.grades, empty: say("nothing_judged"),
    columns: [
      { head: say("grade"), cell: (one) => make("span", "", gradeWords(one)) },
      { head: say("published_one"), cell: (one) => inUnit(one.a, one.unit), number: true },
      { head: say("this_one"), cell: (one) => inUnit(one.b, one.unit), number: true },
      { head: say("difference"), cell: (one) => difference(one), number: true },
      { head: say("interval"), cell: (one) => intervalWords(one), number: true },
      { head: say("pairs"), cell: (one) => aNumber(one.turns), number: true },
      { head: say("verdict"), cell: (one) => make("span", "", verdictTag(one.verdict), one.why ? make("small", "lb-interval", say("no_verdict." + one.why)) : null) },
    ],
  }), make("p", "st-quiet", say("interval_words")));
}

const gradeWords = (one) => { const words = say("grade_names." + one.name); return words === "grade_names." + one.name ? one.name : words; };

function inUnit(value, unit) {
  if (value === null || value === undefined) return "–";
  if (unit === "share") return aShare(value, 1);
  if (unit === "ms") return seconds(value);
  if (unit === "usd") return money(value);
  return aNumber(value, 2);
}

function difference(one) {
  if (one.difference === null || one.difference === undefined) return "–";
  const sign = one.difference > 0 ? "+" : one.difference < 0 ? "−" : "±";
  const size = Math.abs(one.difference);
  return sign + (one.unit === "share" ? say("n_points", { n: aNumber(size * 100, 1) }) : inUnit(size, one.unit));
}

function intervalWords(one) {
  if (one.low === null || one.low === undefined) return "–";
  const end = (value) => (value < 0 ? "−" : value > 0 ? "+" : "") + (one.unit === "share" ? aNumber(Math.abs(value) * 100, 1) : inUnit(Math.abs(value), one.unit));
  return end(one.low) + " … " + end(one.high);
}

// ---- conversation by conversation, the worst first --------------------------------------------------------------------------

function conversationsSection(result) {
  const changes = ["worse", "better", "changed"];
  const counts = Object.fromEntries(changes.map((change) => [change, result.conversations.filter((one) => one.change === change).length]));
  let only = "";
  let shown = SHOWN_AT_ONCE;
  const list = make("div", "st-stack");
  const more = button(say("show_more"), () => { shown += SHOWN_AT_ONCE; fill(); });
  const choose = make("div", { class: "lb-toggle", role: "group", "aria-label": say("which_conversations") }, ["", ...changes].map((change) => make("button", {
    type: "button", "aria-pressed": String(change === only),
    onclick: (event) => {
      only = change;
      shown = SHOWN_AT_ONCE;
      [...choose.children].forEach((one) => one.setAttribute("aria-pressed", String(one === event.currentTarget)));
      fill();
    },
  }, change ? say("changes." + change) + " " + counts[change] : say("all"))));
  function fill() {
    const rows = result.conversations.filter((one) => !only || one.change === only);
    list.replaceChildren(...(rows.length ? rows.slice(0, shown).map(conversationBox) : [make("p", "st-empty", say("nothing_changed"))]));
    more.hidden = rows.length <= shown;
  }
  fill();
  return section(say("by_conversation"), choose, list, more);
}

function conversationBox(one) {
  const kind = { worse: "bad", better: "good" }[one.change] || "";
  const grades = new Map(one.turns.flatMap((turn) => turn.grades).map((grade) => [grade.name + grade.is_worse, grade]));
  const why = [...grades.values()].map((grade) => tag((grade.is_worse ? "↓ " : "↑ ") + gradeWords(grade), grade.is_worse ? "bad" : "good"));
  const box = fold("", () => make("div", "st-stack", one.turns.map(turnPair)));
  box.classList.add("st-card", "lb-conversation");
  box.firstChild.append(tag(say("changes." + one.change), kind), " ", make("b", "", one.turns[0]?.text.slice(0, 120) || one.id), " ", make("code", "st-quiet", one.id), " ", ...why);
  return box;
}

function turnPair(turn) {
  return make("div", "lb-pair", make("p", "lb-mine", turn.text),
    make("div", { class: "lb-columns", style: "--columns: 2" }, playedBox(say("published_one"), turn.baseline, null), playedBox(say("this_one"), turn.candidate, turn.parts)));
}

function playedBox(words, side, parts) {
  if (!side) return make("section", "lb-column", make("h4", "", words), make("p", "st-quiet", say("not_played")));
  const line = [say("outcomes." + side.outcome), side.tools.join(", "), side.products.length ? say("n_products", { n: side.products.length }) : ""].filter(Boolean).join(" · ");
  const faults = side.wrong.map((fault) => tag(gradeWords({ name: fault.grade }) + ": " + fault.why, "bad"));
  return make("section", "lb-column", make("h4", "", words), make("p", "st-quiet", line), faults.length ? make("p", "lb-tags", faults) : null,
    make("div", "lb-answer", parts ? partsOf(parts) : side.answer), side.products.length ? make("p", "st-quiet", side.products.join(", ")) : null);
}
