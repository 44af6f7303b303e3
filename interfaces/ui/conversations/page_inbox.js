// ---- the inbox: who waits for a person ------------------------------------------------------------------------------
let inbox = null;

async function drawInbox(path, query, mine) {
  if (!inbox) view.replaceChildren(waiting());
  else drawHandOffs();
  await refreshInbox(mine);
  const clock = setInterval(() => { if (!document.hidden) findAll("[data-since]", view).forEach((node) => { node.textContent = ago(node.dataset.since); }); }, 15000);
  if (mine === drawing) leave = () => clearInterval(clock);
  else clearInterval(clock);
}

async function refreshInbox(mine = drawing) {
  try {
    const found = await api("GET", "/api/desk/inbox");
    if (mine !== drawing) return;
    inbox = found.hand_offs;
    counts = found.counts;
    drawTabs("inbox");
    drawHandOffs();
  } catch (error) {
    if (mine === drawing && !inbox) view.replaceChildren(failed(error, () => refreshInbox(mine)));
  }
}

function drawHandOffs() {
  const focused = document.activeElement?.closest?.("[data-hand-off]")?.dataset.handOff;
  const of = (status) => inbox.filter((one) => one.status === status);
  view.replaceChildren(make("div", { class: "st-stack", "aria-live": "polite" },
    group(say("inbox_open"), of("open"), say("inbox_nobody")), group(say("inbox_taken"), of("taken")), group(say("inbox_closed"), of("closed"))));
  if (focused) find('[data-hand-off="' + CSS.escape(focused) + '"] a', view)?.focus();
}

function group(title, list, empty) {
  if (!list.length && !empty) return null;
  return make("section", "st-stack cv-group", make("h2", "", title + (list.length ? " (" + list.length + ")" : "")),
    list.length ? make("ul", "cv-inbox", list.map(handOffCard)) : make("p", "st-empty st-card", empty));
}

function handOffCard(one) {
  const isOpen = one.status === "open";
  const link = words("a", "cv-row-title", one.reason || say("no_reason"));
  link.href = talkPlace(one.conversation_id);
  const since = make("time", { datetime: one.at, "data-since": one.at, title: aMoment(one.at) }, ago(one.at));
  return make("li", { class: "st-card cv-hand-off" + (isOpen ? " cv-open" : ""), "data-hand-off": one.id },
    make("div", "cv-hand-off-head", link, make("p", "cv-marks",
      one.mood ? tag(say("words_moods." + one.mood), { angry: "bad", disappointed: "warn", worried: "warn", pleased: "good" }[one.mood] || "") : null,
      one.status === "taken" ? tag(one.mine ? say("you_have_it") : say("somebody_has_it", { name: one.taken_by }), "accent") : null,
      make("span", "st-quiet", whoIs(one) + " · ", isOpen ? say("waiting_since") + " " : "", since, " · " + one.id))),
    one.summary ? words("pre", "cv-summary", one.summary) : null,
    isOpen ? make("div", "st-buttons", button(say("take_over"), (event) => doing(event.currentTarget, () => takeFromInbox(one)), "st-main-button"), make("a", { class: "st-button", href: talkPlace(one.conversation_id) }, say("read_first"))) : null);
}

async function takeFromInbox(one) {
  try { await api("POST", talkPath(one.conversation_id) + "/taking"); } catch (error) {
    if (error.status !== 409 && error.status !== 404) throw error;
    notice(error.message, "bad");
    return refreshInbox();
  }
  location.hash = talkPlace(one.conversation_id);
}
