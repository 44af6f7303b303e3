// ---- the cart: the one that the chat itself works on ---------------------------------------------------------------------
const cartButton = find(".dg-cart-button");
const cartBox = find(".dg-cart");
const cartNotice = find(".dg-cart-notice");
const toastBox = find(".dg-toast");
const otherCarts = typeof BroadcastChannel === "function" ? new BroadcastChannel("daogou-cart") : null;
let cart = { open: true, count: 0, lines: [], totals: [] };
let cartAsked = 0; // counts up, so that only the newest answer is shown
let changing = Promise.resolve(); // changes go one after another, in the order of the clicks
let cartSoon = 0;
let toastOver = 0;

// Each tab asks for the cart of its own conversation; whose that is knows the server.
const place = () => ({ conversation: conversation || "", visitor: visitor.hidden ? "" : visitor.value });

async function loadCart() {
  if (current && thread.childElementCount <= 1) return; // the conversation begins with this answer, and is asked about after it
  const mine = (cartAsked += 1);
  let found = null;
  try { found = await call("GET", "/api/cart?" + new URLSearchParams(place())); } catch (error) {
    if (!(error instanceof Refused)) return; // the way to the shop is cut; what was known stays
    found = { ...cart, count: 0, lines: [], totals: [] };
  }
  if (mine === cartAsked) showCart(found);
}

function loadCartSoon() {
  clearTimeout(cartSoon);
  cartSoon = setTimeout(loadCart, 60); // a conversation of many turns is drawn at one go
}

function showCart(found) {
  cartAsked += 1;
  cart = found;
  drawCart();
}

function drawCart() {
  const label = say("cart_open").replace("{count}", cart.count);
  root.classList.toggle("dg-no-cart", cart.open === false);
  cartButton.hidden = cart.open === false;
  cartButton.setAttribute("aria-label", label);
  cartButton.title = label;
  const count = cartButton.querySelector(".dg-cart-count");
  count.textContent = cart.count > 99 ? "99+" : cart.count;
  count.hidden = cart.count === 0;
  markPuts();
  if (!cartBox.open) return;
  const held = document.activeElement?.dataset.key; // the same button again, after its line was drawn anew
  find(".dg-cart-lines").replaceChildren(...cart.lines.map(cartLine));
  find(".dg-cart-empty").hidden = cart.lines.length > 0;
  find(".dg-cart-total").textContent = cart.totals.length ? say("cart_total").replace("{total}", () => cart.totals.join(" + ")) : "";
  find(".dg-cart-total-note").hidden = cart.totals.length === 0;
  const guests = find(".dg-cart-of-guest");
  guests.hidden = Boolean(cart.of_customer) || !cart.lines.length;
  guests.textContent = say(me.accounts ? "cart_of_guest" : "cart_of_browser");
  const again = held && Array.from(cartBox.querySelectorAll("[data-key]")).find((node) => node.dataset.key === held);
  if (again && !again.disabled) again.focus();
  else if (held) find(".dg-cart .dg-close").focus();
}

function cartLine(line) {
  const title = line.titles[language];
  const item = make("li", "dg-cart-line");
  const body = make("div", "dg-cart-body");
  body.append(make("p", "dg-cart-title", title));
  const price = make("p", "dg-cart-price");
  if (line.price) price.append(make("span", "", say("cart_each").replace("{price}", () => line.price)));
  if (line.was) price.append(" ", make("span", "dg-cart-was", say("cart_was").replace("{price}", () => line.was)));
  body.append(price);
  if (line.state !== "ok") body.append(make("p", "dg-cart-state", say("cart_states")[line.state].replace("{count}", line.stock)));
  body.append(stepper(line, title));
  item.append(picture(line.image, title), body, make("p", "dg-cart-sum", line.total || ""));
  return item;
}

function stepper(line, title) {
  const group = make("div", "dg-stepper");
  group.setAttribute("role", "group");
  group.setAttribute("aria-label", told("cart_quantity", { title }));
  const most = Math.min(cart.most, line.stock ?? cart.most);
  const fewer = stepButton("−", "cart_fewer", line, title, line.quantity <= 1, () => setQuantity(line, line.quantity - 1));
  const more = stepButton("+", "cart_more", line, title, line.quantity >= most || line.state === "gone", () => setQuantity(line, line.quantity + 1));
  const gone = button("dg-plain dg-cart-remove", say("cart_remove"), () => takeOut(line));
  gone.setAttribute("aria-label", told("cart_remove_label", { title }));
  gone.dataset.key = "remove " + line.product_id;
  group.append(fewer, make("output", "dg-quantity", String(line.quantity)), more, gone);
  return group;
}

