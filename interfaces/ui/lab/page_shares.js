// ---- shares of the traffic, and what came of each version ----------------------------------------------------------------------------

function sharesSection(outcomes) {
  const shares = prompt().shares;
  const rows = Object.keys(shares.percent).length ? { ...shares.percent } : {};
  const inputs = new Map();
  const total = make("p", { class: "lb-total", role: "status" });
  const list = make("div", "lb-shares");
  const reason = remembering(make("input", { class: "st-field", maxlength: "1000" }), "shares-reason");
  const save = make("button", { class: "st-button st-main-button" }, say("set_shares"));
  const add = make("select", { class: "st-field", "aria-label": say("add_version") });

  function drawRows() {
    inputs.clear();
    list.replaceChildren(...Object.keys(rows).map((version) => {
      const number = make("input", { type: "number", class: "st-field", min: "0", max: "100", step: "1", inputmode: "numeric", "aria-label": say("percent_of", { version }) });
      const slider = make("input", { type: "range", min: "0", max: "100", step: "1", "aria-label": say("slider_of", { version }) });
      number.value = slider.value = String(rows[version]);
      const both = (from, to) => from.addEventListener("input", () => { to.value = from.value; rows[version] = Number(from.value) || 0; count(); });
      both(number, slider);
      both(slider, number);
      inputs.set(version, number);
      const away = make("button", { type: "button", class: "st-button st-small", "aria-label": say("leave_out", { version }), onclick: () => { delete rows[version]; drawRows(); } }, "✕");
      return make("div", "lb-share", make("b", "", say("version_n", { version })), slider, number, make("span", "", "%"), away);
    }));
    const left = prompt().versions.filter((one) => !(one.version in rows));
    add.replaceChildren(new Option(say("add_version"), ""), ...left.map((one) => new Option(say("version_n", { version: one.version }), one.version)));
    count();
  }

  function count() {
    const sum = Object.values(rows).reduce((all, percent) => all + percent, 0);
    const fits = sum === 100 || Object.keys(rows).length === 0;
    total.textContent = Object.keys(rows).length === 0 ? say("no_shares") : sum === 100 ? say("makes_hundred") : say("makes_not", { sum });
    total.classList.toggle("lb-unsaved", !fits);
    save.disabled = !fits;
  }

  add.addEventListener("change", () => { if (add.value) { const rest = 100 - Object.values(rows).reduce((all, percent) => all + percent, 0); rows[add.value] = Math.max(0, rest); drawRows(); } });
  const send = (event) => {
    event.preventDefault();
    if (!reason.value.trim()) { notice(say("reason_needed"), "bad"); reason.focus(); return; }
    doing(save, async () => {
      try {
        await api("PUT", "/api/lab/shares", { name: promptName, label: "production", shares: rows, reason: reason.value.trim(), expected: shares.id });
        remember("shares-reason", null);
        notice(say("shares_set"), "good");
        await reload();
      } catch (error) { await quicker(error); }
    });
  };
  drawRows();
  const stop = Object.keys(shares.percent).length ? button(say("stop_sharing"), () => { for (const version of Object.keys(rows)) delete rows[version]; drawRows(); reason.focus(); }) : null;
  const form = make("form", { class: "st-card st-form", onsubmit: send, novalidate: true }, make("p", "st-quiet", say("shares_why")), list, field(say("add_version"), add), total, field(say("reason_why"), reason), actions(save, stop));
  return section(say("shares"), form, outcomesBox(outcomes));
}

// ---- the outcome of each version, with how sure one can be ------------------------------------------------------------------------

function outcomesBox(outcomes) {
  const days = make("select", { class: "st-field", onchange: () => { remember("days", days.value); draw(); } });
  days.append(...["7", "30", "90"].map((count) => new Option(say("last_days", { n: count }), count)));
  days.value = remembered("days") || "30";
  const head = make("div", "st-head", make("h3", "", say("outcomes_by_version")), field(say("over"), days));
  const names = outcomes.measures;
  const rows = names.map((name) => ({ name, of: outcomes.versions.map((one) => one.measures[name]) }));
  if (!outcomes.versions.length) return make("div", "st-stack", head, make("p", "st-empty", say("no_outcomes")));
  return make("div", "st-stack lb-outcomes", head, table({
    caption: say("outcomes_by_version"), rows,
    columns: [
      { head: say("measure"), cell: (row) => say("measures." + row.name) },
      ...outcomes.versions.map((one, index) => ({ head: versionHead(one, outcomes), cell: (row) => measureCell(row.of[index]), number: true })),
    ],
  }), make("p", "st-quiet", say("outcome_words")));
}

const versionHead = (one, outcomes) => make("span", "", say("version_n", { version: one.version }), one.version === outcomes.against ? make("small", "lb-against", say("the_yardstick")) : null);

function measureCell(measure) {
  if (!measure || measure.value === null) return "–";
  const value = measure.unit === "share" ? aShare(measure.value, 1) : inUnit(measure.value, measure.unit);
  const sure = measure.low === null || measure.low === undefined ? null : make("small", "lb-interval", measure.unit === "share" ? aShare(measure.low, 1) + " – " + aShare(measure.high, 1) : inUnit(measure.low, measure.unit) + " – " + inUnit(measure.high, measure.unit));
  return make("span", "lb-measure", make("span", "", value), sure, measure.verdict ? verdictTag(measure.verdict) : null);
}
