/* The editor of an invoice: what the keyboard does, and where the draft now lives. */
(() => {
  "use strict";
  const sheet = () => document.getElementById("sheet");

  /* Saved for the first time: the address becomes the draft's own, so that reloading finds it. */
  const settle = () => {
    const saved = document.getElementById("saved");
    const place = saved && saved.dataset.draft;
    if (!place || location.pathname === place) return;
    history.replaceState(history.state, "", place);
  };
  const goTo = () => {
    const row = document.querySelector("tr[data-goes-to]");
    if (!row) return;
    row.removeAttribute("data-goes-to");
    row.querySelector("input").focus();
  };
  document.addEventListener("htmx:after:swap", () => { settle(); goTo(); });
  settle();
  goTo();

  /* An offer's name brings its price. */
  document.addEventListener("change", (event) => {
    const input = event.target;
    if (!input.matches || !input.matches(".lines input[list=offers]")) return;
    const typed = input.value.trim().toLowerCase();
    const offer = [...document.querySelectorAll("#offers option")]
      .find((option) => option.value.toLowerCase() === typed);
    const price = input.closest("tr").querySelector(".c-p input");
    if (!offer || !offer.dataset.price || price.value) return;
    price.value = offer.dataset.price;
    price.dispatchEvent(new Event("input", { bubbles: true }));
  });

  /* Enter in the last price adds a line; Alt and an arrow move one. */
  document.addEventListener("keydown", (event) => {
    const row = event.target.closest && event.target.closest(".lines tbody tr[id]");
    if (!row || !sheet().contains(row)) return;
    if (event.key === "Enter" && event.target.matches(".c-p input")) {
      event.preventDefault();
      const rows = [...document.querySelectorAll(".lines tbody tr[id]")];
      const next = rows[rows.indexOf(row) + 1];
      if (next) next.querySelector("input").focus();
      else document.querySelector("[data-add]").click();
    }
    if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      const verb = event.key === "ArrowUp" ? "up" : "down";
      const button = row.nextElementSibling.querySelector(`button[value^=${verb}]:not(:disabled)`);
      if (button) { event.preventDefault(); button.click(); }
    }
  });
})();
