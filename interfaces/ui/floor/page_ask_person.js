// ---- asking for a person of the shop ----------------------------------------------------------------------------------

// A dialog with a heading and a way out; `draw` fills its body anew whenever it opens or the language changes.
function dialogOf(name, key, draw) {
  const box = make("dialog", "dg-asking dg-" + name);
  const title = make("h3");
  title.id = "dg-" + name + "-title";
  title.dataset.text = key;
  title.textContent = say(key);
  box.setAttribute("aria-labelledby", title.id);
  const body = make("div", "dg-ask-body");
  box.append(title, body);
  box.addEventListener("click", (event) => { if (event.target === box) box.close(); }); // beside it
  root.append(box);
  const fill = () => body.replaceChildren(...draw(box));
  onSpeak.push(() => { if (box.open) fill(); });
  return { box, fill, open: () => { fill(); if (!box.open) box.showModal(); } };
}

function buttonRow(...buttons) {
  const row = make("div", "dg-sign-in-buttons");
  row.append(...buttons);
  return row;
}

let personState = "unknown"; // of this conversation: unknown, none, waiting or here
let personWaits = null; // the hand-off that nobody has taken yet: its id and since when
const slim = matchMedia("(max-width: 600px)");
let misses = 0; // answers in a row that were none

const personButton = make("button", "dg-person-button");
personButton.type = "button";
personButton.innerHTML = '<svg viewBox="0 0 20 20" aria-hidden="true" focusable="false"><path d="M3.5 11.5V10a6.5 6.5 0 0 1 13 0v1.5M3.5 11.2h2.2v4.3H4.6a1.1 1.1 0 0 1-1.1-1.1zM16.5 11.2h-2.2v4.3h1.1a1.1 1.1 0 0 0 1.1-1.1zM15.8 15.5c-.3 1.300-1.500 2-3.300 2"/></svg>';
const personWords = make("span");
personButton.append(personWords);

const personDialog = dialogOf("ask-person", "ask_person", (box) => {
  const close = button("dg-plain", say("close"), () => box.close());
  if (personState === "here") return [make("p", "", say("ask_person_here")), buttonRow(close)];
  if (personState === "waiting") return [make("p", "", waitingWords()), make("p", "dg-quiet", say("ask_person_meanwhile")), buttonRow(close)];
  const told = make("ul", "dg-ask-list");
  for (const key of ["ask_person_summary", "ask_person_here_then", "ask_person_meanwhile"]) told.append(make("li", "", say(key)));
  const go = button("dg-main-button", say("ask_person_go"), () => { box.close(); askForPerson(); });
  return [make("p", "", say("ask_person_about")), told, buttonRow(button("dg-plain", say("cancel"), () => box.close()), go)];
});

function waitingWords() {
  const since = new Date(personWaits.since).toLocaleTimeString(language === "zh" ? "zh-CN" : "en", { hour: "2-digit", minute: "2-digit" });
  return say("ask_person_waiting").replace("{number}", personWaits.id).replace("{since}", since);
}

async function openPersonDialog() {
  if (drawer.open) drawer.close();
  await learnPersonState();
  personDialog.open();
}

async function learnPersonState() {
  personState = "none";
  if (!conversation) return;
  try {
    const found = await call("GET", "/api/conversations/" + encodeURIComponent(conversation) + "/live");
    personWaits = found.waiting;
    personState = found.person ? "here" : found.waiting ? "waiting" : "none";
  } catch { /* asking is what finds out */ }
}

// It goes through the assistant's own tool, which writes the summary and says what happens next.
async function askForPerson() {
  while (current) await new Promise((resolve) => setTimeout(resolve, 200));
  const typed = input.value;
  ask(say("ask_person_words"));
  giveBack(typed); // a message half written stays
}

// After two answers in a row that were none, or one that was no good.
function countMisses(turn, frame) {
  misses = frame.outcome === "fallback" || frame.state === "failed" ? misses + 1 : 0;
  if (misses >= 2) offerPerson(turn);
}

function offerPerson(turn) {
  if (turn.box !== thread.lastElementChild) return;
  thread.querySelectorAll(".dg-offer-person").forEach((old) => old.remove());
  const offer = make("p", "dg-offer-person", say("ask_person_offer") + " ");
  offer.append(button("dg-plain", say("ask_person"), openPersonDialog));
  turn.box.querySelector(".dg-answer").append(offer);
}

function placePersonButton() {
  if (slim.matches) find(".dg-drawer-foot").prepend(personButton);
  else find(".dg-tools").querySelector(".dg-new").before(personButton);
}

function drawPersonButton() {
  personWords.textContent = say("ask_person");
  personButton.title = say("ask_person");
  personButton.setAttribute("aria-label", say("ask_person"));
}

personButton.addEventListener("click", openPersonDialog);
onTurnDrawn.push(countMisses);
onThumbsDown.push(offerPerson);
onSpeak.push(drawPersonButton);
slim.addEventListener("change", placePersonButton);
placePersonButton();
