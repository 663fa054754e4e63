#!/usr/bin/env bash
# Makes the images of this directory anew, in the directory $1; see README.md. Needs root, umoci,
# buildah, skopeo, attr, libcap2-bin; and python3 for the listings. Digests differ from run to run: tools put times in.
set -euo pipefail
out=$(realpath -m "$1")
here=$(dirname "$(realpath "$0")")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$out"
cd "$work"

policy=$work/policy.json
echo '{"default":[{"type":"insecureAcceptAnything"}]}' >"$policy"
copy() { skopeo --policy "$policy" copy -q "$@"; }
list() { ! command -v python3 >/dev/null || python3 "$here/tree.py" "$1" >"$out/$2.tree"; }
bud() { buildah --root "$work/store" --runroot "$work/run" --storage-driver vfs "$@"; }

# ---- oddities: a tree with one of everything, changed twice, packed by umoci ----
umoci init --layout oddities
umoci new --image oddities:v1
umoci unpack --image oddities:v1 bundle
bash "$here/tree.sh" bundle/rootfs
umoci repack --image oddities:v1 --refresh-bundle --history.created_by "tree.sh" bundle
bash "$here/changes.sh" bundle/rootfs
umoci repack --image oddities:v1 --refresh-bundle --history.created_by "changes.sh" bundle
# An opaque directory: what it held before is gone, what this layer brings is there.
mkdir -p fresh/kept && echo new >fresh/kept/new && touch -d '2024-05-06T07:08:09Z' fresh/kept/new fresh/kept fresh
umoci insert --opaque --image oddities:v1 --history.created_by "insert --opaque" fresh /srv/opaque
# A layer written by hand, whose parents and whiteouts lead through a symbolic link of the base.
# Its times have nanoseconds, its extended attributes bytes that are no text.
mkdir -p raw/lib && echo through >raw/lib/b && : >raw/lib/.wh.gone && ln raw/lib/b raw/lib/b-linked
setfattr -n user.bytes -v 0x00ff80fe raw/lib/b
touch -d '2024-06-07T08:09:10.123456789Z' raw/lib/b raw/lib/.wh.gone
tar -C raw --format=posix --pax-option=delete=atime,delete=ctime --numeric-owner --xattrs \
  -cf raw.tar lib/.wh.gone lib/b lib/b-linked
umoci raw add-layer --image oddities:v1 --history.created_by "raw add-layer" raw.tar
umoci config --image oddities:v1 --config.entrypoint /usr/bin/hello --config.cmd world \
  --config.env GREETING=hi --config.workingdir /tmp --config.user 1000:1001 \
  --config.label org.example.kind=odd --config.volume /var/log/app --architecture amd64 --os linux
umoci gc --layout oddities
umoci unpack --image oddities:v1 unpacked

rm -rf "$out"/oddities "$out"/*.tar* "$out"/*.tree
cp -r oddities "$out/oddities"
copy oci:oddities:v1 docker-archive:"$out/oddities-docker.tar":example.org/oddities:v1
gzip -9n <"$out/oddities-docker.tar" >"$out/oddities-docker.tar.gz"
rm "$out/oddities-docker.tar"
copy --dest-compress-format zstd oci:oddities:v1 oci-archive:"$out/oddities-zstd.tar":v1
list unpacked/rootfs oddities

# ---- built: a Dockerfile's layers, committed by buildah; small enough to stay uncompressed ----
bud from --name c scratch >/dev/null
mnt=$(bud mount c)
mkdir -p "$mnt"/{etc,opt/app,opt/old}
echo one >"$mnt/etc/one"; echo two >"$mnt/etc/two"; echo x >"$mnt/opt/old/x"
ln "$mnt/etc/one" "$mnt/etc/one-linked"; ln -s ../etc/one "$mnt/opt/app/link"
find "$mnt" -exec touch -h -d '2023-01-02T03:04:05Z' {} +
bud config --created-by "ADD tree" --env A=b --port 80/tcp --stop-signal SIGQUIT c
bud commit -q c base >/dev/null
bud rm c >/dev/null
bud from --name d base >/dev/null
mnt=$(bud mount d)
rm "$mnt/etc/two"; rm -r "$mnt/opt/old"; mkdir "$mnt/opt/old"; echo y >"$mnt/opt/old/y"
rm "$mnt/opt/app/link"; echo file >"$mnt/opt/app/link"; chmod 600 "$mnt/etc/one"
find "$mnt" -exec touch -h -d '2023-02-03T04:05:06Z' {} +
bud config --created-by "RUN changes" --cmd '["cat", "/etc/one"]' d
bud commit -q d built >/dev/null
bud push -q built docker-archive:"$out/built-docker.tar":built:latest
bud push -q built oci-archive:"$out/built-oci.tar":latest
bud push -q built oci:built:latest
umoci unpack --image built:latest built-unpacked
list built-unpacked/rootfs built

# ---- platforms: one index, two architectures ----
for arch in amd64 arm64; do
  bud from --name "p-$arch" scratch >/dev/null
  mnt=$(bud mount "p-$arch"); echo "$arch" >"$mnt/arch"; touch -d '2023-01-02T03:04:05Z' "$mnt/arch"
  bud config --arch "$arch" --os linux "p-$arch"
  bud commit -q "p-$arch" "p-$arch" >/dev/null
done
bud manifest create platforms p-amd64 p-arm64 >/dev/null
bud manifest push -q --all platforms oci-archive:"$out/platforms.tar":v1
