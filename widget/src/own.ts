// The answer to one's own comment while it is not public: waiting, or rejected with the reasons and a way to appeal.
import { body, byline, withdrawal } from "./comment";
import type { Context } from "./context";
import { plainly } from "./context";
import { h, sending } from "./dom";
import { marked } from "./marks";
import { receipts, recall, remember } from "./memory";
import type { Comment, Statement } from "./types";

export function card(context: Context, comment: Comment): HTMLElement {
  const { w } = context;
  const statement = comment.state === "rejected" ? comment.statement : null;
  const spans = statement?.clauses.flatMap(({ evidence }) => evidence) ?? [];
  return h(
    "article",
    { class: "own " + comment.state, tabIndex: -1 },
    byline(context, comment, h("i", {}, w.text)),
    h("p", { class: "answer" }, comment.state === "rejected" ? w.rejected : w.waiting),
    ...(statement?.clauses ?? []).map(({ id, title, wording, explanation }) =>
      h(
        "div",
        { class: "ground" },
        h("button", { onclick: () => context.openGuidelines(id) }, title),
        h("p", {}, wording),
        !!explanation && h("p", {}, explanation),
      ),
    ),
    body(comment, marked(comment.text, spans)),
    !!statement &&
      h(
        "p",
        { class: "quiet" },
        spans.length > 0 && w.marked + " ",
        statement.decided_by === "machine" ? w.machine : w.person,
      ),
    !!statement && appeal(context, comment, statement),
    h(
      "div",
      { class: "row" },
      !!statement && h("button", { onclick: () => context.openGuidelines() }, w.rules),
      withdrawal(context, comment.id),
    ),
  );
}

function appeal(context: Context, comment: Comment, { appeal }: Statement): HTMLElement | false {
  const { w } = context;
  if (appeal.state)
    return h(
      "div",
      { class: "appeal" },
      h("p", {}, appeal.state === "waiting" ? w.appealWaiting : w.appealUpheld),
      !!appeal.reply && h("blockquote", { dir: "auto" }, appeal.reply),
    );
  const own = receipts().find(({ id }) => id === comment.id);
  if (!appeal.possible || !own) return false;
  const place = "appeal:" + comment.id;
  const text = h("textarea", { rows: 3, value: recall<string>(place) ?? "" });
  const problem = h("p", { class: "problem", role: "alert" });
  const send = h("button", { class: "send" }, w.appealSend);
  text.oninput = () => remember(place, text.value || undefined);
  return h(
    "form",
    {
      class: "appeal",
      noValidate: true,
      async onsubmit(event: Event) {
        event.preventDefault();
        if (!/\S/.test(text.value)) return text.focus();
        if (!sending(send, true)) return;
        try {
          const path = `comments/${own.id}/appeal`;
          await context.call(path, { body: { text: text.value }, token: own.token });
          remember(place, undefined);
          context.say(w.appealWaiting);
          await context.follow(own);
        } catch (error) {
          problem.textContent = plainly(context, error);
        }
        sending(send, false);
      },
    },
    h("p", {}, w.appealAsk),
    h("label", {}, w.appealText, text),
    problem,
    h("div", { class: "row" }, send),
  );
}
