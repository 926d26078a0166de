#!/bin/sh
# The committed widget must be what widget/ builds, and stay small. Without Node only its size is checked, and
# that is said; in CI (CI=true) Node must be there. Fetches nothing but what `npm ci` installs.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
static="$root/src/gatepost/web/static"
limit=10240 # bytes of gzip for reading and writing: script and style sheet, with the largest language
limit_all=18432 # with all that comes when it is used, and all words of that language

gzipped() { gzip -9 -n -c "$1" | wc -c; }

script=$(gzipped "$static/widget.js")
parts=0
for file in "$static"/widget-*.js; do
    parts=$((parts + $(gzipped "$file")))
done
language=0
language_all=0
for file in "$static"/widget.*.more.js; do
    first=$(gzipped "${file%.more.js}.js")
    all=$((first + $(gzipped "$file")))
    if [ "$first" -gt "$language" ]; then language=$first; fi
    if [ "$all" -gt "$language_all" ]; then language_all=$all; fi
done
total=$((script + language))
total_all=$((script + parts + language_all))
echo "widget: $script bytes gzip, and at most $language for a language: $total of $limit"
echo "widget: with all parts ($parts) and all words (at most $language_all): $total_all of $limit_all"
if [ "$total" -gt "$limit" ] || [ "$total_all" -gt "$limit_all" ]; then
    echo "widget: too large; make it smaller or change the promise in docs/reference/widget.md" >&2
    exit 1
fi

if ! command -v node >/dev/null 2>&1 || ! command -v npm >/dev/null 2>&1; then
    if [ "${CI:-}" = true ]; then
        echo "widget: CI needs Node 18 or newer and npm, to build the widget and compare" >&2
        exit 1
    fi
    echo "widget: SKIPPED the rebuild, because Node and npm are not here; CI compares the committed file"
    exit 0
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT INT TERM
mkdir "$work/widget"
(cd "$root/widget" && cp -R package.json package-lock.json .npmrc tsconfig.json build.mjs src "$work/widget/")
cd "$work/widget"
if ! npm ci --no-audit --no-fund --silent --ignore-scripts; then
    if [ "${CI:-}" = true ]; then
        echo "widget: npm ci failed, see above" >&2
        exit 1
    fi
    echo "widget: SKIPPED the rebuild, because npm ci did not work (no network?); CI compares the committed file"
    exit 0
fi
npx --no-install tsc --noEmit
node build.mjs "$work/static"
for file in $( (cd "$work/static" && ls; cd "$static" && ls widget*.js) | sort -u); do
    if ! cmp -s "$work/static/$file" "$static/$file"; then
        echo "widget: src/gatepost/web/static/$file is not what widget/ builds. Say: make widget" >&2
        exit 1
    fi
done
echo "widget: the committed files are what widget/ builds"
