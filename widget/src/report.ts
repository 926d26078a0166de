// A reader tells the moderators that a public comment breaks a guideline.
import type { Context } from "./context";
import { plainly } from "./context";
import { h, sending } from "./dom";
import { recall } from "./memory";
import type { Comment, Reported } from "./types";

/** The form; `done` is called when it may go away, with true once the report has arrived. */
export function reporting(context: Context, comment: Comment, done: (sent: boolean) => void): HTMLFormElement {
  const { w } = context;
  const clause = h("select");
  const text = h("textarea", { rows: 2, dir: "auto" });
  const problem = h("p", { class: "problem", role: "alert" });
  const send = h("button", { class: "send" }, w.report);
  const trouble = (error?: unknown) => (problem.textContent = plainly(context, error));
  void context.clauses().then((known) => {
    // Nothing is chosen beforehand: what a reader reports is what they mean.
    clause.append(h("option", { value: "" }), ...known.map(([value, title]) => h("option", { value }, title)));
    if (!known.length) trouble();
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
          const ask = { body, token: recall<string>("reader") };
          const { already_reviewed } = await context.call<Reported>(`comments/${comment.id}/report`, ask);
          context.say(w[already_reviewed ? "reviewed" : "reported"]);
          done(true);
        } catch (error) {
          trouble(error);
        }
        sending(send, false);
      },
    },
    h("label", {}, w.reportAsk, clause),
    h("label", {}, w.reportNote, text),
    problem,
    h("div", { class: "row" }, send, h("button", { type: "button", onclick: () => done(false) }, w.cancel)),
  );
}
