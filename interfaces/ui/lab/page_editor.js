// ---- a plain text editor with line numbers: a text area over a drawing of the same lines ---------------------------------
// The drawing wraps as the text area does, so that a number stands beside each line however long it is; Tab moves on, as
// everywhere else on the page.
function editor({ label, text, onInput }) {
  const lines = make("div", { class: "lb-lines", "aria-hidden": "true" });
  const area = make("textarea", { class: "lb-area", spellcheck: "false", autocapitalize: "off", autocomplete: "off", "aria-label": label, "aria-describedby": "lb-faults" });
  const frame = make("div", "lb-paper", make("div", "lb-sheet", lines, area));
  let shown = [];

  // Only the lines between the first and the last change are drawn anew.
  function number() {
    const wanted = area.value.split("\n");
    let first = 0, last = 0;
    while (first < wanted.length && first < shown.length && wanted[first] === shown[first]) first += 1;
    while (last < wanted.length - first && last < shown.length - first && wanted[wanted.length - 1 - last] === shown[shown.length - 1 - last]) last += 1;
    for (let index = shown.length - last - 1; index >= first; index -= 1) lines.children[index].remove();
    const before = lines.children[first] || null;
    for (const line of wanted.slice(first, wanted.length - last)) lines.insertBefore(make("div", "lb-row", line || "\u200b"), before);
    shown = wanted;
    lines.style.setProperty("--digits", String(String(shown.length).length));
    frame.style.setProperty("--digits", String(String(shown.length).length));
  }

  function mark(faults) {
    [...lines.children].forEach((row) => row.classList.remove("lb-faulty"));
    for (const fault of faults) lines.children[fault.line - 1]?.classList.add("lb-faulty");
    area.setAttribute("aria-invalid", String(faults.length > 0));
  }

  function goToLine(line, column = 1) {
    const before = shown.slice(0, line - 1).reduce((sum, words) => sum + words.length + 1, 0);
    const end = before + (shown[line - 1] || "").length;
    area.focus({ preventScroll: true });
    area.setSelectionRange(Math.min(before + column - 1, end), end);
    const row = lines.children[line - 1];
    if (row) frame.scrollTo({ top: row.offsetTop - frame.clientHeight / 3 });
    if (row && frame.getBoundingClientRect().top < 0) frame.scrollIntoView({ block: "start" });
  }

  // As if it were typed, so that it can be undone like everything else.
  function insert(words) {
    area.focus();
    if (!document.execCommand("insertText", false, words)) {
      area.setRangeText(words, area.selectionStart, area.selectionEnd, "end");
      area.dispatchEvent(new Event("input"));
    }
  }

  function set(words) {
    area.value = words;
    number();
  }

  area.addEventListener("input", () => { number(); onInput(area.value); });
  area.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const line = area.value.slice(0, area.selectionStart).split("\n").pop();
    event.preventDefault();
    insert("\n" + line.match(/^ */)[0]);
  });
  set(text);
  return { box: frame, area, mark, goToLine, insert, set };
}
