// Signing in: by a link in a letter, or by the token that the publisher's own sign-in gives to the page.
import { Problem, account, button, fill, h, reader, recall, remember, sending } from "../kit";
import type { Context } from "../context";
import type { Account } from "../types";
import { dialog } from "./dialog";
import { plainly } from "./plainly";

interface Exchanged {
  reader: { token: string; expires_at?: string };
  account: Account;
}

interface Session {
  /** Whose token of the publisher it was. */
  sub?: string | undefined;
  expires_at?: string | undefined;
}

/** Tells the page that a (new) token is needed; it sets `sso` on the element, or leads to its own sign-in. */
function needToken({ host }: Context, reason: "sign-in" | "expired"): void {
  host.dispatchEvent(new CustomEvent("gatepost-token-needed", { bubbles: true, composed: true, detail: { reason } }));
}

async function exchange(context: Context, way: "exchange" | "sso", token: string, sub?: string): Promise<void> {
  const body = { token, article: context.article };
  // A guest's token goes along: what was written with it becomes the account's.
  const answer = await context.call<Exchanged>("sign-in/" + way, { body, token: account() ? undefined : reader() });
  remember("reader", answer.reader.token);
  remember("account", answer.account);
  remember("session", { sub, expires_at: answer.reader.expires_at } satisfies Session);
  context.identify();
}

function forget(context: Context): void {
  for (const key of ["reader", "account", "session"]) remember(key);
  context.identify();
}

function subject(token: string): string | undefined {
  try {
    const claims = token.split(".")[1] ?? "";
    return JSON.parse(atob(claims.replace(/-/g, "+").replace(/_/g, "/"))).sub;
  } catch {
    return undefined; // the server will say what is wrong with it
  }
}

/** Makes what the browser remembers agree with what the page says about who reads. */
export async function signOn(context: Context): Promise<void> {
  const { sso } = context.host;
  const known = account();
  const { sub, expires_at } = recall<Session>("session") ?? {};
  const over = !!expires_at && +new Date(expires_at) < Date.now();
  const theirs = known?.kind === "sso";
  if (known && over) forget(context);
  if (!sso) {
    if (theirs && sso === "") leave(context);
    else if (theirs && over) needToken(context, "expired");
    return;
  }
  const now = subject(sso);
  if (theirs && now === sub && !over) return;
  if (known && now !== sub) forget(context); // somebody else sits here now
  try {
    await exchange(context, "sso", sso, now);
  } catch (error) {
    // The page is asked for a better token, once; what else is wrong with it is for the publisher to see.
    if (error instanceof Problem && error.status === 401) needToken(context, "expired");
  }
}

/** Asks who wants to sign in for the way, if there is more than one. */
export function signIn(context: Context, trouble = ""): void {
  const { site, w } = context;
  const email = h("input", { type: "email", autocomplete: "email", dir: "ltr" });
  const problem = h("p", { class: "problem", role: "alert" }, trouble);
  const send = h("button", { class: "send" }, w.signSend);
  const theirs = site.who?.includes("sso");
  if (theirs && !site.who?.includes("email")) return needToken(context, "sign-in");
  const form = h(
    "form",
    {
      noValidate: true,
      async onsubmit(event: Event) {
        event.preventDefault();
        if (!email.value) return email.focus();
        if (!sending(send, true)) return;
        problem.textContent = "";
        try {
          const body = { article: location.href.split("#")[0], email: email.value, language: context.language };
          // A guest's token goes along with both requests: so the server knows that it is the same reader.
          await context.call("sign-in/email", { body, token: reader() });
          form.replaceChildren(h("p", { role: "status", tabIndex: -1 }, fill(w.signSent, email.value)));
          form.querySelector("p")?.focus();
        } catch (error) {
          problem.textContent = plainly(context, error);
        }
        sending(send, false);
      },
    },
    h("p", {}, w.signNote),
    h("label", {}, w.email, email),
    problem,
    h("div", { class: "row" }, send),
  );
  const box = dialog(
    context,
    w.signIn,
    !!theirs &&
      button(fill(w.signSite, site.name ?? ""), () => (box.close(), needToken(context, "sign-in")), { class: "more" }),
    form,
  );
  email.focus();
}

/** The server knows this reader no more. */
export function signInAgain(context: Context): void {
  const known = recall<Account>("account");
  forget(context);
  if (known?.kind === "sso") needToken(context, "expired");
  else signIn(context);
}

/** By the link from a letter. What stood behind `#` is gone from the address before anything is asked. */
export async function arrive(context: Context, token: string): Promise<void> {
  history.replaceState(null, "", location.pathname + location.search);
  try {
    await exchange(context, "exchange", token);
    const known = account();
    context.say(fill(context.w.signedIn, known?.name || known?.email || ""));
  } catch (error) {
    signIn(context, plainly(context, error));
  }
}

function leave(context: Context): void {
  context.call("sign-out", { body: {}, token: reader() }).catch(() => {});
  forget(context);
}

export function signOut(context: Context): void {
  leave(context);
  context.title.focus({ preventScroll: true });
  context.say(context.w.signedOut);
}
