// ---- who is here: a guest, a customer who signed in, or somebody trying the demo shop ------------------------------
const signInBox = find(".dg-sign-in");
const accountButton = find(".dg-account-button");
const others = typeof BroadcastChannel === "function" ? new BroadcastChannel("daogou") : null;
const narrow = matchMedia("(max-width: 600px)");
let me = {};

const isSignedIn = () => Boolean(me.account_id);

async function findOut() {
  let isKnown = true;
  try { me = (await call("GET", "/api/me")) || {}; } catch { isKnown = false; } // without a line nobody is signed out
  drawAccount();
  loadCartSoon();
  return isKnown;
}

function drawAccount() {
  const words = isSignedIn() ? say("account_signed_in").replace("{name}", me.name) : say("sign_in");
  visitor.hidden = isSignedIn() || props.visitors.length === 0;
  accountButton.setAttribute("aria-label", words);
  accountButton.title = words;
  const initial = accountButton.querySelector(".dg-account-initial");
  initial.textContent = isSignedIn() ? Array.from(me.name || "?")[0].toUpperCase() : "";
  initial.hidden = !isSignedIn();
  accountButton.querySelector("svg").toggleAttribute("hidden", isSignedIn());
  root.querySelectorAll(".dg-sign-in-now").forEach((signing) => { signing.hidden = isSignedIn() || !me.accounts; });
  accountButton.hidden = find(".dg-account-switch").hidden = !me.accounts; // a shop may keep none
  find(".dg-whose").textContent = whose();
  find(".dg-account-switch").textContent = say(isSignedIn() ? "sign_out" : "sign_in");
  const provider = find(".dg-provider");
  provider.hidden = !me.oidc;
  provider.firstElementChild.textContent = say("continue_with").replace("{provider}", me.oidc || "");
}

function whose() {
  if (isSignedIn()) return say("whose_customer").replace("{name}", me.name);
  const tried = props.visitors.find(({ id }) => id === visitor.value);
  return tried ? say("whose_demo").replace("{name}", tried.name) : say(me.accounts ? "whose_guest" : "whose_browser");
}

function openSignIn() {
  drawer.close();
  wrong(null);
  signInBox.showModal();
  find(".dg-login").focus();
}

function wrong(words) {
  const place = find(".dg-sign-in-wrong");
  place.textContent = words || "";
  place.hidden = !words;
}

async function signIn() {
  const go = find(".dg-sign-in-go");
  go.disabled = true;
  try {
    while (current) await new Promise((resolve) => setTimeout(resolve, 200)); // the answer is still the guest's
    await call("POST", "/api/sign-in", { login: find(".dg-login").value, password: find(".dg-password").value });
    await findOut();
    signInBox.close();
    find(".dg-sign-in-form").reset();
    others?.postMessage("somebody else");
    known = [];
    if (await resume()) return;
    if (!current) await arrive(); // what the guest said goes on as the customer's
    announce(say("signed_in").replace("{name}", me.name));
  } catch (error) {
    wrong(whyNot(error));
    find(".dg-password").select();
  } finally {
    go.disabled = false;
  }
}

function whyNot(error) {
  const code = error.told?.code;
  if (code === "too_many_tries") return say("sign_in_wait").replace("{wait}", wait(error.told.retry_after_seconds || 60));
  return say(code === "wrong_password" ? "sign_in_wrong" : "sign_in_failed");
}

const wait = (seconds) => (seconds < 90 ? say("seconds").replace("{count}", seconds) : say("minutes").replace("{count}", Math.ceil(seconds / 60)));

// The sign-in has ended, here or in another tab: the page of that customer is no longer this visitor's.
async function isSomebodyElse() {
  const before = me.account_id;
  if (!(await findOut()) || me.account_id === before) return false;
  const typed = current?.text || input.value;
  if (before && current) keepForLater(before);
  empty();
  keep("typed", typed);
  beginAnew("sign_in_ended");
  return true;
}

// A new page, which says why.
function beginAnew(why) {
  keep("told", why);
  location.replace(location.pathname);
}

function tellWhy() {
  const why = kept("told"), typed = kept("typed");
  keep("told", null);
  keep("typed", null);
  if (typed) giveBack(typed);
  if (!why) return;
  const place = find(".dg-ended");
  place.dataset.text = why;
  place.textContent = say(why);
  place.hidden = false;
}

// Nobody who sits down here next sees a word: the page is emptied at once, then loaded anew.
async function signOut() {
  if (current) halt();
  try { await call("POST", "/api/sign-out"); } catch { return notice("history_failed"); }
  others?.postMessage("somebody else");
  empty();
  beginAnew("signed_out");
}

function empty() {
  clear();
  known = [];
  past.replaceChildren();
  input.value = "";
  announce("");
  forgetTab();
}

function placeVisitor() {
  if (narrow.matches) find(".dg-drawer-foot").prepend(visitor);
  else find(".dg-tools").prepend(visitor);
}

find(".dg-account-switch").addEventListener("click", () => (isSignedIn() ? signOut() : openSignIn()));
accountButton.addEventListener("click", () => (isSignedIn() ? openDrawer() : openSignIn()));
find(".dg-sign-in-cancel").addEventListener("click", () => signInBox.close());
find(".dg-sign-in-form").addEventListener("submit", (event) => { event.preventDefault(); signIn(); });
visitor.addEventListener("change", renew);
narrow.addEventListener("change", placeVisitor);
others?.addEventListener("message", () => { empty(); location.reload(); });
window.addEventListener("pageshow", (event) => {
  if (event.persisted) { empty(); location.reload(); } // the back button brings no words back
});

// ---- the beginning ------------------------------------------------------------------------------------------------
speak(firstLanguage());
placeVisitor();
watch("value", () => drawFrame(props.value));
findOut().then(resume).then(checkCookies);
arrive();
tellWhy();
if (matchMedia("(pointer: fine)").matches) input.focus();
