// Builds the widget: one ES module with its style sheet inside, and beside it what comes when it is needed:
// widget.LANGUAGE.js (the words that everybody needs), widget.LANGUAGE.more.js (the words of the parts), and
// widget-PART.js for each part.   node build.mjs [FOLDER]      (default: ../src/gatepost/web/static)
import { build, transform } from "esbuild";
import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { minify } from "terser";

const here = dirname(fileURLToPath(import.meta.url));
const output = process.argv[2]
  ? resolve(process.argv[2])
  : resolve(here, "../src/gatepost/web/static");
const LANGUAGES = ["en", "kmr", "tr", "ar", "ckb", "fa"];
const PARTS = ["live", "more"];
/** Names that only the core and its parts use between themselves, each for a letter; none that a part exports. */
const inside = Object.fromEntries(
  "threads cards float ask part load tally reveal say complain announce identify identities rules ended base call about"
    .split(" ")
    .map((name, index) => [name, "$" + String.fromCharCode(97 + index)]),
);
const settings = {
  bundle: true,
  minify: true,
  format: "esm",
  target: ["chrome111", "firefox119", "safari16.4"],
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
  mangleProps: new RegExp(`^(${Object.keys(inside).join("|")})$`),
  mangleCache: inside,
};
const source = (path) => readFile(resolve(here, "src", path), "utf8");

/** Translators edit JSON: two tables, with a text for every key of the English ones. */
const tables = {};
for (const language of LANGUAGES) tables[language] = JSON.parse(await source(`words/${language}.json`));
const core = Object.keys(tables.en.core);
const keys = [...core, ...Object.keys(tables.en.more)];
const places = (text) => String(text).split("{}").length;
for (const [language, table] of Object.entries(tables)) {
  for (const [group, english] of Object.entries(tables.en)) {
    const found = table[group] ?? {};
    const wrong = [
      ...Object.keys(english).filter((key) => typeof found[key] !== "string").map((key) => `${key} is missing`),
      ...Object.keys(found).filter((key) => !(key in english)).map((key) => `${key} is not in en.json`),
      ...Object.keys(english)
        .filter((key) => !/^(ago|units)$/.test(key) && places(english[key]) !== places(found[key]))
        .map((key) => `${key} must keep its places {}`),
    ];
    if (wrong.length) throw new Error(`src/words/${language}.json: ${group}: ${wrong.join("; ")}`);
  }
}

/** esbuild bundles; terser, given the whole, finds another three bytes in a hundred. */
async function smallest({ outputFiles: [{ text }] }) {
  const compress = { ecma: 2020, passes: 3, pure_getters: true, unsafe_arrows: true };
  const { code } = await minify(text, { module: true, ecma: 2020, compress });
  return code + "\n";
}

/** The style sheet as a minified string. */
const style = {
  name: "style",
  setup(builder) {
    builder.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const written = await readFile(path, "utf8");
      // Newer browsers than the script needs: esbuild must not expand light-dark() or logical properties.
      const { code } = await transform(written, { loader: "css", minify: true, charset: "utf8" });
      return { contents: code.trim(), loader: "text" };
    });
  },
};

/** `w.title` becomes the text's number in the lists, so that no reader loads the names. */
const words = (allowed) => ({
  name: "words",
  setup(builder) {
    builder.onLoad({ filter: /src\/.*\.ts$/ }, async ({ path }) => {
      const written = await readFile(path, "utf8");
      const contents = written.replace(/\bw\.([a-zA-Z]+)\b/g, (_, key) => {
        if (!allowed.includes(key)) throw new Error(`${path}: w.${key} is no text that is there by then`);
        return `w[${keys.indexOf(key)}]`;
      });
      return { contents, loader: "ts" };
    });
  },
});

/** What a part imports from kit.ts comes from the core when it calls `install`. */
const shared = [...(await source("kit.ts")).matchAll(/export \{([^}]*)\}/g)].flatMap(([, names]) =>
  names.split(",").map((name) => name.trim()).filter(Boolean),
);
const kit = {
  name: "kit",
  setup(builder) {
    builder.onResolve({ filter: /\/kit$/ }, () => ({ path: "kit", namespace: "kit" }));
    builder.onLoad({ filter: /.*/, namespace: "kit" }, () => ({
      contents: `export let ${shared};export function install(kit){({${shared}}=kit)}`,
      loader: "js",
    }));
  },
};

/** A list as one text of lines: smaller than a list once it is packed. */
function lines(list) {
  if (list.some((text) => /[\n`\\]|\$\{/.test(text))) throw new Error("a text has a line break, ` or \\ in it");
  return "`" + list.join("\n") + "`";
}

const files = {};
for (const name of PARTS) {
  const made = await build({
    ...settings,
    stdin: {
      contents: `export * from "./${name}";export { install } from "../kit"`,
      resolveDir: resolve(here, "src/parts"),
    },
    plugins: [words(keys), kit],
    write: false,
  });
  files[`-${name}`] = await smallest(made);
}
for (const language of LANGUAGES) {
  const list = (group) => `export default ${lines(Object.keys(tables.en[group]).map((key) => tables[language][group][key]))};\n`;
  files[`.${language}`] = list("core");
  files[`.${language}.more`] = list("more");
}
files[".names"] = `export default ${lines(keys)};\n`;

// A cached list or part of another build would say the wrong things: its address names the build.
const edition = createHash("sha256").update(JSON.stringify(files)).digest("hex").slice(0, 8);
const naming = {
  name: "edition",
  setup(builder) {
    builder.onResolve({ filter: /^virtual:edition$/ }, () => ({ path: "edition", namespace: "edition" }));
    builder.onLoad({ filter: /.*/, namespace: "edition" }, () => ({
      contents: `export const edition=${JSON.stringify(edition)}`,
      loader: "js",
    }));
  },
};
const made = await build({
  ...settings,
  entryPoints: [resolve(here, "src/main.ts")],
  plugins: [style, naming, words(core)],
  write: false,
});
files[""] = "/* Gatepost widget, Apache-2.0; built from widget/ by `make widget` */\n" + (await smallest(made));

await mkdir(output, { recursive: true });
for (const [name, text] of Object.entries(files)) await writeFile(resolve(output, `widget${name}.js`), text);
