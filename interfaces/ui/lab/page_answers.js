// ---- the answers of a trial, column beside column -----------------------------------------------------------------------------

function drawThread() {
  const thread = view.querySelector(".lb-thread");
  if (!thread) return;
  thread.replaceChildren(...(trial?.rounds || []).map(roundBox));
  thread.hidden = !trial?.rounds.length;
}

// What was folded out stays so while more of the answer comes.
function drawRound(frame) {
  const old = view.querySelector('.lb-round[data-round="' + frame.round + '"]');
  if (!old) return;
  const open = new Set([...old.querySelectorAll("details[open][data-fold]")].map((one) => one.dataset.fold));
  const box = roundBox(frame);
  box.querySelectorAll("details[data-fold]").forEach((one) => { one.open = open.has(one.dataset.fold); });
  old.replaceWith(box);
}

function roundBox(frame) {
  const columns = frame.columns.map((column) => columnBox(frame, column));
  const asks = frame.over && frame === trial.rounds.at(-1) && frame.columns.some((column) => column.asks && column.state === "done");
  return make("article", { class: "lb-round", "data-round": frame.round },
    make("p", "lb-mine", make("span", "st-hidden", say("question") + ": "), frame.text),
    make("div", { class: "lb-columns", style: "--columns: " + columns.length }, columns),
    asks ? make("div", { class: "st-buttons", role: "group", "aria-label": say("it_asks") }, ["confirm_yes", "confirm_no"].map((key) => button(say(key), () => ask(say(key))))) : null);
}

function columnBox(frame, column) {
  const told = trial.columns[column.column];
  const marks = remembered("unmarked") === "yes" ? null : frame.marks?.columns[String(column.column)];
  const isFirst = frame.marks && frame.marks.first === column.column && frame.columns.length > 1;
  const head = make("header", "lb-column-head", make("h3", "", titleWords(told.named, told.title)), make("p", "st-quiet", [told.model, ...promptsOf(told)].join(" · ")));
  return make("section", { class: "lb-column lb-" + column.state, "aria-label": say("column_n", { n: column.column + 1 }) + ": " + titleWords(told.named, told.title) },
    head, stateLine(column), outcomeLine(column, isFirst, marks), productList(column, marks), answerBox(column, marks), factsBox(frame, column, marks));
}

// A draft has no version of its own yet: it is told as what it was made from.
const promptsOf = (told) => told.prompts.map((label) => (told.named.startsWith("draft:") && label.startsWith(promptName + "@") ? say("draft_from", { version: label.split("@")[1] }) : label));

function stateLine(column) {
  if (column.state === "waiting") return make("p", "st-quiet lb-state", say("column_waits"));
  if (column.state === "working" && !column.text) return make("p", "st-quiet lb-state", column.tool ? say("tool_at_work", { tool: column.tool }) : say("column_works"));
  if (column.state === "stopped") return make("p", "st-quiet lb-state", say("column_stopped"));
  if (column.state === "failed") return make("div", { class: "lb-warning", role: "alert" }, make("p", "", say("column_failed")), column.notice ? make("p", "st-quiet", column.notice) : null);
  return null;
}

// In words first: whoever compares wants to know whether a model answered at all.
function outcomeLine(column, isFirst, marks) {
  if (column.state !== "done" || !column.facts) return null;
  const kind = { answered: "good", refused: "warn", fallback: "bad" }[column.facts.outcome] || "";
  const tags = [tag(say("outcomes." + column.facts.outcome), kind)];
  if (isFirst) tags.push(tag(say("held_against")));
  if (marks?.says === "same" && !marks.facts.length && !marks.products.only_here.length && !marks.products.missing.length && !marks.products.order) tags.push(tag(say("same_as_first"), "good"));
  if (marks?.says === "other") tags.push(tag(say("differs.answer"), "accent"));
  for (const name of marks?.facts || []) tags.push(tag(say("differs." + name), "accent"));
  if (marks?.products.order) tags.push(tag(say("differs.order"), "accent"));
  return make("p", "lb-tags", tags);
}

function productList(column, marks) {
  if (!column.products?.length) return null;
  const only = new Set(marks?.products.only_here || []);
  const missing = marks?.products.missing.length || 0;
  return make("div", "", make("ol", "lb-products", column.products.map((product) => make("li", only.has(product.id) ? "lb-only" : "",
    product.image ? make("img", { src: product.image, alt: "", loading: "lazy", width: "44", height: "44" }) : make("span", { class: "lb-no-picture", "aria-hidden": "true" }),
    make("span", "lb-product-words", make("b", "", product.title), make("span", "st-quiet", productLine(product)), product.reason ? make("span", "lb-product-why", product.reason) : null),
    only.has(product.id) ? tag(say("only_here"), "accent") : null))),
  missing ? make("p", "st-quiet", say("n_missing", { n: missing })) : null);
}

const productLine = (product) => [product.price || say("no_price"), product.rating === null ? null : "★ " + aNumber(product.rating, 1), product.stock === null ? null : product.stock > 0 ? say("in_stock") : say("sold_out"), product.id].filter(Boolean).join(" · ");

