// ---- trying it: the same question to up to four columns of prompt and model -------------------------------------------------
const MAX_COLUMNS = 4, LISTEN_AGAIN = 4000;
let trial = null; // { trial, columns, persona, rounds }, or null for none begun
let setup = null; // what the next conversation is begun with: { columns: [{ ref, model }], customer, language, mood }
let asking = null; // the round being answered: { id, text, heard, timer }

VIEWS.try = async (show, path, query, isCurrent) => {
  setup = keptSetup(query.get("with"));
  const id = remembered("trial");
  if (!trial && id) {
    try { trial = await api("GET", "/api/lab/trials/" + encodeURIComponent(id)); } catch (error) {
      if (!(error instanceof Refused)) throw error;
      remember("trial", null); // closed in the meantime: one begins anew
    }
  }
  if (!isCurrent()) return;
  show(setupSection(), threadSection(), composer());
  drawThread();
  const open = trial?.rounds.find((one) => !one.over);
  if (open && !asking) listen({ id: open.round, text: open.text });
};

function keptSetup(wanted) {
  let kept = null;
  try { kept = JSON.parse(remembered("setup")); } catch { /* begun anew below */ }
  const model = overview.models[0]?.name || "";
  const fits = (column) => known(column.ref) && overview.models.some((one) => one.name === column.model);
  const first = { ref: knownFirst(), model };
  const newest = prompt().drafts[0];
  const usual = newest ? [first, { ref: "draft:" + newest.id, model }] : [first];
  const found = kept && kept.prompt === promptName ? kept : { prompt: promptName, columns: usual, customer: kept?.customer || "", language: kept?.language || "", mood: kept?.mood || "" };
  found.columns = found.columns.filter(fits);
  if (!found.columns.length) found.columns = usual;
  if (wanted && known(wanted) && !found.columns.some((column) => column.ref === wanted)) {
    found.columns = [found.columns[0], { ref: wanted, model }, ...found.columns.slice(1)].slice(0, MAX_COLUMNS);
    trial = null;
    remember("trial", null);
  }
  keepSetup(found);
  return found;
}

const keepSetup = (told) => remember("setup", JSON.stringify(told));
const knownFirst = () => (prompt().labels.production ? "label:production" : "version:" + prompt().versions[0].version);

function known(ref) {
  const [kind, name] = split(ref || "");
  if (kind === "label") return Boolean(prompt().labels[name]);
  if (kind === "draft") return prompt().drafts.some((one) => one.id === name);
  return prompt().versions.some((one) => one.version === name);
}

// ---- what is tried, and as whom -------------------------------------------------------------------------------------------

function setupSection() {
  const columns = make("div", "lb-setup-columns", setup.columns.map(setupColumn));
  const add = button(say("add_column"), () => changeSetup(() => setup.columns.push({ ...setup.columns.at(-1) })));
  add.disabled = setup.columns.length >= MAX_COLUMNS || Boolean(asking);
  const persona = make("div", "lb-persona", field(say("try_as"), customerSelect()), field(say("speaks"), choiceSelect("language", ["en", "zh"])), field(say("mood"), choiceSelect("mood", Object.keys(say("moods")))));
  return make("section", { class: "st-card st-stack lb-setup", "aria-label": say("what_is_tried") }, columns, make("div", "st-head", persona, add),
    make("p", "st-quiet", say("scratch_words")), openers());
}

function setupColumn(column, index) {
  const ref = refSelect(column.ref), model = make("select", "st-field");
  model.append(...overview.models.map(({ name }) => new Option(name, name, false, name === column.model)));
  ref.addEventListener("change", () => changeSetup(() => { column.ref = ref.value; }));
  model.addEventListener("change", () => changeSetup(() => { column.model = model.value; }));
  const away = make("button", { type: "button", class: "st-button st-small lb-away", "aria-label": say("remove_column", { n: index + 1 }), title: say("remove_column", { n: index + 1 }), onclick: () => changeSetup(() => setup.columns.splice(index, 1)) }, "✕");
  return make("fieldset", { class: "lb-setup-column", disabled: Boolean(asking) }, make("legend", "", say("column_n", { n: index + 1 })), field(say("prompt_version"), ref), field(say("language_model"), model), setup.columns.length > 1 ? away : null);
}

function customerSelect() {
  const select = make("select", "st-field");
  select.append(new Option(say("a_guest"), ""), ...overview.customers.map(({ id, name }) => new Option(name + " · " + id, id)));
  select.value = setup.customer;
  select.disabled = Boolean(asking);
  select.addEventListener("change", () => changeSetup(() => { setup.customer = select.value; }));
  return select;
}

// Language and mood change no words: they offer openers, and are noted with the trial.
function choiceSelect(name, values) {
  const select = make("select", "st-field");
  select.append(new Option(say("any"), ""), ...values.map((value) => new Option(say((name === "mood" ? "moods." : "languages.") + value), value)));
  select.value = setup[name];
  select.disabled = Boolean(asking);
  select.addEventListener("change", () => changeSetup(() => { setup[name] = select.value; }));
  return select;
}

function changeSetup(change) {
  change();
  keepSetup(setup);
  const hadWords = Boolean(trial?.rounds.length);
  trial = null;
  remember("trial", null);
  if (hadWords) notice(say("begins_anew"));
  view.querySelector(".lb-setup").replaceWith(setupSection());
  drawThread();
}

