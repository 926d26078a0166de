// Writing a comment or a reply. What was typed is kept until the server has it for good.
import { Problem, newKey } from "./api";
import type { Context } from "./context";
import { MAX_CODE_POINTS } from "./context";
import { button, h, sending, sentence, tick } from "./dom";
import { account, keep, reader, recall, remember } from "./memory";
import type { Comment, Submitted } from "./types";
import { fill } from "./words";

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
  const who = h("div", { class: "identity" });
  const text = h("textarea", { value: draft.text, rows: parent ? 3 : 7 });
  const [asking, question] = tick(w.question);
  const [following, follow] = tick(w.follow);
  // People do not see this field, programs that fill in everything do.
  const trap = h("input", { name: "website", autocomplete: "off", tabIndex: -1, ariaHidden: "true", class: "trap" });
  const counter = h("small");
  const problem = h("p", { class: "problem", role: "alert" });
  const send = h("button", { class: "send" });
  const guests = () => context.site.who?.includes("guest") ?? true;

  const identify = () => {
    const known = account();
    const others = context.site.who?.some((way) => way !== "guest");
    const part = (run: "signIn" | "mine" | "signOut") => () =>
      void context.part("more").then((found) => found[run](context), context.complain);
    who.replaceChildren(
      known?.name
        ? h("span", {}, h("bdi", { class: "who" }, known.name), " ", !!known.badge && h("b", {}, known.badge.label))
        : known || guests()
          ? h("label", {}, w.name, name)
          : h("span", {}, w.signInFirst),
      h(
        "span",
        { class: "row", hidden: !!parent },
        !known && others && button(w.signIn, part("signIn")),
        !!reader() && button(w.mine, part("mine")),
        !!known && button(w.signOut, part("signOut")),
      ),
    );
    asking.hidden = !!parent || !context.about.questions;
    following.hidden = !known?.email;
  };
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
    if (field) field.ariaInvalid = "true";
    field?.focus();
  };
  let free = () => {};
  const busy = (is: boolean) => {
    free();
    if (is) context.sending = new Promise((done) => (free = done));
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

  let checked = "";
  let skip: (() => void) | undefined;

  /** Whether the author wants to send it as it is. A second press of the button does not wait for the answer. */
  async function sure(): Promise<boolean> {
    if (!context.site.check || checked === text.value) return true;
    checked = text.value;
    const panel = await Promise.race([
      context.part("more").then((more) => more.check(context, element, text.value)).catch(() => {}),
      new Promise<undefined>((done) => (skip = () => done(undefined))),
    ]);
    skip = undefined;
    if (!panel) return true;
    problem.before(panel);
    panel.focus();
    return false;
  }

  async function submit(event: Event) {
    event.preventDefault();
    if (text.readOnly) return skip?.();
    element.querySelector(".check")?.remove();
    const length = count();
    if (!/\S/.test(text.value)) return refuse(w.empty, text);
    if (length > MAX_CODE_POINTS) return refuse(fill(w.long, f.number(MAX_CODE_POINTS)), text);
    const known = account();
    if (name.isConnected && !/\S/.test(name.value)) return refuse(w.nameBad, name);
    busy(true);
    problem.textContent = "";
    if (!(await sure())) return void busy(false);
    key ??= newKey();
    save();
    try {
      const body = {
        article: { url: article },
        text: text.value,
        author: { name: known?.name || name.value },
        parent: parent?.id,
        question: question.checked && !asking.hidden,
        follow: follow.checked && !following.hidden,
        website: trap.value,
      };
      const post = () => call<Submitted>("comments", { body, key, token: reader() });
      const answer = await post().catch((error) => {
        if (error.status !== 401) throw error;
        remember("reader"); // the site does not know it (any more)
        context.identify();
        if (known) throw error;
        return post(); // one is a stranger again
      });
      const { id, state, receipt, comment, statement, waiting } = answer;
      if (answer.reader) remember("reader", answer.reader.token);
      const { token, ...proof } = receipt;
      keep({ id, token, article, state, receipt: proof });
      text.value = "";
      key = undefined;
      save();
      count();
      question.checked = false;
      context.identify();
      context.place({ ...comment, statement: statement ?? null, waiting: waiting ?? null }, true);
      done?.();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const { status } = error;
      // A definite no ends the attempt; silence, or trouble of the server, leaves its end open.
      if (status && status < 500) key = undefined;
      save();
      refuse(status ? w.failed : w.offline);
      if (status) await context.part("more").then((more) => more.refused(context, element, problem, error), () => {});
    }
    busy(false);
    if (key) send.textContent = w.retry;
  }

  busy(false);
  count();
  identify();
  context.identities.add(identify);
  const element = h(
    "form",
    { class: parent ? "reply" : "", onsubmit: submit, noValidate: true },
    who,
    h("label", {}, parent ? h("span", {}, sentence(w.replyText, parent.author.name)) : w.text, text),
    trap,
    asking,
    following,
    problem,
    h("div", { class: "row" }, send, parent && button(w.cancel, done), counter),
  );
  return element;
}
