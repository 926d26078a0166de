// A failure in plain words.
import { Problem, fill } from "../kit";
import type { Context } from "../context";

/** A failure as a sentence: the server's own where it has one for readers, else the interface's. */
export function plainly({ w, f }: Context, error: unknown): string {
  if (!(error instanceof Problem)) return w.failed;
  // Limits, names, slow mode, floods, suspensions: the server says those in the reader's language.
  if (error.answer.text) return error.answer.text;
  const said: Record<string, string> = {
    network: w.offline,
    "rate-limited": w.often,
    "text-empty": w.empty,
    "text-too-long": fill(w.long, f.number(20_000)),
    "name-invalid": w.nameBad,
    "unknown-parent": w.nowhere,
    "unknown-article": w.closed,
    "article-closed": w.closed,
    "sign-in-required": w.signInFirst,
    "token-invalid": w.again,
    "email-invalid": w.signBadEmail,
    "link-gone": w.signBad,
  };
  return said[error.code] ?? w.failed;
}
