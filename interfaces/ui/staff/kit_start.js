// ---- the beginning: the page's own `start()` is called once it is known who is here -------------------------------------
findOut().then(() => {
  speak(firstLanguage());
  return start();
});
