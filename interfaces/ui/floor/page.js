// Draws the chat inside the component's `element`. Gradio hands in element, trigger, props and watch.
// The other scripts follow in the same function (chat_page.SCRIPTS): what is called from here stands there.
// Whatever came from a shopper is set as text; only `rows` and `prose` of a frame, made safe by the server, are HTML.
const root = element.querySelector(".dg");
const find = (selector) => root.querySelector(selector);
const thread = find(".dg-thread");
const main = find(".dg-main");
const welcome = find(".dg-welcome");
const form = find(".dg-composer");
const input = find(".dg-input");
const sendButton = find(".dg-send");
const latest = find(".dg-latest");
const chips = find(".dg-chips");
const announcer = find(".dg-announcer");
const visitor = find(".dg-visitor");
const still = matchMedia("(prefers-reduced-motion: reduce)");
const earlier = find(".dg-earlier");

let language = "en";
let current = null; // the turn being answered, or null
let lost = null; // the last turn, where the connection was lost before its answer came
const onTurnDrawn = []; // each is given a finished turn and its last frame, to add what belongs under the answer
const onSpeak = []; // each draws its own words anew in another language
let conversation = kept("conversation"); // its id; "" for one not begun yet, null for a tab that was in none

const say = (key, inLanguage) => props.texts[inLanguage || language][key];

