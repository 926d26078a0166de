// Two small things that several parts need.
import { button, h } from "../kit";

/** A button for what cannot be undone: the first press asks, the second does it. */
export function twice(name: string, sure: string, act: () => Promise<void>): HTMLElement {
  let asked = false;
  const press: HTMLElement = button(name, () => {
    if (asked) void act();
    else press.textContent = sure;
    asked = true;
  });
  return press;
}

export function download(name: string, content: unknown): void {
  const file = new Blob([JSON.stringify(content, null, 1)], { type: "application/json" });
  const href = URL.createObjectURL(file);
  h("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 1000);
}
