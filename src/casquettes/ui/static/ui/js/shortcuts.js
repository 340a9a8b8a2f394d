/* Single keys, off while typing, in a dialog, or when she turned them off (body data-shortcuts). */
(() => {
  const on = () => document.body.dataset.shortcuts !== "off";
  const typing = (element) => element.closest("input,textarea,select,[contenteditable=true],dialog[open]");
  const go = (name) => {
    const link = document.querySelector(`[data-go="${name}"]`);
    if (link) link.click();
  };
  const help = () => document.getElementById("help")?.showModal();
  const findInPage = () => {
    const search = document.querySelector("main [type=search]");
    if (search) { search.focus(); search.select(); return; }
    window.casquettes.palette?.open("");
  };
  const pause = () => document.querySelector("#worn [data-pause]")?.click();
  const note = () => {
    const line = document.querySelector("main .fast input");
    if (line) { line.focus(); line.select(); } else window.casquettes.palette?.open("");
  };
  const keys = { n: note, "/": findInPage, p: pause, "?": help };
  let after = 0;

  document.addEventListener("keydown", (event) => {
    const palette = window.casquettes.palette;
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
      if (!palette) return;
      event.preventDefault();
      if (palette.isOpen()) palette.close(); else palette.open("");
      return;
    }
    if (!on() || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target instanceof Element && typing(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    if (after && Date.now() - after < 1500 && (event.key === "a" || event.key === "s")) {
      after = 0;
      event.preventDefault();
      go(event.key === "a" ? "today" : "week");
      return;
    }
    after = event.key === "g" ? Date.now() : 0;
    const act = keys[event.key];
    if (act) { event.preventDefault(); act(); }
  });
})();
