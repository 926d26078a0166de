// One's own comment while it is not public: waiting, or rejected with the reasons and a way to appeal.
import { Problem, body, byline, button, fill, h, keep, receiptOf } from "../kit";
import type { Context } from "../context";
import type { Comment, Own, Statement } from "../types";
import { objection } from "./appeal";
import { marked } from "./marks";
import { tools } from "./options";

const FIRST = 2000; // ms until one asks for the first time what has become of a waiting comment
const SLOWEST = 60_000;
const timers = new Map<string, ReturnType<typeof setTimeout>>();

const open = ({ state, statement }: Comment) => state === "pending" || statement?.appeal.state === "waiting";
const stand = ({ state, statement }: Comment) => state + statement?.appeal.state;

/** Puts the card where it belongs, says what it says, and follows what becomes of it while that is open. */
export function place(context: Context, comment: Comment, focus: boolean): void {
  const { section, threads } = context;
  const { id } = comment;
  const old = section.querySelector("#own-" + id);
  const kept = old?.matches(":focus-within");
  const siblings = threads.beside(comment);
  threads.remove(id);
  const item = h("li", { id: "own-" + id }, card(context, comment));
  if (old?.parentNode === (siblings ?? context.cards)) old.replaceWith(item);
  else {
    old?.remove();
    (siblings ?? context.cards).append(item);
  }
  if (kept) item.querySelector("article")?.focus({ preventScroll: true });
  if (open(comment) && !timers.has(id)) watch(context, id, FIRST);
  if (!focus) return;
  tell(context, comment);
  context.reveal(item, true);
}

function tell({ say, w }: Context, { state }: Comment) {
  say(state === "approved" ? w.published : state === "rejected" ? w.rejected : w.waiting);
}

function watch(context: Context, id: string, wait: number) {
  clearTimeout(timers.get(id));
  timers.set(id, setTimeout(() => void look(context, id, wait), wait));
}

/** Asks how the comment stands, now and, while something is open, ever more slowly again. */
export async function look(context: Context, id: string, wait: number): Promise<void> {
  const own = receiptOf(id);
  const before = context.mine.get(id);
  clearTimeout(timers.get(id));
  timers.delete(id);
  if (!own || context.ended.aborted) return;
  let now = before;
  if (!wait || !document.hidden)
    try {
      now = await context.call<Comment>("comments/" + id, { token: own.token });
    } catch (error) {
      if (error instanceof Problem && error.status === 404) return forget(context, own);
    }
  if (context.ended.aborted) return;
  if (now && now !== before) {
    if (now.state === "withdrawn" || now.state === "erased") return forget(context, own);
    const news = now.state !== own.state;
    keep({ ...own, state: now.state });
    if (now.state !== "approved" ? !before || stand(now) !== stand(before) : news) context.place(now);
    // The reader may be writing something else meanwhile: tell, but leave the focus alone.
    if (news) tell(context, now);
  }
  if (now ? open(now) : own.state !== "approved") watch(context, id, Math.min((wait || FIRST) * 2, SLOWEST));
}

/** All of these as they stand now; cards for those that are not public come with the list. */
export async function recallAll(context: Context, owns: Own[]): Promise<void> {
  await Promise.all(owns.map(({ id }) => look(context, id, 0)));
}

export function forget(context: Context, own: Own): void {
  keep(own, true);
  context.mine.delete(own.id);
  context.section.querySelector("#own-" + own.id)?.remove();
}

/** A comment that the address names and no page had: alone above the others, or the news that it is gone. */
export async function visit(context: Context, id: string): Promise<void> {
  try {
    const comment = await context.call<Comment>("comments/" + id);
    context.threads.add(context, comment);
    const item = context.threads.item(id);
    if (!item) return;
    if (item.parentNode === context.threads.list) context.threads.list.prepend(item);
    context.reveal(item);
  } catch (error) {
    if (error instanceof Problem && error.status === 404) context.say(context.w.nowhere);
  }
}

function card(context: Context, comment: Comment): HTMLElement {
  const { f, w } = context;
  const { state, waiting } = comment;
  const statement = state === "rejected" ? comment.statement : null;
  const spans = statement?.clauses.flatMap(({ evidence }) => evidence) ?? [];
  const slot = h("div");
  return h(
    "article",
    { class: "own " + state, tabIndex: -1 },
    byline(context, comment, h("i", {}, w.text)),
    h("p", { class: "answer" }, state === "rejected" ? w.rejected : w.waiting),
    state === "pending" &&
      !!waiting &&
      h(
        "p",
        { class: "quiet" },
        fill(w.usual, f.span(waiting.median_seconds), f.span(waiting.p90_seconds)),
        !!waiting.hours && " " + fill(w.hours, waiting.hours),
      ),
    ...(statement?.clauses ?? []).map(({ id, title, wording, explanation }) =>
      h(
        "div",
        { class: "ground" },
        button(title, () => void context.rules.open(id)),
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
    h("div", { class: "row" }, ...tools(context, comment, slot)),
    slot,
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
  const own = receiptOf(comment.id);
  if (!appeal.possible || !own) return false;
  return objection(context, "appeal:" + comment.id, w.appealAsk, w.appealText, async (text) => {
    await context.call(`comments/${own.id}/appeal`, { body: { text }, token: own.token });
    context.say(w.appealWaiting);
    await look(context, own.id, 0);
  });
}
