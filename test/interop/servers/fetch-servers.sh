#!/usr/bin/env bash
# Puts the FTP servers that are not installed into a cache folder, ready to run from there: their Debian packages exclude
# each other, so they cannot be installed side by side. Debian only; quick when everything is there. The tests find them
# in the same folder (programs.ts).
set -euo pipefail
cd "$(dirname "$0")"

cache="${XDG_CACHE_HOME:-$HOME/.cache}/central-office-interop"
root="$cache/root"
packages="$cache/packages"
# The last one hides behind a name that no package has, so it would not be found by following what the others need.
servers=(vsftpd proftpd-core proftpd-mod-crypto pure-ftpd inetutils-ftpd)
servers+=(python3-pyftpdlib python3-twisted python3-aioftp python3-openssl python3-cffi-backend)

has_program() { [ -x "$root/usr/sbin/$1" ] || PATH="$PATH:/usr/sbin:/usr/local/sbin" command -v "$1" >/dev/null; }

has_python_servers() {
  [ -x /usr/bin/python3 ] &&
    PYTHONPATH="$root/usr/lib/python3/dist-packages" /usr/bin/python3 -c 'import pyftpdlib, OpenSSL, aioftp, twisted.protocols.ftp' 2>/dev/null
}

# Out of the npm registry; its versions are those of the lock file beside this script, its programs of installation are not run.
has_ftp_srv() { cmp -s ftp-srv/package-lock.json "$cache/ftp-srv/package-lock.json" && [ -d "$cache/ftp-srv/node_modules/ftp-srv" ]; }

fetch_ftp_srv() {
  rm -rf "$cache/ftp-srv"
  mkdir -p "$cache/ftp-srv"
  cp ftp-srv/package.json ftp-srv/package-lock.json "$cache/ftp-srv"
  (cd "$cache/ftp-srv" && npm ci --ignore-scripts --no-audit --no-fund --silent)
}

# ProFTPD's TLS stands in a package, and so in a file, of its own.
has_proftpd_tls() { [ -e "$root/usr/lib/proftpd/mod_tls.so" ] || [ -e /usr/lib/proftpd/mod_tls.so ]; }

all_there() {
  has_program vsftpd && has_program proftpd && has_program pure-ftpd && has_program ftpd && has_proftpd_tls && has_python_servers
}

installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

# Libraries and Python modules that packages need, one a line, as names that can be downloaded.
libraries_of() {
  apt-cache depends --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces --no-enhances "$@" |
    sed -nE 's/^ *\|?(Pre)?Depends: (lib[^ :]+|python3-[^ :]+)$/\2/p'
}

has_ftp_srv || fetch_ftp_srv
all_there && exit 0
if ! command -v apt-get >/dev/null; then
  echo 'The FTP servers are fetched from Debian: this is another system, install them by hand.' >&2
  exit 1
fi

rm -rf "$packages"
mkdir -p "$root" "$packages"
# Without the rights of root, the package lists this computer has must do, and Python must be there.
if [ "$(id -u)" = 0 ]; then
  apt-get update -qq
  if [ ! -x /usr/bin/python3 ]; then
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3 >/dev/null
  fi
fi

# From the servers to the libraries that are not installed, on to theirs, and so on.
declare -A wanted=()
round=("${servers[@]}")
while [ "${#round[@]}" -gt 0 ]; do
  found=()
  for package in "${round[@]}"; do
    if [ -n "${wanted[$package]:-}" ] || installed "$package"; then continue; fi
    wanted[$package]=yes
    found+=("$package")
  done
  round=()
  if [ "${#found[@]}" -gt 0 ]; then mapfile -t round < <(libraries_of "${found[@]}"); fi
done

if [ "${#wanted[@]}" -gt 0 ]; then
  (cd "$packages" && apt-get download -qq -o APT::Sandbox::User=root "${!wanted[@]}")
  for package in "$packages"/*.deb; do dpkg-deb -x "$package" "$root"; done
fi
rm -rf "$packages"

if ! all_there; then
  echo "Not all FTP servers could be fetched into $cache." >&2
  exit 1
fi
