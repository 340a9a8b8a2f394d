/* Toasts go after ten seconds, not while pointed at or focused; refusals stay until closed. */
(() => {
  const LIFE = 10000;
  const watch = (toast) => {
    if (toast.dataset.watched) return;
    toast.dataset.watched = "yes";
    const words = toast.querySelector(".words");
    if (words) window.casquettes.say(words.textContent.trim());
    if (toast.matches(".bad")) return;
    let timer = 0;
    const leave = () => { timer = setTimeout(() => toast.remove(), LIFE); };
    const stay = () => clearTimeout(timer);
    toast.addEventListener("pointerenter", stay);
    toast.addEventListener("pointerleave", leave);
    toast.addEventListener("focusin", stay);
    toast.addEventListener("focusout", leave);
    leave();
  };
  const all = () => document.querySelectorAll(".toast").forEach(watch);
  all();
  document.addEventListener("htmx:after:swap", all);
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-dismiss]");
    if (button) button.closest(".toast").remove();
  });
})();
