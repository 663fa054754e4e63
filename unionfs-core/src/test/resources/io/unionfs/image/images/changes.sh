# What the second layer changes: removals, replacements of every kind, attributes.
set -e
cd "$1"
rm etc/passwd usr/lib/a var/fifo
rm -r deep/a/b; ln -s c deep/a/b                      # a directory becomes a symbolic link
rm usr/lib/empty; mkdir usr/lib/empty; echo in > usr/lib/empty/in  # a file becomes a directory
rm etc/os-release; echo plain > etc/os-release        # a symbolic link becomes a file
chmod 700 var/log/app; chown 2000:2000 var/log/app/app.log
setfattr -x user.bin usr/lib/keep; setfattr -n user.colour -v red usr/lib/keep
echo more >> "deep/with space"
for f in etc usr/lib deep/a deep var var/log/app var/log/app/app.log usr/lib/empty/in usr/lib/empty etc/os-release deep/a/b "deep/with space"; do
  touch -h -d '2024-03-04T05:06:07.5Z' "$f"
done
