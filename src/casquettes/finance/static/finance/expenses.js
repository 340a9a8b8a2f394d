/* A label she used before brings its last amount, where none is typed yet. */
(() => {
  "use strict";
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-expense]");
    if (!form || event.target.name !== "label") return;
    const amount = form.elements.amount;
    if (amount.value && amount.value !== amount.dataset.offered) return;
    const typed = event.target.value.trim().toLowerCase();
    const known = [...document.querySelectorAll("#expense-labels option")]
      .find((option) => option.value.toLowerCase() === typed);
    if (!known) return;
    amount.value = amount.dataset.offered = known.dataset.amount;
  });
})();
