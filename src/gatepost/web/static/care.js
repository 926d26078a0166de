// Care for whoever reads the worst of it: strong words blurred until asked for, a gentle word about a break.
"use strict";

const care = (() => {
  const root = document.documentElement;
  const KEY = "gatepost-desk-blur";
  const toggle = document.querySelector("[data-blur-toggle]");

  function set(blurred) {
    root.toggleAttribute("data-blur", blurred);
    toggle?.setAttribute("aria-pressed", String(blurred));
    for (const card of document.querySelectorAll("[data-bared]")) delete card.dataset.bared;
    for (const button of document.querySelectorAll("[data-bare]")) button.hidden = !blurred;
  }

  // The key switches for this sitting; the preference is what a new one begins with.
  function blur() {
    const blurred = !root.hasAttribute("data-blur");
    sessionStorage.setItem(KEY, blurred ? "on" : "off");
    set(blurred);
  }

  function show(card) {
    if (!card) return;
    const folded = card.querySelector("details.warned");
    if (folded) folded.open = !folded.open;
    if (!root.hasAttribute("data-blur")) return;
    card.toggleAttribute("data-bared");
  }

  if (toggle) {
    toggle.hidden = false;
    toggle.addEventListener("click", blur);
  }
  const chosen = sessionStorage.getItem(KEY);
  set(chosen ? chosen === "on" : root.hasAttribute("data-blur"));
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-bare]")) show(event.target.closest("[data-card]"));
  });
  for (const more of ["htmx:afterSwap", "desk:more"]) {
    document.addEventListener(more, () => {
      for (const button of document.querySelectorAll("[data-bare]")) button.hidden = !root.hasAttribute("data-blur");
    });
  }

  // A break: counted while somebody works, begun anew after a pause of five minutes. It never stands in the way.
  const minutes = Number(desk.setting("break"));
  const word = document.querySelector(".break");
  if (minutes && word) {
    const PAUSE = 5 * 60_000;
    const now = () => Date.now();
    const read = () => JSON.parse(sessionStorage.getItem("gatepost-desk-sitting") || "null");
    const keep = (sitting) => sessionStorage.setItem("gatepost-desk-sitting", JSON.stringify(sitting));
    const work = () => {
      const sitting = read();
      const begun = !sitting || now() - sitting.last > PAUSE ? now() : sitting.begun;
      keep({ begun, last: now() });
      word.hidden = now() - begun < minutes * 60_000;
    };
    document.addEventListener("keydown", work, { passive: true });
    document.addEventListener("pointerdown", (event) => {
      if (!word.contains(event.target)) work();
    });
    word.querySelector("button").addEventListener("click", () => {
      keep({ begun: now(), last: now() });
      word.hidden = true;
    });
  }

  return { blur, show };
})();
