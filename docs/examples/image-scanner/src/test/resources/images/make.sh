#!/usr/bin/env bash
# Makes app.tar.gz, by buildah, as root: an image of three layers with what should not be in one.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
store=$(mktemp -d)
buildah() { command buildah --root "$store/root" --runroot "$store/run" --storage-driver vfs "$@"; }

image=scratch
# layer FUNCTION: what FUNCTION does to the tree below $root becomes a layer.
layer() {
  local container
  container=$(buildah from "$image")
  root=$(buildah mount "$container")
  "$1"
  find "$root" -exec touch -h -d @0 {} +
  buildah umount "$container" >/dev/null
  image=app:$1
  buildah commit -q --timestamp 0 "$container" "$image" >/dev/null
}

base() {
  mkdir -p "$root"/{etc,root,tmp,usr/bin}
  chmod 1777 "$root/tmp"
  echo 'root:x:0:0:root:/root:/bin/sh' >"$root/etc/passwd"
  echo '#!/bin/sh' | tee "$root/usr/bin/su" >"$root/usr/bin/mount"
  chmod 4755 "$root/usr/bin/su" "$root/usr/bin/mount"
}

keys() {
  mkdir -p "$root"/{root/.ssh,srv}
  # In two parts, so that this script is none.
  printf '%s%s\n' '-----BEGIN OPENSSH ' 'PRIVATE KEY-----' b3BlbnNzaC1rZXktdjEAAAAABG5vbmUA '' \
    '-----END OPENSSH ' 'PRIVATE KEY-----' >"$root/root/.ssh/deploy"
  printf 'aws_access_key_id = %s%s\n' AKIA QWERTYUIOP123456 >"$root/srv/app.conf"
}

cleaned() {
  rm -r "$root/root/.ssh"
  chmod 0755 "$root/usr/bin/mount"
}

layer base
layer keys
layer cleaned
rm -f app.tar
buildah push -q "$image" docker-archive:app.tar:app:1
gzip -9nf app.tar
buildah rm -a >/dev/null
rm -rf "$store"
