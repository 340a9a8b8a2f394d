/* A search that answers while typing keeps the page's address, and its exports, in step with it. */
(() => {
  "use strict";
  const form = document.querySelector("form[data-finder]");
  if (!form) return;
  let waiting = 0;
  const follow = () => {
    const asked = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (value) asked.append(name, value);
    const search = asked.toString();
    history.replaceState(history.state, "", search ? `?${search}` : location.pathname);
    for (const link of document.querySelectorAll("a[data-as]")) {
      asked.set("as", link.dataset.as);
      link.search = asked.toString();
    }
  };
  const later = () => {
    clearTimeout(waiting);
    waiting = setTimeout(follow, 250);
  };
  form.addEventListener("input", later);
  form.addEventListener("change", later);
})();
