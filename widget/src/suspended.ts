// What a suspended reader sees under the form: the announcement in lines, and a way to appeal, once. Only they load
// this. The text of the refused comment stays in the form above.
import type { Call } from "./api";
import { h, sending } from "./dom";
import { recall, remember } from "./memory";
import type { Suspension } from "./types";

export type Objecting = typeof objecting;

const DRAFT = "appeal:suspension";

/** Label, button, and what to say when it could not be sent; English where there is nothing better. */
const WORDS: Record<string, [string, string, string]> = {
  en: [
    "Why should you be able to comment again?",
    "Appeal",
    "It could not be sent. Your words are kept here; please try again.",
  ],
  ar: [
    "لماذا ينبغي أن تتمكن من التعليق من جديد؟",
    "تقديم الاعتراض",
    "تعذّر الإرسال. كلماتك محفوظة هنا؛ يُرجى المحاولة مرة أخرى.",
  ],
  ckb: [
    "بۆچی دەبێت بتوانیت دووبارە لێدوان بنووسیت؟",
    "ناڕەزایی دەربڕە",
    "نەتوانرا بنێردرێت. وشەکانت لێرە پارێزراون؛ تکایە دووبارە هەوڵ بدەرەوە.",
  ],
  kmr: [
    "Çima divê tu bikarî dîsa şîroveyan binivîsî?",
    "Îtiraz bike",
    "Nehat şandin. Gotinên te li vir parastî ne; ji kerema xwe dîsa biceribîne.",
  ],
  tr: [
    "Neden yeniden yorum yazabilmelisiniz?",
    "İtiraz et",
    "Gönderilemedi. Yazdıklarınız burada saklı; lütfen yeniden deneyin.",
  ],
  fa: [
    "چرا باید بتوانید دوباره دیدگاه بنویسید؟",
    "ثبت اعتراض",
    "ارسال نشد. نوشتهٔ شما همین‌جا نگه داشته شده است؛ لطفاً دوباره تلاش کنید.",
  ],
};

/** Puts it behind `problem`, where the form has said what the server told. */
export default function objecting(problem: HTMLElement, told: Suspension, call: Call, token: string): void {
  problem.style.whiteSpace = "pre-line";
  const form = problem.closest("form");
  form?.querySelector(".appeal")?.remove();
  if (!told.appeal.possible) return;
  const [label, button, failed] = WORDS[told.language] ?? WORDS["en"]!;
  const text = h("textarea", { rows: 3, value: recall<string>(DRAFT) ?? "", dir: "auto" });
  const trouble = h("p", { class: "problem", role: "alert" });
  const send = h("button", { type: "button", class: "send", onclick: () => void submit() }, button);
  const box = h("div", { class: "appeal" }, h("label", {}, label, text), trouble, h("div", { class: "row" }, send));
  text.oninput = () => remember(DRAFT, text.value || undefined);

  async function submit() {
    if (!/\S/.test(text.value)) return text.focus();
    if (!sending(send, true)) return;
    trouble.textContent = "";
    try {
      const answer = await call<Suspension>("me/appeal", { body: { text: text.value }, token });
      remember(DRAFT, undefined);
      box.remove();
      problem.textContent = answer.text;
      problem.tabIndex = -1;
      problem.focus();
    } catch {
      trouble.textContent = failed;
    }
    sending(send, false);
  }

  problem.after(box);
  // The next attempt to comment will say anew how things stand.
  form?.addEventListener("submit", () => box.remove(), { once: true });
}
