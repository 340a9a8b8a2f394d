/* A form sent once is busy: its button keeps its width and cannot send twice. */
(() => {
  const free = () => document.querySelectorAll("[aria-busy=true].btn, .peg[aria-busy=true]").forEach((button) => {
    button.removeAttribute("aria-busy");
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method === "dialog" || form.target) return;
    const button = event.submitter;
    // What gives a file leaves the page where it is.
    if (!button || button.hasAttribute("data-file")) return;
    if (button.getAttribute("aria-busy") === "true") {
      event.preventDefault();
      return;
    }
    if (!form.matches("[hx-post],[hx-get],[hx-put],[hx-delete]")) button.setAttribute("aria-busy", "true");
  });
  window.addEventListener("pageshow", free);
})();
