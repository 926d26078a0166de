#!/bin/sh
# Pins requirements/*.in into requirements/*.txt: names and hashes only, no registry's address.
set -eu
cd "$(dirname "$0")/../requirements"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" --quiet install uv
pin() {
    "$work/venv/bin/uv" pip compile --universal --python-version 3.11 --generate-hashes \
        --no-header --no-emit-index-url --quiet "$@"
}
pin runtime.in -o runtime.txt
# All others are installed beside the runtime, the build tools too: one version of each.
for name in build test training benchmarks fuzz audit ray; do
    pin "$name.in" -c runtime.txt -o "$name.txt"
done
cd .. && python3 -m tools.sbom # it says which licences are to be read
