// One comment as everybody sees it: the text exactly as it was written.
import type { Context } from "./context";
import { button, h, sending, sentence } from "./dom";
import { draftOf, form } from "./form";
import { reader, receiptOf, recall } from "./memory";
import type { Comment } from "./types";

const LONG = 1500; // UTF-16 units; more is folded until asked for

/** Who and when; the time is the comment's permanent address. */
export function byline({ f, w }: Context, comment: Comment, ...badges: (HTMLElement | false)[]) {
  const at = new Date(comment.published_at ?? comment.submitted_at);
  const time = h("time", { dateTime: at.toISOString(), title: f.date(at) }, f.since(at));
  const { badge, picked, question, answer } = comment;
  return h(
    "header",
    {},
    h("bdi", { class: "who" }, comment.author.name),
    !!badge && h("b", { class: "badge" }, badge.label),
    picked && h("b", {}, w.pick),
    !!question && h("i", {}, w.asked),
    ...badges,
    comment.state === "approved" ? h("a", { href: "#gatepost-" + comment.id }, time) : time,
    !!answer && h("a", { href: "#gatepost-" + answer }, w.answered),
  );
}

export function body(comment: Comment, pieces: (string | HTMLElement)[] = [comment.text]) {
  const { language } = comment;
  return h("p", { class: "text", dir: "auto", lang: language === "und" ? "" : language }, ...pieces);
}

const head = (context: Context, comment: Comment) =>
  byline(context, comment, !!receiptOf(comment.id) && h("i", {}, context.w.text));

/** "Well argued", with how many readers say so. Nobody can say the opposite, or say it of their own comment. */
function marking(context: Context, comment: Comment): HTMLElement | false {
  const { f, w } = context;
  const { id, author } = comment;
  const own = receiptOf(id);
  if (comment.marks === undefined || (own && !comment.marks)) return false;
  const count = h("small");
  const label = () => {
    count.textContent = comment.marks ? f.number(comment.marks) : "";
    element.ariaLabel = `${w.argued}${comment.marks ? " " + count.textContent : ""}: ${author.name}`;
  };
  const press = async () => {
    if (!sending(element, true)) return;
    try {
      const body = { on: element.ariaPressed !== "true" };
      const { marks, mine } = await context.call<{ marks: number; mine: boolean }>(`comments/${id}/mark`, {
        body,
        token: reader(),
      });
      comment.marks = marks;
      element.ariaPressed = String(mine);
      label();
    } catch (error) {
      void context.complain(error);
    }
    sending(element, false);
  };
  const element: HTMLElement = own
    ? h("span", { role: "img" }, w.argued, " ", count)
    : button(w.argued + " ", () => void press(), { ariaPressed: "false" });
  element.className = "mark";
  element.append(count);
  label();
  return element;
}

/** Shows anew what stands above and below the text of a comment that is shown already. */
export function refresh(context: Context, item: HTMLElement, comment: Comment): void {
  item.querySelector("header")?.replaceWith(head(context, comment));
  const old = item.querySelector("article > .row > .mark");
  if (old?.matches(":focus")) return;
  const mark = marking(context, comment);
  if (old && mark) {
    mark.ariaPressed = old.ariaPressed;
    old.replaceWith(mark);
  }
}

/** The place of a comment that is gone while answers to it are still there. */
export const gone = ({ w }: Context, { id }: Comment): HTMLElement =>
  h("article", { id: "gatepost-" + id, tabIndex: -1, class: "quiet" }, h("p", {}, w.gone));

export function article(context: Context, comment: Comment, answering?: string): HTMLElement {
  const { w } = context;
  if (comment.text === null) return gone(context, comment);
  const text = body(comment);
  const slot = h("div");
  /** A button that says in its label whose comment it is about. */
  const act = (name: string, onclick: () => void): HTMLElement =>
    button(name, onclick, { ariaLabel: `${name}: ${comment.author.name}`, ariaExpanded: "false" });
  /** Empties the place below; the focus goes back to the button, unless it has gone elsewhere already. */
  const shut = (by: HTMLElement) => {
    if (slot.matches(":focus-within")) by.focus();
    slot.replaceChildren();
    reply.ariaExpanded = options.ariaExpanded = "false";
  };
  const answer = () => {
    if (slot.querySelector(".reply")) return;
    shut(reply);
    slot.replaceChildren(form(context, comment, () => shut(reply)));
    reply.ariaExpanded = "true";
  };
  const reply = act(w.reply, () => {
    answer();
    slot.querySelector("textarea")?.focus();
  });
  const options = act(w.options, () => {
    if (options.ariaExpanded === "true") return shut(options);
    shut(options);
    options.ariaExpanded = "true";
    context
      .part("more")
      .then((more) => more.options(context, comment, slot, () => shut(options)), context.complain);
  });
  if (!context.about.closed && recall(draftOf(context.article, comment.id))) answer();
  const whole = button(w.whole, () => {
    text.classList.remove("long");
    whole.remove();
  });
  const long = comment.text.length > LONG;
  if (long) text.classList.add("long");
  return h(
    "article",
    { id: "gatepost-" + comment.id, tabIndex: -1 },
    head(context, comment),
    !!answering && h("small", {}, sentence(w.to, answering)),
    text,
    h("div", { class: "row" }, long && whole, !context.about.closed && reply, marking(context, comment), options),
    slot,
  );
}
