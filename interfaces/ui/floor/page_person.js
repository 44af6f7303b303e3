// ---- a person of the shop in the conversation ----------------------------------------------------------------------
// The page asks now and then whether one has it and what they said, while it is looked at and somebody is there.
const WATCH = { near: 3000, far: 9000, idleAfter: 15 * 60000 };
let personIn = null; // { id, name } of whoever has the conversation
let personsOf = ""; // the conversation that these are of
let lastSaid = { id: "", at: "" }; // the newest of their messages that was drawn
let lastStay = ""; // when somebody last came or went
let watching = 0; // the timer of the next question
let isStaffed = true;
let lastStir = Date.now();
let soonUntil = 0; // asked more often until then: a person was asked for a moment ago

const personName = (name) => name || say("person_somebody");

function personItem(one) {
  const item = make("div", "dg-person dg-person-" + one.kind);
  item.dataset.person = one.id;
  if (one.kind === "said") {
    item.append(make("p", "dg-person-name", personName(one.name)));
    const words = make("p", "dg-person-words", one.text);
    words.dir = "auto";
    item.append(words);
  } else item.append(make("p", "dg-person-note", personNote(one)));
  return item;
}

const personNote = (one) => say(one.kind === "joined" ? "person_joined" : "person_left").replace("{name}", personName(one.name));

const isDrawn = (one) => thread.querySelector('[data-person="' + CSS.escape(one.id) + '"]') !== null;

// Under the turn after which it happened; where there is none, in a place of its own. Whether it is new.
function drawPerson(one, box) {
  if (isDrawn(one)) return false;
  if (one.kind === "said" && one.at > lastSaid.at) lastSaid = one;
  if (one.kind !== "said" && one.at >= lastStay) { // where history ends with somebody in it, they are still there
    lastStay = one.at;
    personIn = one.kind === "joined" ? { id: one.id.replace(/-joined$/, ""), name: one.name } : null;
    if (personIn) watchSoon();
  }
  if (!box) {
    box = make("article", "dg-turn dg-persons");
    thread.append(box);
  }
  box.append(personItem(one));
  return true;
}

function drawPersonsOfTurn(turn, frame) {
  if (conversation !== personsOf) beginPersons(conversation);
  for (const one of frame.persons || []) drawPerson(one, turn.box);
  if (frame.outcome === "with_person" && frame.state === "done") {
    turn.notice.classList.add("dg-with-person");
    if (frame.persons?.some((one) => one.kind === "said")) turn.notice.hidden = true; // it was answered
    watchSoon();
  }
}

function beginPersons(id) {
  personsOf = id;
  personIn = null;
  lastStay = "";
  lastSaid = { id: "", at: "" };
}

// What happened before there was a turn.
function drawLoosePersons(found) {
  if (conversation !== personsOf) beginPersons(conversation);
  if (!found.persons?.length) return;
  const box = make("article", "dg-turn dg-persons");
  thread.prepend(box);
  found.persons.forEach((one) => drawPerson(one, box));
}

async function lookForPerson() {
  const id = conversation;
  if (id !== personsOf) beginPersons(id);
  let found = null;
  try {
    found = await call("GET", "/api/conversations/" + encodeURIComponent(id) + "/live" + (lastSaid.id ? "?after=" + encodeURIComponent(lastSaid.id) : ""));
  } catch (error) { return error.status !== 404; }
  if (id !== conversation) return true;
  isStaffed = found.staffed;
  takeIn(found);
  return isStaffed;
}

function takeIn(found) {
  const wasAtEnd = main.scrollHeight - main.scrollTop - main.clientHeight < 120;
  const before = personIn;
  const place = thread.lastElementChild;
  const news = [];
  if (found.person && before?.id !== found.person.id) news.push({ id: found.person.id + "-joined", kind: "joined", name: found.person.name, text: "", at: new Date().toISOString() });
  news.push(...found.said);
  if (before && !found.person) news.push({ id: before.id + "-left", kind: "left", name: before.name, text: "", at: new Date().toISOString() });
  personIn = found.person;
  const drawn = news.filter((one) => drawPerson(one, place));
  if (!drawn.length) return;
  if (drawn.some((one) => one.kind === "said")) thread.querySelectorAll(".dg-with-person").forEach((note) => { note.hidden = true; });
  announce(drawn.map((one) => (one.kind === "said" ? personName(one.name) + ": " + one.text : personNote(one))).join(" "));
  if (wasAtEnd) thread.lastElementChild.lastElementChild.scrollIntoView({ block: "end", behavior: still.matches ? "auto" : "smooth" });
  markLatest();
}

const isIdle = () => document.hidden || Date.now() - lastStir > WATCH.idleAfter;

function lookIn(delay) {
  clearTimeout(watching);
  watching = setTimeout(async () => {
    watching = 0;
    if (!isStaffed || isIdle()) return; // it goes on with the next sign of life
    const goesOn = conversation && !current ? await lookForPerson() : true; // a first answer's conversation begins with it
    if (goesOn) lookIn(personIn || Date.now() < soonUntil ? WATCH.near : WATCH.far);
  }, delay);
}

function watchSoon() {
  soonUntil = Date.now() + 5 * 60000;
  lookIn(WATCH.near / 3);
}

function stir() {
  lastStir = Date.now();
  if (!watching && isStaffed && !document.hidden) lookIn(200);
}

for (const event of ["pointerdown", "keydown", "focus"]) window.addEventListener(event, stir, { passive: true, capture: true });
document.addEventListener("visibilitychange", () => { if (!document.hidden) stir(); });
onTurnDrawn.push(drawPersonsOfTurn);
onSpeak.push(() => thread.querySelectorAll(".dg-person").forEach((item) => { item.lang = root.lang; }));
lookIn(WATCH.far);
