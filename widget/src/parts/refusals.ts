// What the server refused, said to the reader in plain words, with what can be done about it. The text of the refused
// comment stays in the form.
import { Problem, h, reader, recall } from "../kit";
import type { Context } from "../context";
import type { Suspension } from "../types";
import { objection } from "./appeal";
import { plainly } from "./plainly";
import { signInAgain } from "./sign_in";

/** Says under the form why it was not taken. */
export function refused(context: Context, form: HTMLElement, problem: HTMLElement, error: unknown): void {
  problem.textContent = plainly(context, error);
  if (!(error instanceof Problem)) return;
  const { answer, code } = error;
  const name = form.querySelector<HTMLInputElement>(".identity input");
  if (code.startsWith("name-") && name) {
    name.ariaInvalid = "true";
    name.focus();
  }
  if (code === "sign-in-required" || (code === "token-invalid" && recall("account")))
    signInAgain(context);
  if (answer.suspension) suspended(context, form, problem, answer.suspension);
  else if (answer.until) countDown(context, problem, +new Date(answer.until));
}

/** Said once, then counted down in silence: screen readers are not told every second. */
function countDown({ ended, say, w }: Context, problem: HTMLElement, until: number): void {
  const left = () => Math.ceil((until - Date.now()) / 1000);
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
