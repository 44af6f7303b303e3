// ---- coming back: the conversation this tab was in, or the visitor's newest ----------------------------------------
const drawer = find(".dg-drawer");
const past = find(".dg-past");
let arriving = 0; // counts up with each conversation that is opened; 0 when something else was begun meanwhile
let known = []; // the conversations in the drawer, newest first
let knownAll = true;
let firstShown = null; // the position before which earlier messages stand, or null

class Refused extends Error {
  constructor(status, told) {
    super("refused with " + status);
    this.status = status;
    this.told = told;
  }
}

// Asks the site; null for an answer without content.
async function call(method, path, body) {
  const headers = { "X-CSRF-Token": me.csrf_token || "" };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const answer = await fetch(path, { method, headers, cache: "no-store", body: body === undefined ? undefined : JSON.stringify(body) });
  const told = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : null;
  if (!answer.ok) throw new Refused(answer.status, told);
  return told;
}

async function arrive() {
  const asked = pendingAsk();
  const wanted = conversation ?? asked?.conversation;
  if (conversation === "" && !asked) return showWelcome();
  const mine = (arriving = Date.now());
  try {
    const id = wanted || (asked ? "" : (await call("GET", "/api/conversations?limit=1")).current);
    const found = id ? await call("GET", "/api/conversations/" + encodeURIComponent(id) + "/drawn") : null;
    if (mine !== arriving) return;
    if (found) drawConversation(found);
    if (asked && !current) await goOn(asked, found);
  } catch (error) {
    if (mine !== arriving) return;
    if (!(error instanceof Refused)) throw error;
    forgetTab(); // deleted, or another person's: this tab begins anew
    if (wanted) return arrive();
  }
  if (mine === arriving) showWelcome();
}

function forgetTab() {
  conversation = null;
  for (const name of ["conversation", "asked"]) keep(name, null);
}

function showWelcome() {
  arriving = 0;
  welcome.hidden = thread.childElementCount > 0;
}

function pendingAsk() {
  try { return JSON.parse(kept("asked")); } catch { return null; }
}

// A message this tab has sent and seen no answer to: the answer may stand in the log, or never have been made.
async function goOn(asked, found) {
  const turn = { id: asked.id, text: asked.text, shown: asked.shown, remove: asked.remove };
  if (found?.turns.some((frame) => frame.turn === asked.id) || found?.waiting.some((one) => one.turn === asked.id)) return keep("asked", null);
  const state = (await call("GET", "/api/turns/" + asked.id + "/drawn")).state;
  const drawn = drawTurn(turn);
  if (state === "unknown") leaveUnanswered(drawn);
  else send(drawn);
}

function drawConversation(found) {
  const asked = pendingAsk();
  clear();
  conversation = found.conversation;
  keep("conversation", conversation);
  found.turns.forEach(drawPastTurn);
  drawLoosePersons(found);
  showEarlier(found.earlier);
  drawChips(found.chips);
  visitor.value = found.visitor || "";
  for (const one of found.waiting) drawWaiting(one, asked?.id === one.turn ? asked.remove : null);
  welcome.hidden = thread.childElementCount > 0;
  thread.lastElementChild?.scrollIntoView({ block: "start" });
  markLatest();
}

function drawPastTurn(frame) {
  const turn = drawTurn({ id: frame.turn, text: frame.words, shown: frame.words });
  fill(turn, frame);
  settle(turn, frame);
  if (frame.gone) tell(turn, say("products_gone", frame.language).replace("{count}", frame.gone));
  return turn;
}

// A message without an answer: it is being answered, and its answer joins in here, or it never was.
function drawWaiting(one, remove) {
  const turn = drawTurn({ id: one.turn, text: one.text, shown: one.words, remove });
  if (one.live && !current) send(turn);
  else leaveUnanswered(turn);
}

function leaveUnanswered(turn) {
  settle(turn, { state: "failed", notice: say("not_answered") });
  offerAgain(turn);
}

function showEarlier(position) {
  firstShown = position;
  earlier.hidden = position === null;
}

async function showMore() {
  const mine = conversation, top = main.scrollHeight - main.scrollTop;
  const path = "/api/conversations/" + encodeURIComponent(mine) + "/drawn?before=" + firstShown;
  let found = null;
  try { found = await call("GET", path); } catch { return announceAndShow("earlier_failed"); }
  if (mine !== conversation) return;
  const first = thread.firstElementChild;
  found.turns.forEach((frame) => thread.insertBefore(drawPastTurn(frame).box, first));
  showEarlier(found.earlier);
  main.scrollTop = main.scrollHeight - top; // what was being read stays where it is
}

function announceAndShow(key) {
  announce(say(key));
  earlier.firstElementChild.textContent = say(key);
}

// ---- a lost connection ----------------------------------------------------------------------------------------------

// Gradio says nothing to the page when the site goes away in the middle of an answer, so the page asks now and then.
setInterval(async () => {
  const turn = current;
  if (!turn) return;
  let found = null;
  try {
    const answer = await fetch("/api/turns/" + turn.id + "/drawn", { cache: "no-store" });
    found = answer.ok ? await answer.json() : { state: "unknown" };
  } catch { /* the site is gone, or the way to it */ }
  if (turn !== current) return;
  turn.silent = found?.state === "live" ? 0 : turn.silent + 1;
  if (!found) lose(turn);
  else if (found.state === "unknown" && (await isSomebodyElse())) return;
  else if (turn.silent < 2) return; // a message takes a moment to arrive, and so does an answer's last word
  else if (found.state === "logged") drawFrame(found.frame);
  else lose(turn);
}, 4000);

function lose(turn) {
  finish({ state: "failed", notice: say("connection_lost") });
  lost = turn;
  offerAgain(turn);
}

