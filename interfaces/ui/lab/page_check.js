// ---- what is wrong with a draft, where its texts stand, and what its variables hold ----------------------------------------
function faultList() {
  return make("div", { class: "lb-faults", id: "lb-faults", role: "status", "aria-live": "polite" });
}

function jumpList() {
  const select = make("select", { class: "st-field", onchange: () => { if (select.value) editing.paper.goToLine(Number(select.value)); } });
  return make("div", "lb-jump", field(say("jump_to"), select));
}

const variableList = () => make("aside", { class: "lb-variables st-card", "aria-label": say("variables") });

async function check() {
  const mine = editing;
  if (!mine) return;
  mine.check?.abort();
  mine.check = new AbortController();
  let told = null;
  try {
    told = await api("POST", "/api/lab/check", { name: mine.draft.name, text: mine.text }, { signal: mine.check.signal });
  } catch (error) {
    if (error.name !== "AbortError" && mine === editing) drawFaults(null, error);
    return;
  }
  if (mine !== editing) return;
  mine.checked = told;
  mine.paper.mark(told.faults.filter(isError));
  drawFaults(told.faults);
  if (!told.readable && mine.readable) return; // the outline of broken YAML is the one before it broke
  mine.readable = told.readable;
  drawJumps(told.outline);
  drawVariables(told.variables);
}

// A fault has a code and values; where this page knows no words for the code, the checker's own English stands.
function faultWords(fault) {
  const key = "faults." + fault.code;
  const words = say(key, fault.values);
  return words === key ? fault.message : words;
}

const isError = (fault) => fault.level === "error";

function drawFaults(faults, error) {
  const place = view.querySelector(".lb-faults");
  if (!place) return;
  if (error) return place.replaceChildren(make("p", "lb-unsaved", error instanceof Refused ? error.message : say("went_wrong")));
  const errors = faults.filter(isError), warnings = faults.filter((fault) => !isError(fault));
  return place.replaceChildren(
    errors.length ? make("p", "lb-unsaved", say("n_faults_why", { n: errors.length })) : make("p", "lb-well", say("no_faults")),
    faultItems(errors, "lb-fault"),
    warnings.length ? make("div", "", make("p", "st-quiet", say("n_warnings", { n: warnings.length })), faultItems(warnings, "lb-hint")) : "",
  );
}

const faultItems = (faults, kind) => make("ul", "lb-fault-list", faults.map((fault) => make("li", "", make("button", {
  type: "button", class: "st-button st-small " + kind, onclick: () => editing.paper.goToLine(fault.line, fault.column || 1),
}, make("b", "", say("line_n", { line: fault.line })), make("span", "", faultWords(fault))))));

function drawJumps(outline) {
  const select = view.querySelector(".lb-jump select");
  if (!select) return;
  const keys = outline.map((one) => one.key).join("\n");
  if (select.dataset.keys === keys) return outline.forEach((one, index) => { select.options[index + 1].value = String(one.line); });
  select.dataset.keys = keys;
  return select.replaceChildren(new Option(say("choose_text"), ""), ...outline.map((one) => new Option(one.key, String(one.line))));
}

function drawVariables(variables) {
  const place = view.querySelector(".lb-variables");
  if (!place) return;
  place.replaceChildren(
    make("h2", "", say("variables")),
    make("p", "st-quiet", say("variables_why")),
    make("ul", "lb-variable-list", variables.map(variableItem)),
  );
}

function variableItem(one) {
  const key = "holds." + promptName + "." + one.name;
  const holds = say(key) === key ? "" : say(key);
  const put = make("button", { type: "button", class: "st-button st-small", title: say("insert_variable", { name: one.name }), onclick: () => editing.paper.insert("${" + one.name + "}") }, "${" + one.name + "}");
  const marks = [one.declared ? null : tag(say("undeclared"), "bad"), one.used_in.length ? null : tag(say("unused"), "warn")];
  const used = one.used_in.length ? fold(say("used_in_n", { n: one.used_in.length }), () => make("ul", "lb-used", one.used_in.map((key) => make("li", "", make("code", "", key))))) : null;
  return make("li", "", make("div", "st-buttons", put, marks), holds ? make("p", "st-quiet", holds) : null, used);
}
