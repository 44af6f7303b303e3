// ---- the prompt lab: what is known, where one is, and what its views share ---------------------------------------------
const view = find(".lb-view");
const promptSelect = find(".lb-prompt-name");
const VIEWS = {}; // name of the first part of the place -> function that fills the view; each file adds its own
const TABS = ["versions", "try", "runs", "publish"];
const TAB_OF = { draft: "versions", compare: "versions" };
let overview = null; // the answer of /api/lab/overview
let promptName = remembered("prompt") || "shopping_agent";
let drawn = 0; // counts up with every drawing, so that what arrives late is not drawn over something else
let leaving = []; // what a view wants done when another one takes its place

// What was typed stays in this tab, whatever is drawn anew, reloaded or signed in again.
function remembered(name) {
  try { return sessionStorage.getItem("daogou-lab-" + name); } catch { return null; }
}

function remember(name, value) {
  try {
    if (value === null || value === "") sessionStorage.removeItem("daogou-lab-" + name);
    else sessionStorage.setItem("daogou-lab-" + name, value);
  } catch { /* private browsing: it stays as long as the page is open */ }
}

function remembering(input, name, first = "") {
  input.value = remembered(name) ?? first;
  input.addEventListener("input", () => remember(name, input.value));
  input.addEventListener("change", () => remember(name, input.value));
  return input;
}

const prompt = () => overview.prompts.find((one) => one.name === promptName) || overview.prompts[0];
const promptWords = (name) => { const words = say("prompts." + name); return words === "prompts." + name ? name : words; };

async function load() {
  overview = await api("GET", "/api/lab/overview");
  if (!overview.prompts.some((one) => one.name === promptName)) promptName = overview.prompts[0].name;
}

async function reload() {
  await load();
  draw();
}

function draw() {
  const mine = (drawn += 1);
  for (const leave of leaving.splice(0)) leave();
  drawHead();
  const { path, query } = placeNow();
  const name = VIEWS[path[0]] ? path[0] : "versions";
  const isCurrent = () => mine === drawn;
  const show = (...nodes) => { if (isCurrent()) view.replaceChildren(...nodes.flat().filter(Boolean)); };
  show(waiting());
  Promise.resolve(VIEWS[name](show, path.slice(1), query, isCurrent)).catch((error) => {
    show(failed(error, draw));
    if (!(error instanceof Refused)) throw error;
  });
}

function drawHead() {
  const { path } = placeNow();
  const now = TAB_OF[path[0]] || (VIEWS[path[0]] ? path[0] : "versions");
  find(".lb-tabs").replaceChildren(tabs(TABS.map((name) => [name, say("tabs." + name)]), now, say("title")));
  promptSelect.replaceChildren(...overview.prompts.map(({ name }) => new Option(promptWords(name), name, false, name === promptName)));
}

// ---- versions, drafts and labels, as all views name them ---------------------------------------------------------------

// A ref is `version:2`, `draft:<id>` or `label:production`; its words are for people.
function refWords(ref, of = prompt()) {
  const [kind, name] = split(ref);
  if (kind === "version") return say("version_n", { version: name });
  if (kind === "label") {
    const stands = of.labels[name];
    return stands ? say("label_with_version", { label: labelWords(name), version: stands.version }) : labelWords(name);
  }
  const draft = of.drafts.find((one) => one.id === name);
  return draft ? say("draft_called", { title: draft.title }) : say("draft_gone");
}

// What a column or a run was begun with, in words of this language; `title` is what it was called then.
function titleWords(ref, title) {
  const [kind, name] = split(ref);
  if (kind === "version") return say("version_n", { version: name });
  if (kind === "label") return say("label_with_version", { label: labelWords(name), version: title.match(/\((\d+)\)$/)?.[1] || "?" });
  return title;
}

const sideWords = (side) => titleWords(side.ref, side.title);

function split(ref) {
  const at = ref.indexOf(":");
  return [ref.slice(0, at), ref.slice(at + 1)];
}

const labelWords = (label) => { const words = say("labels." + label); return words === "labels." + label ? label : words; };

// A list to choose a version, a draft or a label from.
function refSelect(chosen, { labels = true, drafts = true, of = prompt() } = {}) {
  const select = make("select", "st-field");
  const group = (words, refs) => refs.length && select.append(make("optgroup", { label: words }, refs.map((ref) => new Option(refWords(ref, of), ref, false, ref === chosen))));
  if (labels) group(say("labels_words"), Object.keys(of.labels).filter((label) => of.labels[label]).map((label) => "label:" + label));
  if (drafts) group(say("drafts"), of.drafts.map((draft) => "draft:" + draft.id));
  group(say("versions"), of.versions.map((one) => "version:" + one.version));
  if (chosen) select.value = chosen;
  return select;
}

const labelTags = (labels) => labels.map((label) => tag(labelWords(label), label === "production" ? "good" : "accent"));
const byWhen = (by, at) => say("by_when", { by: whoWords(by), when: ago(at) });
const whoWords = (by) => (by === me.account_id ? say("you") : overview.people[by] || (by === "shell" ? say("command_line") : say("a_colleague")));
const moment = (at) => make("time", { datetime: at, title: aMoment(at) }, ago(at));
const money = (value) => (value === null || value === undefined ? say("cost_unknown") : value === 0 ? say("cost_free") : "$" + aNumber(value, value < 0.01 ? 5 : 4));
const seconds = (ms) => (ms === undefined || ms === null ? "–" : ms < 1000 ? say("n_ms", { n: aNumber(ms) }) : say("n_s", { n: aNumber(ms / 1000, 1) }));
const link = (words, href, kind = "") => make("a", { class: "st-button st-small " + kind, href }, words);
const announce = (words) => { find(".lb-announcer").textContent = words; };
const section = (title, ...inside) => make("section", "st-stack lb-section", make("div", "st-head lb-section-head", make("h2", "", title)), ...inside);
const actions = (...inside) => make("div", "st-buttons", ...inside);

promptSelect.addEventListener("change", () => {
  promptName = promptSelect.value;
  remember("prompt", promptName);
  if (["draft", "compare"].includes(placeNow().path[0])) goTo(["versions"]);
  else draw();
});
window.addEventListener("hashchange", () => { if (overview) draw(); }); // else what is being loaded draws it

async function start() {
  view.replaceChildren(waiting());
  try { await load(); } catch (error) { return view.replaceChildren(failed(error, start)); }
  onLanguage.push(draw);
  draw();
  return undefined;
}
