/* The editor of a quote: where the keyboard goes on; and the link to copy. */
(() => {
  "use strict";
  const goOn = () => {
    const row = document.querySelector("tr[data-goes-to]");
    if (!row) return;
    row.removeAttribute("data-goes-to");
    row.querySelector("input:not([type=hidden])").focus();
  };
  document.addEventListener("htmx:after:swap", goOn);
  goOn();

  /* Enter in a price goes to the next line, or adds one; Alt and an arrow move one. */
  document.addEventListener("keydown", (event) => {
    const row = event.target.closest && event.target.closest("#sheet .lines tbody tr[id]");
    if (!row) return;
    if (event.key === "Enter" && event.target.matches(".c-p input")) {
      event.preventDefault();
      const rows = [...document.querySelectorAll("#sheet .lines tbody tr[id]")];
      const next = rows[rows.indexOf(row) + 1];
      if (next) next.querySelector("input:not([type=hidden])").focus();
      else document.querySelector("[data-add]").click();
    }
    if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      const verb = event.key === "ArrowUp" ? "up" : "down";
      const near = row.matches(".title-line") ? row : row.nextElementSibling;
      const button = near.querySelector(`button[value^=${verb}]:not(:disabled)`);
      if (button) { event.preventDefault(); button.click(); }
    }
  });

  document.querySelectorAll("[data-copy]").forEach((button) => {
    if (!navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value);
      window.casquettes.say(button.dataset.copied);
      button.lastChild.textContent = button.dataset.copied;
    });
  });
})();
