// The kit of all pages for staff: words, elements, the site's routes, notices. Gradio hands in element, trigger, props
// and watch; the page's own scripts follow in the same function and are started by kit_start.js.
// Words of shoppers and of the catalogue are set as text, never as HTML.
const root = element.querySelector(".st");
const find = (selector, within = root) => within.querySelector(selector);
const findAll = (selector, within = root) => [...within.querySelectorAll(selector)];
const facts = props.facts || {};
let language = "en";
let me = {};
let onLanguage = []; // functions that draw what `speak` cannot: called after each change of language
const others = typeof BroadcastChannel === "function" ? new BroadcastChannel("daogou") : null;

// The text of a key with its {placeholders} filled in; a dotted key reaches into a group.
function say(key, values) {
  const words = key.split(".").reduce((group, part) => (group === undefined ? group : group[part]), props.texts[language]);
  if (words === undefined) return key;
  if (typeof words !== "string" || !values) return words;
  return words.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

// make("p", "st-quiet", "words"), or make("div", { class: "x", title: "y", onclick: f }, child, "words", ...)
function make(tag, attributes, ...children) {
  const node = document.createElement(tag);
  if (typeof attributes === "string") node.className = attributes;
  else for (const [name, value] of Object.entries(attributes || {})) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false).map((child) => (child instanceof Node ? child : String(child))));
  return node;
}

const button = (words, onclick, kind = "") => make("button", { type: "button", class: "st-button " + kind, onclick }, words);
const field = (words, input) => make("label", "st-label", make("span", "", words), input);

// ---- the language, kept for all pages of the shop --------------------------------------------------------------------

function firstLanguage() {
  let kept = null;
  try { kept = localStorage.getItem("daogou-language"); } catch { /* private browsing */ }
  if (kept === "en" || kept === "zh") return kept;
  return (navigator.languages?.[0] || navigator.language || "en").toLowerCase().startsWith("zh") ? "zh" : "en";
}

function speak(value) {
  language = value;
  root.lang = document.documentElement.lang = value === "zh" ? "zh-CN" : "en";
  findAll("[data-text]").forEach((node) => { node.textContent = say(node.dataset.text); });
  findAll("[data-label]").forEach((node) => { node.setAttribute("aria-label", say(node.dataset.label)); });
  findAll("[data-placeholder]").forEach((node) => { node.placeholder = say(node.dataset.placeholder); });
  findAll("[data-language]").forEach((node) => { node.setAttribute("aria-pressed", String(node.dataset.language === value)); });
  find(".st-shop").textContent = props.shop_names[value];
  document.title = say("title") + " · " + props.shop_names[value];
  drawNavigation();
  for (const draw of onLanguage) draw();
}

const locale = () => (language === "zh" ? "zh-CN" : "en-GB");
const aDay = (moment) => new Intl.DateTimeFormat(locale(), { dateStyle: "medium" }).format(new Date(moment));
const aMoment = (moment) => new Intl.DateTimeFormat(locale(), { dateStyle: "medium", timeStyle: "short" }).format(new Date(moment));
const aNumber = (value, digits = 0) => new Intl.NumberFormat(locale(), { maximumFractionDigits: digits }).format(value);
const aShare = (value, digits = 0) => new Intl.NumberFormat(locale(), { style: "percent", maximumFractionDigits: digits }).format(value);

function aPrice(value, currency) {
  try { return new Intl.NumberFormat(locale(), { style: "currency", currency, currencyDisplay: "narrowSymbol" }).format(value); }
  catch { return value + " " + currency; } // a currency that no browser knows
}

function ago(moment) {
  const seconds = Math.max(0, (Date.now() - new Date(moment)) / 1000);
  const words = new Intl.RelativeTimeFormat(locale(), { numeric: "auto" });
  if (seconds < 90) return words.format(-Math.round(seconds), "second");
  if (seconds < 5400) return words.format(-Math.round(seconds / 60), "minute");
  return seconds < 129600 ? words.format(-Math.round(seconds / 3600), "hour") : words.format(-Math.round(seconds / 86400), "day");
}

// ---- the site's routes -----------------------------------------------------------------------------------------------

