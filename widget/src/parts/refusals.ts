// What the server refused, said to the reader in plain words, with what can be done about it. The text of the refused
// comment stays in the form.
import { Problem, account, fill, h, reader } from "../kit";
import type { Context } from "../context";
import type { Suspension } from "../types";
import { objection } from "./appeal";
import { plainly } from "./plainly";

/** Says under the form why it was not taken. */
export function refused(context: Context, form: HTMLElement, problem: HTMLElement, error: unknown): void {
  problem.textContent = plainly(context, error);
  if (!(error instanceof Problem)) return;
  const { answer, code, wait } = error;
  const name = form.querySelector<HTMLInputElement>(".identity input");
  if (code.startsWith("name-") && name) {
    name.ariaInvalid = "true";
    name.focus();
  }
  if (code === "sign-in-required" || (code === "token-invalid" && account()))
    void context.part("account").then((part) => part.signInAgain(context));
  if (answer.suspension) suspended(context, form, problem, answer.suspension);
  else if (code === "slow-mode") {
    const until = answer.until ? +new Date(answer.until) : Date.now() + wait * 1000;
    countDown(context, problem, until);
  } else if (code === "name-refused" && answer.clauses) {
    problem.append(...answer.clauses.map(({ title }) => h("span", {}, " " + title + ". ")));
  }
}

/** Said once, then counted down in silence: screen readers are not told every second. */
function countDown({ ended, f, say, w }: Context, problem: HTMLElement, until: number): void {
  const left = () => Math.ceil((until - Date.now()) / 1000);
  problem.textContent = fill(w.slowWait, f.span(Math.max(1, left())));
  const clock = h("span", { class: "quiet", role: "timer" });
  problem.after(clock);
  const timer = setInterval(() => {
    const seconds = left();
    clock.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    if (seconds > 0 && problem.textContent && !ended.aborted) return;
    clearInterval(timer);
    clock.remove();
    if (seconds > 0) return;
    problem.textContent = "";
    say(w.slowOver);
  }, 1000);
}

/** The announcement in lines, and a way to appeal, once. */
function suspended(context: Context, form: HTMLElement, problem: HTMLElement, told: Suspension): void {
  const { w } = context;
  problem.classList.add("lines");
  form.querySelector(".appeal")?.remove();
  if (!told.appeal.possible) return;
  const box = objection(context, "appeal:suspension", "", w.suspendText, async (text) => {
    const answer = await context.call<Suspension>("me/appeal", { body: { text }, token: reader() });
    box.remove();
    problem.textContent = answer.text;
    problem.tabIndex = -1;
    problem.focus();
  });
  problem.after(box);
  // The next attempt to comment will say anew how things stand.
  form.addEventListener("submit", () => box.remove(), { once: true });
}
