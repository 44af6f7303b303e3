// ---- runs: a draft played on a whole set against what is published, in the background ---------------------------------------
const LOOK_AT_RUNS = 2000;
let sets = null; // what there is to run on

VIEWS.runs = async (show, [id], query, isCurrent) => {
  if (id) return showRun(show, id, isCurrent);
  const [told, jobs] = await Promise.all([api("GET", "/api/lab/sets"), api("GET", "/api/lab/runs")]);
  sets = told.sets;
  if (!isCurrent()) return undefined;
  if (query.get("ref")) remember("run-ref", query.get("ref"));
  const list = make("div", "lb-jobs", jobList(jobs.runs));
  show(runForm(), section(say("runs_so_far"), list));
  return followJobs(list, jobs.runs, isCurrent);
};

function followJobs(list, jobs, isCurrent) {
  if (!jobs.some(isGoing)) return;
  const timer = setTimeout(async () => {
    try {
      const told = await api("GET", "/api/lab/runs");
      if (!isCurrent()) return;
      if (!list.contains(document.activeElement)) list.replaceChildren(jobList(told.runs));
      else told.runs.forEach((job) => list.querySelector('[data-run="' + job.id + '"]')?.replaceWith(progress(job)));
      const ended = told.runs.find((job) => !isGoing(job) && jobs.some((before) => before.id === job.id && isGoing(before)));
      if (ended) { notice(say("run_ended", { title: sideWords(ended.candidate) }), "good"); list.replaceChildren(jobList(told.runs)); }
      followJobs(list, told.runs, isCurrent);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      if (isCurrent()) followJobs(list, jobs, isCurrent);
    }
  }, LOOK_AT_RUNS);
  leaving.push(() => clearTimeout(timer));
}

const isGoing = (job) => job.state === "running" || job.state === "queued";

// ---- beginning one -------------------------------------------------------------------------------------------------------------

function runForm() {
  const chosen = remembered("run-ref");
  const newest = prompt().drafts[0] ? "draft:" + prompt().drafts[0].id : "version:" + prompt().versions[0].version;
  const candidate = refSelect(chosen && known(chosen) ? chosen : newest), against = refSelect(knownFirst());
  candidate.addEventListener("change", () => remember("run-ref", candidate.value));
  const model = make("select", "st-field");
  model.append(...overview.models.map(({ name }) => new Option(name, name)));
  const source = sourceChoice();
  const send = (event) => {
    event.preventDefault();
    const control = form.querySelector(".lb-start");
    if (candidate.value === against.value) { notice(say("same_twice"), "bad"); return; }
    doing(control, async () => {
      const job = await api("POST", "/api/lab/runs", { name: promptName, ref: candidate.value, against: against.value, model: model.value, source: source.told() });
      notice(say("run_begun", { title: sideWords(job.candidate) }), "good");
      draw();
    });
  };
  const form = make("form", { class: "st-card st-form", onsubmit: send },
    make("div", "lb-run-fields", field(say("run_this"), candidate), field(say("run_against"), against), field(say("language_model"), model)),
    source.box, make("p", "st-quiet", say("scratch_run_words")), actions(make("button", { class: "st-button st-main-button lb-start" }, say("start_run"))));
  return section(say("run_on_set"), form);
}

