// ---- publishing: what stands under a label, what would change, and one click back -----------------------------------------------
const LABELS = ["production", "staging"];
let done = null; // the last thing that was done here, with a way back: { name, label, key, version, expected, to }

VIEWS.publish = async (show, path, query, isCurrent) => {
  const [history, outcomes] = await Promise.all([
    api("GET", "/api/lab/history?" + new URLSearchParams({ name: promptName })),
    api("GET", "/api/lab/outcomes?" + new URLSearchParams({ name: promptName, days: remembered("days") || "30" })),
  ]);
  if (!isCurrent()) return;
  if (query.get("ref")) remember("publish-ref", query.get("ref"));
  show(warningsBox(), doneBox(), standingSection(), publishSection(), sharesSection(outcomes), historySection(history));
};

function doneBox() {
  if (!done || done.name !== promptName) return null;
  const mine = done;
  const undo = mine.to === undefined ? null : button(say("undo"), (event) => doing(event.currentTarget, () => putBack(mine)));
  const words = say(mine.key, { label: labelWords(mine.label), version: mine.version || say("nothing") });
  return make("div", { class: "lb-done", role: "status" }, make("p", "", words), undo);
}

async function putBack({ name, label, expected, to }) {
  try {
    const told = await api("POST", "/api/lab/put-back", { name, label, expected, to, reason: say("undone_reason") });
    done = { name, label, key: "put_back", version: told.now?.version };
    await reload();
  } catch (error) { await quicker(error); }
}

// Somebody else published meanwhile: who, and what stands there now. Nothing was changed by this click.
async function quicker(error) {
  if (error.code === "shared_meanwhile") await load(); // the shares are drawn as they are now
  if (error.code !== "published_meanwhile") throw error;
  const now = error.told.now;
  done = null;
  await reload();
  const words = now ? say("quicker", { by: whoWords(now.by), version: now.version, label: labelWords(now.label), when: ago(now.at) }) : say("quicker_nothing");
  notice(words + (now?.reason ? " " + say("because", { reason: now.reason }) : ""), "bad");
}

function standingSection() {
  return section(say("stands_now"), make("div", "st-columns", LABELS.map((label) => {
    const now = prompt().labels[label];
    const words = now ? [make("p", "lb-standing", make("b", "", say("version_n", { version: now.version }))), make("p", "st-quiet", now.by ? byWhen(now.by, now.at) : say("came_with_daogou")), now.reason ? make("q", "lb-reason", now.reason) : null, now.trouble ? make("p", "lb-unsaved", say("label_trouble", { why: now.trouble })) : null] : [make("p", "st-quiet", say("nothing_stands." + label))];
    const back = now?.on_trial || now?.before ? button(now.on_trial ? say("end_trial", { version: now.version }) : say("roll_back_to", { version: now.before }), (event) => rollBack(label, now, event.currentTarget)) : null;
    const away = now && label !== "production" ? button(say("take_away"), (event) => takeAway(label, now, event.currentTarget)) : null;
    return make("section", { class: "st-card st-stack lb-label-" + label, "aria-label": labelWords(label) }, make("h3", "", labelWords(label)), make("p", "st-quiet", say("label_for." + label)), words, actions(back, away));
  })));
}

async function rollBack(label, now, control) {
  await doing(control, async () => {
    try {
      const told = await api("POST", "/api/lab/roll-back", { name: promptName, label, expected: now.id, reason: say("rolled_back_reason") });
      done = { name: promptName, label, key: "rolled_back", version: told.now?.version, expected: told.now?.id ?? null, to: now.version };
      await reload();
    } catch (error) { await quicker(error); }
  });
}

async function takeAway(label, now, control) {
  const reason = await areSure({ title: say("take_away_sure", { label: labelWords(label) }), why: say("take_away_why"), yes: say("take_away"), ask: say("reason"), required: true, danger: true });
  if (reason === null) return;
  await doing(control, async () => {
    try {
      await api("POST", "/api/lab/put-back", { name: promptName, label, expected: now.id, to: null, reason });
      done = { name: promptName, label, key: "taken_away", expected: null, to: now.version };
      await reload();
    } catch (error) { await quicker(error); }
  });
}

// ---- what would change, before it does ---------------------------------------------------------------------------------------------

