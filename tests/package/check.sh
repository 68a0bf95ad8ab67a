#!/bin/sh
# Builds the wheel and the source distribution, installs each into an empty environment
# and logs in there.  The first argument is a folder to work in.
set -eu

tests=$(cd "$(dirname "$0")/.." && pwd)
work=$1
rm -rf "$work"
mkdir -p "$work"

uv build --quiet --out-dir "$work/dist" "$tests/.."
for distribution in "$work"/dist/*.whl "$work"/dist/*.tar.gz; do
    echo "Checking $(basename "$distribution")"
    uv venv --quiet --clear "$work/venv"
    uv pip install --quiet --python "$work/venv" "$distribution"
    (cd "$work" && PYTHONPATH=$tests venv/bin/python "$tests/programs/minimal_login.py")
    "$work/venv/bin/python" "$tests/package/check_readme.py"
    for file in py.typed urls.py locale/fi/LC_MESSAGES/django.mo; do
        test -f "$work"/venv/lib/python*/site-packages/drf_jwt_2fa/$file
    done
done
# What users do not need is not in the wheel.
if "$work/venv/bin/python" -m zipfile -l "$work"/dist/*.whl |
    grep -E '^(tests|docs|example_project)/'; then
    exit 1
fi
