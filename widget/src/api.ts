// The way to the server and back. Every failure is a Problem with a stable code (RFC 9457, or `network`).

import type { Told } from "./types";

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
}

export type Call = <T>(path: string, ask?: Ask) => Promise<T>;

const PATIENCE = 20_000; // milliseconds

export function client(base: string, language: string): Call {
  return async (path, { body, token, key } = {}) => {
    const headers: Record<string, string> = { "Accept-Language": language };
    if (body) headers["Content-Type"] = "application/json";
    if (token) headers["Authorization"] = (token[1] === "_" ? "Bearer " : "Receipt ") + token;
    if (key) headers["Idempotency-Key"] = key;
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
    const answer = await response.json().catch(() => ({}));
    if (!response.ok) throw new Problem(answer.code ?? "", response.status, answer);
    return answer;
  };
}

/** A fresh Idempotency-Key (crypto.randomUUID is missing on plain http). */
export const newKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
