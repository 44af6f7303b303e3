// ---- versions and drafts of a prompt, and what any two of them say differently -------------------------------------------
VIEWS.versions = (show) => show(warningsBox(), draftsSection(), versionsSection(), comparePicker());

// What the shelf found odd about what is in use, in its own words.
function warningsBox() {
  if (!overview.warnings.length) return null;
  return make("section", { class: "lb-warning lb-warnings", "aria-label": say("look_out") }, make("h2", "", say("look_out")), make("ul", "lb-fault-list", overview.warnings.map((words) => make("li", { lang: "en" }, words))));
}

function draftsSection() {
  const { drafts } = prompt();
  const list = table({
    caption: say("drafts"),
    rows: drafts,
    empty: say("no_drafts"),
    open: (draft) => "#draft/" + encodeURIComponent(draft.id),
    columns: [
      { head: say("draft_title"), cell: (draft) => draft.title },
      { head: say("made_from"), cell: (draft) => (draft.made_from ? say("version_n", { version: draft.made_from }) : "–") },
      { head: say("last_changed"), cell: (draft) => make("span", "", byWhen(draft.changed_by, draft.changed_at)) },
      { head: say("state"), cell: (draft) => draft.faults ? tag(say("n_faults", { n: draft.faults }), "bad") : tag(say("can_be_published"), "good") },
      { head: say("actions"), cell: (draft) => actions(
        link(say("try_it"), "#try?with=" + encodeURIComponent("draft:" + draft.id)),
        link(say("compare"), comparing("label:production", "draft:" + draft.id)),
        make("button", { type: "button", class: "st-button st-small", onclick: (event) => discard(draft, event.currentTarget) }, say("discard")),
      ) },
    ],
  });
  const box = section(say("drafts"), list);
  const first = prompt().labels.production ? "version:" + prompt().labels.production.version : "version:" + prompt().versions[0].version;
  box.firstChild.append(make("button", { type: "button", class: "st-button st-main-button lb-new-draft", onclick: (event) => newDraft(first, event.currentTarget) }, say("new_draft")));
  return box;
}

function versionsSection() {
  return section(say("versions"), table({
    caption: say("versions"),
    rows: prompt().versions,
    columns: [
      { head: say("version"), cell: (one) => make("span", "lb-version", make("b", "", one.version), " ", labelTags(one.labels), one.origin === "shipped" ? tag(say("shipped")) : null, one.withdrawn ? tag(say("withdrawn"), "warn") : null, one.fault ? tag(one.fault, "bad") : null) },
      { head: say("description"), cell: (one) => make("span", "lb-about", one.description) },
      { head: say("published"), cell: publishedCell },
      { head: say("actions"), cell: (one) => actions(
        link(say("try_it"), "#try?with=" + encodeURIComponent("version:" + one.version)),
        link(say("compare"), comparing("label:production", "version:" + one.version)),
        make("button", { type: "button", class: "st-button st-small", onclick: (event) => newDraft("version:" + one.version, event.currentTarget) }, say("make_draft")),
        link(say("publish"), "#publish?ref=" + encodeURIComponent("version:" + one.version)),
      ) },
    ],
  }));
}

function publishedCell(one) {
  const last = one.published[0];
  if (!last) return make("span", "st-quiet", one.origin === "shipped" ? say("came_with_daogou") : say("not_published"));
  return make("span", "", say("published_as", { label: labelWords(last.label) }) + " · " + byWhen(last.by, last.at), last.reason ? make("q", "lb-reason", last.reason) : null);
}

const comparing = (left, right) => "#compare/" + encodeURIComponent(promptName) + "?" + new URLSearchParams({ left, right });

function comparePicker(left = "label:production", right = "") {
  const other = prompt().versions.find((one) => !one.labels.includes("production")) || prompt().versions[0];
  const newest = prompt().drafts[0] ? "draft:" + prompt().drafts[0].id : "version:" + other.version;
  const before = refSelect(left), after = refSelect(right || newest);
  const go = (event) => { event.preventDefault(); location.hash = comparing(before.value, after.value).slice(1); };
  const form = make("form", { class: "lb-picker", onsubmit: go }, field(say("compare_left"), before), field(say("compare_right"), after), make("button", { class: "st-button" }, say("show_difference")));
  return section(say("compare_two"), form);
}

async function newDraft(from, control) {
  const title = await areSure({ title: say("new_draft"), why: say("new_draft_why", { from: refWords(from) }), yes: say("make_draft"), ask: say("draft_title"), required: true });
  if (title === null) return;
  await doing(control, async () => {
    const draft = await api("POST", "/api/lab/drafts", { name: promptName, made_from: from, title });
    await load();
    goTo(["draft", draft.id]);
  });
}

