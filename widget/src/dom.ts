// Elements without a framework. User data only ever becomes text nodes.

export type Kid = Node | string | false | null | undefined;

/** An element; a prop becomes a property where the element has one, else an attribute. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Record<string, unknown> = {},
  ...kids: Kid[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(props)) {
    if (key in element) (element as unknown as Record<string, unknown>)[key] = value;
    else element.setAttribute(key, value as string);
  }
  element.append(...kids.filter((kid): kid is Node | string => !!kid));
  return element;
}

/** A button that sends no form by itself. */
export const button = (name: Kid, onclick: (() => void) | undefined, props: Record<string, unknown> = {}) =>
  h("button", { type: "button", onclick, ...props }, name);

/** Whether a button may send now; while it does it keeps the focus, which a disabled one would lose. */
export function sending(element: HTMLElement, is: boolean): boolean {
  const was = element.ariaDisabled === "true";
  element.ariaDisabled = String(is);
  return !was;
}

/** A box to tick, with its words beside it. */
export function tick(words: string, checked = false): [HTMLElement, HTMLInputElement] {
  const box = h("input", { type: "checkbox", checked });
  return [h("label", { class: "tick" }, box, words), box];
}

/** A sentence with a name in its place, the name set apart so that its direction disturbs nothing. */
export function sentence(text: string, name: string): DocumentFragment {
  const [before, after] = text.split("{}");
  const whole = document.createDocumentFragment();
  whole.append(before ?? "", h("bdi", {}, name), after ?? "");
  return whole;
}

/** Brings something into view: gently where the reader likes motion, at once when the page has just come. */
export function show(element: Element, gently: boolean): void {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  element.scrollIntoView({ block: "center", behavior: gently && !still ? "smooth" : "instant" });
}
