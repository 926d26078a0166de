// What the parts of one widget share.
import type { Call } from "./api";
import type { Formats } from "./formats";
import type { Threads } from "./threads";
import type { Article, Comment, Site } from "./types";
import type { Words } from "./words";

/** The element in the page. `sso` is the publisher's signed token about the reader; empty: nobody is signed in there;
 *  null: the page does not say. */
export interface Host extends HTMLElement {
  sso: string | null;
}

/** The files that come when they are needed; each is a module in parts/. */
export interface Parts {
  live: typeof import("./parts/live");
  more: typeof import("./parts/more");
}

export interface Context {
  readonly host: Host;
  readonly section: HTMLElement;
  readonly article: string;
  /** Where the server is. */
  readonly base: string;
  readonly language: string;
  readonly call: Call;
  readonly w: Words;
  readonly f: Formats;
  /** Ends with this life of the widget. */
  readonly ended: AbortSignal;
  readonly threads: Threads;
  /** One's own comments that are not public, above the threads. */
  readonly cards: HTMLElement;
  readonly mine: Map<string, Comment>;
  readonly title: HTMLElement;
  /** What floats at the end of what is seen. */
  readonly float: HTMLElement;
  /** Ends when nothing is on its way: what the stream says meanwhile may be one's own. */
  sending: Promise<void>;
  about: Article;
  site: Site;
  order(): string;
  /** The first page as it stands now. */
  ask(): Promise<import("./types").Thread>;
  part<K extends keyof Parts>(name: K): Promise<Parts[K]>;
  load(next?: string | null): Promise<void>;
  /** One more public comment, or one less. */
  tally(more: number): void;
  /** Shows one's own comment where it belongs, whatever its state. */
  place(comment: Comment, focus?: boolean): void;
  reveal(item: HTMLElement, gently?: boolean): void;
  /** Says something to everybody, screen readers included. */
  say(words: string): void;
  /** Says what went wrong. */
  complain(error: unknown): Promise<void>;
  /** Shows again what the newsroom says about the article. */
  announce(): void;
  /** Shows again who one is, after that has changed. */
  identify(): void;
  readonly identities: Set<() => void>;
  readonly rules: {
    clauses(): Promise<[string, string][]>;
    open(clause?: string): Promise<void>;
  };
}

export const MAX_CODE_POINTS = 20_000;
