// ---- dialogs: signing in again, and asking whether somebody is sure ----------------------------------------------------
const signInBox = find(".st-sign-in");
const sureBox = find(".st-sure");
let signingIn = null; // the promise that all who wait for a sign-in share

// Resolves to whether the person signed in again; the page behind stays as it is.
function signInAgain() {
  signingIn ||= new Promise((resolve) => {
    find(".st-wrong", signInBox).hidden = true;
    signInBox.showModal();
    signInBox.addEventListener("close", () => { signingIn = null; resolve(Boolean(me.account_id)); }, { once: true });
  });
  return signingIn;
}

async function sendSignIn() {
  const form = find(".st-sign-in-form");
  const wrong = find(".st-wrong", signInBox);
  try {
    const answer = await fetch("/api/sign-in", {
      method: "POST", headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ login: form.elements.login.value, password: form.elements.password.value }),
    });
    if (!answer.ok) throw new Refused(answer.status, await answer.json());
    form.reset();
    await findOut();
    signInBox.close();
  } catch (error) {
    wrong.textContent = error instanceof Refused ? error.message : say("offline");
    wrong.hidden = false;
  }
}

find(".st-sign-in-form").addEventListener("submit", (event) => { event.preventDefault(); sendSignIn(); });
find(".st-sign-in-cancel").addEventListener("click", () => signInBox.close());

// Asks once before something is done: { title, why, yes, ask, required, danger }. Resolves to null for a no; for a yes to
// what was typed, "" where nothing was asked. `ask` labels a field; `required` says that it must be filled in.
function areSure({ title, why = "", yes, ask = "", required = false, danger = false }) {
  find("h2", sureBox).textContent = title;
  find(".st-sure-why", sureBox).textContent = why;
  const asked = find(".st-sure-ask", sureBox);
  const typed = find("textarea", asked);
  const wrong = find(".st-wrong", sureBox);
  asked.hidden = !ask;
  find("span", asked).textContent = ask;
  typed.value = "";
  wrong.hidden = true;
  const go = find(".st-sure-yes", sureBox);
  go.textContent = yes;
  go.classList.toggle("st-danger", danger);
  sureBox.showModal();
  return new Promise((resolve) => {
    const form = find("form", sureBox);
    const end = (answer) => { form.onsubmit = null; sureBox.onclose = null; sureBox.close(); resolve(answer); };
    form.onsubmit = (event) => {
      event.preventDefault();
      if (required && !typed.value.trim()) { wrong.textContent = say("please_fill_in"); wrong.hidden = false; typed.focus(); return; }
      end(typed.value.trim());
    };
    find(".st-sure-no", sureBox).onclick = () => end(null);
    sureBox.onclose = () => end(null);
  });
}
