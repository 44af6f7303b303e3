// ---- one conversation: its turns, and a person's side of it ------------------------------------------------------------
const LIVE_EVERY = 3000;
let talk = null; // the conversation that is open, as the route tells it
const drafts = {}, noteDrafts = {}; // what was typed and not sent yet, by conversation: nothing is lost by looking elsewhere

async function drawTalk(path, query, mine) {
  const id = path[0] || "";
  if (talk?.id !== id) { talk = null; view.replaceChildren(waiting()); }
  try {
    const found = await api("GET", talkPath(id) + "?language=" + language);
    if (mine !== drawing) return;
    talk = found;
  } catch (error) {
    if (mine === drawing) { talk = null; view.replaceChildren(backLink(), failed(error, () => route())); }
    return;
  }
  drawWhole();
  let timer = 0;
  const again = async () => { if (!document.hidden) await follow(id, mine); if (mine === drawing) timer = setTimeout(again, LIVE_EVERY); };
  timer = setTimeout(again, LIVE_EVERY);
  leave = () => { clearTimeout(timer); keepDraft(); };
}

const backLink = () => make("p", "", make("a", { href: "#find", onclick: (event) => { if (history.length > 1) { event.preventDefault(); history.back(); } } }, "← " + say("back")));

function drawWhole() {
  const thread = make("div", { class: "cv-thread", role: "log", "aria-label": say("conversation"), tabindex: "0" });
  const aside = make("aside", "st-stack cv-aside");
  view.replaceChildren(backLink(), talkHead(),
    make("div", "cv-columns", make("section", "cv-left", thread, make("div", "cv-desk")), aside));
  drawThread();
  drawPersonBox();
  drawKeeping(aside);
}

function talkHead() {
  const first = talk.turns[0];
  const totals = talk.totals;
  return make("header", "cv-talk-head",
    words("h2", "", talk.title || first?.text.slice(0, 90) || say("untitled")),
    make("p", "st-quiet", whoIs(talk), " · ", make("time", { datetime: talk.started_at }, aMoment(talk.started_at)), " · ", say("turns_count", { count: totals.turns }), totals.tokens ? " · " + say("tokens_count", { count: aNumber(totals.tokens) }) : "",
      " · ", totals.cost_usd === null ? say("cost_unknown") : cost(totals.cost_usd), talk.earlier !== null ? " " + say("of_those_shown") : ""));
}

// Turns and what persons said, in the order in which it happened.
function drawThread() {
  const thread = find(".cv-thread", view);
  const open = new Set(findAll("details[open]", thread).map((one) => one.closest("[data-turn]")?.dataset.turn));
  const moments = [...talk.turns.map((one) => [one.at, drawStory(one)]), ...talk.messages.map((one) => [one.at, personSaid(one)]), ...stays()];
  moments.sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0));
  thread.replaceChildren(
    talk.earlier !== null ? make("p", "cv-centre", button(say("earlier_turns"), (event) => doing(event.currentTarget, showEarlier), "st-small")) : "",
    ...moments.map(([, node]) => node), ...talk.waiting.map((one) => make("div", "cv-turn", said("shopper", say("shopper"), one.text), make("p", "st-quiet", say("not_answered_yet")))));
  for (const one of findAll("[data-turn]", thread)) if (open.has(one.dataset.turn)) one.querySelector("details").open = true;
}

const personSaid = (one) => { const box = said("person", one.mine ? say("you") : one.by || say("somebody"), one.text); box.append(make("p", "st-quiet cv-when", aMoment(one.at))); return box; };

function stays() {
  const notes = [];
  for (const one of talk.hand_offs) {
    notes.push([one.at, make("p", "cv-note st-quiet", say("asked_for_person") + (one.reason ? " " : ""), one.reason ? words("bdi", "", "“" + one.reason + "”") : "")]);
    if (one.taken_at) notes.push([one.taken_at, make("p", "cv-note st-quiet", say("person_took", { name: one.taken_by || say("somebody") }))]);
    if (one.closed_at) notes.push([one.closed_at, make("p", "cv-note st-quiet", say("person_gave_back"))]);
  }
  return notes;
}

async function showEarlier() {
  const id = talk.id;
  const found = await api("GET", talkPath(id) + "?language=" + language + "&before=" + talk.earlier);
  if (talk?.id !== id) return;
  talk.turns = [...found.turns, ...talk.turns];
  talk.earlier = found.earlier;
  drawThread();
}

