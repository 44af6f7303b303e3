// ---- the interface's language -------------------------------------------------------------------------------------

function remembered() {
  try { return localStorage.getItem("daogou-language"); } catch { return null; }
}

function remember(value) {
  try { localStorage.setItem("daogou-language", value); } catch { /* private browsing: asked again next time */ }
}

function firstLanguage() {
  const kept = remembered();
  if (kept === "en" || kept === "zh") return kept;
  return (navigator.languages?.[0] || navigator.language || "en").toLowerCase().startsWith("zh") ? "zh" : "en";
}

function speak(value) {
  language = value;
  const code = value === "zh" ? "zh-CN" : "en";
  root.lang = code;
  document.documentElement.lang = code;
  root.querySelectorAll("[data-text]").forEach((node) => { node.textContent = say(node.dataset.text); });
  root.querySelectorAll("[data-label]").forEach((node) => { node.setAttribute("aria-label", say(node.dataset.label)); });
  find(".dg-shop").textContent = props.shop_names[value];
  document.title = props.shop_names[value];
  input.placeholder = say("placeholder");
  find(".dg-new").title = say("new_conversation");
  latest.title = say("to_latest");
  root.querySelectorAll("[data-language]").forEach((node) => {
    node.setAttribute("aria-pressed", String(node.dataset.language === value));
  });
  drawVisitors();
  drawExamples();
  drawAccount();
  drawPast();
  markSendButton();
  onSpeak.forEach((draw) => draw());
}

// The demo shop can be tried as one of its customers; other shops offer none here.
function drawVisitors() {
  const chosen = visitor.value;
  const guest = new Option(say("visitor_guest"), "");
  visitor.replaceChildren(guest, ...props.visitors.map(({ id, name }) => new Option(say("visitor").replace("{name}", name), id)));
  visitor.value = chosen;
  visitor.title = say("visitor_label");
}

function drawExamples() {
  const list = find(".dg-examples");
  list.replaceChildren(...say("examples").map((question) => {
    const item = make("li");
    const button = make("button", "dg-example");
    button.type = "button";
    button.append(make("span", "", question));
    button.insertAdjacentHTML("beforeend", '<svg viewBox="0 0 20 20" aria-hidden="true"><path d="M4 10h11.5M11 5.5l4.5 4.5-4.5 4.5"/></svg>');
    item.append(button);
    return item;
  }));
}
