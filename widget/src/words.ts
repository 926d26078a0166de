// The words of the interface, and numbers and times as the reader writes them.
import { edition, english, keys } from "virtual:words";
import type table from "./words/en.json";

export type Words = Record<keyof typeof table, string>;

const OTHERS = ["ar", "ckb", "fa", "kmr", "tr"];

/** Chromium knows no Kurdish: its numbers and dates are written as by the neighbours who use the same script. */
const FORMATS: Record<string, string> = { ckb: "ar-IQ-u-nu-arab", kmr: "tr" };
const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["second", 60],
  ["minute", 60],
  ["hour", 24],
  ["day", 30],
];

/** The nearest interface language: `ku` alone is Kurmanji, `ku-Arab` Sorani; anything unknown is English. */
export function languageOf(tag: string): string {
  const lower = tag.toLowerCase();
  const first = lower.split("-")[0] ?? "";
  if (first === "ku") return lower.includes("arab") ? "ckb" : "kmr";
  return OTHERS.includes(first) ? first : "en";
}

/** A file of this build that only some readers need. */
export const part = <T>(base: string, name: string): Promise<{ default: T }> =>
  import(`${base}/static/widget${name}.js?v=${edition}`);

/** The words of a language; in English should they not arrive. */
export async function wordsOf(base: string, language: string): Promise<Words> {
  let list = english;
  if (language !== "en") {
    try {
      list = (await part<string[]>(base, "." + language)).default;
    } catch {
      // English is better than an empty page.
    }
  }
  return Object.fromEntries(keys.split(" ").map((key, index) => [key, list[index]])) as Words;
}

export const fill = (sentence: string, value: string): string => sentence.replace("{}", () => value);

/** How a language writes numbers, points in time and the time gone by. */
export function formats(language: string, ago: string) {
  const foreign = FORMATS[language];
  // Plain `ar` would mean the digits and months of the Maghreb in some browsers and of the Levant in others.
  const locale = foreign ?? (language === "ar" ? "ar-IQ" : language);
  const number = (value: number) => value.toLocaleString(locale);
  return {
    number,
    date: (at: Date) =>
      at.toLocaleString(locale, { dateStyle: foreign ? "short" : "long", timeStyle: "short" }),
    /** "5 minutes ago"; after a month the date itself. */
    since(at: Date): string {
      let amount = Math.max(0, Math.round((Date.now() - +at) / 1000));
      for (const [index, [unit, size]] of STEPS.entries()) {
        if (amount < size) {
          if (!index) amount = 0;
          return ago
            ? fill(ago.split("|")[index] ?? "", number(amount))
            : new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(-amount, unit);
        }
        amount = Math.floor(amount / size);
      }
      return at.toLocaleDateString(locale, { dateStyle: foreign ? "short" : "medium" });
    },
  };
}

export type Formats = ReturnType<typeof formats>;
