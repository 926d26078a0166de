// The way to the server and back. Every failure is a Problem with a stable code (RFC 9457, or `network`).
import { recall, remember } from "./memory";
import type { Told, Work } from "./types";

export class Problem extends Error {
  constructor(
    readonly code: string,
    readonly status: number,
    /** What the server has to say to this reader. */
    readonly answer: Told = {},
  ) {
    super(code);
  }
}

export interface Ask {
  /** Sent as JSON; makes the request a POST. */
  body?: unknown;
  /** The receipt token of one's own comment, or the reader's own. */
  token?: string | undefined;
  /** Idempotency-Key: the same attempt sent again makes no second comment. */
  key?: string | undefined;
  /** The sum that was done for this request. */
  work?: string;
}

export type Call = <T>(path: string, ask?: Ask) => Promise<T>;

const PATIENCE = 20_000; // milliseconds

/** `solve` does the sum that a flooded server asks for. */
export function client(base: string, language: string, solve: (work: Work) => Promise<string>): Call {
  return async function call<T>(path: string, ask: Ask = {}): Promise<T> {
    const { body, token, key, work } = ask;
    const headers: Record<string, string> = { "Accept-Language": language };
    if (body) headers["Content-Type"] = "application/json";
    if (token) headers["Authorization"] = (token[1] === "_" ? "Bearer " : "Receipt ") + token;
    if (key) headers["Idempotency-Key"] = key;
    // Reading needs no name: only what writes, or asks about oneself, says which browser it is.
    const known = (body || path.startsWith("me")) && recall<string>("client");
    if (known) headers["Gatepost-Client"] = known;
    if (work) headers["Gatepost-Work"] = work;
    let response: Response;
    try {
      response = await fetch(base + "/api/v1/" + path, {
        method: body ? "POST" : "GET",
        body: body ? JSON.stringify(body) : null,
        headers,
        cache: "no-cache", // always asked again; unchanged lists come back as 304
        credentials: "omit",
        signal: AbortSignal.timeout(PATIENCE),
      });
    } catch {
      throw new Problem("network", 0);
    }
    const { headers: told, status } = response;
    const given = told.get("Gatepost-Client");
    if (given) remember("client", given);
    const answer = await response.json().catch(() => ({}));
    if (response.ok) return answer;
    if (answer.work && !work) return call(path, { ...ask, work: await solve(answer.work) });
    throw new Problem(answer.code ?? "", status, answer);
  };
}

export const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** A fresh Idempotency-Key (crypto.randomUUID is missing on plain http). */
export const newKey = (): string => hex(crypto.getRandomValues(new Uint8Array(16)));
