// ---- a draft being written: checked while it is typed, saved by itself, never lost -----------------------------------------
const SAVE_AFTER = 900, CHECK_AFTER = 350, LOOK_AGAIN = 20000; // milliseconds
let editing = null; // the draft on the page: { draft, text, title, dirty, paper, conflict, timer, ... }
let savingNow = Promise.resolve(); // drawn anew only when what was on its way has arrived

const keptName = (id) => "daogou-lab-draft-" + id;

function keepHere(id, told) {
  try { localStorage.setItem(keptName(id), JSON.stringify(told)); } catch { /* no room or private browsing: the server has it soon */ }
}

function keptHere(id) {
  try { return JSON.parse(localStorage.getItem(keptName(id))); } catch { return null; }
}

function forgetKept(id) {
  try { localStorage.removeItem(keptName(id)); } catch { /* nothing was kept */ }
}

VIEWS.draft = async (show, [id], query, isCurrent) => {
  await savingNow;
  const draft = await orKept(id, () => api("GET", "/api/lab/drafts/" + encodeURIComponent(id)), show);
  if (!draft || !isCurrent()) return;
  if (draft.name !== promptName) { promptName = draft.name; drawHead(); }
  const kept = keptHere(id);
  const isNewer = kept && kept.text !== draft.text;
  const mine = { draft, text: isNewer ? kept.text : draft.text, dirty: Boolean(isNewer), conflict: null, timer: 0, looking: 0, check: null };
  if (!isNewer) forgetKept(id);
  editing = mine;
  mine.paper = editor({ label: say("text_of", { title: draft.title }), text: mine.text, onInput: typed });
  show(draftPage(mine));
  if (isNewer && kept.revision !== draft.revision) meet(draft);
  else if (isNewer) save();
  check();
  mine.looking = setInterval(lookAgain, LOOK_AGAIN);
  leaving.push(() => { clearInterval(mine.looking); savingNow = save(); });
};

// A draft that was discarded or published meanwhile; what was typed of it here can still become one of its own.
async function orKept(id, read, show) {
  try { return await read(); } catch (error) {
    const kept = keptHere(id);
    if (error.code !== "draft_gone" || !kept) throw error;
    const told = { id, name: kept.name || promptName, title: kept.title || "", made_from: kept.made_from };
    show(goneBox(told, () => kept.text), make("pre", "st-card lb-json", kept.text));
    return null;
  }
}

function goneBox(draft, text) {
  const from = draft.made_from && prompt().versions.some((one) => one.version === draft.made_from) ? "version:" + draft.made_from : "version:" + prompt().versions[0].version;
  const save = button(say("save_as_copy"), (event) => doing(event.currentTarget, async () => {
    const made = await api("POST", "/api/lab/drafts", { name: draft.name, made_from: from, title: say("copy_of", { title: draft.title }), text: text() });
    if (editing) editing.dirty = false;
    forgetKept(draft.id);
    await load();
    notice(say("copy_saved"), "good");
    goTo(["draft", made.id]);
  }), "st-main-button");
  return make("div", { class: "lb-warning", role: "alert" }, make("p", "", say("gone_meanwhile")), make("p", "st-quiet", say("gone_kept")), actions(save));
}

function draftPage(mine) {
  const { draft } = mine;
  const title = make("input", { class: "st-field lb-title", maxlength: "120", "aria-label": say("draft_title"), onchange: () => rename(title) });
  title.value = draft.title;
  const ref = "draft:" + draft.id;
  const from = draft.made_from ? say("made_from_version", { version: draft.made_from }) : "";
  return [
    make("div", "st-head lb-draft-head", title, make("p", { class: "lb-saved", role: "status" }, savedWords(mine))),
    make("div", "lb-meet", ""),
    make("div", "st-head", make("p", "st-quiet", [promptWords(draft.name), from].filter(Boolean).join(" · ")), actions(
      link(say("try_it"), "#try?with=" + encodeURIComponent(ref), "st-main-button"),
      link(say("compare"), comparing(draft.made_from ? "version:" + draft.made_from : "label:production", ref)),
      link(say("run_on_set"), "#runs?ref=" + encodeURIComponent(ref)),
      link(say("publish"), "#publish?ref=" + encodeURIComponent(ref)),
      make("button", { type: "button", class: "st-button st-small", onclick: (event) => discard(draft, event.currentTarget) }, say("discard")),
    )),
    make("div", "lb-desk", make("div", "lb-writing", jumpList(), mine.paper.box, faultList()), variableList()),
  ];
}

function savedWords(mine) {
  if (mine.conflict) return say("not_saved_meeting");
  if (mine.saving) return say("saving");
  if (mine.problem) return say("not_saved", { why: mine.problem });
  return mine.dirty ? say("kept_here") : say("saved");
}

function tellSaved() {
  const place = view.querySelector(".lb-saved");
  if (!place || !editing) return;
  const words = savedWords(editing);
  if (place.textContent !== words) place.textContent = words;
  place.classList.toggle("lb-unsaved", Boolean(editing.problem || editing.conflict));
}