class Refused extends Error {
  constructor(status, told) {
    super((told && (language === "zh" ? told.message_zh : told.message)) || say("went_wrong"));
    this.status = status;
    this.told = told || {};
    this.code = this.told.code || "";
  }
}

// Asks a route; null for an answer without content. A sign-in that has ended is asked for anew, and then it goes on:
// nothing that was typed is lost. Raises Refused, with a sentence for whoever reads it.
async function api(method, path, body, options = {}) {
  let answer;
  try {
    const headers = { "X-CSRF-Token": me.csrf_token || "" };
    if (body !== undefined) headers["Content-Type"] = "application/json";
    answer = await fetch(path, { method, headers, cache: "no-store", signal: options.signal, body: body === undefined ? undefined : JSON.stringify(body) });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refused(0, { code: "offline", message: say("offline"), message_zh: say("offline") });
  }
  const told = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : null;
  if (answer.ok) return told;
  if (!options.again && (answer.status === 401 || told?.code === "csrf") && (await isHereAgain(told?.code))) return api(method, path, body, { ...options, again: true });
  throw new Refused(answer.status, told);
}

// After a reload of the sign-in the token of the page is another: asked for silently where the person is still in.
async function isHereAgain(code) {
  await findOut();
  if (code === "csrf") return true;
  return me.account_id ? true : signInAgain();
}

async function findOut() {
  try {
    const answer = await fetch("/api/me", { cache: "no-store" });
    me = answer.ok ? await answer.json() : {};
  } catch { me = {}; }
  drawNavigation();
}

// ---- around the page -------------------------------------------------------------------------------------------------

const ROOMS = [["lab", ["staff", "admin"]], ["conversations", ["staff", "admin"]], ["loyalty", ["staff", "analyst", "admin"]]];

function drawNavigation() {
  const open = ROOMS.filter(([, roles]) => roles.includes(me.role));
  find(".st-nav").replaceChildren(...open.map(([name]) =>
    make("a", { href: "/" + name + "/", "aria-current": name === props.page ? "page" : null }, say("room_" + name))));
  find(".st-who").textContent = me.name || "";
  find(".st-sign-out").hidden = !me.account_id;
}

let noticeTimer = 0;

// One line that everybody sees and hears. `kind` is "", "good" or "bad"; a bad one stays until the next.
function notice(words, kind = "") {
  const place = find(".st-notice");
  clearTimeout(noticeTimer);
  place.className = "st-notice" + (kind ? " st-" + kind : "");
  place.textContent = words || "";
  place.hidden = !words;
  if (words && kind !== "bad") noticeTimer = setTimeout(() => { place.hidden = true; }, 6000);
}

// Runs what a click began; what goes wrong is told, and the button cannot be pressed twice meanwhile.
async function doing(control, work) {
  if (control?.disabled) return undefined;
  if (control) control.disabled = true;
  try { return await work(); }
  catch (error) {
    if (error.name !== "AbortError") notice(error instanceof Refused ? error.message : say("went_wrong"), "bad");
    if (!(error instanceof Refused) && error.name !== "AbortError") throw error;
    return undefined;
  } finally { if (control) control.disabled = false; }
}

// What a page shows stands in its address after "#", so that it can be kept, sent and gone back from.
function placeNow() {
  const [path, query] = location.hash.replace(/^#/, "").split("?");
  return { path: path.split("/").filter(Boolean).map(decodeURIComponent), query: new URLSearchParams(query || "") };
}

function goTo(path, query) {
  const told = new URLSearchParams(Object.entries(query || {}).filter(([, value]) => value !== "" && value !== null && value !== undefined)).toString();
  location.hash = path.map(encodeURIComponent).join("/") + (told ? "?" + told : "");
}

async function signOut() {
  try { await api("POST", "/api/sign-out"); } catch { return notice(say("went_wrong"), "bad"); }
  others?.postMessage("somebody else");
  location.reload();
}

root.addEventListener("click", (event) => {
  const chosen = event.target.closest("[data-language]");
  if (!chosen) return;
  try { localStorage.setItem("daogou-language", chosen.dataset.language); } catch { /* asked again next time */ }
  speak(chosen.dataset.language);
});
find(".st-sign-out").addEventListener("click", signOut);
others?.addEventListener("message", () => location.reload());
window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
