// Public comments laid out as threads: four levels are indented, deeper replies follow at the last one.
import { article, refresh } from "./comment";
import type { Context } from "./context";
import { h } from "./dom";
import type { Comment } from "./types";

const DEEPEST = 3;

interface Place {
  item: HTMLElement;
  /** Where replies go: a list of its own, or at the deepest level the list that the comment is in. */
  replies: HTMLElement;
  level: number;
  comment: Comment;
}

export class Threads {
  readonly list = h("ol");
  readonly places = new Map<string, Place>();

  has = (id: string): boolean => this.places.has(id);
  item = (id: string): HTMLElement | undefined => this.places.get(id)?.item;

  #parentOf({ parent }: Comment): Place | undefined {
    return parent ? this.places.get(parent) : undefined;
  }

  /** The list that replies to the same comment stand in, if that comment is here. */
  beside(comment: Comment): HTMLElement | undefined {
    return this.#parentOf(comment)?.replies;
  }

  clear(): void {
    this.places.clear();
    this.list.replaceChildren();
  }

  remove(id: string): void {
    this.item(id)?.remove();
    this.places.delete(id);
  }

  /** Puts comments and their replies in their places; parents come before replies, however deep. */
  add(context: Context, ...threads: Comment[]): void {
    const waiting = threads.reverse();
    for (let comment; (comment = waiting.pop()); ) {
      const above = this.#parentOf(comment);
      const level = above ? Math.min(above.level + 1, DEEPEST) : 0;
      const name = above?.level === DEEPEST ? above.comment.author.name : "";
      const item = h("li", {}, article(context, comment, name));
      const into = above?.replies ?? this.list;
      const replies = level < DEEPEST ? h("ol") : into;
      if (level < DEEPEST) item.append(replies);
      this.remove(comment.id);
      this.places.set(comment.id, { item, replies, level, comment });
      into.append(item);
      waiting.push(...(comment.children ?? []).reverse());
    }
  }

  /** Shows what has changed about a comment beside its text; nothing else moves or loses the focus. */
  renew(context: Context, comment: Comment): void {
    const place = this.places.get(comment.id);
    if (place) refresh(context, place.item, (place.comment = comment));
  }
}
