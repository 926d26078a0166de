// The keyboard. Keys are known by their place (KeyboardEvent.code), so that every layout has them; which key does
// what comes from the moderator's preferences. Each key presses a button that is on the page anyway.
"use strict";

(() => {
  const keys = JSON.parse(desk.setting("keys") || "{}");
  const action = Object.fromEntries(Object.entries(keys).filter(([, code]) => code).map(([name, code]) => [code, name]));
  const on = desk.setting("shortcuts") === "on";
  let going = false; // after the key for going: a queue's letter is awaited

  function pressed(event) {
    if (event.key === "?" && action["Shift+Slash"]) return "Shift+Slash"; // wherever a layout has these two
    if (event.key === "/" && action.Slash) return "Slash";
    return (event.shiftKey ? "Shift+" : "") + event.code;
  }

  const letter = (event) => (/^Key[A-Z]$/.test(event.code) && !event.shiftKey ? event.code[3].toLowerCase() : "");
  const typing = (target) => target.matches("textarea, select, input:not([type=checkbox], [type=radio])");

  function move(step) {
    const all = desk.cards();
    if (!all.length) return;
    const at = all.indexOf(desk.current());
    const next = at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + step));
    desk.go(all[next]);
  }

  // Clauses, once rejecting has begun
  const open = (target) => target.closest("details.reject[open]");

  function begin(reject) {
    reject.open = true;
    (reject.querySelector("input:checked") || reject.querySelector("input")).focus();
  }

  function family(reject, wanted) {
    reject.dataset.family = wanted;
    for (const one of reject.querySelectorAll("[data-letters]")) {
      one.classList.toggle("aside", Boolean(wanted) && !one.dataset.letters.startsWith(wanted));
    }
  }

  // Whether the letter names a clause or a family of clauses. The first named takes the engine's guess away.
  function name(reject, one) {
    const sofar = reject.dataset.family || "";
    const labels = [...reject.querySelectorAll("[data-letters]")];
    const label = labels.find((each) => each.dataset.letters === sofar + one);
    if (label) {
      const box = label.querySelector("input");
      const first = !reject.dataset.named;
      if (first) {
        for (const other of reject.querySelectorAll("input:checked")) other.checked = false;
        reject.dataset.named = "yes";
      }
      box.checked = first || !box.checked;
      box.focus();
      family(reject, "");
      return true;
    }
    if (!sofar && labels.some((each) => each.dataset.letters.startsWith(one))) {
      family(reject, one);
      return true;
    }
    return Boolean(sofar);
  }

  function inReject(event, reject) {
    if (event.key === "Enter" && event.target.matches("input")) {
      event.preventDefault();
      if (!reject.dataset.family && !event.repeat) reject.querySelector("[data-do=send]").click();
      return true;
    }
    const one = letter(event);
    if (!on || !one || event.repeat) return false;
    if (action[event.code] === "note" && !reject.dataset.family) return false;
    const known = name(reject, one);
    // Among the clauses a slip must neither approve nor take back; moving on is harmless.
    if (known || !["next", "previous"].includes(action[event.code])) {
      event.preventDefault();
      return true;
    }
    return false;
  }

  // One action for the card before the moderator
  function press(what) {
    const card = desk.current();
    if (what === "undo") return ahead.undo(card);
    if (!card) return move(1); // first show which card it would be
    const button = card.querySelector(`[data-do="${what}"]`);
    if (!button || button.disabled || card.matches("[data-going]")) return;
    if (["approve", "reject"].includes(what)) {
      // What a colleague has decided is overturned on purpose, with Tab and Enter, and not by going on.
      if (card.matches("[data-elsewhere]")) return;
      if (button.tagName === "BUTTON" && desk.fresh()) return;
    }
    if (what === "reject" && button.tagName === "SUMMARY") return begin(button.parentElement);
    if (what === "note") {
      button.parentElement.open = true;
      return button.parentElement.querySelector("textarea").focus();
    }
    button.click();
  }

  const perform = {
    next: () => move(1),
    previous: () => move(-1),
    go: () => (going = true),
    search: () => document.querySelector("input[name=q]")?.focus(),
    blur: () => care.blur(),
    show: () => care.show(desk.current()),
    help: () => help(),
    bulk: () => document.querySelector("[data-do=together], [data-page-do=bulk]")?.click(),
  };

  async function help() {
    const dialog = document.getElementById("help");
    if (!dialog || dialog.open) return;
    const body = dialog.querySelector("[data-keys-here]");
    if (!body.childElementCount) {
      const answer = await fetch("/desk/keys", { headers: { "HX-Request": "true" } });
      if (answer.ok) body.innerHTML = await answer.text();
    }
    dialog.showModal();
  }

  function escape(event) {
    going = false;
    const reject = open(event.target);
    if (reject?.dataset.family) return family(reject, "");
    const part = event.target.closest("details[open]");
    if (part && part.closest("[data-card]")) {
      if (!part.matches(".note")) part.open = false;
      return part.closest("[data-card]").focus();
    }
    if (part) {
      part.open = false;
      return part.querySelector("summary").focus();
    }
    if (typing(event.target)) (desk.cards().find(desk.waits) || document.getElementById("main")).focus();
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
    if (document.querySelector("dialog[open]")) return;
    if (event.key === "Escape") return escape(event);
    // A note ends with Enter, back where it was begun; Shift and Enter begin a new line.
    if (event.key === "Enter" && !event.shiftKey && event.target.matches(".note textarea")) {
      event.preventDefault();
      const card = event.target.closest("[data-card]");
      const reject = card.querySelector("details.reject[open]");
      return reject ? begin(reject) : card.focus();
    }
    if (typing(event.target)) return;
    const reject = open(event.target);
    if (reject && inReject(event, reject)) return;
    if (!on || event.repeat) return;
    if (going) {
      going = false;
      const link = document.querySelector(`a[data-go="${letter(event)}"]`);
      if (letter(event) && link) {
        event.preventDefault();
        location.assign(link.href);
      }
      return;
    }
    const what = action[pressed(event)];
    if (!what) return;
    event.preventDefault();
    (perform[what] || (() => press(what)))();
  });

  document.querySelector("#help form button, #help [data-close]")?.addEventListener("click", () => {
    document.getElementById("help").close();
  });
  for (const button of document.querySelectorAll("[data-help]")) {
    button.addEventListener("click", (event) => {
      event.preventDefault();
      help();
    });
  }
})();