// ---- the drawer of conversations ----------------------------------------------------------------------------------

async function openDrawer() {
  drawAccount();
  drawPast();
  if (!drawer.open) drawer.showModal();
  await loadPast();
}

async function loadPast(before) {
  try {
    const found = await call("GET", "/api/conversations?limit=30" + (before ? "&before=" + encodeURIComponent(before) : ""));
    known = before ? [...known, ...found.conversations] : found.conversations;
    knownAll = !found.more;
    notice(null);
  } catch { notice("history_failed"); }
  drawPast();
}

function notice(key) {
  const place = find(".dg-drawer-notice");
  place.textContent = key ? say(key) : "";
  place.hidden = !key;
}

function drawPast(focused) {
  past.replaceChildren(...known.map(pastItem));
  past.children[known.findIndex((one) => one.id === focused)]?.querySelector(".dg-past-menu").focus();
  find(".dg-past-none").hidden = known.length > 0;
  find(".dg-past-more").hidden = knownAll;
}

const nameOf = (one) => one.title || say("untitled");

function pastItem(one) {
  const item = make("li", "dg-past-item");
  const head = make("div", "dg-past-head");
  const open = button("dg-past-open", "", () => choose(one.id));
  open.append(make("span", "dg-past-title", nameOf(one)), make("span", "dg-past-date", dateOf(one.started_at)));
  if (one.id === conversation) open.setAttribute("aria-current", "true");
  const menu = button("dg-round dg-past-menu", "", () => showOptions(item, one, menu));
  menu.setAttribute("aria-label", say("past_options").replace("{title}", nameOf(one)));
  menu.setAttribute("aria-expanded", "false");
  menu.innerHTML = '<svg viewBox="0 0 20 20" aria-hidden="true"><circle cx="4" cy="10" r="1"/><circle cx="10" cy="10" r="1"/><circle cx="16" cy="10" r="1"/></svg>';
  head.append(open, menu);
  item.append(head);
  return item;
}

function button(className, text, act) {
  const made = make("button", className, text);
  made.type = "button";
  made.addEventListener("click", act);
  return made;
}

// The time of a conversation of today, the day of any other.
function dateOf(iso) {
  const at = new Date(iso), now = new Date();
  const code = language === "zh" ? "zh-CN" : "en";
  if (at.toDateString() === now.toDateString()) return at.toLocaleTimeString(code, { hour: "2-digit", minute: "2-digit" });
  const year = at.getFullYear() === now.getFullYear() ? undefined : "numeric";
  return at.toLocaleDateString(code, { day: "numeric", month: "short", year });
}

function showOptions(item, one, menu) {
  const there = item.querySelector(".dg-past-options");
  menu.setAttribute("aria-expanded", String(!there));
  if (there) return there.remove();
  const options = make("div", "dg-past-options");
  options.append(
    button("dg-plain", say("rename"), () => rename(item, one)),
    download(one, "markdown", "download_text"),
    download(one, "json", "download_json"),
    button("dg-plain dg-past-delete", say("delete"), () => askToDelete(options, one)),
  );
  item.append(options);
}

function download(one, format, key) {
  const link = make("a", "dg-plain", say(key));
  link.href = "/api/conversations/" + encodeURIComponent(one.id) + "/download?format=" + format;
  link.download = "";
  return link;
}

function rename(item, one) {
  const form = make("form", "dg-rename");
  const field = make("input", "dg-field");
  field.value = one.title;
  field.maxLength = 120;
  field.setAttribute("aria-label", say("rename_label"));
  const saving = make("button", "dg-main-button", say("save"));
  form.append(field, saving, button("dg-plain", say("cancel"), () => drawPast(one.id)));
  form.addEventListener("submit", (event) => { event.preventDefault(); saveTitle(one, field.value); });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault(); // only the renaming is given up, the drawer stays
    event.stopPropagation();
    drawPast(one.id);
  });
  item.replaceChildren(form);
  field.focus();
  field.select();
}

async function saveTitle(one, title) {
  try {
    one.title = (await call("PATCH", "/api/conversations/" + encodeURIComponent(one.id), { title })).title;
    notice(null);
    announce(say("renamed"));
  } catch { notice("history_failed"); }
  drawPast(one.id);
}

function askToDelete(options, one) {
  const sure = button("dg-danger", say("delete"), () => remove(one));
  options.replaceChildren(make("p", "dg-sure", say("delete_sure")), sure, button("dg-plain", say("delete_keep"), () => drawPast(one.id)));
  sure.focus();
}

async function remove(one) {
  try {
    await call("DELETE", "/api/conversations/" + encodeURIComponent(one.id));
  } catch (error) {
    if (error.status !== 404) return notice("history_failed");
  }
  known = known.filter((other) => other.id !== one.id);
  if (one.id === conversation) renew();
  notice(null);
  drawPast();
  announce(say("deleted"));
  find(".dg-drawer-new").focus();
}

async function choose(id) {
  if (current) halt();
  lost = null;
  const mine = (arriving = Date.now());
  let found = null;
  try {
    found = await call("GET", "/api/conversations/" + encodeURIComponent(id) + "/drawn");
  } catch (error) { return notice(error.status === 404 ? "conversation_gone" : "history_failed"); }
  if (mine !== arriving) return;
  drawConversation(found);
  drawer.close();
  input.focus();
}

find(".dg-past-button").addEventListener("click", openDrawer);
find(".dg-drawer .dg-close").addEventListener("click", () => drawer.close());
find(".dg-past-more").addEventListener("click", () => loadPast(known.at(-1)?.id));
find(".dg-earlier button").addEventListener("click", showMore);
drawer.addEventListener("click", (event) => {
  if (event.target === drawer) drawer.close(); // beside it
});
