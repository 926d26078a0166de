// A dialog of the widget; the browser keeps the focus inside, and gives it back.
import { button, h } from "../kit";
import type { Kid } from "../dom";
import type { Context } from "../context";

export function dialog({ section, title, w }: Context, name: string, ...kids: Kid[]): HTMLDialogElement {
  const box = h(
    "dialog",
    {
      ariaLabel: name,
      onclose() {
        box.remove();
        if (!section.matches(":focus-within")) title.focus({ preventScroll: true }); // the button that opened it may be gone
      },
    },
    h(
      "header",
      { class: "top" },
      h("h2", {}, name),
      button(w.close, () => box.close()),
    ),
    ...kids,
  );
  section.append(box);
  box.showModal();
  return box;
}
