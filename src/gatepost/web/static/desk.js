// The desk's keyboard: j and k move between cards, a approves, r opens the clauses, u takes back.
// Everything works without this file: each key only presses a button that is there anyway.
"use strict";

const cards = () => [...document.querySelectorAll("[data-card]")];

function current() {
  const focused = document.activeElement;
  return (focused && focused.closest("[data-card]")) || null;
}

function move(step) {
  const all = cards();
  if (all.length === 0) return;
  const at = all.indexOf(current());
  const next = at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + step));
  all[next].focus({ preventScroll: true });
  all[next].scrollIntoView({ block: "nearest", behavior: "auto" });
}

function press(key) {
  const card = current() || (key === "u" ? document : cards()[0]);
  let button = card && card.querySelector(`[data-key="${key}"]`);
  if (!button && key === "u") button = document.querySelector('[data-key="u"]');
  if (!button) return;
  if (button.tagName === "SUMMARY") {
    button.parentElement.open = true;
    const first = button.parentElement.querySelector("input:checked") || button.parentElement.querySelector("input");
    first.focus();
  } else {
    button.click();
  }
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const target = event.target;
  const typing = target.matches("textarea, select, input:not([type=checkbox])");
  if (event.key === "Escape") {
    const open = target.closest("details[open]");
    if (open) {
      open.open = false;
      (open.closest("[data-card]") || open.querySelector("summary")).focus();
    }
    return;
  }
  if (typing) return;
  const letter = { KeyJ: "j", KeyK: "k", KeyA: "a", KeyR: "r", KeyU: "u" }[event.code];
  // By the key's place, so that an Arabic or Kurdish layout works too.
  if (!letter || event.shiftKey || event.repeat) return;
  event.preventDefault();
  if (letter === "j") move(1);
  else if (letter === "k") move(-1);
  else press(letter);
});

// After an action the card is replaced: keep the moderator's place, on what took its place.
document.addEventListener("htmx:afterSwap", (event) => {
  const id = event.detail.target && event.detail.target.id;
  const card = id && document.getElementById(id);
  if (card && card.matches("[data-card]")) card.focus({ preventScroll: true });
});

// A menu closes when something else is clicked.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