// A saved set, or the newest past conversations: how many fit is said before anything is begun.
function sourceChoice() {
  const kind = remembered("run-source") === "past" ? "past" : "set";
  const set = make("select", "st-field");
  set.append(...sets.map((one) => new Option(setWords(one), one.name)));
  const name = remembered("run-set");
  if (sets.some((one) => one.name === name)) set.value = name;
  set.addEventListener("change", () => remember("run-set", set.value));
  const count = remembering(make("input", { type: "number", class: "st-field", min: "1", max: "500", inputmode: "numeric" }), "run-count", "20");
  const since = remembering(make("input", { type: "date", class: "st-field" }), "run-since");
  const version = make("select", "st-field");
  version.append(new Option(say("any_version"), ""), ...prompt().versions.map((one) => new Option(say("version_n", { version: one.version }), promptName + "@" + one.version)));
  const fit = make("p", { class: "st-quiet lb-fit", role: "status" });
  const past = make("div", "lb-run-fields", field(say("newest_n"), count), field(say("since"), since), field(say("held_with"), version));
  const saved = sets.length ? field(say("saved_set"), set) : make("p", "st-quiet", say("no_sets"));
  const box = make("fieldset", "lb-source", make("legend", "", say("run_on")), radio("set", say("a_saved_set")), radio("past", say("past_conversations")), saved, past, fit);
  const told = () => (chosen() === "set" ? { kind: "set", name: set.value } : { kind: "past", count: Number(count.value) || 20, since: since.value || null, prompt: version.value || null });
  let asked = 0, typing = 0;
  const chosen = () => box.querySelector("input[type=radio]:checked").value;

  function radio(value, words) {
    const input = make("input", { type: "radio", name: "lb-source", value, onchange: switched });
    input.checked = value === kind;
    return make("label", "st-check", input, words);
  }

  async function switched() {
    remember("run-source", chosen());
    saved.hidden = chosen() !== "set";
    past.hidden = fit.hidden = chosen() !== "past";
    if (chosen() !== "past") return;
    const mine = (asked += 1);
    fit.textContent = say("one_moment");
    const { count: wanted, since: after, prompt: held } = told();
    const query = new URLSearchParams(Object.entries({ count: wanted, since: after, prompt: held }).filter(([, value]) => value));
    try {
      const found = (await api("GET", "/api/lab/past?" + query)).conversations;
      if (mine === asked) fit.textContent = found ? say("n_past_fit", { n: found }) : say("none_fit");
    } catch (error) { fit.textContent = error instanceof Refused ? error.message : say("went_wrong"); }
  }

  for (const input of [count, since, version]) input.addEventListener("input", () => { clearTimeout(typing); typing = setTimeout(switched, 300); });
  queueMicrotask(switched);
  return { box, told };
}

const setWords = (one) => say(one.shipped ? "set_shipped" : "set_line", { name: one.name, conversations: one.conversations, messages: one.messages });

// ---- those there are -----------------------------------------------------------------------------------------------------------

function jobList(jobs) {
  return table({
    caption: say("runs_so_far"), rows: jobs, empty: say("no_runs"),
    open: (job) => "#runs/" + encodeURIComponent(job.id),
    columns: [
      { head: say("run_this"), cell: (job) => say("x_against_y", { x: sideWords(job.candidate), y: sideWords(job.baseline) }) },
      { head: say("run_on"), cell: (job) => sourceWords(job.source) },
      { head: say("begun"), cell: (job) => byWhen(job.by, job.at) },
      { head: say("state"), cell: progress },
      { head: say("cost"), cell: (job) => money(job.cost_usd), number: true },
      { head: say("actions"), cell: jobActions },
    ],
  });
}

function jobActions(job) {
  if (isGoing(job)) return make("button", { type: "button", class: "st-button st-small", onclick: (event) => doing(event.currentTarget, async () => { await api("POST", "/api/lab/runs/" + encodeURIComponent(job.id) + "/cancel"); draw(); }) }, say("cancel_run"));
  return make("button", { type: "button", class: "st-button st-small", onclick: async (event) => {
    const control = event.currentTarget;
    if ((await areSure({ title: say("delete_run"), why: say("delete_run_why"), yes: say("delete_run"), danger: true })) === null) return;
    await doing(control, async () => { await api("DELETE", "/api/lab/runs/" + encodeURIComponent(job.id)); draw(); });
  } }, say("delete_run"));
}

const sourceWords = (source) => (source.kind === "set" ? source.name : say("newest_past", { n: source.count }));

function progress(job) {
  const box = make("span", { class: "lb-progress", "data-run": job.id });
  if (isGoing(job)) {
    const words = job.state === "queued" ? say("queued") : say("n_of_m", { n: job.done, m: job.total || "…" });
    box.append(make("progress", { max: String(job.total || 1), value: String(job.done), "aria-label": words }), make("span", "", words));
  } else if (job.state === "done") box.append(verdictTag(job.verdict));
  else box.append(tag(say("states." + job.state), job.state === "failed" ? "bad" : "warn"));
  return box;
}

const VERDICT_KIND = { better: "good", worse: "bad", mixed: "warn" };
const verdictTag = (verdict) => tag(say("verdicts." + (verdict || "not_judged")), VERDICT_KIND[verdict] || "");
