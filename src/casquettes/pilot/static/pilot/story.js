// A calm count of five minutes beside the story: it says when they are over, and stops nothing.
"use strict";
document.querySelectorAll("[data-minutes]").forEach((counter) => {
  const button = counter.querySelector("button");
  const shown = counter.querySelector("output");
  counter.hidden = false;
  button.addEventListener("click", () => {
    const end = Date.now() + Number(counter.dataset.minutes) * 60000;
    const box = document.querySelector(".story textarea");
    button.hidden = true;
    shown.setAttribute("aria-live", "off");
    if (box) box.focus();
    const tick = () => {
      const left = Math.max(0, Math.ceil((end - Date.now()) / 1000));
      if (left) {
        shown.textContent = Math.floor(left / 60) + ":" + String(left % 60).padStart(2, "0");
        return;
      }
      clearInterval(timer);
      shown.setAttribute("aria-live", "polite");
      shown.textContent = counter.dataset.over;
    };
    const timer = setInterval(tick, 1000);
    tick();
  });
});
