/* The palette: one field, a list the server fills, arrows and Enter. Without script the same
   address is a page. Options are plain data: data-href goes there, data-post sends a form. */
(() => {
  const dialog = document.getElementById("palette");
  if (!dialog) return;
  const field = dialog.querySelector("[role=combobox]");
  const results = dialog.querySelector("#palette-results");
  let asked = null, last = null, timer = 0, answer = Promise.resolve();

  const list = () => results.querySelector("[role=listbox]");
  const options = () => [...results.querySelectorAll("[role=option]")];
  const chosen = () => results.querySelector("[role=option][aria-selected=true]");
  const choose = (option) => {
    const before = chosen();
    if (before) before.setAttribute("aria-selected", "false");
    if (!option) { field.removeAttribute("aria-activedescendant"); return; }
    option.setAttribute("aria-selected", "true");
    field.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  };
  const move = (step) => {
    const all = options();
    if (!all.length) return;
    const place = all.indexOf(chosen());
    choose(all[(place + step + all.length) % all.length]);
  };
  const fill = async () => {
    const typed = field.value.trim();
    if (typed === last) return;
    last = typed;
    if (asked) asked.abort();
    asked = new AbortController();
    try {
      const reply = await fetch(`${dialog.dataset.url}?q=${encodeURIComponent(typed)}`, {
        headers: { "X-Palette": "1" }, signal: asked.signal,
      });
      if (!reply.ok) throw new Error(String(reply.status));
      const text = await reply.text();
      results.innerHTML = text;
      choose(options()[0]);
      const count = results.querySelector("[data-count]");
      if (typed && count) window.casquettes.say(count.dataset.count);
    } catch (error) {
      if (error.name === "AbortError") return;
      last = null;
      list().replaceChildren();
      field.removeAttribute("aria-activedescendant");
      list().textContent = dialog.dataset.failed;
    }
  };
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(() => { answer = fill(); }, 120);
  };
  const send = (option) => {
    if (dialog.dataset.sent) return; // a key held down sends once
    dialog.dataset.sent = "yes";
    const form = document.createElement("form");
    form.method = "post";
    form.action = option.dataset.post;
    const put = (name, value) => {
      const input = document.createElement("input");
      input.type = "hidden"; input.name = name; input.value = value;
      form.append(input);
    };
    put("csrfmiddlewaretoken", dialog.dataset.token);
    put("once", dialog.dataset.token);
    put("next", location.pathname + location.search);
    const values = JSON.parse(option.dataset.values || "{}");
    Object.entries(values).forEach(([name, value]) => put(name, value));
    document.body.append(form);
    form.submit();
  };
  const act = async (shift) => {
    clearTimeout(timer);
    answer = fill();
    await answer;
    let option = chosen();
    if (!option) return;
    // Shift and Enter on a typed line: the same, not billable.
    if (shift) option = results.querySelector("[data-with-shift]") || option;
    if (option.dataset.post) send(option);
    else if (option.dataset.open) {
      dialog.close();
      document.getElementById(option.dataset.open).showModal();
    } else location.href = option.dataset.href;
  };
  const open = (typed) => {
    if (typed !== undefined) field.value = typed;
    if (!dialog.open) dialog.showModal();
    field.focus();
    field.select();
    last = null;
    answer = fill();
  };

  window.addEventListener("pageshow", () => { delete dialog.dataset.sent; });
  // A digit alone wears its hat: at once with Enter, or when nothing follows it. "2h sorting"
  // begins with a digit too, so it waits; not on a touch screen, nor when she turned keys off.
  let alone = 0;
  const wearSoon = () => {
    clearTimeout(alone);
    const keys = document.body.dataset.shortcuts !== "off" && matchMedia("(pointer: fine)").matches;
    if (!keys || !/^[1-7]$/.test(field.value)) return;
    alone = setTimeout(() => { if (/^[1-7]$/.test(field.value) && dialog.open) act(false); }, 900);
  };
  dialog.addEventListener("close", () => clearTimeout(alone));
  field.addEventListener("input", () => { soon(); wearSoon(); });
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter") {
      event.preventDefault();
      act(event.shiftKey);
    }
  });
  results.addEventListener("pointermove", (event) => {
    const option = event.target.closest("[role=option]");
    if (option && option !== chosen()) {
      chosen()?.setAttribute("aria-selected", "false");
      option.setAttribute("aria-selected", "true");
      field.setAttribute("aria-activedescendant", option.id);
    }
  });
  results.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) { choose(option); act(false); }
  });
  dialog.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-palette]");
    if (opener && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      open(opener.dataset.palette || "");
    }
  });
  window.casquettes.palette = { open, close: () => dialog.close(), isOpen: () => dialog.open };
})();
