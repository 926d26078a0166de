// What one may do with a comment: report it or check its text; with one's own, keep the receipt, take it back.
import { button, h, receiptOf } from "../kit";
import type { Context } from "../context";
import type { Comment, Own } from "../types";
import { forget } from "./card";
import { download, twice } from "./files";
import { reporting } from "./report";
import { verify } from "./verify";

/** Fills the place under a public comment. */
export function options(context: Context, comment: Comment, slot: HTMLElement, shut: () => void): void {
  const { w } = context;
  const own = receiptOf(comment.id);
  const below = h("div");
  const report = button(w.report, () => {
    slot.replaceChildren(reporting(context, comment, shut));
    slot.querySelector("select")?.focus();
  });
  slot.replaceChildren(
    h("div", { class: "row" }, !own && report, ...tools(context, comment, below)),
    below,
  );
}

/** Buttons for one comment; what they have to say goes into `below`. */
export function tools(context: Context, comment: Comment, below: HTMLElement): HTMLElement[] {
  const { base, call, w } = context;
  const { id } = comment;
  const own = receiptOf(id);
  const said = h("p", { class: "quiet", role: "status" });
  below.append(said);
  const check = button(w.verify, async () => {
    said.textContent = await verify(context, comment);
  });
  if (!own) return [check];
  const link = `${base}/r/${own.token}`;
  return [
    button(w.receipt, () => save(own, comment, link)),
    button(w.receiptLink, async () => {
      try {
        await navigator.clipboard.writeText(link);
        said.textContent = w.copied;
      } catch {
        said.textContent = link;
      }
    }),
    check,
    ...(["withdraw", "erase"] as const).map((act) =>
      twice(act === "erase" ? w.erase : w.withdraw, act === "erase" ? w.eraseSure : w.sure, async () => {
        try {
          await call(`comments/${id}/${act}`, { body: { confirm: true }, token: own.token });
          forget(context, own);
          await context.load();
          context.say(act === "erase" ? w.erased : w.withdrawn);
          context.title.focus({ preventScroll: true }); // what had the focus is gone
        } catch (error) {
          await context.complain(error);
        }
      }),
    ),
  ];
}

/** A file with all that proves what was submitted, and the link that opens it again. */
export function save({ receipt, article }: Own, { id, text, author, submitted_at }: Comment, link: string): void {
  download(`receipt-${id}.json`, { comment: id, article, author: author.name, text, submitted_at, ...receipt, link });
}
