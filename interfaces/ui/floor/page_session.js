// ---- a sign-in that ends in the middle, and a browser that keeps no cookies ---------------------------------------------

// What was asked when the sign-in turned out to have ended: sent by itself once the same person is back.
function keepForLater(account) {
  const { text, shown, remove } = current;
  keep("resume", JSON.stringify({ account, text, shown, remove, conversation }));
}

function asForLater() {
  try { return JSON.parse(kept("resume")); } catch { return null; }
}

// At the beginning, and after each sign-in. Whether it sent something.
async function resume() {
  const asked = asForLater();
  if (!asked || !me.csrf_token) return false;
  if (!isSignedIn()) {
    giveBack(asked.text);
    openSignIn();
    tellInSignIn("sign_in_to_send");
    return false;
  }
  keep("resume", null);
  const isTheirs = me.account_id === asked.account && (!input.value || input.value === asked.text);
  if (input.value === asked.text) giveBack("");
  if (!isTheirs || current) return false; // nobody's words are sent as somebody else's
  conversation = asked.conversation;
  keep("conversation", conversation);
  await arrive();
  ask(asked.text, asked.shown, asked.remove);
  return true;
}

function tellInSignIn(key) {
  const place = find(".dg-sign-in-why");
  place.dataset.text = key;
  place.textContent = say(key);
}

find(".dg-sign-in").addEventListener("close", () => {
  tellInSignIn("sign_in_why");
  if (!isSignedIn()) keep("resume", null); // the words stay in the box below, to be sent as a guest or not at all
});

// Looked at again after a while: said before the next message is typed, not after.
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && isSignedIn() && !current) isSomebodyElse();
});

// In another site's frame a browser may keep no cookies: then nobody could tell one shopper's messages from another's.
async function checkCookies() {
  if (window.top === window && navigator.cookieEnabled) return;
  const before = me.csrf_token;
  if (!before || (await findOut(), me.csrf_token === before)) return;
  const place = make("div", "dg-no-cookies");
  place.setAttribute("role", "alert");
  const link = make("a", "dg-main-button", say("open_own_window"));
  link.href = location.pathname;
  link.target = "_blank";
  link.rel = "noopener";
  const words = make("p", "", say("no_cookies"));
  place.append(words, link);
  onSpeak.push(() => { words.textContent = say("no_cookies"); link.textContent = say("open_own_window"); });
  form.replaceWith(place);
  find(".dg-examples").remove();
}
