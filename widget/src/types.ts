// What the reader API says, as far as the widget reads it. Offsets are Unicode code points into `text`.

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
  children?: Comment[];
  statement?: Statement | null;
}

export interface Thread {
  article: { closed: boolean } | null;
  comments: Comment[];
  total: number;
  after: string | null;
}

export interface Submitted {
  id: string;
  state: State;
  receipt: { token: string };
  comment: Comment;
  statement?: Statement | null;
  /** By this the site will know the reader again; comes with the first comment only. */
  reader?: { token: string };
}

/** The answer to a report. */
export interface Reported {
  already_reviewed: boolean;
}

/** A problem that concerns this reader: its words, and the suspension that it may be about. */
export interface Told {
  text?: string;
  suspension?: Suspension;
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

/** The author's key to one comment, kept in this browser only. */
export interface Own {
  id: string;
  token: string;
  article: string;
  state: State;
}
