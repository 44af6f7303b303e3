// ---- shares of the traffic, and what came of each version ----------------------------------------------------------------------------

function sharesSection(outcomes) {
  const shares = prompt().shares;
  const isShared = Object.keys(shares.percent).length > 0;
  const standing = prompt().labels.production.version;
  const rows = isShared ? { ...shares.percent } : { [standing]: 100 };
  const inputs = new Map();
  const total = make("p", { class: "lb-total", role: "status" });
  const list = make("div", "lb-shares");
  const reason = remembering(make("input", { class: "st-field", maxlength: "1000" }), "shares-reason");
  reason.addEventListener("input", () => notice(""));
  const save = make("button", { class: "st-button st-main-button" }, say("set_shares"));
  const add = make("select", { class: "st-field", "aria-label": say("add_version") });

  function drawRows() {
    inputs.clear();
    list.replaceChildren(...Object.keys(rows).map((version) => {
      const number = make("input", { type: "number", class: "st-field", min: "0", max: "100", step: "1", inputmode: "numeric", "aria-label": say("percent_of", { version }) });
      const slider = make("input", { type: "range", min: "0", max: "100", step: "1", "aria-label": say("slider_of", { version }) });
      number.value = slider.value = String(rows[version]);
      inputs.set(version, { number, slider });
      for (const input of [number, slider]) input.addEventListener("input", () => change(version, input));
      const away = make("button", { type: "button", class: "st-button st-small", "aria-label": say("leave_out", { version }), onclick: () => leaveOut(version) }, "✕");
      return make("div", "lb-share", make("b", "", say("version_n", { version })), slider, number, make("span", "", "%"), away);
    }));
    const left = prompt().versions.filter((one) => !(one.version in rows));
    add.replaceChildren(new Option(say("add_version"), ""), ...left.map((one) => new Option(say("version_n", { version: one.version }), one.version)));
    count();
  }

  // Of two versions the one has what the other leaves.
  function change(version, input) {
    rows[version] = Math.max(0, Math.min(100, Math.round(Number(input.value)) || 0));
    const others = Object.keys(rows).filter((other) => other !== version);
    if (others.length === 1) rows[others[0]] = 100 - rows[version];
    for (const [of, { number, slider }] of inputs) for (const one of [number, slider]) if (one !== input) one.value = String(rows[of]);
    count();
  }

  function leaveOut(version) {
    delete rows[version];
    const left = Object.keys(rows);
    if (left.length === 1) rows[left[0]] = 100;
    drawRows();
  }

  const isOne = () => Object.keys(rows).length === 1 && rows[standing] === 100;

  function addVersion(version) {
    const largest = Object.keys(rows).sort((one, other) => rows[other] - rows[one])[0];
    const share = largest === undefined ? 100 : Math.min(10, rows[largest]);
    if (largest !== undefined) rows[largest] -= share;
    rows[version] = share;
    drawRows();
  }

  function count() {
    const sum = Object.values(rows).reduce((all, percent) => all + percent, 0);
    total.textContent = isOne() ? say("one_has_all") : sum === 100 ? say("makes_hundred") : say("makes_not", { sum });
    total.classList.toggle("lb-unsaved", sum !== 100);
    save.disabled = sum !== 100 || (isOne() && !isShared);
  }

  add.addEventListener("change", () => { if (add.value) addVersion(add.value); });
  const send = (event) => {
    event.preventDefault();
    if (!reason.value.trim()) { notice(say("reason_needed"), "bad"); reason.focus(); return; }
    doing(save, async () => {
      try {
        await api("PUT", "/api/lab/shares", { name: promptName, label: "production", shares: isOne() ? {} : rows, reason: reason.value.trim(), expected: shares.id });
        remember("shares-reason", null);
        notice(say("shares_set"), "good");
        await reload();
      } catch (error) { await quicker(error); }
    });
  };
  drawRows();
  const form = make("form", { class: "st-card st-form", onsubmit: send, novalidate: true }, make("p", "st-quiet", say("shares_why")), list, field(say("add_version"), add), total, field(say("reason_why"), reason), actions(save));
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
