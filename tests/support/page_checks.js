// What is wrong with the page as it stands, in words: names, labels, what is hidden, ids that lead nowhere, sizes of
// targets, width, and the contrast of every text as it is drawn (WCAG 2 AA). Where a dialog is open, of that dialog.
() => {
  const found = [];
  const isShown = (node) => node.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !node.closest("[inert]");
  const modal = [...document.querySelectorAll("dialog[open]")].at(-1);
  const root = modal || document.querySelector(".dg") || document.body;
  const all = [...root.querySelectorAll("*")].filter(isShown);
  const told = (node) => "<" + node.tagName.toLowerCase() + " class='" + (node.getAttribute("class") || "") + "'> " + (node.textContent || "").trim().slice(0, 40);

  const nameOf = (node) => {
    const by = (node.getAttribute("aria-labelledby") || "").split(/\s+/).filter(Boolean).map((id) => document.getElementById(id)?.textContent || "");
    const labels = [...(node.labels || [])].map((label) => label.textContent);
    return [node.getAttribute("aria-label"), ...by, ...labels, node.getAttribute("alt"), node.textContent, node.title].find((one) => one && one.trim());
  };
  for (const node of all) {
    if (node.matches("a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], dialog, [role=dialog], [role=group], [role=log]") && !nameOf(node)) found.push("no name: " + told(node));
    if (node.matches("img:not([alt])")) found.push("no alt: " + told(node));
    if (node.matches("[role=img]") && !node.getAttribute("aria-label")) found.push("no label: " + told(node));
    if (node.matches("[tabindex]") && node.tabIndex > 0) found.push("an order of its own: " + told(node));
    if (node.matches("[aria-hidden=true]") && node.querySelector("a[href], button, input, select, textarea")) found.push("hidden but reachable: " + told(node));
    if (node.matches("li") && !node.parentElement.matches("ul, ol, menu, [role=list]")) found.push("a list item without a list: " + told(node));
    for (const name of ["aria-controls", "aria-labelledby", "aria-describedby"])
      for (const id of (node.getAttribute(name) || "").split(/\s+/).filter(Boolean))
        if (!document.getElementById(id)) found.push(name + " leads nowhere: " + told(node));
    if (node.matches("button, a[href], select, input") && !node.closest("label")) { // a label is clicked as a whole
      const box = node.getBoundingClientRect();
      if (box.width && (box.width < 23.5 || box.height < 23.5)) found.push("smaller than 24 px: " + told(node));
    }
  }
  const ids = [...document.querySelectorAll("[id]")].map((node) => node.id);
  for (const id of new Set(ids.filter((one, at) => ids.indexOf(one) !== at))) if (id.startsWith("dg")) found.push("two of the id " + id);
  if (!document.documentElement.lang) found.push("the document says no language");
  if (document.documentElement.scrollWidth > innerWidth + 1) found.push("wider than the window: " + document.documentElement.scrollWidth);

  const parse = (colour) => { const [r, g, b, a = 1] = (colour.match(/[\d.]+/g) || [0, 0, 0, 0]).map(Number); return { r, g, b, a }; };
  const over = (top, under) => ({ r: top.r * top.a + under.r * (1 - top.a), g: top.g * top.a + under.g * (1 - top.a), b: top.b * top.a + under.b * (1 - top.a), a: 1 });
  const light = ({ r, g, b }) => [r, g, b].map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)).reduce((all, v, i) => all + v * [0.2126, 0.7152, 0.0722][i], 0);
  const groundOf = (node) => {
    const layers = [];
    for (let one = node; one; one = one.parentElement) { const colour = parse(getComputedStyle(one).backgroundColor); layers.push(colour); if (colour.a === 1) break; }
    return layers.reverse().reduce((under, top) => over(top, under), { r: 255, g: 255, b: 255, a: 1 });
  };
  for (const node of all) {
    const says = [...node.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim());
    if (!says || node.closest(".dg-hidden, .dg-picture, :disabled, option, svg")) continue;
    const style = getComputedStyle(node), ground = groundOf(node), ink = over(parse(style.color), ground);
    const [a, b] = [light(ink), light(ground)].sort((x, y) => y - x);
    const size = parseFloat(style.fontSize), isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < (isLarge ? 3 : 4.5)) found.push("contrast " + ratio.toFixed(2) + ": " + told(node));
  }
  return found;
}
