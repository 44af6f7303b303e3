// ---- how good the models are: only figures that stand in a file of the models, with what they mean ----------------------
const VERDICTS = { better: "good", reached: "good", same: "warn", missed: "bad", worse: "bad", seen: "" };

VIEWS.models = async () => {
  const told = await ask("/api/loyalty/models");
  const names = [...new Set(told.figures.map((one) => one.model))];
  return [make("section", "", heading(say("tab_models"), "h2", "st-hidden"), make("p", "st-quiet", say("models_lead"))), known(told.known), notBetter(told.figures),
    ...names.map((name) => modelCard(name, told.figures.filter((one) => one.model === name), name === "sentiment" && told.own_sentiment))].filter(Boolean);
};

function known(told) {
  if (!told) return null;
  const lines = [told.silent && say("known_silent", { n: aNumber(told.silent), share: aShare(told.silent / Math.max(1, told.customers)) }), told.unbought && say("known_unbought", { n: aNumber(told.unbought) }), say("known_width", { n: aNumber(told.width) }), say("known_interval")].filter(Boolean);
  return make("section", "st-card st-stack", heading(say("what_is_not_known"), "h3"), make("ul", "ly-dots", lines.map((line) => make("li", "", line))));
}

// What does not beat a naive rule or its aim comes first: it is what a reader must know.
function notBetter(figures) {
  const poor = figures.filter((one) => ["same", "worse", "missed"].includes(one.verdict));
  if (!poor.length) return null;
  return make("section", "st-card st-stack", heading(say("not_better"), "h3"), make("ul", "ly-dots", poor.map((one) => make("li", "", make("strong", "", word("models", one.model)), ": ", say("measures." + one.figure), ", ", inWords(one.on), " – ", verdictWords(one)))));
}

function verdictWords(one) {
  const values = { value: aNumber(one.value, 3), naive: one.naive === null ? "" : aNumber(one.naive, 3), against: inWords(one.against), wanted: one.wanted === null ? "" : aNumber(one.wanted, 3) };
  return say("verdicts." + one.verdict, values);
}

function modelCard(name, figures, own) {
  return make("section", "st-card st-stack ly-model", heading(word("models", name), "h3"), make("p", "", word("models_say", name)), own ? make("p", "st-quiet", say("own_model")) : null,
    table({
      caption: word("models", name), rows: figures,
      columns: [
        { head: say("measured"), cell: (one) => say("measures." + one.figure) },
        { head: say("measured_on"), cell: (one) => inWords(one.on) },
        { head: say("how_many"), number: true, cell: (one) => aNumber(one.n) },
        { head: say("figure"), number: true, cell: (one) => one.value.toFixed(3) + (one.low === null ? "" : " (" + one.low.toFixed(3) + "–" + one.high.toFixed(3) + ")") },
        { head: say("verdict"), cell: (one) => tag(verdictWords(one), VERDICTS[one.verdict]) },
      ],
    }),
    make("ul", "ly-means", [...new Set(figures.map((one) => one.figure))].map((figure) => make("li", "st-quiet", make("strong", "", say("measures." + figure)), ": ", say("means." + figure)))));
}