// What came since; what somebody has typed or opened meanwhile stays.
async function follow(id, mine) {
  const next = talk.turns.length ? talk.turns.at(-1).position + 1 : 0;
  let found;
  try {
    found = await api("GET", talkPath(id) + "/live?language=" + language + "&position=" + next + (talk.messages.length ? "&after=" + encodeURIComponent(talk.messages.at(-1).id) : ""));
  } catch (error) {
    if (mine === drawing && error.status === 404) { notice(error.message, "bad"); keepDraft(); view.replaceChildren(backLink(), failed(error)); drawing += 1; }
    return;
  }
  if (mine !== drawing || talk?.id !== id) return;
  const known = new Set(talk.messages.map((one) => one.id));
  const fresh = found.messages.filter((one) => !known.has(one.id));
  const isNew = found.turns.length || fresh.length || JSON.stringify(found.waiting) !== JSON.stringify(talk.waiting);
  const isOther = JSON.stringify(found.person) !== JSON.stringify(talk.person);
  talk.turns.push(...found.turns);
  talk.messages.push(...fresh);
  talk.waiting = found.waiting;
  talk.person = found.person;
  if (found.turns.length) { addUp(found.turns); find(".cv-talk-head", view).replaceWith(talkHead()); }
  if (isNew) { drawThread(); toEnd(); }
  if (isOther) drawPersonBox();
  if (found.turns.length && talk.person?.mine) notice(say("shopper_wrote"));
}

function addUp(turns) {
  for (const turn of turns) {
    talk.totals.turns += 1;
    talk.totals.tokens += (turn.usage.prompt_tokens || 0) + (turn.usage.completion_tokens || 0);
    talk.totals.cost_usd = talk.totals.cost_usd === null || turn.cost_usd === null ? null : talk.totals.cost_usd + turn.cost_usd;
  }
}

const toEnd = () => { const thread = find(".cv-thread", view); thread.scrollTop = thread.scrollHeight; };

// ---- the person's side: taking over, writing, giving back ---------------------------------------------------------------
function keepDraft() {
  const typed = find(".cv-reply textarea", view);
  if (typed && talk) drafts[talk.id] = typed.value;
  const noted = find(".cv-note-typed", view);
  if (noted && talk) noteDrafts[talk.id] = noted.value;
}

function drawPersonBox() {
  keepDraft();
  const place = find(".cv-desk", view);
  const person = talk.person;
  if (person?.mine) {
    place.replaceChildren(replyForm());
    return toEnd();
  }
  const why = person ? say("somebody_has_it", { name: person.name || say("somebody") }) : say("assistant_has_it");
  place.replaceChildren(make("div", "st-card cv-offer", make("p", "", why), make("div", "st-buttons",
    person ? button(say("give_back_theirs"), (event) => doing(event.currentTarget, giveBack)) : button(say("take_over"), (event) => doing(event.currentTarget, take), "st-main-button")),
    drafts[talk.id] ? make("p", "st-quiet", say("draft_kept")) : null));
}

function replyForm() {
  const typed = make("textarea", { class: "st-field", rows: 3, maxlength: 10000, dir: "auto", "aria-describedby": "cv-reply-hint" });
  typed.value = drafts[talk.id] || "";
  const go = make("button", { class: "st-button st-main-button" }, say("send"));
  const form = make("form", "cv-reply st-card", field(say("your_answer"), typed), make("p", { class: "st-quiet", id: "cv-reply-hint" }, say("reply_hint")),
    make("div", "st-buttons", go, button(say("give_back"), (event) => doing(event.currentTarget, giveBack))));
  form.addEventListener("submit", (event) => { event.preventDefault(); if (typed.value.trim()) doing(go, () => reply(typed)); else typed.focus(); });
  typed.addEventListener("keydown", (event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit(); });
  return form;
}

// The box to write in, with as much of what was said above it as there is room for.
function toReply() {
  find(".cv-reply textarea", view)?.focus({ preventScroll: true });
  find(".cv-desk", view).scrollIntoView({ block: "end" });
}

let sending = null; // { text, key }: the same words sent again under one key are said once

async function reply(typed) {
  const text = typed.value, id = talk.id;
  if (sending?.text !== text || sending.id !== id) sending = { text, id, key: Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("") };
  const kept = await api("POST", talkPath(id) + "/messages", { text, key: sending.key });
  sending = null;
  delete drafts[id];
  if (talk?.id !== id) return;
  if (!talk.messages.some((one) => one.id === kept.id)) talk.messages.push(kept);
  if (typed.value === text) typed.value = "";
  drawThread();
  toEnd();
  toReply();
}

async function take() {
  try { talk.person = (await api("POST", talkPath(talk.id) + "/taking")).person; } catch (error) {
    if (error.code !== "taken") throw error;
    notice(error.message, "bad");
    talk.person = { name: error.told.by, mine: false };
  }
  drawPersonBox();
  toReply();
  count();
}

async function giveBack() {
  const typed = find(".cv-reply textarea", view)?.value.trim();
  const theirs = talk.person && !talk.person.mine;
  if ((typed || theirs) && (await areSure({ title: say("give_back"), why: say(theirs ? "give_back_theirs_why" : "give_back_unsent", { name: talk.person.name || say("somebody") }), yes: say("give_back") })) === null) return;
  try { await api("DELETE", talkPath(talk.id) + "/taking"); } catch (error) { if (error.code !== "not_taken") throw error; }
  talk.person = null;
  drawPersonBox();
  notice(say("given_back"), "good");
  find(".cv-offer button", view)?.focus();
  count();
}
