// ---- under an answer: what it stands on, word for word ---------------------------------------------------------------

// The line under an answer, made when the first thing is put there.
function under(turn) {
  const there = turn.box.querySelector(".dg-under");
  if (there) return there;
  const line = make("div", "dg-under");
  turn.box.querySelector(".dg-answer").append(line);
  return line;
}

let foldNumber = 0;

function drawSources(turn, frame) {
  if (frame.state !== "done" || !frame.sources?.length || turn.box.querySelector(".dg-why-this")) return;
  const fold = make("section", "dg-sources");
  fold.id = "dg-sources-" + (foldNumber += 1);
  fold.hidden = true;
  const toggle = button("dg-why-this", say("why_this", frame.language), () => {
    fold.hidden = !fold.hidden;
    toggle.setAttribute("aria-expanded", String(!fold.hidden));
    if (!fold.hidden && !fold.childElementCount) fold.append(...sourceGroups(frame));
    markLatest();
  });
  toggle.setAttribute("aria-expanded", "false");
  toggle.setAttribute("aria-controls", fold.id);
  fold.setAttribute("aria-label", say("why_this", frame.language));
  under(turn).append(toggle);
  under(turn).after(fold);
}

function sourceGroups(frame) {
  const inLanguage = frame.language;
  const groups = [make("p", "dg-sources-about", say("why_this_about", inLanguage))];
  for (const [kind, key] of [["rule", "source_rules"], ["review", "source_reviews"], ["row", "source_rows"]]) {
    const found = frame.sources.filter((one) => one.kind === kind);
    if (!found.length) continue;
    const list = make("ul", "dg-source-list");
    list.append(...found.map((one) => sourceItem(one, inLanguage)));
    groups.push(make("h4", "dg-source-kind", say(key, inLanguage)), ...aboutReviews(found), list);
  }
  return groups;
}

// What the quoted reviews are of is said once for those that follow each other.
function aboutReviews(found) {
  const about = found[0].kind === "review" ? new Set(found.map((one) => one.about)) : new Set();
  return [...about].map((words) => make("p", "dg-source-of", words));
}

function sourceItem(one, inLanguage) {
  const item = make("li", "dg-source");
  if (one.title) item.append(make("p", "dg-source-title", one.kind === "rule" && one.about ? one.title + " · " + one.about : one.title));
  if (one.kind === "review") item.append(starsOf(one, inLanguage));
  item.append(make("blockquote", "dg-quote", one.quote));
  return item;
}

function starsOf(one, inLanguage) {
  const line = make("p", "dg-source-title");
  const stars = make("span", "dg-star", "★".repeat(one.stars) + "☆".repeat(5 - one.stars));
  stars.setAttribute("role", "img");
  stars.setAttribute("aria-label", say("source_stars", inLanguage).replace("{count}", one.stars));
  line.append(stars);
  if (one.date) {
    const at = make("time", "dg-quiet", dayOf(one.date, inLanguage));
    at.dateTime = one.date;
    line.append(" ", at);
  }
  return line;
}

// A calendar day is the same day everywhere: it is read as noon here.
function dayOf(iso, inLanguage) {
  const at = new Date(iso + "T12:00:00");
  return Number.isNaN(at.getTime()) ? iso : at.toLocaleDateString(inLanguage === "zh" ? "zh-CN" : "en", { day: "numeric", month: "long", year: "numeric" });
}

onTurnDrawn.push(drawSources);
