/* Says to a screen reader what changed: `casquettes.say("…")`; also what came in as toasts. */
window.casquettes = (() => {
  const live = () => document.getElementById("announcer");
  const say = (words) => {
    const region = live();
    if (!region || !words) return;
    region.textContent = "";
    setTimeout(() => { region.textContent = words; }, 60);
  };
  return { say };
})();
