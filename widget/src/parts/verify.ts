// "Verify": the reader's own browser checks that the text it shows is, byte for byte, the text that was submitted.
import { fill, hex, receiptOf } from "../kit";
import type { Context } from "../context";
import type { Comment } from "../types";

interface Proof {
  digest: string;
  salt: string;
  entries: { kind: string; at: number; canonical: string; previous: string; digest: string }[];
}

const PREFIX = "sha256:";
const encoder = new TextEncoder();
const bytes = (digits: string) =>
  Uint8Array.from(digits.replace(PREFIX, "").match(/../g) ?? [], (pair) => parseInt(pair, 16));

async function digest(...pieces: Uint8Array<ArrayBuffer>[]): Promise<string> {
  const whole = await new Blob(pieces).arrayBuffer();
  return PREFIX + hex(new Uint8Array(await crypto.subtle.digest("SHA-256", whole)));
}

/** The result as a sentence. The rules are those of docs/reference/http.md#proof. */
export async function verify({ call, f, w }: Context, comment: Comment): Promise<string> {
  const own = receiptOf(comment.id);
  try {
    const proof = await call<Proof>(`comments/${comment.id}/proof`, { token: own?.token });
    const text = await digest(bytes(proof.salt), encoder.encode(comment.text));
    let good = text === proof.digest && (!own?.receipt || own.receipt.digest === text);
    let submitted = 0;
    for (const { kind, at, canonical, previous, digest: named } of proof.entries) {
      if (!canonical) continue;
      good &&= named === (await digest(encoder.encode("gatepost/ledger/1\n"), bytes(previous), encoder.encode(canonical)));
      if (kind === "submission") submitted = at;
      if (kind === "submission" || kind === "publication") good &&= canonical.includes(text);
    }
    if (!good || !submitted) return w.verifyBad;
    return fill(w.verifyGood, f.date(new Date(submitted / 1000))) + (own?.receipt ? " " + w.verifyReceipt : "");
  } catch {
    // Without https browsers have no such sums; then the network may have failed.
    return w.verifyNot;
  }
}
