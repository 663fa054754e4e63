#!/bin/sh
# Makes the *.tar.gz beside this script with GNU tar, bsdtar and Python: one tree in every dialect.
# Run as root, on a filesystem with user xattrs and holes. Needs attr, libarchive-tools, python3, zstd.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/t"
cd "$work/t"
export LC_ALL=C.UTF-8

long=$(printf 'd%.0s' $(seq 60))
mkdir -p "$long/$long"
printf long > "$long/$long/f"
ln -s "$long/$long/f/$long/$long" longlink
printf hello > file
chown 1000:1001 file
chmod 6751 file # after chown, which takes the special bits away
ln file hard
ln -s file link
mkfifo fifo
touch -d 2001-02-03T04:05:06Z file fifo "$long/$long/f" "$long/$long" "$long"
touch -h -d 2001-02-03T04:05:06Z link longlink

# v7 holds neither fifos nor long names.
tar -b1 --sort=name --numeric-owner --format=v7 -cf "$here/v7.tar" file hard link
for format in oldgnu gnu ustar posix; do
  names="$long/$long/f file hard link fifo"
  [ $format = ustar ] || names="$names longlink"
  tar -b1 --sort=name --numeric-owner --format=$format \
    --pax-option=exthdr.name=%f,delete=atime,delete=ctime -cf "$here/$format.tar" $names 2>/dev/null ||
    tar -b1 --sort=name --numeric-owner --format=$format -cf "$here/$format.tar" $names
done

# What each dialect does in its own way: large owner, ns time before the epoch, xattrs, names.
printf x > odd
chown 3000000:4294967294 odd
touch -d '1969-12-31T23:59:58.123456789Z' odd
setfattr -n user.bytes -v 0x00ff0a3d80 odd
setfattr -n user.overlay.opaque -v y odd
printf y > "$(printf 'raw\377name')"
printf z > 'é'
touch -d 2001-02-03T04:05:06Z "$(printf 'raw\377name')" 'é'
tar -b1 --numeric-owner --format=posix --xattrs --xattrs-include='*' \
  --pax-option=exthdr.name=%f,delete=atime,delete=ctime -cf "$here/odd-posix.tar" odd "$(printf 'raw\377name')" 'é'
tar -b1 --numeric-owner --format=gnu -cf "$here/odd-gnu.tar" odd "$(printf 'raw\377name')" 'é'
# The bsdtar and sparse ones hold access times or process numbers, so each making differs.
bsdtar --format=pax --numeric-owner --xattrs -b1 -cf "$here/odd-bsdtar.tar" odd 'é'

# Sparse: 3 MiB with eight runs, so that the old form needs an extension block.
truncate -s 3M sparse
for i in 0 1 2 3 4 5 6 7; do
  printf "run$i" | dd of=sparse bs=1 seek=$((i * 300000 + 100000)) conv=notrunc 2>/dev/null
done
touch -d 2001-02-03T04:05:06Z sparse
tar -b1 -S --numeric-owner --format=gnu -cf "$here/sparse-oldgnu.tar" sparse file
for version in 0.0 0.1 1.0; do
  tar -b1 -S --numeric-owner --format=posix --sparse-version=$version \
    --pax-option=exthdr.name=%f,delete=atime,delete=ctime -cf "$here/sparse-$version.tar" sparse file
done

python3 - "$here" <<'P'
import sys, tarfile
# A global header, a device, and numbers that need base-256.
with tarfile.open(sys.argv[1] + "/python-pax.tar", "w", format=tarfile.PAX_FORMAT,
                  pax_headers={"comment": "global"}) as t:
    i = tarfile.TarInfo("dev/null"); i.type = tarfile.CHRTYPE; i.devmajor = 1; i.devminor = 3
    i.mtime = 981173106.25
    t.addfile(i)
    i = tarfile.TarInfo("dev/loop"); i.type = tarfile.BLKTYPE; i.devmajor = 7; i.devminor = 300
    t.addfile(i)
P
for f in "$here"/*.tar; do
  gzip -n9f "$f"
done

# For zstd: one small tar, a skippable frame before it and two frames for its halves.
cd "$work/t"
tar -b1 --numeric-owner --format=ustar -cf "$work/s.tar" file
head -c 700 "$work/s.tar" > "$work/1"
tail -c +701 "$work/s.tar" > "$work/2"
{
  printf '\120\052\115\030\003\000\000\000abc'
  zstd -q19c "$work/1"
  zstd -q3c "$work/2"
} > "$here/small.tar.zst"
# A stream whose length zstd does not know asks for its level's whole window.
zstd -q --ultra -22 -c < "$work/s.tar" > "$here/window-128m.tar.zst"
zstd -q --long=28 -c < "$work/s.tar" > "$here/window-256m.tar.zst"
