// One's own comments, the letters one wants, and the rights to one's own data.
import { button, fill, h, reader, remember, tick } from "../kit";
import type { Context } from "../context";
import type { Account, State } from "../types";
import { dialog } from "./dialog";
import { download, twice } from "./files";

interface Me {
  account?: Account | null;
  comments: { id: string; article: string; state: State; submitted_at: string; text?: string }[];
  after: string | null;
}

export async function mine(context: Context): Promise<void> {
  const { call, f, language, w } = context;
  const token = reader();
  const list = h("ol");
  const further = h("div", { class: "row" });
  const said = h("p", { class: "quiet", role: "status" });
  const rest = h("div", { class: "appeal" });
  const stands: Partial<Record<State, string>> = {
    approved: w.isPublished,
    pending: w.isWaiting,
    rejected: w.isRejected,
    withdrawn: w.isWithdrawn,
  };
  const attempt = (act: () => Promise<string>) => () =>
    act().then(
      (words) => {
        said.textContent = words;
      },
      context.complain,
    );

  async function page(after: string): Promise<string> {
    const me = await call<Me>("me?after=" + encodeURIComponent(after), { token });
    for (const { id, article, state, submitted_at, text } of me.comments) {
      list.append(
        h(
          "li",
          {},
          h("p", { class: "text long", dir: "auto" }, text),
          h(
            "div",
            { class: "row" },
            h("b", {}, stands[state]),
            h("a", { href: `${article}#gatepost-${id}` }, f.date(new Date(submitted_at))),
          ),
        ),
      );
    }
    const { after: next } = me;
    further.replaceChildren(...(next ? [button(w.more, attempt(() => page(next)))] : []));
    if (!after) settings(me.account);
    return list.childElementCount ? "" : w.mineNone;
  }

  function settings(known?: Account | null) {
    if (known) remember("account", known);
    const tell = known?.email ? known.tell : undefined;
    const set = (body: unknown) => attempt(() => call("me/settings", { body, token }).then(() => w.saved));
    const box = (words: string, on: boolean, act: (on: boolean) => () => Promise<void>) => {
      const [label, input] = tick(words, on);
      input.onchange = () => void act(input.checked)();
      return label;
    };
    const following = h("div");
    if (tell) {
      const at = "follow?article=" + encodeURIComponent(context.article);
      void call<{ following: boolean }>(at, { token }).then(
        (answer) =>
          following.append(
            box(w.follow, answer.following, (on) =>
              attempt(() => call("follow", { body: { article: context.article, on }, token }).then(() => w.saved)),
            ),
          ),
        () => undefined,
      );
    }
    rest.replaceChildren(
      ...(tell
        ? [
            h("p", {}, fill(w.tell, known?.email ?? "")),
            ...(["replies", "mentions", "decisions"] as const).map((kind, index) =>
              box([w.tellReplies, w.tellMentions, w.tellDecisions][index]!, !!tell[kind], (on) =>
                set({ tell: { [kind]: on }, language }),
              ),
            ),
            following,
          ]
        : []),
      h(
        "div",
        { class: "row" },
        button(
          w.export,
          attempt(async () => {
            download("gatepost.json", await call("me/export", { token }));
            return w.saved;
          }),
        ),
        twice(w.forget, w.forgetSure, async () => {
          try {
            await call("me/erase", { body: { confirm: true }, token });
          } catch (error) {
            return context.complain(error);
          }
          for (const key of ["reader", "account", "session", "own", "name", "client"]) remember(key);
          context.mine.clear();
          context.cards.replaceChildren();
          panel.close();
          context.identify();
          await context.load();
          context.say(w.forgotten);
        }),
      ),
    );
  }

  const panel = dialog(context, w.mine, said, list, further, rest);
  await attempt(() => page(""))();
}
