// Checks in this browser that what is published is, byte for byte, the text that was sent: the digest of the
// published text with the salt must be the receipt's, and the ledger's entry of the submission must name it.
const place = document.getElementById("check");

const hex = (bytes) => [...new Uint8Array(bytes)].map((one) => one.toString(16).padStart(2, "0")).join("");
const unhex = (text) => Uint8Array.from(text.match(/../g) ?? [], (two) => parseInt(two, 16));
const sha256 = async (...parts) => {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  parts.reduce((at, part) => (whole.set(part, at), at + part.length), 0);
  return `sha256:${hex(await crypto.subtle.digest("SHA-256", whole))}`;
};
const utf8 = (text) => new TextEncoder().encode(text);

async function ask(path, { token, public: isPublic }) {
  // A published comment is asked for as everybody gets it: without the key.
  const headers = isPublic ? {} : { "Gatepost-Receipt": token };
  const answer = await fetch(path, { headers, cache: "no-store", credentials: "omit" });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

/** Whether text and ledger say what the receipt says. */
async function holds(receipt) {
  const at = `/api/v1/comments/${receipt.comment}`;
  const [comment, proof] = await Promise.all([ask(at, receipt), ask(`${at}/proof`, receipt)]);
  const digest = await sha256(unhex(receipt.salt), utf8(comment.text));
  if (digest !== receipt.digest) return false;
  const sent = proof.entries.find((entry) => entry.kind === "submission");
  if (!sent || sent.digest !== receipt.entry || !sent.canonical.includes(digest.slice(7))) return false;
  const entry = await sha256(utf8("gatepost/ledger/1\n"), unhex(sent.previous.slice(7)), utf8(sent.canonical));
  return entry === sent.digest;
}

if (place && globalThis.crypto?.subtle) {
  const said = place.querySelector("[role=status]");
  place.hidden = false;
  place.querySelector("button").addEventListener("click", async () => {
    said.textContent = place.dataset.checking;
    try {
      const right = await holds(place.dataset);
      said.textContent = right ? place.dataset[place.dataset.public ? "right" : "kept"] : place.dataset.wrong;
    } catch {
      said.textContent = place.dataset.failed;
    }
  });
}
