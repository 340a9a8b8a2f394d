/* The week's blocks: dragged with a mouse, lifted and moved by keyboard, always through the server.
   Without this script every block is a link to its form. */
(() => {
  "use strict";
  const QUARTER = 15, DAY = 24 * 60, EDGE = 8, MOVED = 4;
  const STEPS = { ArrowUp: [0, -QUARTER], ArrowDown: [0, QUARTER], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
  let lifted = null;

  const grid = () => document.getElementById("week");
  const words = () => document.getElementById("week-words").dataset;
  const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
  const snap = (minutes) => Math.round(minutes / QUARTER) * QUARTER;
  const two = (number) => String(number).padStart(2, "0");
  const clock = (minutes) => `${two(Math.floor(minutes / 60) % 24)}:${two(minutes % 60)}`;
  const minutesOf = (text) => text.split(":").reduce((hours, minutes) => hours * 60 + Number(minutes), 0);
  const columns = (block) => [...grid().querySelectorAll(block.dataset.start ? ".day" : ".strip[data-day]")];

  function take(block) {
    const timed = Boolean(block.dataset.start);
    lifted = {
      block, timed,
      home: block.parentElement, after: block.nextElementSibling, look: block.getAttribute("class"),
      day: block.dataset.day,
      start: timed ? minutesOf(block.dataset.start) : 0,
      minutes: Number(block.dataset.minutes),
    };
    lifted.first = { day: lifted.day, start: lifted.start, minutes: lifted.minutes };
    block.classList.add("lifted");
  }

  function changed() {
    return Object.entries(lifted.first).some(([name, value]) => lifted[name] !== value);
  }

  function place() {
    const { block, timed } = lifted;
    const column = columns(block).find((one) => one.dataset.day === lifted.day);
    if (block.parentElement !== column) column.append(block);
    if (!timed) return;
    const top = Number(grid().dataset.firstHour) * 60;
    const row = Math.round(lifted.start / QUARTER);
    const end = Math.round((lifted.start + lifted.minutes) / QUARTER);
    block.style.gridRow = `${row - top / QUARTER + 1} / span ${Math.max(1, end - row)}`;
    block.style.gridColumn = "1 / -1";
  }

  function shift(days, minutes) {
    const all = columns(lifted.block).map((one) => one.dataset.day);
    lifted.day = all[clamp(all.indexOf(lifted.day) + days, 0, all.length - 1)];
    if (minutes && lifted.timed) startAt(lifted.start + minutes);
  }

  function startAt(minutes) {
    const low = Number(grid().dataset.firstHour) * 60, high = Number(grid().dataset.lastHour) * 60;
    lifted.start = clamp(snap(minutes), low, Math.max(low, snap(Math.min(high, DAY) - lifted.minutes)));
  }

  function lengthen(minutes) {
    if (!lifted.timed) { lifted.minutes = clamp(snap(lifted.minutes + minutes), QUARTER, DAY); return; }
    const end = clamp(snap(lifted.start + lifted.minutes + minutes), lifted.start + 5, DAY);
    lifted.minutes = end - lifted.start;
  }

  function cancel() {
    const { block, home, after, look } = lifted;
    lifted = null;
    if (block.parentElement !== home || block.nextElementSibling !== after) home.insertBefore(block, after);
    block.setAttribute("class", look);
    block.style.gridRow = block.style.gridColumn = "";
  }

  function drop() {
    if (!changed()) { const { block } = lifted; cancel(); block.focus(); return; }
    const { block, day, start, minutes, timed } = lifted;
    const form = document.getElementById("week-move");
    form.action = `${block.href}move/`;
    form.elements.on.value = day;
    form.elements.starts.value = timed ? clock(start) : "";
    form.elements.minutes.value = minutes;
    send(form, block.id);
  }

  async function send(form, id) {
    try {
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form), credentials: "same-origin" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (!answer.ok || !page.getElementById("week")) throw new Error(String(answer.status));
      lifted = null;
      for (const part of ["content", "toasts"]) {
        const fresh = document.adoptNode(page.getElementById(part));
        document.getElementById(part).replaceWith(fresh);
        window.htmx?.process(fresh);
      }
      ready();
      document.getElementById(id)?.focus({ preventScroll: true });
      document.dispatchEvent(new CustomEvent("htmx:after:swap"));
    } catch {
      form.submit();
    }
  }

  function say(word) {
    const { block, day, start, minutes, timed } = lifted;
    const column = grid().querySelector(`.day[data-day="${day}"]`).getAttribute("aria-label");
    const when = timed ? `${column}, ${clock(start)} ${words().to} ${clock(start + minutes)}` : column;
    window.casquettes?.say([word ? `${block.dataset.name}, ${word}` : "", when].filter(Boolean).join(". "));
  }

  /* --- keyboard --- */

  function onKey(event) {
    const block = event.target.closest?.(".week .ev[data-name]");
    if (!block || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!lifted) {
      if (event.key !== " ") return;
      take(block);
      say(words().lifted);
    } else if (event.key === " " || event.key === "Enter") {
      drop();
    } else if (event.key === "Escape") {
      cancel();
      block.focus();
      window.casquettes?.say(words().cancelled);
    } else if (event.key in STEPS) {
      const [days, minutes] = STEPS[event.key];
      lifted.byKey = true;
      if (event.shiftKey && minutes) lengthen(minutes);
      else if (!event.shiftKey) shift(days, minutes);
      place();
      block.focus({ preventScroll: false });
      lifted.byKey = false;
      say("");
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  function onBlur(event) {
    if (lifted && !lifted.pointer && !lifted.byKey && event.target === lifted.block) setTimeout(() => {
      if (lifted && document.activeElement !== lifted.block && !lifted.pointer) cancel();
    });
  }

  /* --- mouse and pen; a finger scrolls and taps --- */

  function onDown(event) {
    const block = event.target.closest?.(".week .ev[data-name]");
    if (!block || event.button || event.pointerType === "touch" || lifted) return;
    const box = block.getBoundingClientRect();
    const resizes = Boolean(block.dataset.start) && box.bottom - event.clientY <= Math.min(EDGE, box.height / 3);
    take(block);
    block.classList.remove("lifted");
    lifted.pointer = { x: event.clientX, y: event.clientY, resizes, moved: false };
  }

  function onMove(event) {
    const pointer = lifted?.pointer;
    if (!pointer) return;
    const dx = event.clientX - pointer.x, dy = event.clientY - pointer.y;
    if (!pointer.moved && Math.hypot(dx, dy) < MOVED) return;
    pointer.moved = true;
    lifted.block.classList.add("lifted");
    const rows = (Number(grid().dataset.lastHour) - Number(grid().dataset.firstHour)) * 4;
    const height = grid().querySelector(".hours").getBoundingClientRect().height / rows;
    const steps = Math.round(dy / height) * QUARTER;
    Object.assign(lifted, lifted.first);
    if (pointer.resizes) {
      if (steps) lengthen(steps);
    } else {
      const over = columns(lifted.block).find((one) => {
        const box = one.getBoundingClientRect();
        return event.clientX >= box.left && event.clientX < box.right;
      });
      if (over) lifted.day = over.dataset.day;
      if (steps && lifted.timed) startAt(lifted.first.start + steps);
    }
    place();
    if (!lifted.block.hasPointerCapture(event.pointerId)) lifted.block.setPointerCapture(event.pointerId);
  }

  function onUp(event) {
    const pointer = lifted?.pointer;
    if (!pointer) return;
    const { block } = lifted;
    if (!pointer.moved || event.type === "pointercancel") { cancel(); return; }
    block.addEventListener("click", (click) => click.preventDefault(), { once: true, capture: true });
    drop();
  }

  function ready() {
    if (!grid()) return;
    grid().classList.add("live");
    for (const block of grid().querySelectorAll(".ev")) block.draggable = false;
  }

  document.addEventListener("keydown", onKey, true);
  document.addEventListener("focusout", onBlur);
  document.addEventListener("pointerdown", onDown);
  document.addEventListener("pointermove", onMove);
  document.addEventListener("pointerup", onUp);
  document.addEventListener("pointercancel", onUp);
  ready();
  if (/^#e\d+$/.test(location.hash)) document.getElementById(location.hash.slice(1))?.focus();
})();
