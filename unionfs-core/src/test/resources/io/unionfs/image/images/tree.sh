# What the first layer holds: one of everything.
set -e
cd "$1"
mkdir -p etc usr/lib usr/bin var/log/app deep/a/b/c srv/opaque/sub tmp
ln -s usr/lib lib; ln -s usr/bin bin
echo 'root:x:0:0:root:/root:/bin/sh' > etc/passwd
printf 'NAME="odd"\nID=odd\n' > usr/lib/os-release
ln -s ../usr/lib/os-release etc/os-release
echo a > usr/lib/a; echo keep > usr/lib/keep; echo gone > usr/lib/gone
ln usr/lib/a usr/lib/a-linked
printf '#!/bin/sh\necho hello\n' > usr/bin/hello; chmod 4755 usr/bin/hello
chmod 1777 tmp
chown 1000:1000 var/log/app; echo log > var/log/app/app.log; chown 1000:1001 var/log/app/app.log; chmod 640 var/log/app/app.log
for i in 1 2 3; do echo $i > srv/opaque/old$i; done; echo x > srv/opaque/sub/x
echo deep > deep/a/b/c/file
mkfifo var/fifo; mknod var/null c 1 3; mknod var/loop b 7 0
: > usr/lib/empty; head -c 20000 /dev/zero > usr/lib/zeros
N=$(printf 'n%.0s' $(seq 200)); mkdir -p deep/$N; echo long > deep/$N/$N-file
printf 'latin\n' > "deep/caf$(printf '\351')"; echo utf > deep/café; echo sp > "deep/with space"; printf x > "deep/new
line"
setfattr -n user.colour -v blue usr/lib/keep
setfattr -n user.bin -v 0x00ff80fe usr/lib/keep
: > usr/bin/capable; chmod 755 usr/bin/capable; setcap cap_net_raw+ep usr/bin/capable
find . -exec touch -h -d '2024-02-03T04:05:06.789012345Z' {} +
