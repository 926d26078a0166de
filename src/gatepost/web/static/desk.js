// The desk's keyboard: j and k move between cards, a approves, r opens the clauses, p picks, u takes back.
// A decision by keyboard goes on to the next card at once; u still takes back the newest decision.
// Everything works without this file: each key only presses a button that is there anyway.
"use strict";

let byKeyboard = false;
let newest = ""; // the id of the card that was decided last

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
  go(all[next]);
}

function go(element) {
  element.focus({ preventScroll: true });
  element.scrollIntoView({ block: "nearest", behavior: "auto" });
}

function press(key) {
  const card = current();
  let button = card && card.querySelector(`[data-key="${key}"]`);
  if (!button && key === "u") {
    button = (document.getElementById(newest) || document).querySelector('[data-key="u"]');
  } else if (!card) {
    return move(1); // first show which card it would be
  }
  // A second press while the first is on its way means nothing new.
  if (!button || button.closest("[data-card]")?.querySelector(".htmx-request")) return;
  if (button.tagName === "SUMMARY") {
    button.parentElement.open = true;
    const first = button.parentElement.querySelector("input:checked") || button.parentElement.querySelector("input");
    first.focus();
  } else {
    button.click();
  }
}

document.addEventListener("keydown", (event) => {
  byKeyboard = true;
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
  const letter = { KeyJ: "j", KeyK: "k", KeyA: "a", KeyR: "r", KeyU: "u", KeyP: "p" }[event.code];
  // By the key's place, so that an Arabic or Kurdish layout works too.
  if (!letter || event.shiftKey || event.repeat) return;
  // Among the clauses a slip must not approve.
  if (target.closest(".reject form") && letter !== "j" && letter !== "k") return;
  event.preventDefault();
  if (letter === "j") move(1);
  else if (letter === "k") move(-1);
  else press(letter);
});

document.addEventListener("pointerdown", () => (byKeyboard = false), true);

// After an action the card is replaced. By mouse the moderator stays with what took its place, to take it back;
// by keyboard the next card that waits is there at once, else the next page.
document.addEventListener("htmx:afterSwap", (event) => {
  const id = event.detail.target && event.detail.target.id;
  const card = id && document.getElementById(id);
  if (!card || !card.matches("[data-card]")) return;
  if (!card.matches("[data-done]")) return go(card);
  newest = id;
  const all = cards();
  const following = all.slice(all.indexOf(card)).concat(all).find((one) => !one.matches("[data-done]"));
  if (!byKeyboard) card.focus({ preventScroll: true });
  else go(following || document.querySelector(".pages [rel=next]") || card);
});

// No answer at all: say so where the action was, instead of nothing.
for (const failure of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(failure, (event) => {
    const card = event.target.closest("[data-card]");
    if (!card) return;
    for (const old of card.querySelectorAll(".unreachable")) old.remove();
    const problem = document.createElement("p");
    problem.className = "flash problem unreachable";
    problem.setAttribute("role", "alert");
    problem.textContent = document.body.dataset.offline;
    (card.querySelector(".card-main") || card).append(problem);
  });
}

// A menu closes when something else is clicked.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