function openers() {
  const inLanguage = setup.language || language;
  const words = props.texts[inLanguage].openers[setup.mood || "plain"] || [];
  return make("div", { class: "lb-openers", role: "group", "aria-label": say("openers_label") }, words.map((opener) => make("button", {
    type: "button", class: "st-button st-small", lang: inLanguage === "zh" ? "zh-CN" : "en",
    onclick: () => { const input = view.querySelector(".lb-ask"); input.value = opener; input.dispatchEvent(new Event("input")); input.focus(); },
  }, opener)));
}

// ---- asking -----------------------------------------------------------------------------------------------------------------

const threadSection = () => make("div", { class: "lb-thread", role: "log", "aria-live": "off", "aria-label": say("answers") });

function composer() {
  const input = remembering(make("textarea", { class: "st-field lb-ask", rows: "2", maxlength: "20000", "aria-label": say("question"), placeholder: say("question_hint") }), "question");
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    ask(input.value);
  });
  const go = button(say(asking ? "stop" : "ask"), () => (asking ? halt() : ask(input.value)), "st-main-button lb-go");
  const mark = make("input", { type: "checkbox", onchange: () => { remember("unmarked", mark.checked ? null : "yes"); drawThread(); } });
  mark.checked = remembered("unmarked") !== "yes";
  return make("div", "lb-composer st-card", input, make("div", "st-head", make("label", "st-check", mark, say("mark_differences")),
    actions(button(say("new_conversation"), anew), go)));
}

async function begin() {
  const told = { name: promptName, columns: setup.columns, customer: setup.customer || null, language: setup.language, mood: setup.mood };
  trial = await api("POST", "/api/lab/trials", told);
  remember("trial", trial.trial);
}

async function ask(words) {
  if (asking || !words.trim()) return;
  const round = { id: newId(), text: words };
  asking = round; // no second question while the first is on its way
  markComposer();
  try {
    if (!trial) await begin();
    listen(round);
    trigger("ask", { trial: trial.trial, round: round.id, text: words });
    const input = view.querySelector(".lb-ask");
    if (input?.value === words) { input.value = ""; remember("question", null); }
  } catch (error) {
    asking = null;
    if (["ref_gone", "draft_gone", "no_model"].includes(error.code)) await load().catch(() => null); // what can be chosen has changed
    setup = keptSetup(null);
    markComposer();
    notice(error instanceof Refused ? error.message : say("went_wrong"), "bad");
  }
}

const newId = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

// Waits for frames. Where none came for a while it asks for the answer itself: the connection may be gone, or the sign-in.
function listen(round) {
  asking = { ...round, heard: Date.now(), sent: 0 };
  const mine = asking;
  if (!trial.rounds.some((one) => one.round === round.id)) {
    trial.rounds.push({ round: round.id, text: round.text, over: false, marks: null, columns: trial.columns.map((_, column) => ({ column, state: "waiting", products: [], text: "" })) });
  }
  drawThread();
  mine.timer = setInterval(() => lookFor(mine), LISTEN_AGAIN);
  markComposer();
  view.querySelector(".lb-round:last-child")?.scrollIntoView({ block: "start" });
}

async function lookFor(mine) {
  if (mine !== asking || Date.now() - mine.heard < LISTEN_AGAIN) return;
  try {
    const told = await api("GET", "/api/lab/trials/" + encodeURIComponent(trial.trial));
    const frame = told.rounds.find((one) => one.round === mine.id);
    if (mine !== asking) return;
    if (frame) takeFrame(frame);
    else if ((mine.sent += 1) <= 2) trigger("ask", { trial: trial.trial, round: mine.id, text: mine.text });
    else giveUp(mine, say("not_answered"));
  } catch (error) {
    if (mine === asking && error instanceof Refused && error.status === 404) giveUp(mine, say("trial_gone"));
  }
}

function giveUp(mine, why) {
  clearInterval(mine.timer);
  asking = null;
  notice(why, "bad");
  trial = null;
  remember("trial", null);
  const input = view.querySelector(".lb-ask");
  if (input && !input.value) { input.value = mine.text; remember("question", mine.text); }
  drawThread();
  markComposer();
}

function takeFrame(frame) {
  if (!frame || !trial) return;
  if (frame.gone) { if (asking?.id === frame.round) giveUp(asking, say("trial_gone")); return; }
  const at = trial.rounds.findIndex((one) => one.round === frame.round);
  if (at < 0 || trial.rounds[at].over) return; // another page's, or a late one
  trial.rounds[at] = frame;
  drawRound(frame);
  if (asking?.id !== frame.round) return;
  asking.heard = Date.now();
  if (!frame.over) return;
  clearInterval(asking.timer);
  asking = null;
  markComposer();
  announce(say("all_answered"));
}

function halt() {
  if (asking && trial) trigger("halt", { trial: trial.trial });
}

function anew() {
  if (asking) halt();
  if (asking) clearInterval(asking.timer);
  asking = null;
  trial = null;
  remember("trial", null);
  drawThread();
  markComposer();
  view.querySelector(".lb-ask")?.focus();
}

function markComposer() {
  const go = view.querySelector(".lb-go");
  if (!go) return;
  go.textContent = say(asking ? "stop" : "ask");
  const old = view.querySelector(".lb-setup");
  if (old && !old.contains(document.activeElement)) old.replaceWith(setupSection());
}

watch("value", () => takeFrame(props.value));
