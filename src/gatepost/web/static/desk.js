// What the desk's scripts share: which cards there are, which one is before the moderator, and keeping it there.
// The desk works without any of them; they only press buttons that are there anyway, and sooner.
"use strict";

const desk = (() => {
  const READ_MS = 200; // nobody has read a card sooner: until then a decision by key is a slip
  let byKeyboard = false;
  let arrived = -READ_MS;

  const cards = () => [...document.querySelectorAll("[data-card]")];
  const waits = (card) => !card.matches("[data-done], [data-going], [data-elsewhere]");
  const current = () => document.activeElement?.closest("[data-card]") || null;
  const setting = (name) => document.body.dataset[name] || "";

  function go(element, where = "start") {
    if (!element) return;
    if (element !== current()) arrived = performance.now();
    element.focus({ preventScroll: true });
    element.scrollIntoView({ block: where, behavior: "instant" });
  }

  // The card that waits after this one, else the first that waits.
  function following(card) {
    const all = cards();
    return all.slice(all.indexOf(card) + 1).concat(all).find((one) => one !== card && waits(one)) || null;
  }

  // Change the page above or below without moving what is being read.
  function steady(change) {
    const fixed = current();
    const before = fixed?.getBoundingClientRect().top;
    const result = change();
    const now = current() || fixed;
    if (now?.isConnected && before !== undefined) {
      const moved = now.getBoundingClientRect().top - before;
      if (Math.abs(moved) >= 1) scrollBy({ top: moved, behavior: "instant" });
    }
    return result;
  }

  // A word in the corner that takes nobody's focus; `card` gets a button that leads to it.
  function tell(text, card) {
    const corner = document.getElementById("told");
    if (!corner) return;
    const word = document.createElement("p");
    word.textContent = text;
    if (card) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = "↩";
      button.setAttribute("aria-label", corner.dataset.back);
      button.addEventListener("click", () => {
        word.remove();
        go(document.getElementById(card));
      });
      word.append(" ", button);
    }
    corner.append(word);
    while (corner.children.length > 3) corner.firstElementChild.remove();
  }

  document.addEventListener("keydown", () => (byKeyboard = true), true);
  document.addEventListener("pointerdown", () => (byKeyboard = false), true);

  // A menu closes when something else is clicked.
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });

  // The place is in the address: reload, sign in again or change the language, and the same card is before you.
  let pending = 0;
  function here() {
    const address = new URL(location.href);
    const card = current();
    if (!card || !document.querySelector("[data-list]")) return address;
    for (const name of ["after", "past", "done", "lang"]) address.searchParams.delete(name);
    address.searchParams.set("at", card.dataset.card);
    return address;
  }
  document.addEventListener("focusin", () => {
    clearTimeout(pending);
    // Not at each step: browsers count how often an address changes.
    pending = setTimeout(() => history.replaceState(null, "", here()), 300);
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-lang]");
    if (!link) return;
    const address = new URL(location.href);
    address.searchParams.set("lang", link.dataset.lang);
    link.href = address.href;
  });

  return {
    cards,
    waits,
    current,
    setting,
    go,
    following,
    steady,
    tell,
    here,
    keyboard: () => byKeyboard,
    fresh: () => performance.now() - arrived < READ_MS,
  };
})();

// After a reload the card of the address is before the moderator again.
if (new URLSearchParams(location.search).has("at")) {
  const at = new URLSearchParams(location.search).get("at");
  desk.go(document.getElementById(`card-${at}`) || desk.cards().find(desk.waits));
}