function answerBox(column, marks) {
  const words = bare(column.text.trim());
  if (!words) return column.state === "done" ? make("p", "st-quiet", say("no_words")) : null;
  return make("div", { class: "lb-answer", lang: column.language === "zh" ? "zh-CN" : "en" }, marks?.answer ? partsOf(marks.answer.map(([mark, said]) => [mark, bare(said)])) : words);
}

// The marks of bold words are for the shop floor, which draws them.
const bare = (words) => words.replaceAll("**", "");

// ---- how an answer came about ---------------------------------------------------------------------------------------------------

function factsBox(frame, column, marks) {
  const { facts: told } = column;
  if (!told) return null;
  const waited = told.waited_ms;
  const figures = [
    [say("waited_products"), seconds(waited.products)], [say("waited_text"), seconds(waited.first_text)], [say("waited_total"), seconds(waited.total)],
    [say("tokens"), aNumber(told.tokens.read) + " + " + aNumber(told.tokens.written)], [say("cost"), money(told.cost_usd)],
  ];
  const line = make("dl", "lb-figures", figures.map(([words, value]) => make("div", "", make("dt", "", words), make("dd", "", value))));
  const box = make("details", { class: "st-fold", "data-fold": frame.round + ":" + column.column }, make("summary", "", say("how_it_came")), inside(column, marks));
  return make("footer", "lb-facts", line, box);
}

function inside(column, marks) {
  const told = column.facts;
  const differs = (name) => (marks?.facts.includes(name) ? tag(say("differs_here"), "accent") : null);
  const trace = told.trace || {};
  return make("div", "st-stack lb-inside",
    part(say("who_answered"), differs("outcome"), pathWords(trace, told)),
    part(say("tools"), differs("tools"), told.tools.length ? told.tools.map(toolBox) : say("none_used")),
    part(say("retrieval"), null, (trace.searches || []).length ? trace.searches.map((one) => searchBox(one, column)) : say("nothing_searched")),
    part(say("claims"), differs("claims"), claimsBox(told.claims)),
    part(say("rails"), differs("rail"), told.rail ? say("rail_acted", { rail: told.rail }) : say("rail_quiet")),
    part(say("wishes"), differs("constraints"), json(told.constraints)),
    (trace.model_calls || []).length ? part(say("model_calls"), null, trace.model_calls.map((one) => make("p", "", callWords(one)))) : null);
}

const part = (words, mark, ...inside) => make("section", "", make("h4", "", words, " ", mark), ...inside.flat().map((one) => (one instanceof Node ? one : make("p", "", one))));
const json = (value) => (value && Object.keys(value).length ? make("pre", "lb-json", JSON.stringify(value, null, 1)) : make("p", "st-quiet", say("none")));

function pathWords(trace, told) {
  const words = trace.path ? say("paths." + trace.path) : "";
  return [words || say("paths.unknown"), trace.reason, told.model ? say("by_model", { model: told.model }) : say("without_model")].filter(Boolean).join(" · ");
}

function toolBox(call) {
  const head = call.name + " · " + seconds(call.ms) + (call.ok ? "" : " · " + say("tool_failed"));
  return make("div", "lb-tool", make("p", "", make("code", "", head)), json(call.arguments), fold(say("what_it_gave"), () => make("pre", "lb-json", call.result + (call.cut ? "\n… " + say("cut") : ""))));
}

function searchBox(search, column) {
  const names = new Map((column.products || []).map((product) => [product.id, product.title]));
  const shown = new Set(search.shown || []);
  return make("div", "lb-tool", make("p", "", make("code", "", search.query.text || say("by_wishes_only")), " · " + say("n_fit", { n: search.total })),
    table({
      caption: say("retrieval"), rows: search.hits, empty: say("nothing_found"),
      columns: [
        { head: "#", cell: (hit) => String(hit.rank), number: true },
        { head: say("product"), cell: (hit) => make("span", "", names.get(hit.id) || "", " ", make("code", "", hit.id), shown.size && !shown.has(hit.id) ? tag(say("not_shown")) : null) },
        { head: say("score"), cell: (hit) => aNumber(hit.score, 3), number: true },
        { head: say("stages"), cell: (hit) => Object.entries(hit.stages).map(([stage, score]) => stage + " " + aNumber(score, 3)).join(", ") },
        { head: say("matched"), cell: (hit) => hit.terms.join(", ") },
      ],
    }));
}

function claimsBox(claims) {
  const counts = make("p", "", say("claims_counts", claims));
  if (!claims.log.length) return [counts];
  return [counts, make("ul", "lb-claims", claims.log.map((one) => make("li", "", one.shown === null ? make("del", "", one.sentence) : make("span", "", make("del", "", one.sentence), " → ", make("ins", "", one.shown)), make("span", "st-quiet", " " + one.why))))];
}

const callWords = (call) => [call.model, seconds(call.ms), call.failed ? say("call_failed") : null, call.prompt_tokens === undefined ? null : say("tokens") + " " + call.prompt_tokens + " + " + call.completion_tokens, (call.tools || []).join(", ")].filter(Boolean).join(" · ");
