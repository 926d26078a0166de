// What this browser remembers for its reader: drafts, the name, receipts. Where storage is forbidden or full,
// the page itself remembers until it is left.
import type { Account, Own } from "./types";

const RECEIPTS = 50;
const page = new Map<string, string>();

export function recall<T>(key: string): T | undefined {
  key = "gatepost:" + key;
  try {
    return JSON.parse(page.get(key) ?? localStorage.getItem(key) ?? "") as T;
  } catch {
    return undefined;
  }
}

export function remember(key: string, value?: unknown): void {
  key = "gatepost:" + key;
  const text = JSON.stringify(value) ?? "";
  try {
    if (text) localStorage.setItem(key, text);
    else localStorage.removeItem(key);
    page.delete(key);
  } catch {
    page.set(key, text);
  }
}

export function receipts(): Own[] {
  const known = recall<Own[]>("own");
  return Array.isArray(known) ? known : [];
}

export const receiptOf = (comment: string): Own | undefined => receipts().find(({ id }) => id === comment);

/** Keeps `own` as the newest receipt, or forgets it once there is nothing more to see. */
export function keep(own: Own, forget = false): void {
  const others = receipts().filter(({ id }) => id !== own.id);
  remember("own", forget ? others : [...others, own].slice(-RECEIPTS));
}

/** The reader's token: a guest's, or that of who is signed in. */
export const reader = () => recall<string>("reader");

/** Who is signed in; nobody is without a token. */
export const account = () => (reader() ? recall<Account>("account") : undefined);
