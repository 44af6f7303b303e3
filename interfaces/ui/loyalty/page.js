// ---- the loyalty desk: where one is, what was fetched, and what every view shares --------------------------------------
const view = find(".ly-view");
const VIEWS = {}; // first part of the place -> async function that gives the view's elements; each file adds its own
const TABS = ["overview", "customers", "said", "models"];
const TAB_OF = { customer: "customers", product: "said" };
const fetched = new Map(); // address -> promise of its answer, so that another language does not ask again
let drawn = 0; // counts up with every drawing: what arrives late is not drawn over something else
let shownAt = ""; // the place that was drawn last

const word = (group, name) => props.facts.words[group]?.[name || "none"]?.[language] || name || "";
const inWords = (pair) => (pair && (pair[language] || pair.en)) || "";
const encoded = encodeURIComponent;

// Asks a route once; what failed is asked again the next time.
function ask(path) {
  if (!fetched.has(path)) {
    const asked = path === "/api/loyalty/overview" ? askedAtOnce() : api("GET", path);
    asked.catch(() => fetched.delete(path));
    fetched.set(path, asked);
  }
  return fetched.get(path);
}

const addressOf = (path, query) => {
  const told = new URLSearchParams(Object.entries(query || {}).filter(([, value]) => value !== "" && value !== null && value !== undefined)).toString();
  return "#" + path.map(encoded).join("/") + (told ? "?" + told : "");
};
const customerLink = (id, name) => make("a", { href: addressOf(["customer", id]) }, who(id, name));

// A name stands by itself, whatever its direction; who has none is called by the id.
const who = (id, name) => (name ? [make("bdi", "ly-name", name), " ", make("bdi", "ly-id", id)] : make("bdi", "ly-name", id));
const heading = (words, level = "h2", kind = null) => make(level, { tabindex: "-1", class: kind }, words);
const quoted = (words) => make("q", { class: "ly-quote", dir: "auto" }, words);

async function show() {
  const place = placeNow();
  const name = VIEWS[place.path[0]] ? place.path[0] : "overview";
  const mine = ++drawn;
  const moved = shownAt !== "" && shownAt !== location.hash;
  shownAt = location.hash || "#";
  find(".ly-tabs").replaceChildren(tabs(TABS.map((tab) => [tab, say("tab_" + tab)]), TAB_OF[name] || name, say("parts")));
  forgetPlots();
  view.replaceChildren(waiting());
  let parts;
  try { parts = await VIEWS[name](place.path.slice(1).join("/"), place.query); }
  catch (error) {
    if (!(error instanceof Refused)) console.error(error);
    parts = [failed(error, () => { fetched.clear(); show(); })];
  }
  if (mine !== drawn) return;
  view.replaceChildren(make("div", "st-stack", parts));
  root.dataset.ready = "yes";
  if (moved) { find(".st-main").scrollIntoView?.(); find("h2", view)?.focus({ preventScroll: true }); }
  drawPlots();
}

function drawActs(told) {
  find(".ly-as-of").textContent = told.as_of ? say("as_of", { day: aDay(told.as_of) }) : "";
  const acts = [];
  if (told.may.export) {
    const links = ["scores", "signals", "readings", "features"].map((what) =>
      make("li", "", make("a", { href: "/api/loyalty/export?what=" + what, download: true }, say("export_" + what))));
    acts.push(make("details", "ly-menu", make("summary", "st-button", say("export")), make("ul", "", links)));
  }
  if (told.may.score) acts.push(button(say("round_now"), (event) => startRound(event.currentTarget), "ly-round"));
  find(".ly-acts").replaceChildren(...acts);
}

// ---- reading and scoring now -------------------------------------------------------------------------------------------

async function startRound(control) {
  await doing(control, async () => {
    let told = await api("POST", "/api/loyalty/round", {});
    while (told.state === "running") {
      notice(say("round_running", { what: say("round_" + told.what), done: aNumber(told.done), total: aNumber(told.total) }));
      await new Promise((resolve) => setTimeout(resolve, 700));
      told = await api("GET", "/api/loyalty/round");
    }
    if (told.state !== "done") return notice(say("round_failed"), "bad");
    fetched.clear();
    await begin();
    notice(say("round_done", { conversations: aNumber(told.conversations), customers: aNumber(told.customers) }), "good");
  });
}

// ---- the beginning ----------------------------------------------------------------------------------------------------

// The document asked for the first view before this script was there; what it did not get is asked for as ever.
async function askedAtOnce() {
  const asked = window.daogouFirst;
  window.daogouFirst = null;
  const answer = asked ? await asked.catch(() => null) : null;
  return answer?.ok ? answer.json() : api("GET", "/api/loyalty/overview");
}

async function begin() {
  ask("/api/loyalty/overview").then(drawActs, () => {});
  await show();
}

async function start() {
  window.addEventListener("hashchange", show);
  document.addEventListener("click", (event) => {
    for (const menu of findAll(".ly-menu[open]")) if (!menu.contains(event.target) || event.target.closest("a")) menu.open = false;
  });
  root.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && find(".ly-menu[open]");
    if (menu) { menu.open = false; find("summary", menu).focus(); }
  });
  onLanguage.push(begin);
  await begin();
}
