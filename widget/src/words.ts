// The words of the interface. In the sources they have names, `w.title`; build.mjs puts numbers there, `w[0]`,
// and each language is a list: widget.LANGUAGE.js with what everybody needs, widget.LANGUAGE.more.js with what the
// parts say. So `w` must be called `w` wherever it is used, and only be asked by name.
import { edition } from "virtual:edition";
import type table from "./words/en.json";

export type Words = Record<keyof typeof table.core | keyof typeof table.more, string>;
type Own = { [key in keyof Words]?: string };

/** A page's own words come here: `gatepostWords = {de: {title: "Kommentare", …}}`. */
declare global {
  var gatepostWords: Record<string, Own> | undefined;
}

const OURS = ["ar", "ckb", "en", "fa", "kmr", "tr"];

/** The nearest interface language: `ku` alone is Kurmanji, `ku-Arab` Sorani; one of no words is English. */
export function languageOf(tag: string, all = false): string {
  const lower = tag.toLowerCase();
  const first = lower.split("-")[0] ?? "";
  if (first === "ku") return lower.includes("arab") ? "ckb" : "kmr";
  return all || globalThis.gatepostWords?.[first] || OURS.includes(first) ? first : "en";
}

export const rightToLeft = (language: string): boolean => /^(ar|ckb|dv|fa|he|ps|sd|ug|ur|yi)$/.test(language);

/** A file of this build: a list of words, or a part that only some readers need. */
export const file = <T>(base: string, name: string): Promise<T> =>
  import(`${base}/static/widget${name}.js?v=${edition}`);

const lines = (base: string, name: string): Promise<string[]> =>
  file<{ default: string }>(base, name).then((found) => found.default.split("\n"));

/** The list of a language; in English should it not arrive, for that is better than an empty page. */
const list = (base: string, language: string, more: string): Promise<string[]> =>
  lines(base, `.${language}${more}`).catch(() => lines(base, ".en" + more));

/** The words that everybody needs, and how to get the rest. `source` is the address of a page's own words. */
export async function wordsOf(base: string, language: string, source: string): Promise<[Words, () => Promise<void>]> {
  const given = source
    ? await fetch(source).then((answer) => answer.json() as Promise<Own>).catch((): Own => ({}))
    : globalThis.gatepostWords?.[language];
  const ours = given && !OURS.includes(language) ? "en" : language;
  const named = given && ((await lines(base, ".names")) as (keyof Words)[]);
  const words: string[] = [];
  async function add(more: string) {
    for (const word of await list(base, ours, more)) words.push((named && given[named[words.length]!]) ?? word);
  }
  await add("");
  let rest: Promise<void> | undefined;
  const more = () => (rest ??= add(".more").catch((error) => ((rest = undefined), Promise.reject(error))));
  return [words as unknown as Words, more];
}

/** A sentence with its places filled, from left to right. */
export const fill = (sentence: string, ...values: string[]): string =>
  sentence.replace(/\{\}/g, () => values.shift() ?? "");
