/* The quick-add box: Shift and Enter note the line as not billed; after a line is noted the page
   comes back with the field ready for the next one. */
(() => {
  const NEXT = "casquettes-typed-line";
  const field = () => document.getElementById("typed-line");

  document.addEventListener("keydown", (event) => {
    const line = event.target;
    if (!(line instanceof HTMLInputElement) || line.id !== "typed-line" || event.isComposing) return;
    if (event.key === "Enter" && event.shiftKey) {
      event.preventDefault();
      const unbilled = document.createElement("input");
      unbilled.type = "hidden"; unbilled.name = "billable"; unbilled.value = "0";
      line.form.append(unbilled);
      line.form.requestSubmit();
      setTimeout(() => unbilled.remove());
    } else if (event.key === "Escape" && line.value) {
      line.value = "";
      line.dispatchEvent(new Event("input", { bubbles: true }));
    }
  });
  document.addEventListener("submit", (event) => {
    if (event.target.id === "quick-add") sessionStorage.setItem(NEXT, "focus");
  });
  document.addEventListener("htmx:after:swap", () => {
    const line = field();
    if (!line || !line.matches("[data-focus]") || document.activeElement === line) return;
    line.focus();
    line.setSelectionRange(line.value.length, line.value.length);
  });
  if (sessionStorage.getItem(NEXT)) {
    sessionStorage.removeItem(NEXT);
    field()?.focus({ preventScroll: true });
  }
})();