function make(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

// What this tab is in, until it is closed. The server believes none of it: whose a conversation is stands in the log.
function kept(name) {
  try { return sessionStorage.getItem("daogou-" + name); } catch { return null; }
}

function keep(name, value) {
  try {
    if (value === null) sessionStorage.removeItem("daogou-" + name);
    else sessionStorage.setItem("daogou-" + name, value);
  } catch { /* private browsing: a reload begins anew */ }
}

// Nobody can guess it. crypto.randomUUID is missing where a shop is tried without https.
function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// ---- one turn -----------------------------------------------------------------------------------------------------

// `remove` is a chip that was clicked: taken back, or set to what is `to` in it.
function ask(text, shown, remove) {
  if (current) return;
  if (lost && lost.text === text && !remove) return askAgain(lost); // the words that were given back, sent as they are
  lost = null;
  dropQuestion();
  input.value = "";
  fitInput();
  const turn = drawTurn({ id: newId(), text, shown: shown || text, remove: remove || null });
  send(turn);
  turn.box.scrollIntoView({ block: "start", behavior: still.matches ? "auto" : "smooth" });
}

// Sending a turn again under its id never asks twice: what is answered already comes back as it was.
function send(turn) {
  current = turn;
  turn.silent = 0;
  welcome.hidden = true;
  arriving = 0; // whatever was about to be opened is not what is wanted any more
  keep("asked", JSON.stringify({ id: turn.id, text: turn.text, shown: turn.shown, remove: turn.remove, conversation }));
  markSendButton();
  trigger("ask", { text: turn.text, turn: turn.id, remove: turn.remove, conversation, visitor: visitor.value });
}

function askAgain(old) {
  if (current) return;
  lost = null;
  dropQuestion();
  if (input.value === old.text) { input.value = ""; fitInput(); }
  const turn = drawTurn({ id: old.again ? newId() : old.id, text: old.text, shown: old.shown, remove: old.remove });
  old.box.replaceWith(turn.box);
  send(turn);
}

function drawTurn({ id, text, shown, remove }) {
  const box = make("article", "dg-turn");
  if (shown.trim()) {
    const mine = make("div", "dg-mine");
    mine.append(make("span", "dg-hidden", say("you") + ": "), make("div", "dg-bubble", shown.trim()));
    box.append(mine);
  }
  const answer = make("div", "dg-answer");
  const rows = make("div", "dg-rows");
  const parts = make("div", "dg-parts");
  const prose = make("div", "dg-prose");
  const status = make("p", "dg-status");
  const notice = make("p", "dg-notice");
  status.append(make("span", "dg-dots"), make("span", "dg-status-text", say("thinking")));
  status.firstChild.append(make("i"), make("i"), make("i"));
  notice.hidden = true;
  answer.append(rows, parts, prose, status, notice);
  box.append(answer);
  thread.append(box);
  return { id, text, shown, remove: remove || null, box, rows, parts, prose, status, notice, drawn: {}, html: "", said: "" };
}

function drawFrame(frame) {
  if (!frame || !current || frame.turn !== current.id) return; // a stopped turn's last frame, or another page's
  current.silent = 0;
  moveTo(frame.conversation);
  fill(current, frame);
  if (frame.chips) drawChips(frame.chips);
  const words = frame.status || (frame.prose ? "" : say("thinking", frame.language));
  if (words !== current.said && frame.state === "working") announce((current.said = words));
  if (frame.state !== "working") finish(frame);
  markLatest();
}

// The first answer says which conversation it is in. Another one than thought: that was deleted in another tab.
function moveTo(id) {
  if (!id || id === conversation) return;
  if (conversation) {
    thread.replaceChildren(current.box);
    earlier.hidden = true;
    current.anew = true;
  }
  conversation = id;
  keep("conversation", id);
}

function fill(turn, frame) {
  turn.box.lang = frame.language === "zh" ? "zh-CN" : "en";
  for (let index = turn.rows.children.length; index < frame.rows.length; index += 1) addRow(turn, frame.rows[index], frame.language);
  drawParts(turn, frame.parts, frame.language);
  if (frame.prose !== turn.html) {
    turn.html = frame.prose;
    turn.prose.innerHTML = frame.prose;
  }
  turn.status.querySelector(".dg-status-text").textContent = frame.status || (frame.prose ? "" : say("thinking", frame.language));
}

function addRow(turn, html, rowLanguage) {
  const row = make("div", "dg-row");
  row.innerHTML = html;
  const cards = row.querySelector(".dg-cards");
  row.querySelectorAll("img").forEach((image) => {
    image.addEventListener("error", () => image.closest(".dg-picture").classList.add("dg-no-picture"), { once: true });
  });
  row.querySelectorAll(".dg-ask").forEach((button) => {
    if (button.dataset.ask === turn.text) button.remove(); // this very answer tells more
  });
  turn.rows.append(row);
  if (cards.children.length > 1) row.append(scroller(cards, -1, rowLanguage), scroller(cards, 1, rowLanguage));
  const refresh = () => markScrollers(row, cards);
  cards.addEventListener("scroll", refresh, { passive: true });
  new ResizeObserver(refresh).observe(cards);
}

function scroller(cards, direction, rowLanguage) {
  const button = make("button", direction < 0 ? "dg-scroll dg-back" : "dg-scroll dg-forth");
  button.type = "button";
  button.tabIndex = -1; // the row itself takes the arrow keys
  button.setAttribute("aria-label", say(direction < 0 ? "scroll_left" : "scroll_right", rowLanguage));
  button.innerHTML = '<svg viewBox="0 0 20 20" aria-hidden="true"><path d="M8 4.5l5.5 5.5L8 15.5"/></svg>';
  button.addEventListener("click", () => {
    cards.scrollBy({ left: direction * cards.clientWidth * 0.8, behavior: still.matches ? "auto" : "smooth" });
  });
  return button;
}

function markScrollers(row, cards) {
  const room = cards.scrollWidth - cards.clientWidth;
  row.classList.toggle("dg-more-back", cards.scrollLeft > 4);
  row.classList.toggle("dg-more-forth", cards.scrollLeft < room - 4);
}

function finish(frame) {
  const turn = current;
  current = null;
  keep("asked", null);
  settle(turn, frame);
  if (turn.anew && !frame.notice) tell(turn, say("begun_anew"));
  announce([turn.prose.textContent, frame.notice].filter(Boolean).join(" "));
  if (frame.state === "failed" && !input.value) giveBack(turn.text);
  markSendButton();
}

// A turn as it stays: nothing works on it any more.
function settle(turn, frame) {
  turn.status.hidden = true;
  turn.box.classList.add("dg-" + frame.state);
  if (frame.notice) tell(turn, frame.notice);
  if (frame.asks && frame.state === "done") turn.box.append(question(frame.language, frame.parts?.question));
  onTurnDrawn.forEach((draw) => draw(turn, frame));
}

function tell(turn, words) {
  turn.notice.textContent = words;
  turn.notice.hidden = false;
}

function offerAgain(turn) {
  const button = make("button", "dg-again", say("try_again"));
  button.type = "button";
  button.addEventListener("click", () => askAgain(turn));
  turn.notice.append(" ", button);
}

function giveBack(text) {
  input.value = text;
  fitInput();
}

function halt() {
  if (!current) return;
  const turn = current;
  trigger("halt", { turn: turn.id });
  finish({ state: "stopped", notice: say("stopped") });
  if (!turn.html && !turn.rows.children.length && !input.value) giveBack(turn.text);
}

function renew() {
  if (current) halt();
  arriving = 0;
  lost = null;
  conversation = "";
  keep("conversation", "");
  clear();
  welcome.hidden = false;
  find(".dg-ended").hidden = true;
  input.value = "";
  fitInput();
  input.focus();
}

function clear() {
  thread.replaceChildren();
  earlier.hidden = true;
  drawChips([]);
  untickAll();
  loadCartSoon();
  main.scrollTop = 0;
  markLatest();
}

// ---- around the conversation --------------------------------------------------------------------------------------

function announce(words) {
  announcer.textContent = words || "";
}

function markSendButton() {
  const label = say(current ? "stop" : "send");
  sendButton.classList.toggle("dg-busy", Boolean(current));
  sendButton.setAttribute("aria-label", label);
  sendButton.title = label;
}

function markLatest() {
  const answer = thread.lastElementChild?.querySelector(".dg-answer");
  latest.hidden = !answer || answer.getBoundingClientRect().bottom <= main.getBoundingClientRect().bottom + 8;
}

function fitInput() {
  input.style.height = "auto";
  input.style.height = Math.min(input.scrollHeight, 180) + "px";
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (current) halt();
  else ask(input.value);
});
input.addEventListener("input", fitInput);
input.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  ask(input.value);
});
root.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.matches(".dg-example")) ask(button.textContent);
  else if (button.dataset.ask) ask(button.dataset.ask, button.dataset.shown);
  else if (button.matches(".dg-new")) renew();
  else if (button.dataset.language) { remember(button.dataset.language); speak(button.dataset.language); }
});
latest.addEventListener("click", () => {
  thread.lastElementChild?.querySelector(".dg-answer").scrollIntoView({ block: "end", behavior: still.matches ? "auto" : "smooth" });
});
main.addEventListener("scroll", markLatest, { passive: true });

new ResizeObserver(() => {
  thread.style.setProperty("--room", main.clientHeight + "px");
  markLatest();
}).observe(main);

