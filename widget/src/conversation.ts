// The comments under one article: loads them, shows them at once when all is there, places one's own among them.
import { Problem, client } from "./api";
import type { Context, Host, Parts } from "./context";
import { button, h, show } from "./dom";
import { form } from "./form";
import { formats } from "./formats";
import { guidelines } from "./guidelines";
import * as kit from "./kit";
import { receipts, recall } from "./memory";
import { Threads } from "./threads";
import type { Comment, Own, Thread } from "./types";
import { file, fill, languageOf, rightToLeft, wordsOf } from "./words";

const WIDE = 620; // px, as in style.css: the guidelines stand open beside the form
const PAGE = 50; // comments
const FAR = 500; // comments in a page on the way to one that the address names
const LEAST = 60; // px that a comment is high at least: so many fill a screen
const PAINT = 50; // ms until what was shown is surely painted
const SAID = 8000; // ms that a message stays; what it says also stands at the comment
const ANCHOR = "#gatepost-";

/** Fills `root`; everything ends with `ended`. */
export async function conversation(host: Host, root: ShadowRoot, ended: AbortSignal): Promise<void> {
  const attribute = (name: string) => host.getAttribute(name) ?? "";
  const source = attribute("words");
  const language = languageOf(
    host.closest<HTMLElement>("[lang]")?.lang || document.documentElement.lang,
    !!source,
  );
  const canonical = document.querySelector<HTMLLinkElement>("link[rel=canonical]")?.href;
  const article = attribute("article") || canonical || location.href.split("#")[0]!;
  const base = (attribute("api") || new URL(import.meta.url).origin).replace(/\/$/, "");
  const call = client(base, language, (work) => part("more").then((more) => more.solve(context, work)));
  const ask = (sort: string, after?: string | null, limit = PAGE) =>
    call<Thread>(
      `comments?article=${encodeURIComponent(article)}&sort=${sort}&limit=${limit}` +
        (after ? "&after=" + encodeURIComponent(after) : ""),
    );
  let early: Promise<Thread> | undefined = ask("oldest"); // comments and words come side by side
  early.catch(() => {});
  // Until all is there its place is kept, so that nothing jumps. A frame has its height from what is in it.
  const alone = parent === window;
  if (alone) root.replaceChildren(h("div", { class: "fresh" }));
  const coming = wordsOf(base, language, source);
  const known = formats(language);
  const posted = () => receipts().filter((own) => own.article === article);
  const open = posted().filter(({ state }) => state !== "approved");
  const [w, rest] = await coming;
  if (ended.aborted) return;
  const f = known(w.ago, w.units);
  const rules = guidelines(call, w.guidelines, language, attribute("site-name"));

  const threads = new Threads();
  let after: string | null = null;
  let below: Comment[] = []; // of the first page, what no screen shows at once
  let total = 0;
  let turn = 0;
  let hush: ReturnType<typeof setTimeout> | undefined;

  const count = h("span", { class: "count" });
  const order = h(
    "select",
    { onchange: () => void load() },
    ...(["oldest", "newest", "most_discussed", "picks"] as const).map((value, index) =>
      h("option", { value }, [w.oldest, w.newest, w.discussed, w.picks][index]),
    ),
  );
  const status = h("p", { role: "status" });
  const news = h("div", { class: "quiet news" });
  const write = h("div", { class: "write" });
  const cards = h("ol");
  const note = h("p", { class: "quiet" });
  const next = button(w.more, () => void goOn(), { class: "more", hidden: true });
  const title = h("h2", { tabIndex: -1 }, w.title, " ", count);
  const float = h("div", { class: "float" }, status);

  const section = h(
    "section",
    { lang: language, dir: rightToLeft(language) ? "rtl" : "ltr", "aria-label": w.title },
    h("header", { class: "top" }, title, h("label", {}, w.order, order)),
    h("p", { class: "quiet" }, w.promise),
    news,
    write,
    cards,
    threads.list,
    note,
    next,
    float,
  );

  const context: Context = {
    host,
    section,
    article,
    base,
    language,
    call,
    w,
    f,
    ended,
    threads,
    cards,
    mine: new Map(),
    title,
    float,
    sending: Promise.resolve(),
    about: { closed: false },
    site: {},
    identities: new Set(),
    rules,
    order: () => order.value,
    ask: () => ask(order.value),
    part,
    load,
    tally: (more) => tally(total + more),
    place,
    reveal,
    announce,
    say(words) {
      status.textContent = words;
      clearTimeout(hush);
      hush = setTimeout(() => (status.textContent = ""), SAID);
    },
    async complain(error) {
      try {
        context.say((await part("more")).plainly(context, error));
      } catch {
        context.say(w.offline);
      }
    },
    identify: () => context.identities.forEach((show) => show()),
  };

  const parts: Partial<Parts> = {};
  async function part<K extends keyof Parts>(name: K): Promise<Parts[K]> {
    const [found] = await Promise.all([file<Parts[K] & { install(shared: object): void }>(base, "-" + name), rest()]);
    found.install(kit);
    return (parts[name] = found);
  }

  function place(comment: Comment, focus = false): void {
    const { id, state } = comment;
    const old = section.querySelector("#own-" + id);
    const kept = old?.matches(":focus-within");
    if (state !== "approved") {
      context.mine.set(id, comment);
      if (parts.more) return parts.more.place(context, comment, focus);
      void part("more").then((more) => more.place(context, comment, focus), context.complain);
      return;
    }
    old?.remove();
    context.mine.delete(id);
    if (threads.has(id)) threads.renew(context, comment);
    else {
      threads.add(context, comment);
      const item = threads.item(id)!;
      if (item.parentNode === threads.list && order.value === "newest") threads.list.prepend(item);
      tally(total + 1);
    }
    const item = threads.item(id)!;
    if (kept) item.querySelector("article")?.focus({ preventScroll: true });
    if (!focus) return;
    context.say(w.published);
    reveal(item, true);
    item.querySelector<HTMLElement>("article > .row > :last-child")?.click(); // receipt and more stand ready
  }

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

  function announce() {
    const { closed, closes_at, slow_seconds, notice } = context.about;
    news.replaceChildren(
      ...[
        notice && h("p", { class: "notice", dir: "auto" }, notice),
        closed && h("p", {}, w.closed),
        !closed && closes_at && h("p", {}, fill(w.closes, f.date(new Date(closes_at)))),
        !closed && slow_seconds && h("p", {}, fill(w.slow, f.span(slow_seconds))),
      ].filter((found) => !!found),
    );
  }

  async function load(next?: string | null, limit?: number) {
    const mark = ++turn;
    section.ariaBusy = "true";
    await fetchAndShow(mark, next, limit);
    if (mark === turn) section.ariaBusy = "false";
  }

  /** The next page; whoever came by keyboard goes on at its first thread. */
  async function goOn() {
    const here = threads.list.childElementCount;
    await load(after);
    threads.list.children[here]?.querySelector("article")?.focus({ preventScroll: true });
  }

  async function fetchAndShow(mark: number, from?: string | null, limit?: number) {
    const first = early;
    early = undefined;
    let page: Thread;
    try {
      page = await (first ?? ask(order.value, from, limit));
    } catch (error) {
      if (mark !== turn) return;
      const closed = error instanceof Problem && error.code === "unknown-article";
      note.replaceChildren(closed ? w.closed : w.load + " ");
      if (closed) write.replaceChildren();
      else note.append(button(w.retry, () => void load(from)));
      return;
    }
    if (mark !== turn) return;
    context.about = page.article ?? context.about;
    context.site = page.site ?? context.site;
    if (!from) {
      threads.clear();
      announce();
      context.identify();
      if (context.about.closed) write.replaceChildren();
    }
    below = first ? page.comments.splice(innerHeight / LEAST) : [];
    threads.add(context, ...page.comments);
    tally(page.total);
    after = page.after;
    next.hidden = !after;
    context.mine.forEach((comment) => place(comment));
  }

  /** Goes to the comment that the address names, loading on until it is there. */
  async function visit() {
    if (!location.hash.startsWith(ANCHOR)) return;
    const id = location.hash.slice(ANCHOR.length);
    if (id.startsWith("sign-in=")) return void part("more").then((more) => more.arrive(context, id.slice(8)));
    for (let pages = 4; !threads.has(id) && after && pages; pages--) await load(after, FAR);
    const item = threads.item(id);
    if (item) reveal(item);
    else if (/^[-\w]{36}$/.test(id) && !section.querySelector("#own-" + id)) void part("more").then((more) => more.visit(context, id));
  }

  /** Keeps the place that was kept until now where giving it back would move what the reader sees. */
  function settle() {
    const { top, bottom } = section.getBoundingClientRect();
    if (alone && top < innerHeight && bottom < innerHeight) section.classList.add("fresh");
  }

  write.append(form(context), rules.element);
  // What one posted here and is not simply public: how does it stand? It comes with the first picture.
  const recalled = (owns: Own[]) => part("more").then((more) => more.recallAll(context, owns), () => {});
  if (open.length) await recalled(open);
  await load();
  if (ended.aborted) return;
  root.replaceChildren(section);
  settle();
  // One can read and write by now; the rest is drawn when that is painted.
  await new Promise((done) => setTimeout(done, PAINT));
  if (ended.aborted) return;
  threads.add(context, ...below);
  addEventListener("hashchange", () => void visit(), { signal: ended });
  host.addEventListener("gatepost-sso", signOn, { signal: ended });
  function signOn() {
    void part("more").then((more) => more.signOn(context), () => {});
  }
  void visit();
  if (host.sso || recall("session")) signOn();
  // Was public once, and is not on this page: it may have been taken back since.
  const missing = posted().filter(({ id, state }) => state === "approved" && !threads.has(id));
  if (missing.length) void recalled(missing);
  // What is not needed to read comes when the comments come near: the guidelines, and what is new meanwhile.
  const near = new IntersectionObserver(
    ([seen]) => {
      if (!seen?.isIntersecting) return;
      near.disconnect();
      rules.element.open ||= host.clientWidth >= WIDE;
      part("live").then((live) => live.follow(context), () => {});
    },
    { rootMargin: "50%" },
  );
  near.observe(section);
  ended.onabort = () => near.disconnect();
}
