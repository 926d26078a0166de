// A failure in plain words.
import { Problem, fill } from "../kit";
import type { Context } from "../context";

/** A failure as a sentence: the server's own where it has one for readers, else the interface's. */
export function plainly({ w, f }: Context, error: unknown): string {
  if (!(error instanceof Problem)) return w.failed;
  const { answer, code, wait } = error;
  if (answer.text) return answer.text;
  const said: Record<string, string> = {
    network: w.offline,
    "rate-limited": wait ? fill(w.wait, f.span(wait)) : w.often,
    "text-empty": w.empty,
    "text-too-long": fill(w.long, f.number(20_000)),
    "not-unicode": w.unicode,
    "name-invalid": w.nameBad,
    "name-reserved": w.nameTaken,
    "name-refused": w.nameRefused,
    "unknown-parent": w.nowhere,
    "unknown-article": w.closed,
    "article-closed": w.closed,
    "sign-in-required": w.signInFirst,
    "token-invalid": w.again,
    "email-required": w.emailFirst,
    "sign-in-token-invalid": w.signBad,
    "own-comment": w.ownMark,
  };
  return said[code] ?? w.failed;
}
