// A reader tells the moderators that a public comment breaks a guideline.
import { button, h, reader, sending } from "../kit";
import type { Context } from "../context";
import type { Comment } from "../types";
import { plainly } from "./plainly";

/** The form; `shut` takes it away. */
export function reporting(context: Context, comment: Comment, shut: () => void): HTMLFormElement {
  const { w } = context;
  const clause = h("select");
  const text = h("textarea", { rows: 2, dir: "auto" });
  const problem = h("p", { class: "problem", role: "alert" });
  const send = h("button", { class: "send" }, w.report);
  void context.rules.clauses().then((known) => {
    // Nothing is chosen beforehand: what a reader reports is what they mean.
    clause.append(h("option", { value: "" }), ...known.map(([value, title]) => h("option", { value }, title)));
    if (!known.length) problem.textContent = w.failed;
  });
  return h(
    "form",
    {
      class: "appeal",
      noValidate: true,
      async onsubmit(event: Event) {
        event.preventDefault();
        if (!clause.value) return clause.focus();
        if (!sending(send, true)) return;
        try {
          const body = { clause: clause.value, text: text.value };
          const path = `comments/${comment.id}/report`;
          const { already_reviewed } = await context.call<{ already_reviewed: boolean }>(path, { body, token: reader() });
          context.say(already_reviewed ? w.reviewed : w.reported);
          shut();
        } catch (error) {
          problem.textContent = plainly(context, error);
        }
        sending(send, false);
      },
    },
    h("label", {}, w.reportAsk, clause),
    h("label", {}, w.reportNote, text),
    problem,
    h("div", { class: "row" }, send, button(w.cancel, shut)),
  );
}