async function discard(draft, control) {
  const sure = await areSure({ title: say("discard_sure", { title: draft.title }), why: say("discard_why"), yes: say("discard"), danger: true });
  if (sure === null) return;
  await doing(control, async () => {
    await api("DELETE", "/api/lab/drafts/" + encodeURIComponent(draft.id));
    forgetKept(draft.id);
    notice(say("discarded", { title: draft.title }), "good");
    await load();
    if (placeNow().path[0] === "draft") goTo(["versions"]); else draw();
  });
}

// ---- the difference of two ----------------------------------------------------------------------------------------------
VIEWS.compare = async (show, [name], query) => {
  if (name && name !== promptName && overview.prompts.some((one) => one.name === name)) { promptName = name; drawHead(); }
  const left = query.get("left") || "label:production", right = query.get("right") || left;
  const told = await api("GET", "/api/lab/difference?" + new URLSearchParams({ name: promptName, left, right }));
  show(comparePicker(left, right), differenceSection(told, refWords(left), refWords(right)));
};

function differenceSection(told, left, right, counted = true) {
  const wide = matchMedia("(min-width: 900px)").matches;
  let beside = (remembered("beside") || (wide ? "yes" : "no")) === "yes";
  const place = make("div", "st-stack");
  const fill = () => place.replaceChildren(...told.changed.map((one) => textDifference(one, beside, left, right)));
  const choose = make("div", { class: "lb-toggle", role: "group", "aria-label": say("how_shown") }, ["yes", "no"].map((value) => make("button", {
    type: "button", "aria-pressed": String((value === "yes") === beside),
    onclick: (event) => {
      beside = value === "yes";
      remember("beside", value);
      [...choose.children].forEach((one) => one.setAttribute("aria-pressed", String(one === event.currentTarget)));
      fill();
    },
  }, say(value === "yes" ? "side_by_side" : "one_below_other"))));
  fill();
  const head = make("div", "st-head", counted ? make("p", "lb-count", differenceWords(told, left, right)) : make("span"), told.changed.length ? choose : null);
  return make("section", { class: "st-stack lb-difference", "aria-label": say("difference") }, head, place);
}

function differenceWords(told, left, right) {
  if (!told.changed.length) return say("no_difference", { left, right });
  return say("n_changed", { n: told.changed.length, same: told.same, left, right });
}

function textDifference(one, beside, left, right) {
  const head = make("h3", "lb-key", make("code", "", one.key), " ", one.kind === "changed" ? null : tag(say("kinds." + one.kind), one.kind === "added" ? "good" : "bad"));
  const rows = one.rows.flatMap((row) => (beside ? [besideRow(row)] : belowRows(row)));
  const body = make("table", { class: "lb-diff " + (beside ? "lb-beside" : "lb-below") },
    make("caption", "st-hidden", one.key + ": " + left + " → " + right),
    make("colgroup", "", (beside ? ["lb-line", "lb-half", "lb-line", "lb-half"] : ["lb-line", "lb-sign", ""]).map((kind) => make("col", kind))),
    beside ? make("thead", "", make("tr", "", make("th", { scope: "col", colspan: "2" }, left), make("th", { scope: "col", colspan: "2" }, right))) : null,
    make("tbody", "", rows));
  return make("article", "st-card lb-text-difference", head, make("div", { class: "st-scroll", tabindex: "0", role: "region", "aria-label": one.key }, body));
}

function besideRow(row) {
  if (row.skipped) return skippedRow(row.skipped, 4);
  return make("tr", "", sideCells(row.left), sideCells(row.right));
}

function sideCells(side) {
  if (!side) return [make("td", "lb-line"), make("td", "lb-none")];
  return [make("td", "lb-line", side.line), make("td", "lb-said", partsOf(side.parts))];
}

// One below the other a changed line stands twice, an unchanged one once.
function belowRows(row) {
  if (row.skipped) return [skippedRow(row.skipped, 3)];
  const isSame = row.left && row.right && [...row.left.parts, ...row.right.parts].every(([mark]) => mark === "same");
  const line = (side, sign) => make("tr", "", make("td", "lb-line", side.line), make("td", "lb-sign", sign), make("td", "lb-said", partsOf(side.parts)));
  if (isSame) return [line(row.right, "")];
  return [row.left ? line(row.left, "−") : null, row.right ? line(row.right, "+") : null].filter(Boolean);
}

const skippedRow = (count, columns) => make("tr", "lb-skipped", make("td", { colspan: String(columns) }, say("n_lines_same", { n: count })));

// Marked words also have an element of their own, which screen readers tell apart from the rest.
function partsOf(parts) {
  return parts.map(([mark, words]) => (mark === "same" ? words : make(mark === "gone" ? "del" : "ins", "", words)));
}
