// A form for one objection: against a rejection or a suspension. What is written is kept until it has arrived.
import { button, h, recall, remember, sending } from "../kit";
import type { Context } from "../context";
import { plainly } from "./plainly";

/** `place` names the draft; `send` sends the words, and what it throws is told. */
export function objection(
  context: Context,
  place: string,
  ask: string,
  label: string,
  send: (text: string) => Promise<void>,
): HTMLElement {
  const { w } = context;
  const text = h("textarea", { rows: 3, value: recall<string>(place) ?? "", dir: "auto" });
  const problem = h("p", { class: "problem", role: "alert" });
  text.oninput = () => remember(place, text.value || undefined);
  // No form of its own: it may stand inside the form for the comment.
  const press = button(w.appealSend, () => void submit(), { class: "send" });

  async function submit() {
    if (!/\S/.test(text.value)) return text.focus();
    if (!sending(press, true)) return;
    problem.textContent = "";
    try {
      await send(text.value);
      remember(place);
    } catch (error) {
      problem.textContent = plainly(context, error);
    }
    sending(press, false);
  }

  return h(
    "div",
    { class: "appeal" },
    !!ask && h("p", {}, ask),
    h("label", {}, label, text),
    problem,
    h("div", { class: "row" }, press),
  );
}
