#!/bin/sh
# What `make test` needs beside Python: a Chromium, a Chinese font, Java for the HTML checker, and two programs
# that read PDF files; in CI two web servers.
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
command -v pdftotext >/dev/null 2>&1 || want="$want poppler-utils"
command -v qpdf >/dev/null 2>&1 || want="$want qpdf"
# Their packages may start them, so not where somebody works: there the tests that need them are skipped.
if [ -n "${CI:-}" ]; then
  PATH=$PATH:/usr/sbin
  command -v nginx >/dev/null 2>&1 || want="$want nginx-light"
  command -v caddy >/dev/null 2>&1 || want="$want caddy"
fi
[ -z "$want" ] || sh "$here/apt.sh" $want
