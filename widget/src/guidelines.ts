// The publisher's guidelines in short: titles, each opening to its wording. Fetched when first opened.
import type { Call } from "./api";
import { h } from "./dom";
import type { Guidelines } from "./types";

export function guidelines(call: Call, name: string, language: string, site: string) {
  const list = h("div");
  const items = new Map<string, HTMLDetailsElement>();
  let asked: Promise<void> | undefined;

  async function load() {
    try {
      const { clauses, preamble } = await call<Guidelines>("guidelines?language=" + language);
      list.replaceChildren();
      for (const { id, title, wording } of clauses) {
        const item = h("details", {}, h("summary", {}, title), h("p", {}, wording));
        items.set(id, item);
        list.append(item);
      }
      list.append(h("p", {}, preamble));
    } catch {
      asked = undefined; // asked again at the next opening
    }
  }

  const element = h(
    "details",
    {
      class: "guidelines",
      ontoggle: () => (asked ??= load()),
    },
    h("summary", {}, name, !!site && h("small", {}, site)),
    list,
  );

  /** Opens the guidelines, at one clause if it is named, and moves there. */
  async function open(clause = "") {
    element.open = true;
    await (asked ??= load());
    const target = items.get(clause) ?? element;
    target.open = true;
    target.querySelector("summary")?.focus();
  }

  /** Ids and titles, for choosing one. */
  async function clauses(): Promise<[string, string][]> {
    await (asked ??= load());
    return [...items].map(([id, item]) => [id, item.querySelector("summary")!.textContent]);
  }

  return { element, open, clauses };
}
