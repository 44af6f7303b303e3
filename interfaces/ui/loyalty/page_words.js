// ---- small pieces that several views show ------------------------------------------------------------------------------

const RISKY = { at_risk: "bad", lapsed: "warn", platinum: "accent", gold: "accent" };
const tierTag = (tier) => tag(word("tiers", tier), RISKY[tier] || "");

// A probability is never certain.
const riskWords = (share) => aShare(Math.min(0.99, Math.max(0.01, share)));
const between = (one) => aNumber(one.loyalty) + " (" + aNumber(Math.floor(one.loyalty_low)) + "–" + aNumber(Math.ceil(one.loyalty_high)) + ")";
const signed = (value) => (value > 0 ? "+" : value < 0 ? "−" : "") + aNumber(Math.abs(value));
const pointsOf = (one) => say(one.unit === "percent" ? "points_leaving" : "points_loyalty", { n: signed(one.points) });
const isGood = (one) => (one.unit === "percent" ? one.points < 0 : one.points > 0);

function reasonList(reasons) {
  if (!reasons.length) return make("p", "st-quiet", say("no_reason"));
  return make("ul", "ly-reasons", reasons.map((one) => make("li", isGood(one) ? "ly-good" : "ly-bad",
    make("span", { dir: "auto" }, inWords(one.text)), " ", make("span", "ly-points", pointsOf(one)))));
}

const talkLink = (id, may) => (may ? [" · ", make("a", { href: "/conversations/#talk/" + encoded(id) }, say("read_talk"))] : null);

const aspectWords = (name) => word("aspects", name);
const signalWords = (kind) => say("signals." + kind);

// Quotes of a cell, fetched when they are asked for: whose they are is noted.
async function quotesOf(query, may) {
  const told = await ask("/api/loyalty/quotes?" + new URLSearchParams(query));
  if (!told.quotes.length) return make("p", "st-empty", say("no_quotes"));
  return make("ul", "ly-list", told.quotes.map((one) => make("li", "", make("p", "", quoted(one.quote)),
    make("p", "st-quiet", one.customer ? customerLink(one.customer, "") : say("a_guest"), " · " + aDay(one.at) + " · " + say("confidence", { share: aShare(one.confidence) }), talkLink(one.conversation, may)))));
}

function select(name, value, options) {
  const box = make("select", { class: "st-field", name });
  box.append(...options.map(([key, words]) => make("option", { value: key, selected: key === value }, words)));
  return box;
}
