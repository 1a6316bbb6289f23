#!/bin/sh
# Install Debian packages when we may; else say in one line what is missing.
set -eu
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
  export DEBIAN_FRONTEND=noninteractive
  apt-get update -qq
  apt-get install -y -qq --no-install-recommends "$@"
else
  echo "缺少软件包，请先安装：$*（Debian: sudo apt-get install $*；macOS: brew install）" >&2
  exit 1
fi
