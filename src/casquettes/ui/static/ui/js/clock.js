/* Ticks what the server rendered (data-run = seconds when it answered); stores no time itself. */
(() => {
  const begun = new WeakMap();
  const two = (n) => String(n).padStart(2, "0");
  const said = (s) => `${Math.floor(s / 3600)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
  const tick = () => {
    const now = performance.now();
    document.querySelectorAll("time[data-run]").forEach((clock) => {
      const known = begun.get(clock);
      if (!known || known.run !== clock.dataset.run) begun.set(clock, { run: clock.dataset.run, at: now });
      const seconds = Number(clock.dataset.run) + Math.floor((now - begun.get(clock).at) / 1000);
      const words = said(seconds);
      if (clock.textContent !== words) clock.textContent = words;
    });
  };
  tick();
  setInterval(tick, 1000);
  // A page shown again asks at once what the hat is now.
  const ask = () => {
    const worn = document.getElementById("worn");
    if (worn && !document.hidden) worn.dispatchEvent(new CustomEvent("seen"));
  };
  document.addEventListener("visibilitychange", ask);
  window.addEventListener("pageshow", (event) => { if (event.persisted) ask(); });
  // Another browser changed the hat: the wordmark wears it, and the page takes its colours where
  // it wore the old one.
  let before = document.getElementById("worn")?.dataset.worn;
  const dress = (worn) => {
    const now = worn.dataset.worn, brand = document.querySelector(".brand .hat");
    if (now && brand) brand.replaceWith(worn.querySelector(".hat").cloneNode(true));
    if (now && document.body.dataset.hat === before) document.body.dataset.hat = now;
    before = now;
  };
  document.addEventListener("htmx:after:swap", () => {
    tick();
    const worn = document.getElementById("worn");
    const changed = worn && worn.dataset.version !== document.body.dataset.version;
    if (!changed) return;
    document.body.dataset.version = worn.dataset.version;
    dress(worn);
    window.casquettes.say(worn.dataset.said);
  });
})();
