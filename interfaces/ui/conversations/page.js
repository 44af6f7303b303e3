// The conversation desk: which view stands in the address, and how many people wait for a person. The views follow.
const view = find(".cv-view");
const COUNT_EVERY = 8000;
let counts = { open: 0, taken: 0, closed: 0 };
let drawing = 0; // counts up with each view, so that an answer that comes too late draws nothing
let leave = () => {}; // ends what the view that is left had going on

const VIEWS = { inbox: drawInbox, find: drawFind, talk: drawTalk };

async function start() {
  window.addEventListener("hashchange", route);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) count(); });
  onLanguage.push(route);
  await count();
  route();
  setInterval(() => { if (!document.hidden) count(); }, COUNT_EVERY);
}

function route() {
  const { path, query } = placeNow();
  const name = VIEWS[path[0]] ? path[0] : "inbox";
  leave();
  leave = () => {};
  drawing += 1;
  drawTabs(name);
  VIEWS[name](path.slice(1), query, drawing);
}

function drawTabs(now) {
  const waiting = counts.open ? say("inbox_tab_count", { count: counts.open }) : say("inbox_tab");
  find(".cv-tabs").replaceChildren(tabs([["inbox", waiting], ["find", say("find_tab")]], now, say("views")));
  document.title = (counts.open ? "(" + counts.open + ") " : "") + say("title") + " · " + props.shop_names[language];
}

// How many wait: the inbox is read again only when that has changed.
async function count() {
  try {
    const found = await api("GET", "/api/desk/inbox/counts");
    const changed = JSON.stringify(found) !== JSON.stringify(counts);
    counts = found;
    const name = VIEWS[placeNow().path[0]] ? placeNow().path[0] : "inbox";
    drawTabs(name);
    if (changed && name === "inbox" && drawing) refreshInbox();
  } catch (error) { if (!(error instanceof Refused)) throw error; } // asked again in a moment
}

const talkPlace = (id) => "#talk/" + encodeURIComponent(id);
const talkPath = (id) => "/api/desk/conversations/" + encodeURIComponent(id);
const whoIs = (one) => (one.customer_id ? (one.customer_name ? one.customer_name + " · " : "") + one.customer_id : say("guest"));

// Words of shoppers and of the shop, in whatever script: the browser finds out in which direction they are read.
function words(tagName, className, text) {
  const node = make(tagName, className, text);
  node.dir = "auto";
  return node;
}
