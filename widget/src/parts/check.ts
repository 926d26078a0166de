// Before sending: a look at the text by the same guidelines. It shows which words may break which of them, blocks
// nothing, proposes no words. And the sum that a flooded server asks for.
import { button, h } from "../kit";
import type { Context } from "../context";
import type { Evidence, Work } from "../types";
import { marked } from "./marks";
import { solved } from "./work";

const PATIENCE = 3000; // ms; a slow answer is no reason to keep anybody waiting

interface Checked {
  clauses: { clause: string; title: string; wording?: string; spans: Evidence[] }[];
}

/** What to show before the text is sent; nothing if there is nothing to say, or nobody to say it. */
export async function check(
  context: Context,
  form: HTMLFormElement,
  text: string,
): Promise<HTMLElement | undefined> {
  const { article, call, rules, w } = context;
  const late = new Promise<undefined>((done) => setTimeout(done, PATIENCE));
  const asked = call<Checked>("check", { body: { text, article: { url: article } } }).catch(() => {});
  const found = (await Promise.race([asked, late]))?.clauses ?? [];
  if (!found.length) return undefined;
  const panel = h(
    "div",
    { class: "check own", role: "group", ariaLabel: w.checkTitle, tabIndex: -1 },
    h("p", { class: "answer" }, w.checkTitle),
    ...found.map(({ clause, title, wording, spans }) =>
      h(
        "div",
        { class: "ground" },
        button(title, () => void rules.open(clause)),
        h("p", {}, wording),
        spans.length > 0 && h("p", { class: "text", dir: "auto" }, ...marked(text, spans)),
      ),
    ),
    h("p", { class: "quiet" }, w.checkNote),
    h(
      "div",
      { class: "row" },
      button(
        w.change,
        () => {
          form.querySelector("textarea")?.focus();
          panel.remove();
        },
        { class: "more" },
      ),
      button(w.anyway, () => form.requestSubmit(), { class: "more" }),
    ),
  );
  return panel;
}

/** The value of the header `Gatepost-Work`. */
export async function solve(context: Context, work: Work): Promise<string> {
  context.say(context.w.work);
  return `${work.challenge}:${await solved(work, context.ended)}`;
}
