// ---- orders as cards, and the card of a question that waits for a yes --------------------------------------------------------
const ORDERS_AT_FIRST = 3;

partDrawers.orders = (cards, inLanguage) => {
  const list = make("ul", "dg-orders");
  list.setAttribute("aria-label", say("orders_label", inLanguage));
  list.append(...cards.slice(0, ORDERS_AT_FIRST).map((card) => orderCard(card, inLanguage)));
  const rest = cards.slice(ORDERS_AT_FIRST);
  if (!rest.length) return list;
  const more = make("li", "dg-orders-more");
  more.append(button("dg-quiet-button", say("orders_more", inLanguage).replace("{count}", rest.length), () => {
    const drawn = rest.map((card) => orderCard(card, inLanguage));
    more.replaceWith(...drawn);
    drawn[0].tabIndex = -1;
    drawn[0].focus();
  }));
  list.append(more);
  return list;
};

function orderCard(card, inLanguage) {
  const item = make("li", "dg-order");
  const head = make("div", "dg-order-head");
  head.append(make("h4", "dg-order-title", card.title), make("span", "dg-quiet", card.placed), make("span", "dg-order-status", card.status));
  item.append(head);
  if (card.steps.length) item.append(stepLine(card.steps, inLanguage));
  const lines = make("ul", "dg-order-lines");
  lines.append(...card.lines.map((line) => orderLine(line, inLanguage)));
  const foot = make("div", "dg-order-foot");
  foot.append(make("p", "dg-order-total", card.total), ...card.actions.map((one) => orderAction(one, card.title)));
  item.append(lines, foot);
  return item;
}

function stepLine(steps, inLanguage) {
  const line = make("ol", "dg-steps");
  line.setAttribute("aria-label", say("orders_steps", inLanguage));
  line.append(...steps.map(({ label, state }) => {
    const step = make("li", "dg-step-" + state, label);
    if (state === "now") step.setAttribute("aria-current", "step");
    return step;
  }));
  return line;
}

function orderLine(line, inLanguage) {
  const item = make("li", "dg-order-line");
  const words = make("div", "dg-order-words");
  words.append(make("p", "dg-order-name", line.title), make("p", "dg-quiet", line.quantity + " × " + line.price));
  if (line.note) words.append(make("p", "dg-order-note", line.note));
  item.append(picture(line.image, line.title, inLanguage), words);
  if (line.actions?.length) {
    const acts = make("div", "dg-order-acts");
    acts.append(...line.actions.map((one) => orderAction(one, line.title)));
    item.append(acts);
  }
  return item;
}

// A button that asks in the chat's own words for exactly that; a swap needs the shopper's words for what it is for.
function orderAction(one, what) {
  const acting = make("button", "dg-order-act", one.label);
  acting.type = "button";
  acting.setAttribute("aria-label", one.label + ": " + what);
  if (one.hint) acting.append(make("span", "dg-quiet", one.hint));
  if (one.begins) acting.addEventListener("click", () => { giveBack(one.begins); input.focus(); });
  else { acting.dataset.ask = one.ask; acting.dataset.shown = one.shown; }
  return acting;
}

// What will happen after a yes, with the two answers. Each sends its own words, and both go with the next message.
function question(inLanguage, card) {
  const group = make("div", "dg-confirm");
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", say("confirm_label", inLanguage));
  for (const key of ["confirm_yes", "confirm_no"]) {
    const answering = make("button", "dg-" + key.replace("_", "-"), say(key, inLanguage));
    answering.type = "button";
    answering.dataset.ask = say(key, inLanguage);
    group.append(answering);
  }
  if (!card) return group;
  const whole = make("section", "dg-question dg-order");
  whole.setAttribute("aria-label", card.title);
  const lines = make("ul", "dg-order-lines");
  lines.append(...card.lines.map((line) => orderLine(line, inLanguage)));
  whole.append(make("h4", "dg-order-title", card.title), lines);
  if (card.effect) whole.append(make("p", "dg-question-effect", card.effect));
  whole.append(group);
  return whole;
}

function dropQuestion() {
  thread.querySelectorAll(".dg-question, .dg-confirm, .dg-next").forEach((group) => {
    if (group.contains(document.activeElement)) input.focus();
    group.remove();
  });
}

// A guest asked for what only a customer has.
partDrawers.sign_in = (_, inLanguage) => {
  const line = make("p", "dg-sign-in-line");
  const signing = button("dg-main-button dg-sign-in-now", say("sign_in", inLanguage), openSignIn);
  signing.hidden = !me.accounts;
  line.append(signing);
  if (props.visitors.length) line.append(make("span", "dg-quiet", say("orders_sign_in_demo", inLanguage)));
  return line;
};
