// What is known of marked words, beside them when the pointer or the focus comes: clause, probability, who found
// it, why. Without this file the same is said in the list beside the comment, and by the browser's own tooltip.
"use strict";

(() => {
  const tip = document.createElement("div");
  tip.className = "tip";
  tip.id = "tip";
  tip.hidden = true;
  tip.setAttribute("role", "tooltip");
  document.body.append(tip);
  let shown = null;
  let leaving = 0;

  function show(mark) {
    clearTimeout(leaving);
    if (mark.title) {
      mark.dataset.tip = mark.title;
      mark.removeAttribute("title"); // or the browser's would come on top
    }
    if (!mark.dataset.tip) return;
    shown = mark;
    tip.replaceChildren(
      ...mark.dataset.tip.split("\n").map((line) => {
        const one = document.createElement("p");
        one.textContent = line;
        return one;
      }),
    );
    tip.hidden = false;
    const at = mark.getClientRects()[0];
    if (!at) return hide();
    const size = tip.getBoundingClientRect();
    const above = at.top - size.height - 6;
    tip.style.top = `${above > 60 ? above : at.bottom + 6}px`;
    tip.style.left = `${Math.max(8, Math.min(at.left, innerWidth - size.width - 8))}px`;
  }

  function hide() {
    clearTimeout(leaving);
    tip.hidden = true;
    shown = null;
  }

  const mark = (event) => event.target.closest?.(".comment-text mark");
  document.addEventListener("pointerover", (event) => {
    if (mark(event)) show(mark(event));
    else if (event.target.closest?.("#tip")) clearTimeout(leaving);
  });
  document.addEventListener("pointerout", (event) => {
    // Time enough to move the pointer onto what is said, and to copy it.
    if (shown && (mark(event) === shown || event.target.closest?.("#tip"))) {
      clearTimeout(leaving);
      if (shown !== document.activeElement) leaving = setTimeout(hide, 300);
    }
  });
  document.addEventListener("focusin", (event) => (mark(event) ? show(mark(event)) : hide()));
  document.addEventListener("scroll", hide, { passive: true });
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Escape" || !shown) return;
      hide();
      event.stopPropagation();
    },
    true,
  );
})();
