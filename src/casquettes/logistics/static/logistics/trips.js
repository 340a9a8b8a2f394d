/* Choosing where she went fills in the way there as it was last time; what she typed stays. */
"use strict";
document.addEventListener("change", (event) => {
  const chosen = event.target.closest("[data-ways]");
  if (!chosen) return;
  const last = chosen.selectedOptions[0].dataset;
  for (const name of ["km", "minutes"]) {
    const field = chosen.form.elements[name];
    if (!field || (field.value && field.value !== field.dataset.filled)) continue;
    field.value = last[name] || "";
    field.dataset.filled = field.value;
  }
});
