#!/bin/sh
# Writes constraints.txt: the exact versions that pyproject.toml, with every extra, resolves to in an empty environment.
# Use it after a change of dependencies: `make constraints`. It takes some minutes and needs the package index.
set -eu

cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

echo "Resolving every dependency in an empty environment; this takes some minutes ..." >&2
"${PYTHON:-python3}" -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --only-binary=:all: -e '.[dev,anthropic,google,ollama]' >"$work/log" 2>&1 || {
    cat "$work/log" >&2
    exit 1
}

{
    echo "# The exact versions that Newshound is tested with: the package, [dev] and the providers' extras, on"
    echo "# $("$work/venv/bin/python" -V) for Linux with torch's build for the CPU. Written by \`make constraints\` (scripts/constraints.sh)"
    echo "# from a resolve in an empty environment; change pyproject.toml and run that, don't edit this file."
    # Left out: this package itself, the local part of a version (+cpu), and the libraries that only a GPU build of torch brings.
    "$work/venv/bin/python" -m pip freeze --all --exclude-editable --exclude pip --exclude wheel |
        sed -e 's/+[a-z0-9.]*$//' |
        grep -v -i -E '^(nvidia-|cuda-|triton)'
} >"$work/constraints.txt"
if grep -q ' @ ' "$work/constraints.txt"; then
    echo "constraints.txt is left as it was: a package was resolved from a file, not from the package index." >&2
    exit 1
fi
cp "$work/constraints.txt" constraints.txt
echo "Wrote constraints.txt with $(grep -c '==' constraints.txt) packages." >&2