function stepButton(sign, key, line, title, disabled, act) {
  const made = button("dg-step", sign, act);
  made.setAttribute("aria-label", told(key, { title }));
  made.disabled = disabled;
  made.dataset.key = key + " " + line.product_id;
  return made;
}

// ---- changes: each has an id of its own, so that sending it again changes nothing more -------------------------------------

function change(method, productId, quantity, then) {
  const action = newId(), where = place();
  changing = changing.then(async () => {
    try { showCart(await sendChange(method, productId, quantity, action, where)); } catch (error) { return refuseChange(error); }
    cartNote(null);
    otherCarts?.postMessage("changed");
    then?.();
  });
  return changing;
}

async function sendChange(method, productId, quantity, action, where) {
  const path = "/api/cart/" + encodeURIComponent(productId);
  const send = () => (method === "DELETE"
    ? call(method, path + "?" + new URLSearchParams({ ...where, action_id: action }))
    : call(method, path, { ...where, quantity, action_id: action }));
  try { return await send(); } catch (error) {
    if (error instanceof Refused) throw error;
    return send(); // the line broke: once more, under the same id
  }
}

function refuseChange(error) {
  const refusals = say("cart_refused"), why = refusals[error.told?.code];
  const words = why ? why.replace("{count}", error.told.count) : say("cart_failed");
  if (cartBox.open) cartNote(words);
  else toast(words);
  if (error instanceof Refused) loadCart();
}

const setQuantity = (line, quantity) => change("PATCH", line.product_id, quantity);

function putIn(id, title, quantity, then) {
  return change("POST", id, quantity, then || (() => toast(told("cart_added", { title }), true)));
}

function takeOut(line) {
  const title = line.titles[language];
  change("DELETE", line.product_id, 0, () => {
    const undo = button("dg-plain", say("cart_undo"), () => putIn(line.product_id, title, line.quantity, () => find(".dg-cart .dg-close").focus()));
    cartNote(told("cart_removed", { title }), undo);
    undo.focus();
  });
}

function cartNote(words, undo) {
  cartNotice.replaceChildren(...(words ? [make("span", "", words), ...(undo ? [" ", undo] : [])] : []));
  cartNotice.hidden = !words;
}

function toast(words, opensCart) {
  clearTimeout(toastOver);
  toastBox.replaceChildren(make("span", "", words), ...(opensCart ? [button("dg-plain", say("cart_title"), openCart)] : []));
  toastBox.hidden = false;
  toastOver = setTimeout(() => { if (!toastBox.contains(document.activeElement)) toastBox.hidden = true; }, 6000);
}

// ---- "add to cart" on cards and columns ---------------------------------------------------------------------------------

const languageOf = (node) => (node.closest(".dg-turn")?.lang.startsWith("zh") ? "zh" : "en");

function putButton(product, inLanguage) {
  const made = make("button", "dg-put", say("card_put", inLanguage));
  made.type = "button";
  made.dataset.put = product.id;
  made.dataset.title = product.title;
  made.disabled = product.sold_out || !product.priced;
  if (made.disabled) {
    made.title = say(product.sold_out ? "card_sold_out" : "card_no_price", inLanguage);
    made.textContent = say(product.sold_out ? "sold_out" : "no_price", inLanguage);
  }
  made.setAttribute("aria-label", made.title || told("card_put_label", { title: product.title }, inLanguage));
  return made;
}

function markPuts() {
  const held = new Map(cart.lines.map((line) => [line.product_id, line.quantity]));
  thread.querySelectorAll("[data-put]").forEach((put) => {
    const count = held.get(put.dataset.put), inLanguage = languageOf(put);
    put.classList.toggle("dg-is-in", Boolean(count));
    if (put.disabled) return; // it says why
    put.textContent = count ? say("card_in_cart", inLanguage).replace("{count}", count) : say("card_put", inLanguage);
  });
}

function openCart() {
  toastBox.hidden = true;
  cartNote(null);
  if (!cartBox.open) cartBox.showModal();
  drawCart();
  loadCart();
}

root.addEventListener("click", (event) => {
  const put = event.target.closest("[data-put]");
  if (put && !put.disabled) putIn(put.dataset.put, put.dataset.title, 1);
});
cartButton.addEventListener("click", openCart);
find(".dg-cart .dg-close").addEventListener("click", () => cartBox.close());
cartBox.addEventListener("click", (event) => { if (event.target === cartBox) cartBox.close(); });
otherCarts?.addEventListener("message", loadCart);
document.addEventListener("visibilitychange", () => { if (!document.hidden) loadCart(); });
visitor.addEventListener("change", loadCartSoon);
onTurnDrawn.push(loadCartSoon);
onSpeak.push(drawCart);
