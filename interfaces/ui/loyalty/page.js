// The page at /loyalty.
async function start() {
  find(".st-loyalty").replaceChildren(make("h1", "", say("title")), make("p", "st-empty", say("nothing_here")));
}
