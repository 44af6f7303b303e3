// The page at /lab.
async function start() {
  find(".st-lab").replaceChildren(make("h1", "", say("title")), make("p", "st-empty", say("nothing_here")));
}
