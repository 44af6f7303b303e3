// ---- what the shopper has asked for so far: each label can be taken back, and most can be changed --------------------------
const wishBox = find(".dg-wish");
let edited = null; // the chip whose editor is open

function drawChips(labels) {
  closeWish(false);
  const all = labels.length > 1 ? [clearAll()] : [];
  chips.replaceChildren(...labels.map(chip), ...all);
  chips.hidden = labels.length === 0;
}

function chip(held) {
  const item = make("li", "dg-chip");
  item.append(held.editor ? editButton(held) : make("span", "dg-chip-label", held.label));
  const away = make("button", "dg-chip-remove");
  away.type = "button";
  away.setAttribute("aria-label", held.remove);
  away.title = held.remove;
  away.innerHTML = '<svg viewBox="0 0 20 20" aria-hidden="true"><path d="M6 6l8 8M14 6l-8 8"/></svg>';
  away.addEventListener("click", () => click(held.removed, { name: held.name, value: held.value }));
  item.append(away);
  return item;
}

function editButton(held) {
  const opening = button("dg-chip-label dg-chip-edit", held.label, () => openWish(held, opening));
  opening.setAttribute("aria-label", held.edit);
  opening.title = held.edit;
  opening.setAttribute("aria-haspopup", "dialog");
  opening.setAttribute("aria-expanded", "false");
  return opening;
}

function clearAll() {
  const item = make("li", "dg-chips-clear");
  item.append(button("dg-plain", say("wish_clear"), () => click(say("wish_cleared"), { name: "all", value: null })));
  return item;
}

// A click is a turn of its own; a message half written is not what was sent.
function click(words, changed) {
  if (current) return;
  closeWish(false);
  const typed = input.value;
  ask(words, words, changed);
  input.value = typed;
  fitInput();
  if (matchMedia("(pointer: fine)").matches) input.focus(); // the button is gone with the next frame
}

// ---- the editor -----------------------------------------------------------------------------------------------------

const wishPath = (held, value) => "/api/conversations/" + encodeURIComponent(conversation) + "/wishes?" +
  new URLSearchParams({ name: held.name, ...(value === undefined ? {} : { value: JSON.stringify(value) }) });

async function openWish(held, opening) {
  if (edited?.opening === opening) return closeWish(true);
  closeWish(false);
  let found = null;
  try { found = await call("GET", wishPath(held)); } catch { return toast(say("history_failed")); }
  if (!found.kind || !opening.isConnected) return;
  edited = { held, opening, read: () => null };
  opening.setAttribute("aria-expanded", "true");
  wishBox.setAttribute("aria-label", held.edit);
  const fields = make("div", "dg-wish-fields");
  edited.read = wishFields[found.kind](found, fields);
  const fault = make("p", "dg-wish-fault");
  fault.setAttribute("role", "alert");
  fault.hidden = true;
  const acts = make("div", "dg-wish-acts");
  const apply = make("button", "dg-main-button", say("wish_apply"));
  acts.append(button("dg-plain", say("cancel"), () => closeWish(true)), apply);
  wishBox.replaceChildren(make("p", "dg-wish-title", held.label), fields, fault, acts);
  wishBox.hidden = false;
  wishBox.querySelector("input:checked, input")?.focus();
}

function closeWish(back) {
  wishBox.hidden = true;
  if (!edited) return;
  edited.opening.setAttribute("aria-expanded", "false");
  if (back) edited.opening.focus();
  edited = null;
}

async function applyWish() {
  if (!edited || current) return;
  const { held, read } = edited, value = read();
  let found = null;
  try { found = await call("GET", wishPath(held, value)); } catch { found = { fault: say("history_failed") }; }
  if (edited?.held !== held) return;
  if (found.words) return click(found.words, { name: held.name, value: null, to: value });
  const fault = wishBox.querySelector(".dg-wish-fault");
  fault.textContent = found.fault;
  fault.hidden = false;
  wishBox.querySelector("input")?.focus();
}

// Each draws its fields and gives what reads them; a number that is none is left to the shop to refuse.
const wishFields = {
  price(found, box) {
    const ends = twoNumbers(found, found.currency, box);
    const { lowest, highest, currency } = found;
    if (lowest !== null && highest !== null) box.append(make("p", "dg-quiet", told("wish_between", { low: money(lowest, currency), high: money(highest, currency) })));
    return ends;
  },
  range: (found, box) => twoNumbers(found, found.unit, box),
  rating(found, box) {
    const stars = [...new Set([1, 2, 3, 4, 5, ...(found.value ? [found.value] : [])])].sort();
    choices(box, "radio", say("wish_rating"), stars.map((count) => ({ value: count, label: "★ " + count, chosen: count === found.value })));
    return () => Number(box.querySelector("input:checked")?.value || 0);
  },
  day(found, box) {
    const field = labelled(box, say("wish_day"), "date", found.value);
    field.min = found.first;
    return () => field.value;
  },
  names(found, box) {
    const chosen = new Set(found.chosen.map((one) => one.toLowerCase()));
    choices(box, "checkbox", edited.held.label, found.choices.map(({ value, label, count }) => ({ value, label, count, chosen: chosen.has(value.toLowerCase()) })));
    return () => Array.from(box.querySelectorAll("input:checked"), (one) => one.value);
  },
};

function twoNumbers(found, unit, box) {
  const low = labelled(box, say("wish_from"), "number", found.min, unit), high = labelled(box, say("wish_to"), "number", found.max, unit);
  const number = (field) => (field.validity.badInput ? field.value + "?" : field.value === "" ? null : Number(field.value));
  return () => ({ min: number(low), max: number(high) });
}

function labelled(box, words, type, value, unit) {
  const label = make("label", "dg-wish-field");
  const field = make("input", "dg-field");
  field.type = type;
  if (type === "number") { field.step = "any"; field.inputMode = "decimal"; }
  if (value !== null && value !== undefined) field.value = value;
  label.append(make("span", "", unit ? words + " (" + unit + ")" : words), field);
  box.append(label);
  return field;
}

function choices(box, type, words, options) {
  const group = make("fieldset", "dg-wish-choices");
  group.append(make("legend", "dg-hidden", words));
  for (const { value, label, count, chosen } of options) {
    const one = make("label", "dg-wish-choice"), field = make("input");
    field.type = type;
    field.name = "wish";
    field.value = value;
    field.checked = chosen;
    one.append(field, make("span", "", label), ...(count === undefined ? [] : [make("span", "dg-quiet", String(count))]));
    group.append(one);
  }
  box.append(group);
}

const money = (amount, currency) => new Intl.NumberFormat(language === "zh" ? "zh-CN" : "en-US", { style: "currency", currency, currencyDisplay: "narrowSymbol" }).format(amount);

wishBox.addEventListener("submit", (event) => { event.preventDefault(); applyWish(); });
wishBox.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  event.preventDefault();
  closeWish(true);
});
