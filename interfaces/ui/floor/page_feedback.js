// ---- under an answer: thumbs, and why ---------------------------------------------------------------------------------

const THUMB = "M6.5 9.2 9.6 3c1 0 1.9.8 1.9 1.9V8h3.9c1 0 1.7.9 1.5 1.9l-1 5.1c-.2.9-.9 1.5-1.8 1.5H6.5zM3 9.2h3.5v7.3H3z";

function drawThumbs(turn, frame) {
  if (frame.state !== "done" || frame.outcome === "with_person" || turn.box.querySelector(".dg-thumbs")) return;
  const thoughts = { turn, language: frame.language, given: frame.feedback || null, sending: Promise.resolve() };
  const group = make("div", "dg-thumbs");
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", say("feedback_label", frame.language));
  thoughts.up = thumb(thoughts, true);
  thoughts.down = thumb(thoughts, false);
  thoughts.told = make("span", "dg-thumbs-told");
  group.append(thoughts.up, thoughts.down);
  under(turn).prepend(group, thoughts.told);
  markThumbs(thoughts);
}

function thumb(thoughts, isUp) {
  const label = say(isUp ? "feedback_up" : "feedback_down", thoughts.language);
  const made = button(isUp ? "dg-thumb" : "dg-thumb dg-thumb-down", "", () => think(thoughts, isUp));
  made.setAttribute("aria-label", label);
  made.title = label;
  made.innerHTML = '<svg viewBox="0 0 20 20" aria-hidden="true" focusable="false"><path d="' + THUMB + '"/></svg>';
  return made;
}

function markThumbs({ up, down, given }) {
  up.setAttribute("aria-pressed", String(given?.helpful === true));
  down.setAttribute("aria-pressed", String(given?.helpful === false));
}

// A second click on the same thumb takes it back.
function think(thoughts, helpful) {
  if (thoughts.given?.helpful === helpful && reasonsOf(thoughts)) return takeThumbBack(thoughts);
  if (thoughts.given?.helpful === helpful) return openReasons(thoughts);
  give(thoughts, { helpful, reasons: [], words: "" });
  openReasons(thoughts);
}

const reasonsOf = (thoughts) => thoughts.turn.box.querySelector(".dg-reasons");

function takeThumbBack(thoughts) {
  closeReasons(thoughts);
  keepThought(thoughts, null, () => call("DELETE", thoughtPath(thoughts)), "feedback_taken_back");
}

function give(thoughts, said) {
  keepThought(thoughts, said, () => call("POST", thoughtPath(thoughts), { ...said, language: thoughts.language }), "feedback_noted");
  if (!said.helpful) onThumbsDown.forEach((draw) => draw(thoughts.turn));
}

const thoughtPath = (thoughts) => "/api/turns/" + encodeURIComponent(thoughts.turn.id) + "/feedback";
const onThumbsDown = []; // each is told the turn that was no good

// One after another: the last click is what stands. What could not be kept is not shown as kept.
function keepThought(thoughts, said, send, key) {
  const before = thoughts.given;
  thoughts.given = said;
  markThumbs(thoughts);
  thoughts.sending = thoughts.sending.then(async () => {
    try {
      await send();
      tellThought(thoughts, say(key, thoughts.language));
    } catch {
      thoughts.given = before;
      markThumbs(thoughts);
      drawPressed(thoughts);
      tellThought(thoughts, say("history_failed", thoughts.language));
    }
  });
  return thoughts.sending;
}

function tellThought(thoughts, words) {
  thoughts.told.textContent = words;
  announce(words);
}

function openReasons(thoughts) {
  closeReasons(thoughts);
  const { language: inLanguage, given } = thoughts;
  const form = make("form", "dg-reasons");
  const question = make("p", "dg-reasons-why", say(given.helpful ? "feedback_why_up" : "feedback_why_down", inLanguage));
  const list = make("div", "dg-reason-list");
  list.setAttribute("role", "group");
  list.setAttribute("aria-label", question.textContent);
  for (const [key, words] of Object.entries(say(given.helpful ? "feedback_reasons_up" : "feedback_reasons_down", inLanguage))) list.append(reasonButton(thoughts, key, words));
  const words = make("input", "dg-field");
  words.maxLength = 1000;
  words.value = given.words || "";
  words.placeholder = say("feedback_words", inLanguage);
  words.setAttribute("aria-label", say("feedback_words", inLanguage));
  const send = make("button", "dg-main-button", say("feedback_send", inLanguage));
  const row = make("div", "dg-reason-words");
  row.append(words, send, button("dg-plain", say("feedback_done", inLanguage), () => leaveReasons(thoughts)));
  form.append(question, list, row);
  form.addEventListener("submit", (event) => { event.preventDefault(); sendWords(thoughts, words); });
  form.addEventListener("keydown", (event) => { if (event.key === "Escape") leaveReasons(thoughts); });
  under(thoughts.turn).after(form);
  drawPressed(thoughts);
  form.scrollIntoView({ block: "nearest" });
}

function closeReasons(thoughts) {
  reasonsOf(thoughts)?.remove();
}

function leaveReasons(thoughts) {
  closeReasons(thoughts);
  (thoughts.given?.helpful === false ? thoughts.down : thoughts.up).focus();
}

function reasonButton(thoughts, key, words) {
  const made = button("dg-reason", words, () => {
    const { helpful, reasons, words: said } = thoughts.given;
    const others = reasons.filter((other) => other !== key);
    give(thoughts, { helpful, reasons: others.length < reasons.length ? others : [...reasons, key], words: said });
    drawPressed(thoughts);
  });
  made.dataset.reason = key;
  return made;
}

function drawPressed(thoughts) {
  const chosen = thoughts.given?.reasons || [];
  if (!thoughts.given) closeReasons(thoughts);
  reasonsOf(thoughts)?.querySelectorAll(".dg-reason").forEach((one) => one.setAttribute("aria-pressed", String(chosen.includes(one.dataset.reason))));
}

async function sendWords(thoughts, field) {
  const said = { ...thoughts.given, words: field.value };
  give(thoughts, said);
  await thoughts.sending;
  if (thoughts.given === said) leaveReasons(thoughts); // otherwise it was not kept, and the words stay
}

onTurnDrawn.push(drawThumbs);
