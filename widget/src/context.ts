// What the parts of one widget share.
import type { Call } from "./api";
import { Problem } from "./api";
import type { Comment, Own } from "./types";
import type { Formats, Words } from "./words";

export interface Context {
  article: string;
  /** Where the server is. */
  base: string;
  call: Call;
  w: Words;
  f: Formats;
  /** Shows one's own comment where it belongs, whatever its state. */
  place(comment: Comment, focus?: boolean): void;
  /** Takes one's own comment away for good. */
  withdraw(own: Own): Promise<void>;
  /** Asks for the state of one's own comment now and, while something is open, again. */
  follow(own: Own, wait?: number): Promise<void>;
  /** Says something to everybody, screen readers included. */
  say(words: string): void;
  /** Ids and titles of the guidelines' clauses; none if they cannot be had now. */
  clauses(): Promise<[string, string][]>;
  openGuidelines(clause?: string): void;
  closed: boolean;
}

const SENTENCES: Record<string, keyof Words> = {
  network: "offline",
  "rate-limited": "often",
  "text-empty": "empty",
  "text-too-long": "long",
  "not-unicode": "unicode",
  "name-invalid": "nameBad",
  "unknown-parent": "gone",
  "parent-too-deep": "deep",
  "unknown-article": "closed",
  "article-closed": "closed",
};

export const MAX_CODE_POINTS = 20_000;

/** A failure as a plain sentence: the server's own where it has one for readers, else the interface's. */
export function plainly({ w, f }: Context, error: unknown): string {
  if (!(error instanceof Problem)) return w.failed;
  if (error.answer.text) return error.answer.text;
  const key = SENTENCES[error.code] ?? "failed";
  return w[key].replace("{}", f.number(MAX_CODE_POINTS));
}