function publishSection() {
  const chosen = remembered("publish-ref");
  const first = chosen && known(chosen) ? chosen : prompt().drafts[0] ? "draft:" + prompt().drafts[0].id : "version:" + prompt().versions[0].version;
  const ref = refSelect(first, { labels: false });
  const label = make("select", "st-field");
  label.append(...LABELS.map((name) => new Option(labelWords(name), name)));
  label.value = remembered("publish-label") || "production";
  const reason = remembering(make("textarea", { class: "st-field", rows: "2", maxlength: "1000", required: true }), "publish-reason");
  reason.addEventListener("input", () => notice(""));
  const preview = make("div", { class: "st-stack lb-preview" });
  const go = make("button", { class: "st-button st-main-button lb-publish" }, say("publish_to", { label: labelWords(label.value) }));
  const state = { told: null };
  const look = () => lookAhead(ref, label, preview, go, state);
  ref.addEventListener("change", () => { remember("publish-ref", ref.value); look(); });
  label.addEventListener("change", () => { remember("publish-label", label.value); look(); });
  const send = (event) => {
    event.preventDefault();
    if (!reason.value.trim()) { notice(say("reason_needed"), "bad"); reason.focus(); return; }
    doing(go, () => publish(ref.value, label.value, reason.value.trim(), state.told));
  };
  look();
  return section(say("publish"), make("form", { class: "st-card st-form", onsubmit: send, novalidate: true },
    make("div", "lb-run-fields", field(say("publish_this"), ref), field(say("publish_under"), label)), preview, field(say("reason_why"), reason), actions(go)));
}

async function lookAhead(ref, label, preview, go, state) {
  const wanted = ref.value + " " + label.value;
  state.wanted = wanted;
  state.told = null;
  go.disabled = true;
  go.textContent = say("publish_to", { label: labelWords(label.value) });
  preview.replaceChildren(waiting());
  try {
    const told = await api("GET", "/api/lab/publishing?" + new URLSearchParams({ name: promptName, ref: ref.value, label: label.value }));
    if (state.wanted !== wanted) return;
    state.told = told;
    go.disabled = told.faults.length > 0 || told.is_same;
    preview.replaceChildren(...previewParts(told, ref.value, label.value));
  } catch (error) {
    if (state.wanted === wanted) preview.replaceChildren(failed(error, () => lookAhead(ref, label, preview, go, state)));
  }
}

function previewParts(told, ref, label) {
  if (told.faults.length) return [make("div", "lb-warning", make("p", "", say("faults_first")), make("ul", "lb-fault-list", told.faults.map((fault) => make("li", "", say("line_n", { line: fault.line }) + ": " + faultWords(fault)))), actions(link(say("edit"), "#draft/" + encodeURIComponent(split(ref)[1]))))];
  if (told.is_same) return [make("p", "st-quiet", say("stands_already", { label: labelWords(label) }))];
  const now = told.now ? say("version_n", { version: told.now.version }) : say("nothing");
  const run = told.run ? make("p", "", say("last_run") + " ", verdictTag(told.run.verdict), " ", make("a", { href: "#runs/" + encodeURIComponent(told.run.id) }, say("see_run"))) : make("p", "lb-unrun", say("never_run"), " ", make("a", { href: "#runs?ref=" + encodeURIComponent(ref) }, say("run_first")));
  const change = fold(differenceWords(told.difference, now, refWords(ref)), () => differenceSection(told.difference, now, refWords(ref), false), told.difference.changed.length <= 6);
  return [run, change];
}

async function publish(ref, label, reason, told) {
  const before = told.now;
  try {
    const answer = await api("POST", "/api/lab/publish", { name: promptName, ref, label, reason, expected: before?.id ?? null });
    remember("publish-reason", null);
    remember("publish-ref", "version:" + answer.now.version);
    done = { name: promptName, label, key: "published_done", version: answer.now.version, expected: answer.now.id, to: before?.id ? before.version : null };
    await reload();
    view.querySelector(".lb-done")?.scrollIntoView({ block: "center" });
  } catch (error) { await quicker(error); }
}

// ---- who did what, and when --------------------------------------------------------------------------------------------------------

function historySection(history) {
  return section(say("history"), table({
    caption: say("history"), rows: history.entries, empty: say("no_history"),
    columns: [
      { head: say("when"), cell: (one) => moment(one.at) },
      { head: say("who"), cell: (one) => whoWords(one.by) },
      { head: say("what"), cell: entryWords },
      { head: say("reason"), cell: (one) => one.reason },
    ],
  }));
}

function entryWords(one) {
  if (one.kind.startsWith("share")) {
    const told = Object.entries(one.shares).map(([version, percent]) => version + ": " + percent + " %").join(", ");
    return told ? say("shared", { shares: told, label: labelWords(one.label) }) : say("unshared", { label: labelWords(one.label) });
  }
  return say(one.kind === "rolled_back" ? "rolled_back_entry" : one.version ? "published_entry" : "taken_away", { version: one.version, label: labelWords(one.label) });
}
