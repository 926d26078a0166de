// What happens while one reads: new comments, changes, removals. Nothing that the reader sees is moved: what would
// move it waits behind a button.
import { button, fill, gone, reader, receipts, recall } from "../kit";
import type { Context } from "../context";
import type { Article, Comment } from "../types";

/** Opens the stream, and asks what this reader has marked. */
export function follow(context: Context): void {
  const { article, base, call, ended, f, float, mine, threads, w } = context;
  const waiting = new Map<string, Comment>();
  const press = button("", open, { class: "send", hidden: true });
  float.prepend(press);

  /** Where the comment would stand: below everything that is seen now? */
  function unseen(comment: Comment): boolean {
    const into = threads.beside(comment) ?? threads.list;
    const { top, bottom } = (into.childElementCount ? into : (into.parentElement ?? into)).getBoundingClientRect();
    return (into === threads.list && context.order() === "newest" ? top : bottom) > innerHeight;
  }

  function insert(comment: Comment) {
    threads.add(context, comment);
    const item = threads.item(comment.id);
    if (item?.parentNode === threads.list && context.order() === "newest") threads.list.prepend(item);
    return item;
  }

  function arrive(comment: Comment) {
    if (mine.has(comment.id)) return void context.part("more").then((more) => more.look(context, comment.id, 0));
    if (threads.has(comment.id)) return threads.renew(context, comment);
    if (waiting.has(comment.id)) return;
    context.tally(1);
    if (comment.parent && !threads.has(comment.parent) && !waiting.has(comment.parent)) return;
    if (unseen(comment) && !waiting.size) insert(comment);
    else waiting.set(comment.id, comment);
    label();
  }

  function label() {
    press.hidden = !waiting.size;
    press.textContent = fill(w.arrived, f.number(waiting.size));
  }

  function open() {
    const items = [...waiting.values()].map(insert);
    waiting.clear();
    label();
    if (items[0]) context.reveal(items[0], true);
  }

  function leave(id: string) {
    if (waiting.delete(id)) {
      context.tally(-1);
      return label();
    }
    const place = threads.places.get(id);
    const shown = place?.item.querySelector("article");
    // One's own is followed by itself, with the reasons.
    if (receipts().some((own) => own.id === id)) return void context.part("more").then((more) => more.look(context, id, 0));
    if (!place || !shown) return;
    context.tally(-1);
    // Its place stays as high as it was until the list is loaded again: nothing jumps.
    const height = shown.getBoundingClientRect().height;
    const empty = gone(context, place.comment);
    empty.style.minBlockSize = height + "px";
    shown.replaceWith(empty);
  }

  /** After a gap: what is new, and what has gone. */
  async function compare() {
    const page = await context.ask().catch(() => {});
    if (!page || ended.aborted) return;
    const ids = new Set<string>();
    (function each(comments: Comment[]) {
      for (const comment of comments) {
        ids.add(comment.id);
        if (!threads.has(comment.id)) {
          if (comment.text !== null) arrive({ ...comment, children: [] });
        } else threads.renew(context, comment);
        each(comment.children ?? []);
      }
    })(page.comments);
    if (!page.after)
      for (const [id, { comment }] of threads.places) if (!ids.has(id) && comment.text !== null) leave(id);
  }

  const stream = new EventSource(`${base}/api/v1/stream?article=${encodeURIComponent(article)}`);
  const on = <T>(name: string, run: (data: T) => void) =>
    stream.addEventListener(name, ({ data }: MessageEventInit<string>) => {
      if (data) run(JSON.parse(data) as T); // the browser has an "open" of its own, with nothing in it
    });
  on("open", () => void compare());
  on("missed", () => void compare());
  on<Comment>("published", (comment) => void context.sending.then(() => arrive(comment)));
  on<Comment>("changed", arrive);
  on<{ id: string }>("removed", ({ id }) => leave(id));
  on<Article>("article", (about) => {
    context.about = about;
    context.announce();
    context.identify();
  });
  ended.addEventListener("abort", () => stream.close());

  if (reader() || recall("client"))
    void call<{ marked: string[] }>("me/marks?article=" + encodeURIComponent(article), { token: reader() }).then(
      ({ marked }) => {
        for (const id of marked) {
          const mark = threads.item(id)?.querySelector("article > .row > .mark");
          if (mark) mark.ariaPressed = "true";
        }
      },
      () => undefined,
    );
}

