// ---- finding conversations: everything that is asked stands in the address -------------------------------------------
const CHOICES = {
  mood: ["unhappy", "neutral", "happy"],
  outcome: ["answered", "fallback", "refused", "failed", "stopped", "with_person"],
  hand_off: ["any", "open", "taken"],
  language: ["en", "zh"],
};
const CHECKS = ["repaired", "refused", "unhelpful"];
let offered = null; // labels in use and versions of prompts
let asked = ""; // the query that is shown, and what was found for it
let foundRows = [];

async function drawFind(path, query, mine) {
  const form = filterForm(query);
  const results = make("div", { class: "cv-results", "aria-live": "polite" });
  view.replaceChildren(make("section", "st-stack", form, results));
  if (!offered) {
    try { offered = await api("GET", "/api/desk/choices"); } catch { offered = { labels: {}, prompts: [] }; }
    if (mine !== drawing) return;
    offer(form, query);
  }
  await look(results, query, mine);
}

function filterForm(query) {
  const value = (name) => query.get(name) || "";
  const input = (name, type = "search") => make("input", { class: "st-field", name, type, value: value(name), maxlength: 200, autocomplete: "off" });
  const select = (name) => make("select", { class: "st-field", name }, make("option", { value: "" }, say("all")),
    (CHOICES[name] || []).map((one) => make("option", { value: one, selected: value(name) === one }, say(name + "s." + one))));
  const form = make("form", { class: "cv-filters st-card", role: "search" },
    make("div", "cv-search", field(say("text"), input("text")), make("button", { class: "st-button st-main-button" }, say("search"))),
    make("details", { class: "st-fold", open: [...query.keys()].some((name) => name !== "text") }, make("summary", "", say("filters")),
      make("div", "cv-fields", field(say("customer"), input("customer")), ...["mood", "outcome", "hand_off", "language"].map((name) => field(say(name), select(name))),
        field(say("prompt_version"), select("prompt")), field(say("label"), select("label")), field(say("since"), input("since", "date")), field(say("until"), input("until", "date"))),
      make("div", "st-buttons cv-checks", CHECKS.map((name) => make("label", "st-check", make("input", { type: "checkbox", name, checked: value(name) === "true" }), say(name + "_only"))))),
    make("div", "st-buttons", button(say("no_filters"), () => goTo(["find"]), "st-small")));
  form.addEventListener("submit", (event) => { event.preventDefault(); send(form); });
  form.addEventListener("change", (event) => { if (event.target.name !== "text" && event.target.name !== "customer") send(form); });
  if (offered) offer(form, query);
  return form;
}

function offer(form, query) {
  const add = (name, list) => {
    const select = form.elements[name], chosen = query.get(name) || "";
    for (const [key, shown] of list) select.append(make("option", { value: key, selected: key === chosen }, shown));
    if (chosen && select.value !== chosen) select.append(make("option", { value: chosen, selected: true }, chosen));
  };
  add("prompt", offered.prompts.map((one) => [one, one]));
  add("label", Object.entries(offered.labels).map(([one, many]) => [one, one + " (" + many + ")"]));
}

function send(form) {
  const told = {};
  for (const control of form.elements) {
    if (!control.name) continue;
    if (control.type === "checkbox") { if (control.checked) told[control.name] = "true"; } else if (control.value.trim()) told[control.name] = control.value.trim();
  }
  const before = location.hash;
  goTo(["find"], told);
  if (location.hash === before) route(); // asked again: there may be more by now
}

async function look(results, query, mine, after) {
  const told = new URLSearchParams(query);
  told.set("zone", new Date().getTimezoneOffset());
  if (after) told.set("after", after);
  const more = results.querySelector(".cv-more");
  if (!after) results.replaceChildren(waiting());
  try {
    const found = await api("GET", "/api/desk/conversations?" + told);
    if (mine !== drawing) return;
    foundRows = after ? [...foundRows, ...found.conversations] : found.conversations;
    const focus = after ? foundRows.length - found.conversations.length : -1;
    drawFound(results, found, () => look(results, query, mine, found.next));
    if (focus >= 0) results.querySelectorAll(".cv-row a")[focus]?.focus();
  } catch (error) {
    if (mine !== drawing) return;
    if (more) notice(error.message, "bad");
    else results.replaceChildren(failed(error, () => look(results, query, mine)));
  }
}

function drawFound(results, found, goOn) {
  if (!foundRows.length && !found.next) return results.replaceChildren(make("p", "st-empty", say("none_found")), make("p", "st-quiet cv-centre", say("none_found_hint")));
  results.replaceChildren(
    make("ul", "cv-rows", foundRows.map(foundRow)),
    found.searched_back_to ? make("p", "st-quiet cv-centre", say("searched_back_to", { day: aDay(found.searched_back_to) })) : "",
    found.next ? make("p", "cv-centre", button(say(found.searched_back_to ? "search_further" : "show_more"), (event) => doing(event.currentTarget, goOn), "cv-more")) : make("p", "st-quiet cv-centre", say("that_is_all", { count: aNumber(foundRows.length) })));
}

function foundRow(one) {
  const link = words("a", "cv-row-title", one.title || one.first_words || say("untitled"));
  link.href = talkPlace(one.id);
  const marks = [
    one.hand_off && tag(say("hand_offs." + one.hand_off), one.hand_off === "open" ? "bad" : one.hand_off === "taken" ? "accent" : ""),
    one.claims_changed > 0 && tag(say("claims_changed", { count: one.claims_changed }), "warn"),
    one.outcomes.refused > 0 && tag(say("outcomes.refused"), "warn"),
    one.outcomes.failed > 0 && tag(say("outcomes.failed"), "bad"),
    one.outcomes.fallback > 0 && tag(say("outcomes.fallback"), "warn"),
    one.unhelpful > 0 && tag(say("unhelpful_mark", { count: one.unhelpful }), "bad"),
    one.mood !== null && tag(moodWord(one.mood), one.mood <= -0.2 ? "bad" : one.mood >= 0.2 ? "good" : ""),
    one.tampered && tag(say("tampered"), "bad"),
    ...one.labels.map((label) => tag(label, "accent")),
  ];
  return make("li", "cv-row",
    make("div", "cv-row-main", link, one.excerpt ? words("p", "cv-excerpt", one.excerpt) : null, make("p", "cv-marks", marks)),
    make("p", "cv-row-side st-quiet", make("span", "", whoIs(one)), make("span", "", say("turns_count", { count: one.turns })), make("time", { datetime: one.last_at || one.started_at, title: aMoment(one.last_at || one.started_at) }, ago(one.last_at || one.started_at))));
}

const moodWord = (mood) => say("moods." + (mood <= -0.2 ? "unhappy" : mood >= 0.2 ? "happy" : "neutral"));
