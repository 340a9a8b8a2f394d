// An answer is kept on this device as she types, then by the server; the later of the two is hers.
"use strict";
(() => {
  const form = document.querySelector("form[data-answer]");
  if (!form) return;
  const REST = 1500, AGAIN = 8000, PREFIX = "bilan-answer:", LEFT = "bilan-left";
  const guess = "guess" in form.dataset;
  const key = PREFIX + form.dataset.answer + (guess ? "-guess" : "");
  const status = form.querySelector("[data-saved]");
  const found = form.querySelector("[data-found]");
  const seen = form.elements.seen;
  const shown = fields();
  let timer = 0, sending = false, torn = false, stale = false;

  const box = {
    get(name) { try { return JSON.parse(localStorage.getItem(name)); } catch { return null; } },
    set(name, value) { try { localStorage.setItem(name, JSON.stringify(value)); } catch { /* full, or refused */ } },
    drop(name) { try { localStorage.removeItem(name); } catch { /* refused */ } },
  };

  function fields() {
    const told = [];
    for (const [name, value] of new FormData(form)) {
      if (name !== "csrfmiddlewaretoken" && name !== "seen" && name !== "then") told.push([name, value]);
    }
    return told;
  }
  const trimmed = (told) => JSON.stringify(told.map(([name, value]) => [name, String(value).trim()]));
  const same = (one, other) => trimmed(one) === trimmed(other);
  const clock = (ms) => new Date(ms).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });

  function fill(told) {
    const values = new Map();
    for (const [name, value] of told) values.set(name, [...(values.get(name) || []), value]);
    for (const field of form.elements) {
      if (!field.name || ["csrfmiddlewaretoken", "seen", "then"].includes(field.name)) continue;
      const mine = values.get(field.name) || [];
      if (field.type === "radio" || field.type === "checkbox") field.checked = mine.includes(field.value);
      else field.value = mine[0] ?? "";
      field.dispatchEvent(new Event("bilan:filled", { bubbles: true }));
    }
  }

  function say(text) { status.textContent = text; }

  function keep() {
    const told = fields();
    box.set(key, { at: Date.now(), seen: seen.value, told });
  }

  async function save() {
    if (guess || torn || sending) return;
    if (stale) { renew(); return; }
    sending = true;
    const told = fields();
    const body = new FormData(form);
    body.set("then", "save");
    let answer;
    try {
      answer = await fetch(location.href, { method: "POST", body, redirect: "manual", credentials: "same-origin" });
    } catch {
      sending = false;
      say(status.dataset.offline);
      timer = setTimeout(save, AGAIN);
      return;
    }
    sending = false;
    await told_by(answer, told);
  }

  async function told_by(answer, told) {
    if (answer.status === 200 || answer.status === 409 || answer.status === 422) {
      const part = new DOMParser().parseFromString(await answer.text(), "text/html").body;
      const mark = part.querySelector("[data-mark]");
      if (answer.status === 200 && mark) {
        seen.value = mark.dataset.mark;
        status.replaceChildren(mark);
        if (same(told, fields())) box.drop(key);
        else { keep(); rest(); }
      } else if (answer.status === 409 && mark) {
        torn = true;
        seen.value = mark.dataset.mark;
        form.querySelector("[data-conflict]").replaceChildren(mark);
        say("");
      } else if (answer.status === 422) status.replaceChildren(...part.childNodes);
      return;
    }
    if (answer.status === 404) { say(status.dataset.gone); return; }
    stale = answer.type === "opaqueredirect" || answer.status === 403;
    say(stale ? status.dataset.signedOut : status.dataset.offline);
    if (!stale) timer = setTimeout(save, AGAIN);
  }

  // Signed in again in another window: this page takes the new key and saves what it kept.
  async function renew() {
    if (!stale || sending) return;
    sending = true;
    try {
      const page = await fetch(location.href, { redirect: "manual", credentials: "same-origin" });
      const fresh = page.ok && new DOMParser().parseFromString(await page.text(), "text/html").querySelector("form[data-answer]");
      if (fresh) {
        form.elements.csrfmiddlewaretoken.value = fresh.elements.csrfmiddlewaretoken.value;
        stale = false;
      }
    } catch { /* no network: the next look tries again */ }
    sending = false;
    if (!stale) save();
  }

  function rest() {
    clearTimeout(timer);
    timer = setTimeout(save, REST);
  }

  function touched() {
    keep();
    if (guess) return;
    say(status.dataset.waiting);
    rest();
  }

  form.addEventListener("input", () => { found.hidden = true; touched(); });
  form.addEventListener("change", touched);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) renew(); });
  window.addEventListener("focus", renew);
  window.addEventListener("online", () => { if (box.get(key)) save(); });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    keep();
    box.set(LEFT, { key, from: location.pathname });
  });
  form.addEventListener("click", (event) => {
    if (event.target.closest("[data-take-other]")) {
      event.preventDefault();
      box.drop(key);
      location.assign(location.pathname);
    }
  });

  // She went on from another question and arrived: the server has that answer.
  const left = box.get(LEFT);
  if (left && left.from !== location.pathname) box.drop(left.key);
  box.drop(LEFT);
  if (!guess) box.drop(`${key}-guess`);

  // What this device kept of this question, if it says something else than what was saved.
  const mine = box.get(key);
  const refused = document.querySelector("[data-focus], [data-other]");
  if (mine && Array.isArray(mine.told)) {
    if (same(mine.told, shown) || refused) box.drop(key);
    else offer(mine);
  }

  function offer(mine) {
    const newer = mine.seen === seen.value;
    const words = found.querySelector("[data-words]");
    const take = found.querySelector("[data-take]");
    words.textContent = `${newer ? found.dataset.newer : found.dataset.older} ${clock(mine.at)}.`;
    take.textContent = newer ? take.dataset.back : take.dataset.this;
    found.querySelector("[data-forget]").hidden = newer;
    found.hidden = false;
    if (newer) { fill(mine.told); rest(); }
    take.addEventListener("click", () => {
      found.hidden = true;
      fill(newer ? shown : mine.told);
      touched();
    });
    found.querySelector("[data-forget]").addEventListener("click", () => {
      found.hidden = true;
      box.drop(key);
    });
  }

  // Sliders: the hand moves the figure, the figure moves the hand.
  for (const hand of form.querySelectorAll("input[type=range][data-for]")) {
    const figure = document.getElementById(hand.dataset.for);
    const follow = () => { hand.value = figure.value.replace(/\s/g, "").replace(",", "."); };
    hand.hidden = false;
    follow();
    figure.addEventListener("input", follow);
    figure.addEventListener("bilan:filled", follow);
    hand.addEventListener("input", () => { figure.value = hand.value.replace(".", document.documentElement.lang === "fr" ? "," : "."); });
  }

  // The week she wants, added up.
  const week = form.querySelector("[data-week]");
  if (week) {
    const add = () => {
      let whole = 0;
      for (const field of week.querySelectorAll("input")) whole += Number(field.value.replace(/\s/g, "").replace(",", ".")) || 0;
      const minutes = Math.round(whole * 60), rest = String(minutes % 60).padStart(2, "0");
      week.querySelector("[data-sum]").textContent = `${Math.floor(minutes / 60)}\u202fh${minutes % 60 ? `\u202f${rest}` : ""}`;
      week.querySelector(".ideal-sum").classList.toggle("over", whole > Number(week.dataset.cap));
    };
    week.addEventListener("input", add);
    week.addEventListener("bilan:filled", add);
  }

  // Five minutes, if she wants them counted.
  const watch = form.querySelector("[data-timer]");
  if (watch) {
    watch.hidden = false;
    watch.querySelector("[data-start]").addEventListener("click", (event) => {
      const end = Date.now() + 1000 * Number(watch.dataset.timer);
      event.currentTarget.hidden = true;
      form.querySelector("textarea").focus();
      const tick = () => {
        const left = Math.max(0, Math.round((end - Date.now()) / 1000));
        watch.querySelector("[data-left]").textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
        if (left) setTimeout(tick, 1000);
        else watch.querySelector("[data-said]").textContent = watch.dataset.over;
      };
      tick();
    });
  }
})();
