// ---- what staff keep of a conversation: labels, notes, evaluation sets ---------------------------------------------------
let lastSet = "desk";
try { lastSet = localStorage.getItem("daogou-evaluation-set") || lastSet; } catch { /* private browsing */ }

function drawKeeping(aside) {
  aside.replaceChildren(setCard(), labelCard(), noteCard(), ...talk.hand_offs.slice(-1).map(summaryCard));
}

function card(title, ...content) {
  return make("section", "st-card st-stack", make("h3", "", title), content.flat());
}

const summaryCard = (one) => card(say("hand_off_title", { id: one.id }), make("p", "cv-marks", tag(say("hand_offs." + one.status)), one.mood ? tag(say("words_moods." + one.mood)) : null), one.summary ? words("pre", "cv-summary", one.summary) : null);

// One click: into the set that was used last. Another one can be named beside it.
function setCard() {
  const told = make("div", { role: "status", class: "cv-told" });
  const name = make("input", { class: "st-field", value: lastSet, maxlength: 64, list: "cv-sets", autocomplete: "off", spellcheck: "false" });
  const sets = make("datalist", { id: "cv-sets" });
  const add = button(say("add_to_set", { name: lastSet }), (event) => doing(event.currentTarget, () => addToSet(name.value.trim() || "desk", told, add)), "st-main-button cv-add");
  name.addEventListener("input", () => { add.textContent = say("add_to_set", { name: name.value.trim() || "desk" }); });
  name.addEventListener("focus", () => knownSets(sets), { once: true });
  return card(say("evaluation"), add, field(say("set_name"), name), sets, told);
}

async function knownSets(sets) {
  try { sets.replaceChildren(...(await api("GET", talkPath(talk.id) + "/sets")).sets.map((one) => make("option", { value: one.name }))); } catch { /* the name can be typed */ }
}

async function addToSet(name, told, add) {
  const done = await api("POST", talkPath(talk.id) + "/sets", { set: name });
  lastSet = done.set;
  try { localStorage.setItem("daogou-evaluation-set", lastSet); } catch { /* private browsing */ }
  told.replaceChildren(make("p", "", say(done.new ? "set_added" : "set_again", { name: done.set })), make("p", "st-quiet", say("set_where")), make("pre", "", done.file),
    make("p", "st-quiet", say("set_replay")), make("pre", "cv-command", done.command), make("p", "", make("a", { href: "/lab/#runs" }, say("set_in_lab"))));
  add.focus();
}

function labelCard() {
  const list = make("ul", { class: "cv-labels", "aria-label": say("labels") });
  const input = make("input", { class: "st-field", maxlength: 40, list: "cv-labels", autocomplete: "off" });
  const known = make("datalist", { id: "cv-labels" }, Object.keys(offered?.labels || {}).map((one) => make("option", { value: one })));
  const go = make("button", { class: "st-button st-small" }, say("add"));
  const draw = () => list.replaceChildren(...talk.labels.map((one) => make("li", "st-tag st-accent", words("bdi", "", one),
    make("button", { type: "button", class: "cv-remove", "aria-label": say("remove_label", { label: one }), onclick: (event) => doing(event.currentTarget, () => change(one, false)) }, "×"))));
  async function change(label, on) {
    talk.labels = (await api("POST", talkPath(talk.id) + "/labels", { label, on })).labels;
    offered = null; // how often each is used has changed
    draw();
    if (on) input.value = "";
    input.focus();
  }
  const form = make("form", "cv-inline", field(say("new_label"), input), known, go);
  form.addEventListener("submit", (event) => { event.preventDefault(); if (input.value.trim()) doing(go, () => change(input.value, true)); });
  draw();
  return card(say("labels"), list, form);
}

function noteCard() {
  const list = make("ul", "cv-notes");
  const input = make("textarea", { class: "st-field cv-note-typed", rows: 3, maxlength: 10000, dir: "auto" });
  input.value = noteDrafts[talk.id] || "";
  const go = make("button", { class: "st-button st-small" }, say("add_note"));
  const draw = () => list.replaceChildren(...talk.notes.map((one) => make("li", "", words("p", "cv-words", one.text), make("p", "st-quiet", (one.by || say("somebody")) + " · " + aMoment(one.at) + " ",
    button(say("remove"), (event) => remove(event.currentTarget, one), "st-link")))));
  async function remove(control, one) {
    if ((await areSure({ title: say("remove_note"), why: one.text.slice(0, 200), yes: say("remove"), danger: true })) === null) return;
    await doing(control, async () => {
      await api("DELETE", talkPath(talk.id) + "/notes/" + encodeURIComponent(one.id));
      talk.notes = talk.notes.filter((other) => other.id !== one.id);
      draw();
      input.focus();
    });
  }
  async function add() {
    talk.notes.push(await api("POST", talkPath(talk.id) + "/notes", { text: input.value }));
    input.value = "";
    draw();
  }
  const form = make("form", "st-stack", field(say("new_note"), input), make("div", "", go));
  form.addEventListener("submit", (event) => { event.preventDefault(); if (input.value.trim()) doing(go, add); else input.focus(); });
  draw();
  return card(say("notes"), make("p", "st-quiet", say("notes_why")), list, form);
}
