#!/bin/sh
# The tests use a real PostgreSQL, a real Chromium, and what PDFs need: Pango, and fonts for every script. Install them where this machine lets us; else say what to install.
set -eu

packages=""
command -v chromium >/dev/null 2>&1 || packages="$packages chromium"
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || packages="$packages postgresql"
fc-list 2>/dev/null | grep -qi "noto.*ethiopic" || packages="$packages fontconfig fonts-noto-core"
fc-list 2>/dev/null | grep -qi "noto.*cjk" || packages="$packages fonts-noto-cjk"
# ldconfig lies in /sbin, which is not on everybody's path
libraries=$(PATH="$PATH:/sbin:/usr/sbin" ldconfig -p 2>/dev/null || true)
for wanted in libpango-1.0:libpango-1.0-0 libpangoft2-1.0:libpangoft2-1.0-0 libharfbuzz-subset:libharfbuzz-subset0; do
    echo "$libraries" | grep -q "${wanted%%:*}\.so" || packages="$packages ${wanted#*:}"
done
[ -n "$packages" ] || exit 0

if ! command -v apt-get >/dev/null 2>&1; then
    echo "The tests need:$packages (Debian's names). Please install them, then run make test again." >&2
    exit 1
fi
sudo=""
[ "$(id -u)" = 0 ] || sudo="sudo -n"
echo "Installing for the tests:$packages"
export DEBIAN_FRONTEND=noninteractive
# shellcheck disable=SC2086 -- words are meant to split
if ! { $sudo apt-get update -qq && $sudo apt-get install -y -qq --no-install-recommends $packages; }; then
    echo "Could not install. As root: apt-get install$packages" >&2
    exit 1
fi
