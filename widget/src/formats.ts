// Numbers, points in time and the time gone by, as the reader writes them.
import { fill } from "./words";

/** Chromium knows no Kurdish: its numbers and dates are written as by the neighbours who use the same script. */
const FORMATS: Record<string, string> = { ckb: "ar-IQ-u-nu-arab", kmr: "tr" };
const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["second", 60],
  ["minute", 60],
  ["hour", 24],
  ["day", 30],
];

/** `ago` and `units` are for languages that browsers do not know: seconds, minutes, hours, days. */
export function formats(language: string, ago: string, units: string) {
  const foreign = FORMATS[language];
  // Plain `ar` would mean the digits and months of the Maghreb in some browsers and of the Levant in others.
  const locale = foreign ?? (language === "ar" ? "ar-IQ" : language);
  const number = (value: number) => value.toLocaleString(locale);
  const named = (table: string, step: number, amount: number) => fill(table.split("|")[step] ?? "", number(amount));
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
            ? named(ago, index, amount)
            : new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(-amount, unit);
        }
        amount = Math.floor(amount / size);
      }
      return at.toLocaleDateString(locale, { dateStyle: foreign ? "short" : "medium" });
    },
    /** "5 minutes", rounded to what one would say. */
    span(seconds: number): string {
      let step = 0;
      for (; step < 3 && seconds >= STEPS[step]![1] * 1.5; step++) seconds /= STEPS[step]![1];
      seconds = Math.ceil(seconds);
      return units
        ? named(units, step, seconds)
        : seconds.toLocaleString(locale, { style: "unit", unit: STEPS[step]![0], unitDisplay: "long" });
    },
  };
}

export type Formats = ReturnType<typeof formats>;
