// ---- what an answer shows beside its cards and words: each part of a frame is drawn once, and anew where it changed ----
const partDrawers = {}; // by the part's name; each is given its value, the turn's language and the turn, and gives a node

function drawParts(turn, parts, inLanguage) {
  for (const [name, value] of Object.entries(parts || {})) {
    const written = JSON.stringify(value), before = turn.drawn[name];
    if (!partDrawers[name] || before?.written === written) continue;
    const node = partDrawers[name](value, inLanguage, turn);
    if (before) before.node.replaceWith(node);
    else turn.parts.append(node);
    turn.drawn[name] = { written, node };
  }
}

// A product's picture, or the drawn bag where there is none or it cannot be loaded.
function picture(source, title, inLanguage) {
  const frame = make("div", "dg-picture dg-small-picture");
  const none = () => {
    frame.classList.add("dg-no-picture");
    frame.innerHTML = '<svg viewBox="0 0 48 48" aria-hidden="true" focusable="false"><path d="M11 17h26l-2 22H13z"/><path d="M18 21v-6a6 6 0 0 1 12 0v6"/></svg>';
  };
  if (!source) { none(); return frame; }
  const image = make("img");
  image.src = source;
  image.alt = say("image_of", inLanguage).replace("{title}", () => title);
  image.decoding = "async";
  image.addEventListener("error", none, { once: true });
  frame.append(image);
  return frame;
}

// A text with its places filled in; what is filled in is never read as a pattern.
function told(key, values, inLanguage) {
  return Object.entries(values).reduce((words, [name, value]) => words.replace("{" + name + "}", () => value), inLanguage ? say(key, inLanguage) : say(key));
}

// ---- what the shopper may ask next, under the last answer --------------------------------------------------------------

function drawNext(turn, frame) {
  const questions = frame.state === "done" ? frame.parts?.next || [] : [];
  if (!questions.length) return;
  const group = make("div", "dg-next");
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", say("next_label", frame.language));
  group.append(...questions.map(({ ask: words, shown }) => {
    const asking = make("button", "dg-next-question", shown);
    asking.type = "button";
    asking.dataset.ask = words;
    asking.dataset.shown = shown;
    return asking;
  }));
  turn.box.append(group);
}

onTurnDrawn.push(drawNext);
