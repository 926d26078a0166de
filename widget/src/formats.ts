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

/** First the language, while one waits for the words anyway: this takes a slow phone some time. `ago` and `units` are
 *  for languages that browsers do not know: seconds, minutes, hours, days. */
export function formats(language: string) {
  const foreign = FORMATS[language];
  // Plain `ar` would mean the digits and months of the Maghreb in some browsers and of the Levant in others.
  const locale = foreign ?? (language === "ar" ? "ar-IQ" : language);
  const number = new Intl.NumberFormat(locale).format;
  const date = new Intl.DateTimeFormat(locale, { dateStyle: foreign ? "short" : "long", timeStyle: "short" }).format;
  const day = new Intl.DateTimeFormat(locale, { dateStyle: foreign ? "short" : "medium" }).format;
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  const named = (table: string, step: number, amount: number) => fill(table.split("|")[step] ?? "", number(amount));
  return (ago: string, units: string) => ({
    number,
    date,
    /** "5 minutes ago"; after a month the date itself. */
    since(at: Date): string {
      let amount = Math.max(0, Math.round((Date.now() - +at) / 1000));
      for (const [index, [unit, size]] of STEPS.entries()) {
        if (amount < size) {
          if (!index) amount = 0;
          return ago ? named(ago, index, amount) : relative.format(-amount, unit);
        }
        amount = Math.floor(amount / size);
      }
      return day(at);
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
  });
}

export type Formats = ReturnType<ReturnType<typeof formats>>;
