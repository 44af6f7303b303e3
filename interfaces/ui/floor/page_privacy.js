// ---- one's own data: take it along, or have it deleted ----------------------------------------------------------------
let forgetStep = "about"; // about, sure, busy or done
let receipts = [];

const privacyButton = button("dg-plain dg-privacy-button", "", openPrivacy);
find(".dg-drawer-foot").append(privacyButton);

const privacyDialog = dialogOf("privacy", "privacy", (box) => {
  if (forgetStep === "done") return forgottenPart(box);
  if (forgetStep !== "about") return surePart(box);
  return [...takeAlongPart(), ...aboutPart(box)];
});

function openPrivacy() {
  drawer.close();
  forgetStep = "about";
  privacyDialog.open();
}

function takeAlongPart() {
  const links = make("div", "dg-ask-links");
  for (const [format, key] of [["markdown", "download_all_text"], ["json", "download_all_json"]]) {
    const link = make("a", "dg-plain", say(key));
    link.href = "/api/me/conversations?format=" + format;
    link.download = "";
    links.append(link);
  }
  return [make("p", "", say("download_all_about")), links];
}

const isShopper = () => me.role === "shopper";

function aboutPart(box) {
  const gone = make("ul", "dg-ask-list");
  const keys = isShopper() ? ["forget_talks", "forget_cart", "forget_account"] : ["forget_talks", "forget_cart"];
  gone.append(...keys.map((key) => make("li", "", say(key))));
  const stays = isShopper() ? say("forget_keeps_orders") : isSignedIn() ? say("forget_keeps_account") : say("forget_keeps_nothing");
  const go = button("dg-plain dg-past-delete", say("forget_me"), () => { forgetStep = "sure"; privacyDialog.fill(); box.querySelector("input").focus(); });
  return [make("h4", "dg-ask-kind", say("forget_me")), make("p", "", say(isShopper() ? "forget_about_customer" : "forget_about_guest")),
    gone, make("p", "dg-quiet", stays), buttonRow(button("dg-plain", say("close"), () => box.close()), go)];
}

// Asked a second time, with a word to be typed: nobody deletes everything by a slip.
function surePart(box) {
  const form = make("form", "dg-ask-form");
  const word = say("forget_word");
  const label = make("label", "", say("forget_type").replace("{word}", word));
  const field = make("input", "dg-field");
  field.autocomplete = "off";
  field.spellcheck = false;
  label.append(field);
  const sure = make("button", "dg-danger", say("forget_now"));
  const wrong = make("p", "dg-sign-in-wrong");
  wrong.hidden = true;
  wrong.setAttribute("role", "alert");
  const isSure = () => field.value.trim().toLowerCase() === word.toLowerCase();
  sure.disabled = true;
  field.addEventListener("input", () => { sure.disabled = !isSure(); });
  form.append(make("p", "", say("forget_sure")), label, wrong, buttonRow(button("dg-plain", say("cancel"), () => box.close()), sure));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (isSure()) forgetMe(sure, wrong);
  });
  return [form];
}

async function forgetMe(sure, wrong) {
  if (current) halt();
  sure.disabled = true;
  forgetStep = "busy";
  try {
    receipts = (await call("DELETE", "/api/me")).receipts;
  } catch (error) {
    forgetStep = "sure";
    sure.disabled = false;
    wrong.textContent = say(error.status === 403 ? "forget_reload" : "history_failed");
    wrong.hidden = false;
    return;
  }
  forgetStep = "done";
  await cleanPage();
  privacyDialog.fill();
  privacyDialog.box.querySelector(".dg-main-button").focus();
  announce(say(receipts.length ? "forget_done" : "forget_nothing"));
}

// As if nobody had been here; the site has made this browser another guest.
async function cleanPage() {
  others?.postMessage("somebody else");
  empty();
  try { for (const key of Object.keys(localStorage)) if (key.startsWith("daogou-")) localStorage.removeItem(key); } catch { /* none were kept */ }
  visitor.value = "";
  renew();
  await findOut();
}

function forgottenPart(box) {
  const parts = [make("p", "", say(receipts.length ? "forget_done" : "forget_nothing"))];
  for (const receipt of receipts) {
    const line = make("p", "dg-receipt", say("forget_receipt").replace("{id}", receipt.id) + " ");
    const link = make("a", "dg-plain", say("forget_receipt_save"));
    link.href = URL.createObjectURL(new Blob([JSON.stringify(receipt, null, 2)], { type: "application/json" }));
    link.download = receipt.id + ".json";
    line.append(link);
    parts.push(line);
  }
  return [...parts, buttonRow(button("dg-main-button", say("new_conversation"), () => { box.close(); input.focus(); }))];
}

onSpeak.push(() => { privacyButton.textContent = say("privacy"); });
