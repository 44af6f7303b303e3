// The page at /conversations.
async function start() {
  find(".st-conversations").replaceChildren(make("h1", "", say("title")), make("p", "st-empty", say("nothing_here")));
}
