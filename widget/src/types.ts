// What the reader API says, as far as the widget reads it. Offsets are Unicode code points into `text`.
// What stands with a question mark may be missing: older servers do not send it.

export type State = "pending" | "approved" | "rejected" | "withdrawn" | "erased";

export interface Evidence {
  start: number;
  end: number;
}

export interface Ground {
  id: string;
  title: string;
  wording: string;
  explanation?: string;
  evidence: Evidence[];
}

/** The statement of reasons for a rejection, in the reader's language. */
export interface Statement {
  clauses: Ground[];
  decided_by: "machine" | "person";
  appeal: { possible: boolean; state: null | "waiting" | "upheld" | "overturned"; reply: string };
}

/** How long a decision takes, from real figures. */
export interface Waiting {
  median_seconds: number;
  p90_seconds: number;
  hours?: string | null;
}

export interface Comment {
  id: string;
  parent: string | null;
  author: { name: string };
  text: string;
  language: string;
  submitted_at: string;
  published_at?: string | null;
  state: State;
  picked: boolean;
  digest?: string;
  children?: Comment[];
  statement?: Statement | null;
  waiting?: Waiting | null;
  badge?: { id: string; label: string } | null;
  marks?: number;
  question?: boolean;
  /** The id of the newsroom's answer to a question. */
  answer?: string | null;
}

export interface Article {
  closed: boolean;
  closes_at?: string | null;
  slow_seconds?: number;
  notice?: string;
  questions?: boolean;
}

export interface Site {
  name?: string;
  who?: ("guest" | "email" | "sso")[];
  check?: boolean;
}

export interface Thread {
  article: Article | null;
  site?: Site;
  comments: Comment[];
  total: number;
  after: string | null;
}

/** What proves that a text was submitted. None of it is secret but the token, which stands in `Own`. */
export interface Receipt {
  digest: string;
  salt: string;
  submitted_at: string;
  ledger?: unknown;
}

export interface Submitted {
  id: string;
  state: State;
  receipt: Receipt & { token: string };
  comment: Comment;
  statement?: Statement | null;
  waiting?: Waiting | null;
  /** By this the site will know the reader again; comes with the first comment only. */
  reader?: { token: string };
}

/** The author's key to one comment, kept in this browser only. */
export interface Own {
  id: string;
  token: string;
  article: string;
  state: State;
  receipt?: Receipt;
}

/** Who is signed in. */
export interface Account {
  kind: string;
  name: string;
  email?: string | null;
  badge?: { id: string; label: string } | null;
  tell?: Record<string, boolean>;
}

/** A sum that the server asks for while it is flooded. */
export interface Work {
  challenge: string;
  bits: number;
}

/** A problem: what the server has to say to this reader, and what it may be about. */
export interface Told {
  text?: string;
  suspension?: Suspension;
  until?: string;
  work?: Work;
}

export interface Suspension {
  text: string;
  language: string;
  appeal: { possible: boolean };
}

export interface Guidelines {
  preamble?: string;
  clauses: { id: string; title: string; wording: string }[];
}
