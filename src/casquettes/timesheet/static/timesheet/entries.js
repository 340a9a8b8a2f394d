/* Rows to tick: all at once, a range with Shift, and the acts shown once something is ticked. */
(() => {
  "use strict";
  for (const form of document.querySelectorAll("form[data-tick]")) {
    const boxes = [...form.querySelectorAll("input[name=ids]:not(:disabled)")];
    const all = form.querySelector("[data-tick-all]");
    const acts = form.querySelector(".several");
    let last = null;

    const show = () => {
      const ticked = boxes.filter((box) => box.checked).length;
      if (acts) acts.disabled = !ticked;
      if (!all) return;
      all.checked = ticked > 0 && ticked === boxes.length;
      all.indeterminate = ticked > 0 && ticked < boxes.length;
    };
    if (all) {
      all.hidden = false;
      all.addEventListener("change", () => {
        for (const box of boxes) box.checked = all.checked;
        show();
      });
    }
    form.addEventListener("click", (event) => {
      const here = boxes.indexOf(event.target);
      if (here < 0) return;
      if (event.shiftKey && last !== null) {
        const [from, to] = [Math.min(here, last), Math.max(here, last)];
        for (const box of boxes.slice(from, to + 1)) box.checked = event.target.checked;
      }
      last = here;
      show();
    });
    show();
  }
})();
