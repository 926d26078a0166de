// Who is at the desk, who looks at which card, what was decided elsewhere: told by the server as it happens, and
// told to it. Nothing that is being read moves. A hidden page listens to nothing and holds nothing.
"use strict";

(() => {
  const LOOK_MS = 500; // so long in focus is looking, and not passing by
  const RENEW_MS = 30_000;
  let source = null;
  let looking = "";
  let timer = 0;

  const card = (id) => document.getElementById(`card-${id}`);

  function say(id, text) {
    const place = card(id)?.querySelector("[data-presence]");
    if (place && place.textContent !== text) place.textContent = text;
  }

  function news({ id, text, seq, over, mine }) {
    const one = card(id);
    if (!one || one.matches("[data-done], [data-going]") || mine) return;
    const was = one.matches("[data-elsewhere]");
    say(id, text);
    one.toggleAttribute("data-elsewhere", Boolean(over));
    if (over) ahead.more();
    // What was decided and waits again may be decided again by whoever was told of both.
    if (was && !over) for (const seen of one.querySelectorAll("input[name=seen]")) seen.value = seq;
  }

  function listen() {
    if (source || document.hidden) return;
    source = new EventSource("/desk/stream");
    const on = (name, use) => source.addEventListener(name, (event) => use(JSON.parse(event.data)));
    on("claims", (held) => {
      for (const one of desk.cards()) say(one.dataset.card, held[one.dataset.card] || "");
    });
    on("card", news);
    on("people", ({ text }) => {
      const place = document.querySelector("[data-present]");
      if (!place) return;
      place.hidden = !text;
      place.textContent = place.title = text;
    });
    on("counts", (counts) => {
      for (const [name, figure] of Object.entries(counts)) {
        const place = document.getElementById(`count-${name}`);
        if (!place) continue;
        place.textContent = figure;
        if (place.closest("a[hidden]") && !/^[0٠۰]$/.test(figure)) place.closest("a").hidden = false;
      }
    });
  }

  function tell(at, left) {
    const body = new URLSearchParams({ at, left });
    const headers = JSON.parse(document.body.getAttribute("hx-headers") || "{}");
    return fetch("/desk/looking", { method: "POST", body, headers, keepalive: true }).catch(() => {});
  }

  // A card that is held by choice stays held when one goes on to the next.
  const held = (id) => Boolean(card(id)?.querySelector(".hold[aria-pressed=true]"));

  function look() {
    clearTimeout(timer);
    const now = desk.current();
    const at = now && desk.waits(now) && now.querySelector(".hold") && !document.hidden ? now.dataset.card : "";
    const left = looking && looking !== at && card(looking) && desk.waits(card(looking)) && !held(looking) ? looking : "";
    if (at || left) tell(at && held(at) ? "" : at, left);
    looking = at;
    if (at) timer = setTimeout(look, RENEW_MS);
  }

  function soon() {
    clearTimeout(timer);
    timer = setTimeout(look, LOOK_MS);
  }

  if (document.querySelector("[data-list]")) {
    document.addEventListener("focusin", soon);
    addEventListener("pagehide", () => {
      if (looking && !held(looking)) tell("", looking);
      looking = "";
    });
  }
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) {
      source?.close();
      source = null;
      look();
    } else {
      listen();
      soon();
    }
  });
  listen();
})();
