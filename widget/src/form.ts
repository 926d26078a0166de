// Writing a comment or a reply. What was typed is kept until the server has it for good.
import { Problem, newKey } from "./api";
import type { Context } from "./context";
import { MAX_CODE_POINTS, plainly } from "./context";
import { h, sending, sentence } from "./dom";
import { keep, recall, remember } from "./memory";
import type { Objecting } from "./suspended";
import type { Comment, Submitted } from "./types";
import { part } from "./words";

/** `key` is there once an attempt was made whose end is unknown: the next one sends it again. */
interface Draft {
  text: string;
  key?: string | undefined;
}

export const draftOf = (article: string, parent = ""): string => `draft:${article}#${parent}`;

/** The form; `done` is called when it may go away (a reply was sent or given up). */
export function form(context: Context, parent?: Comment, done?: () => void): HTMLFormElement {
  const { article, call, w, f } = context;
  const place = draftOf(article, parent?.id);
  const draft = recall<Draft>(place) ?? { text: "" };
  let key = draft.key;

  const name = h("input", { value: recall<string>("name") ?? "", autocomplete: "nickname" });
  const text = h("textarea", { value: draft.text, rows: parent ? 3 : 7 });
  const counter = h("small");
  const problem = h("p", { class: "problem", role: "alert" });
  const send = h("button", { class: "send" });

  const count = () => {
    const length = Array.from(text.value).length;
    // What is typed sets the direction; an empty field runs the way of the interface.
    for (const field of [name, text]) field.dir = field.value ? "auto" : "";
    counter.textContent = `${f.number(length)} / ${f.number(MAX_CODE_POINTS)}`;
    counter.className = length > MAX_CODE_POINTS ? "over" : "";
    return length;
  };
  const refuse = (words: string, field?: HTMLElement) => {
    problem.textContent = words;
    field?.setAttribute("aria-invalid", "true");
    field?.focus();
  };
  const busy = (is: boolean) => {
    text.readOnly = name.readOnly = is;
    send.textContent = is ? w.sending : w.send;
    return sending(send, is);
  };
  const save = () => {
    remember(place, text.value ? ({ text: text.value, key } satisfies Draft) : undefined);
    remember("name", name.value);
  };

  text.oninput = name.oninput = () => {
    key = undefined; // another comment is another attempt
    problem.textContent = "";
    text.ariaInvalid = name.ariaInvalid = null;
    count();
    save();
  };

  async function submit(event: Event) {
    event.preventDefault();
    if (text.readOnly) return;
    const length = count();
    if (!/\S/.test(text.value)) return refuse(w.empty, text);
    if (length > MAX_CODE_POINTS) return refuse(plainly(context, new Problem("text-too-long", 0)), text);
    if (!/\S/.test(name.value)) return refuse(w.nameBad, name);
    key ??= newKey();
    save();
    busy(true);
    problem.textContent = "";
    const author = { name: name.value };
    try {
      const body = { article: { url: article }, text: text.value, author, parent: parent?.id };
      const post = () => call<Submitted>("comments", { body, key, token: recall<string>("reader") });
      const { id, state, receipt, comment, statement, reader } = await post().catch((error) => {
        if (error.status !== 401) throw error;
        remember("reader", undefined); // the site does not know it (any more): one is a stranger again
        return post();
      });
      if (reader) remember("reader", reader.token);
      const own = { id, token: receipt.token, article, state };
      keep(own);
      text.value = "";
      key = undefined;
      save();
      count();
      context.place({ ...comment, statement: statement ?? null }, true);
      if (state === "pending") void context.follow(own, 2000);
      done?.();
    } catch (error) {
      // A definite no ends the attempt; silence, or trouble of the server, leaves its end open.
      if (error instanceof Problem && error.status && error.status < 500) key = undefined;
      save();
      refuse(plainly(context, error));
      const told = error instanceof Problem && error.answer.suspension;
      if (told)
        void part<Objecting>(context.base, "-suspended").then((objecting) =>
          objecting.default(problem, told, call, recall("reader")!),
        );
    }
    busy(false);
    if (key) send.textContent = w.retry;
  }

  busy(false);
  count();
  return h(
    "form",
    { class: parent ? "reply" : "", onsubmit: submit, noValidate: true },
    h("label", {}, w.name, name),
    h("label", {}, parent ? h("span", {}, sentence(w.replyText, parent.author.name)) : w.text, text),
    problem,
    h(
      "div",
      { class: "row" },
      send,
      parent && h("button", { type: "button", onclick: done }, w.cancel),
      counter,
    ),
  );
}
