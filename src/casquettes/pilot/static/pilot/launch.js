// The figure beside a slider follows it; the server says the rest.
"use strict";
document.documentElement.classList.add("moves");
document.addEventListener("input", (event) => {
  const moved = event.target;
  if (!moved.matches(".slide input")) return;
  const said = moved.closest(".slide").querySelector("output b");
  said.textContent = Number(moved.value).toLocaleString(document.documentElement.lang);
  moved.setAttribute("aria-valuetext", moved.closest(".slide").querySelector("output").textContent.trim());
});
