#!/bin/sh
# What `make test` needs beside Python: a Chromium, a Chinese font, and Java for the HTML checker.
set -eu
here=$(dirname "$0")
want=
found=
for name in chromium chromium-browser google-chrome; do
  command -v "$name" >/dev/null 2>&1 && found=1
done
[ -d "/Applications/Google Chrome.app" ] && found=1
[ -n "$found" ] || want="$want chromium"
if command -v fc-list >/dev/null 2>&1 && [ -z "$(fc-list :lang=zh-cn 2>/dev/null)" ]; then
  want="$want fonts-noto-cjk"
fi
java -version >/dev/null 2>&1 || want="$want default-jre-headless"
[ -z "$want" ] || sh "$here/apt.sh" $want
