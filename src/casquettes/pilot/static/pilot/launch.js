// The figure beside a slider follows it; the server says the rest.
"use strict";
document.documentElement.classList.add("moves");
document.addEventListener("input", (event) => {
  const moved = event.target;
  if (!moved.matches(".slide input")) return;
  const french = document.documentElement.lang.startsWith("fr");
  const said = moved.closest(".slide").querySelector("output b");
  said.textContent = french ? moved.value.replace(".", ",") : moved.value;
  moved.setAttribute("aria-valuetext", moved.closest(".slide").querySelector("output").textContent.trim());
});
