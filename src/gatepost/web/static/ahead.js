// Going ahead of the server: with a decision by key the next card is there at once, before the answer. What the
// server refuses comes back with what was typed, and says why. The next page is fetched before this one ends.
"use strict";

const ahead = (() => {
  const FEW = 8; // so many waiting cards left: time for the next page
  let newest = ""; // the card that was decided last
  let takeBack = ""; // its taking back was asked for before the answer came
  let fetching = false;
  let leaving = false; // the last card was decided: go on to the next page once all answers are there

  const decides = (path) => /\/(approve|reject|appeal)$/.test(path);
  const button = (card, what) => card?.querySelector(`[data-do="${what}"]`);

  function undo(card) {
    const own = card && button(card, "undo");
    if (own) return own.click();
    const last = document.getElementById(newest);
    if (last?.matches("[data-going]")) takeBack = newest;
    else (button(last, "undo") || document.querySelector("main [data-do=undo]"))?.click();
  }

  document.addEventListener("htmx:beforeRequest", (event) => {
    const card = event.target.closest("[data-card]");
    if (!card) return;
    for (const old of card.querySelectorAll(".unreachable")) old.remove();
    if (!decides(event.detail.requestConfig.path)) return;
    if (card.matches("[data-going]")) return event.preventDefault(); // a second press while the first is on its way
    card.dataset.going = desk.keyboard() ? "ahead" : "";
    newest = card.id;
    if (!desk.keyboard()) return;
    const next = desk.following(card);
    desk.go(next || card);
    leaving = !next;
    more();
  });

  // The card is replaced by its new face. What is being read stays where it is.
  let fixed = null;
  document.addEventListener("htmx:beforeSwap", (event) => {
    const old = event.detail.target?.closest?.("[data-card]");
    if (!old) return;
    const focused = desk.current();
    fixed = focused && focused !== old ? { card: focused, top: focused.getBoundingClientRect().top } : null;
    old.dataset.was = old.dataset.going ?? "";
    last = { id: old.id, ahead: old.dataset.going === "ahead", held: focused === old };
  });
  let last = { id: "", ahead: false, held: false };

  document.addEventListener("htmx:afterSwap", (event) => {
    const card = document.getElementById(event.detail.target?.id || "");
    if (!card || !card.matches("[data-card]")) return;
    if (fixed?.card.isConnected) {
      scrollBy({ top: fixed.card.getBoundingClientRect().top - fixed.top, behavior: "instant" });
    }
    const problem = card.querySelector(".problem")?.textContent.trim();
    if (problem && last.ahead) {
      takeBack = "";
      if (last.held) desk.go(card);
      else desk.tell(desk.setting("cameBack").replace("{problem}", problem), card.id);
      return;
    }
    if (!card.matches("[data-done]")) return desk.go(card);
    if (takeBack === card.id) {
      takeBack = "";
      // Not before htmx knows the new button, or the whole page would be loaded anew.
      return setTimeout(() => button(document.getElementById(card.id), "undo")?.click());
    }
    if (!last.ahead) return last.held || !desk.current() ? card.focus({ preventScroll: true }) : undefined;
    if (last.held) onward(card);
  });

  // The last card of the page was decided: to the next one, else stay with what was done.
  function onward(card) {
    const next = desk.following(card);
    if (next) return desk.go(next);
    const link = document.querySelector(".pages [rel=next]");
    if (fetching) return;
    if (link) desk.go(link);
    else card.focus({ preventScroll: true });
  }

  // No answer at all: say so where the action was; what was typed is still there.
  for (const failure of ["htmx:sendError", "htmx:timeout"]) {
    document.addEventListener(failure, (event) => {
      const card = event.target.closest("[data-card]");
      if (!card) return;
      const wasAhead = card.dataset.going === "ahead";
      delete card.dataset.going;
      const problem = document.createElement("p");
      problem.className = "flash problem unreachable";
      problem.setAttribute("role", "alert");
      problem.textContent = desk.setting("offline");
      desk.steady(() => (card.querySelector(".card-main") || card).append(problem));
      if (wasAhead && desk.current() !== card) {
        desk.tell(desk.setting("cameBack").replace("{problem}", desk.setting("offline")), card.id);
      }
    });
  }

  async function more() {
    const link = document.querySelector(".pages [rel=next]");
    const list = document.querySelector("ul.cards");
    if (fetching || !link || !list || desk.cards().filter(desk.waits).length > FEW) return;
    fetching = true;
    try {
      const answer = await fetch(link.href, { headers: { "HX-Request": "true" } });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = [...page.querySelectorAll("[data-card]")].filter((card) => !document.getElementById(card.id));
      list.append(...fresh.map((card) => document.adoptNode(card)));
      document.querySelector(".pages")?.replaceWith(document.adoptNode(page.querySelector(".pages")));
      for (const card of fresh) htmx.process(card);
      document.dispatchEvent(new CustomEvent("desk:more"));
    } catch {
      // The link is still there, for when the network is.
    } finally {
      fetching = false;
    }
    if (leaving) {
      leaving = false;
      const card = desk.current();
      if (!card || !desk.waits(card)) desk.go(desk.following(card) || card);
    }
    more();
  }

  document.addEventListener("focusin", (event) => {
    if (event.target.matches?.("[data-card]")) more();
  });

  return { undo, more };
})();
