// The comments under one article: loads them, places one's own among them, and follows what becomes of those.
import { Problem, client } from "./api";
import type { Context } from "./context";
import { plainly } from "./context";
import { h, show } from "./dom";
import { form } from "./form";
import { guidelines } from "./guidelines";
import { keep, receipts } from "./memory";
import { card } from "./own";
import { Threads } from "./threads";
import type { Comment, Own, Thread } from "./types";
import { formats, languageOf, wordsOf } from "./words";

const WIDE = 620; // px, as in style.css: the guidelines stand open beside the form
const SLOWEST = 60_000; // ms between two questions about one's own waiting comment
const SAID = 8000; // ms that a message stays; what it says also stands at the comment
const ANCHOR = "#gatepost-";
const RIGHT_TO_LEFT = ["ar", "ckb", "fa"];

const openEnd = ({ state, statement }: Comment) =>
  state === "pending" || statement?.appeal.state === "waiting";
const stand = ({ state, statement }: Comment) => state + statement?.appeal.state;

/** Fills `root`; everything ends with `ended`. */
export async function conversation(host: HTMLElement, root: ShadowRoot, ended: AbortSignal): Promise<void> {
  const attribute = (name: string) => host.getAttribute(name) ?? "";
  const language = languageOf(
    host.closest<HTMLElement>("[lang]")?.lang || document.documentElement.lang,
  );
  const canonical = document.querySelector<HTMLLinkElement>("link[rel=canonical]")?.href;
  const article = attribute("article") || canonical || location.href.split("#")[0]!;
  const base = (attribute("api") || new URL(import.meta.url).origin).replace(/\/$/, "");
  const call = client(base, language);
  const ask = (sort: string) => call<Thread>(`comments?article=${encodeURIComponent(article)}&sort=${sort}`);
  let early: Promise<Thread> | undefined = ask("oldest"); // comments and words come side by side
  early.catch(() => undefined);
  const w = await wordsOf(base, language);
  if (ended.aborted) return;
  const f = formats(language, w.ago);
  const rules = guidelines(call, w, language, attribute("site-name"));

  const threads = new Threads();
  const mine = new Map<string, Comment>();
  let after: string | null = null;
  let total = 0;
  let turn = 0;
  let hush: ReturnType<typeof setTimeout> | undefined;

  const count = h("span", { class: "count" });
  const order = h(
    "select",
    { onchange: () => void load() },
    ...(["oldest", "newest", "discussed"] as const).map((value) =>
      h("option", { value: value === "discussed" ? "most_discussed" : value }, w[value]),
    ),
  );
  const status = h("p", { role: "status" });
  const write = h("div", { class: "write" });
  const cards = h("ol");
  const note = h("p", { class: "quiet" });
  const more = h("button", { class: "more", hidden: true, onclick: goOn }, w.more);
  const title = h("h2", { tabIndex: -1 }, w.title, " ", count);

  const section = h(
    "section",
    { lang: language, dir: RIGHT_TO_LEFT.includes(language) ? "rtl" : "ltr", "aria-label": w.title },
    h("header", { class: "top" }, title, h("label", {}, w.order, order)),
    h("p", { class: "quiet" }, w.promise),
    write,
    cards,
    threads.list,
    note,
    more,
    status,
  );

  const context: Context = {
    article,
    base,
    call,
    w,
    f,
    place,
    follow,
    closed: false,
    say(words) {
      status.textContent = words;
      clearTimeout(hush);
      hush = setTimeout(() => (status.textContent = ""), SAID);
    },
    clauses: rules.clauses,
    openGuidelines: (clause) => void rules.open(clause),
    async withdraw(own) {
      try {
        await call(`comments/${own.id}/withdraw`, { body: {}, token: own.token });
        forget(own);
        context.say(w.withdrawn);
        title.focus({ preventScroll: true }); // what had the focus is gone
        await load();
      } catch (error) {
        context.say(plainly(context, error));
      }
    },
  };

  function place(comment: Comment, focus = false): void {
    const { id, state } = comment;
    const siblings = threads.beside(comment);
    const approved = state === "approved";
    let item = threads.item(id);
    const old = root.getElementById("own-" + id);
    const kept = old?.matches(":focus-within");
    old?.remove();
    if (approved) {
      mine.delete(id);
      if (!item) {
        threads.add(context, comment);
        item = threads.item(id)!;
        if (!siblings && order.value === "newest") threads.list.prepend(item);
        tally(total + 1);
      }
    } else {
      mine.set(id, comment);
      threads.remove(id);
      item = h("li", { id: "own-" + id }, card(context, comment));
      (siblings ?? cards).append(item);
    }
    if (kept) item.querySelector("article")?.focus({ preventScroll: true });
    if (!focus) return;
    tell(comment);
    reveal(item, true);
  }

  const tell = ({ state }: Comment) =>
    context.say(state === "approved" ? w.published : state === "rejected" ? w.rejected : w.waiting);

  function reveal(item: HTMLElement, gently = false) {
    const shown = item.querySelector("article");
    root.querySelector(".here")?.classList.remove("here");
    shown?.classList.add("here");
    shown?.focus({ preventScroll: true });
    show(shown ?? item, gently);
  }

  function tally(now: number) {
    total = now;
    count.textContent = total ? f.number(total) : "";
    note.textContent = total ? "" : w.none;
  }

  async function load(next?: string | null) {
    const mark = ++turn;
    await fetchAndShow(mark, next);
    if (mark === turn) section.ariaBusy = "false";
  }

  /** The next page; whoever came by keyboard goes on at its first thread. */
  async function goOn() {
    const here = threads.list.childElementCount;
    await load(after);
    threads.list.children[here]?.querySelector("article")?.focus({ preventScroll: true });
  }

  async function fetchAndShow(mark: number, next?: string | null) {
    section.ariaBusy = "true";
    const first = early;
    early = undefined;
    let page: Thread;
    try {
      page = await (first ?? ask(order.value + (next ? "&after=" + encodeURIComponent(next) : "")));
    } catch (error) {
      if (mark !== turn) return;
      const closed = error instanceof Problem && error.code === "unknown-article";
      note.replaceChildren(closed ? w.closed : w.load + " ");
      if (closed) write.replaceChildren();
      else note.append(h("button", { onclick: () => void load(next) }, w.retry));
      return;
    }
    if (mark !== turn) return;
    if (!next) {
      threads.clear();
      if (page.article?.closed) {
        context.closed = true;
        write.replaceChildren(h("p", { class: "quiet" }, w.closed));
      }
    }
    threads.add(context, ...page.comments);
    tally(page.total);
    after = page.after;
    more.hidden = !after;
    mine.forEach((comment) => place(comment));
  }

  function forget(own: Own) {
    keep(own, true);
    mine.delete(own.id);
    root.getElementById("own-" + own.id)?.remove();
  }

  async function follow(own: Own, wait = 0): Promise<void> {
    if (wait) await new Promise((wake) => setTimeout(wake, wait));
    if (ended.aborted) return;
    const before = mine.get(own.id);
    let now = before;
    if (!wait || !document.hidden) {
      try {
        now = await call<Comment>("comments/" + own.id, { token: own.token });
      } catch (error) {
        if (error instanceof Problem && error.status === 404) return forget(own);
      }
    }
    if (ended.aborted) return;
    if (now && now !== before) {
      if (now.state === "withdrawn" || now.state === "erased") return forget(own);
      const news = now.state !== own.state;
      keep((own = { ...own, state: now.state }));
      if (now.state !== "approved" ? !before || stand(now) !== stand(before) : news) place(now);
      // The reader may be writing something else meanwhile: tell, but leave the focus alone.
      if (news) tell(now);
    }
    if (now ? openEnd(now) : own.state !== "approved") void follow(own, Math.min((wait || 1000) * 2, SLOWEST));
  }

  /** Goes to the comment that the address names, loading on until it is there. */
  async function visit() {
    if (!location.hash.startsWith(ANCHOR)) return;
    const id = location.hash.slice(ANCHOR.length);
    for (let pages = 20; !threads.has(id) && after && pages; pages--) await load(after);
    const item = threads.item(id);
    if (item) reveal(item);
  }

  write.append(form(context), rules.element);
  rules.element.open = host.clientWidth >= WIDE;
  root.replaceChildren(section);
  addEventListener("hashchange", () => void visit(), { signal: ended });
  void load().then(() => {
    void visit();
    // What one posted here and is not simply public: how does it stand?
    for (const own of receipts())
      if (own.article === article && !(own.state === "approved" && threads.has(own.id))) void follow(own);
  });
}
