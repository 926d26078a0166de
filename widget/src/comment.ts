// One comment as everybody sees it: the text exactly as it was written.
import type { Context } from "./context";
import { h, sentence } from "./dom";
import { draftOf, form } from "./form";
import { recall, receipts } from "./memory";
import { reporting } from "./report";
import type { Comment } from "./types";

const LONG = 1500; // UTF-16 units; more is folded until asked for

/** Who and when; the time is the comment's permanent address. */
export function byline({ f, w }: Context, comment: Comment, ...badges: (HTMLElement | false)[]) {
  const at = new Date(comment.published_at ?? comment.submitted_at);
  const time = h("time", { dateTime: at.toISOString(), title: f.date(at) }, f.since(at));
  return h(
    "header",
    {},
    h("bdi", { class: "who" }, comment.author.name),
    comment.picked && h("b", {}, w.pick),
    ...badges,
    comment.state === "approved" ? h("a", { href: "#gatepost-" + comment.id }, time) : time,
  );
}

export function body(comment: Comment, pieces: (string | HTMLElement)[] = [comment.text]) {
  const { language } = comment;
  return h("p", { class: "text", dir: "auto", lang: language === "und" ? "" : language }, ...pieces);
}

/** A button that withdraws, on the second press. */
export function withdrawal(context: Context, id: string): HTMLElement | false {
  const own = receipts().find((receipt) => receipt.id === id);
  if (!own) return false;
  let sure = false;
  const button: HTMLElement = h(
    "button",
    {
      async onclick() {
        if (sure) await context.withdraw(own);
        else button.textContent = context.w.sure;
        sure = true;
      },
    },
    context.w.withdraw,
  );
  return button;
}

export function article(context: Context, comment: Comment, answering?: string): HTMLElement {
  const { w } = context;
  const text = body(comment);
  const slot = h("div");
  const own = withdrawal(context, comment.id);
  /** Empties the place below; the focus goes back to `button`, unless it has gone elsewhere already. */
  const shut = (button: HTMLElement) => {
    if (slot.matches(":focus-within")) button.focus();
    slot.replaceChildren();
  };
  const answer = () => {
    if (!slot.querySelector(".reply")) slot.replaceChildren(form(context, comment, () => shut(reply)));
  };
  /** A button that says in its label whose comment it is about. */
  const act = (name: string, onclick: () => void): HTMLElement =>
    h("button", { "aria-label": `${name}: ${comment.author.name}`, onclick }, name);
  const reply = act(w.reply, () => {
    answer();
    slot.querySelector("textarea")?.focus();
  });
  const report = act(w.report, () => {
    const done = (sent: boolean) => {
      shut(report);
      if (sent) element.focus({ preventScroll: true });
      if (sent) report.remove();
    };
    slot.replaceChildren(reporting(context, comment, done));
    slot.querySelector("select")?.focus();
  });
  if (!context.closed && recall(draftOf(context.article, comment.id))) answer();
  const whole: HTMLElement = h(
    "button",
    {
      onclick() {
        text.classList.remove("long");
        whole.remove();
      },
    },
    w.whole,
  );
  const long = comment.text.length > LONG;
  if (long) text.classList.add("long");
  const element = h(
    "article",
    { id: "gatepost-" + comment.id, tabIndex: -1 },
    byline(context, comment, !!own && h("i", {}, w.text)),
    !!answering && h("small", {}, sentence(w.to, answering)),
    text,
    h("div", { class: "row" }, long && whole, !context.closed && reply, own || report),
    slot,
  );
  return element;
}
