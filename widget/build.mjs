// Builds the widget: one ES module with its style sheet and its English words inside.
// Beside it widget.LANGUAGE.js, a small list of words, for each language but English, and widget-PART.js.
//   node build.mjs [FOLDER]      (default: ../src/gatepost/web/static)
import { build, transform } from "esbuild";
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const output = process.argv[2]
  ? resolve(process.argv[2])
  : resolve(here, "../src/gatepost/web/static");
const LANGUAGES = ["en", "kmr", "tr", "ar", "ckb", "fa"];
const browsers = ["chrome111", "firefox113", "safari16.4"];

/** The style sheet as a minified string. */
const style = {
  name: "style",
  setup(builder) {
    builder.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      // Newer browsers than the script needs: esbuild must not expand light-dark() or logical properties.
      const { code } = await transform(source, { loader: "css", minify: true, charset: "utf8" });
      return { contents: code.trim(), loader: "text" };
    });
  },
};

/** Translators edit JSON. The reader gets English with the script and one other language as a list in its order. */
const tables = {};
for (const language of LANGUAGES) {
  tables[language] = JSON.parse(await readFile(resolve(here, `src/words/${language}.json`), "utf8"));
}
const keys = Object.keys(tables.en);
const lists = {};
for (const [language, table] of Object.entries(tables)) {
  const wrong = [
    ...keys.filter((key) => typeof table[key] !== "string").map((key) => `${key} is missing`),
    ...Object.keys(table).filter((key) => !keys.includes(key)).map((key) => `${key} is not in en.json`),
    ...keys
      .filter((key) => key !== "ago" && tables.en[key].includes("{}") !== String(table[key]).includes("{}"))
      .map((key) => `${key} must keep the place {}`),
  ];
  if (wrong.length) throw new Error(`src/words/${language}.json: ${wrong.join("; ")}`);
  lists[language] = keys.map((key) => table[key]);
}
// What only some readers need comes when they do.
const parts = {};
for (const name of ["suspended"]) {
  const made = await build({
    entryPoints: [resolve(here, `src/${name}.ts`)],
    bundle: true,
    minify: true,
    format: "esm",
    target: browsers,
    charset: "utf8",
    legalComments: "none",
    write: false,
    logLevel: "warning",
  });
  parts[name] = made.outputFiles[0].text;
}
// A cached list or part of another build would say the wrong things: its address names the build.
const edition = createHash("sha256").update(JSON.stringify([lists, parts])).digest("hex").slice(0, 8);
const words = {
  name: "words",
  setup(builder) {
    builder.onResolve({ filter: /^virtual:words$/ }, () => ({ path: "words", namespace: "words" }));
    builder.onLoad({ filter: /.*/, namespace: "words" }, () => ({
      contents: [
        `export const keys=${JSON.stringify(keys.join(" "))}`,
        `export const english=${JSON.stringify(lists.en)}`,
        `export const edition=${JSON.stringify(edition)}`,
      ].join(";"),
      loader: "js",
    }));
  },
};

await build({
  entryPoints: [resolve(here, "src/main.ts")],
  outfile: resolve(output, "widget.js"),
  bundle: true,
  minify: true,
  format: "esm",
  target: browsers,
  charset: "utf8",
  legalComments: "none",
  banner: { js: "/* Gatepost widget, Apache-2.0; built from widget/ by `make widget` */" },
  plugins: [style, words],
  logLevel: "warning",
});

for (const [name, text] of Object.entries(parts)) {
  await writeFile(resolve(output, `widget-${name}.js`), text);
}
for (const [language, list] of Object.entries(lists)) {
  if (language === "en") continue;
  await writeFile(resolve(output, `widget.${language}.js`), `export default ${JSON.stringify(list)};\n`);
}