function typed(text) {
  const mine = editing;
  mine.text = text;
  mine.dirty = true;
  keepHere(mine.draft.id, keptOf(mine));
  clearTimeout(mine.timer);
  mine.timer = setTimeout(() => { savingNow = save(); }, SAVE_AFTER);
  clearTimeout(mine.checkTimer);
  mine.checkTimer = setTimeout(check, CHECK_AFTER);
  tellSaved();
}

const keptOf = ({ text, draft: { revision, name, title, made_from } }) => ({ text, revision, name, title, made_from });

// Saves what is typed; where somebody else was quicker, both texts stay and the person is asked.
async function save() {
  const mine = editing;
  if (!mine || !mine.dirty || mine.conflict || mine.saving) return;
  clearTimeout(mine.timer);
  const text = mine.text;
  mine.saving = true;
  mine.problem = "";
  tellSaved();
  try {
    const draft = await api("PUT", "/api/lab/drafts/" + encodeURIComponent(mine.draft.id), { text, revision: mine.draft.revision });
    mine.draft = { ...mine.draft, ...draft };
    mine.dirty = mine.text !== text;
    if (mine.dirty) keepHere(draft.id, keptOf(mine));
    else forgetKept(draft.id);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    if (error.code === "draft_changed" && error.told.draft) meet(error.told.draft, mine);
    else if (error.code === "draft_gone") {
      mine.conflict = mine.draft;
      if (mine === editing) view.querySelector(".lb-meet")?.replaceChildren(goneBox(mine.draft, () => mine.text));
    } else mine.problem = error.message;
  } finally {
    mine.saving = false;
    if (mine === editing) tellSaved();
  }
  if (mine.dirty && !mine.conflict) mine.timer = setTimeout(() => { if (mine === editing) savingNow = save(); }, mine.problem ? 5000 : SAVE_AFTER);
}

async function rename(input) {
  const mine = editing;
  const title = input.value.trim();
  if (!title || title === mine.draft.title) { input.value = mine.draft.title; return; }
  await doing(null, async () => {
    await save();
    try {
      const draft = await api("PUT", "/api/lab/drafts/" + encodeURIComponent(mine.draft.id), { title, revision: mine.draft.revision });
      mine.draft = { ...mine.draft, ...draft };
      notice(say("renamed", { title }), "good");
      await load();
    } catch (error) {
      if (error.code === "draft_changed" && error.told.draft) meet(error.told.draft, mine);
      else throw error;
    }
  });
}

// Somebody else saved this draft since it was opened here. Both texts are there until the person has chosen.
function meet(theirs, mine = editing) {
  if (theirs.text === mine.text) { // both wrote the same
    mine.draft = theirs;
    mine.dirty = false;
    forgetKept(theirs.id);
    return;
  }
  mine.conflict = theirs;
  if (mine !== editing) return; // it is told when the draft is opened again: what was typed is kept in the browser
  const place = view.querySelector(".lb-meet");
  const copy = button(say("save_as_copy"), (event) => doing(event.currentTarget, async () => {
    const draft = await api("POST", "/api/lab/drafts", { name: theirs.name, made_from: "draft:" + theirs.id, title: say("copy_of", { title: theirs.title }), text: mine.text });
    mine.dirty = false;
    forgetKept(theirs.id);
    await load();
    notice(say("copy_saved"), "good");
    goTo(["draft", draft.id]);
  }), "st-main-button");
  const take = button(say("take_theirs"), async () => {
    if ((await areSure({ title: say("take_theirs"), why: say("take_theirs_why"), yes: say("take_theirs"), danger: true })) === null) return;
    mine.dirty = false;
    forgetKept(theirs.id);
    draw();
  });
  const put = button(say("put_mine"), async () => {
    if ((await areSure({ title: say("put_mine"), why: say("put_mine_why", { by: whoWords(theirs.changed_by) }), yes: say("put_mine"), danger: true })) === null) return;
    mine.draft = { ...theirs };
    mine.conflict = null;
    place.replaceChildren();
    savingNow = save();
  });
  place.replaceChildren(make("div", { class: "lb-warning", role: "alert" },
    make("p", "", say(theirs.changed_by === me.account_id ? "met_yourself" : "met", { by: whoWords(theirs.changed_by), when: ago(theirs.changed_at) })),
    make("p", "st-quiet", say("met_nothing_lost")), actions(copy, take, put)));
  tellSaved();
}

// Whoever only reads sees what a colleague saves meanwhile.
async function lookAgain() {
  const mine = editing;
  if (!mine || mine.dirty || mine.conflict || document.hidden) return;
  let draft = null;
  try { draft = await api("GET", "/api/lab/drafts/" + encodeURIComponent(mine.draft.id)); } catch { return; }
  if (mine !== editing || mine.dirty || draft.revision === mine.draft.revision) return;
  const at = mine.paper.area.selectionStart;
  mine.draft = draft;
  mine.text = draft.text;
  mine.paper.set(draft.text);
  mine.paper.area.setSelectionRange(at, at);
  notice(say("colleague_changed", { by: whoWords(draft.changed_by) }));
  check();
}
