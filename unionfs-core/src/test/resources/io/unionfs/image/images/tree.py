"""Lists a directory tree, a line for each file, as the test class TreeListing does."""
import hashlib, os, stat, sys

root = os.fsencode(sys.argv[1])


def shown(name):
    text = name.decode("utf-8", "surrogateescape")
    out = []
    for c in text:
        n = ord(c)
        if 0xDC80 <= n <= 0xDCFF:
            out.append("\\x%02x" % (n & 0xFF))
        elif n < 0x20 or n == 0x7F or 0x80 <= n < 0xA0:
            out.append("\\x%02x" % n)
        else:
            out.append(c)
    return "".join(out)


def paths(directory, prefix):
    yield b"."if not prefix else prefix
    for name in sorted(os.listdir(directory)):
        full, path = os.path.join(directory, name), prefix + b"/" + name if prefix else name
        if stat.S_ISDIR(os.lstat(full).st_mode):
            yield from paths(full, path)
        else:
            yield path


kinds = {stat.S_IFREG: "f", stat.S_IFDIR: "d", stat.S_IFLNK: "l", stat.S_IFIFO: "p",
         stat.S_IFCHR: "c", stat.S_IFBLK: "b", stat.S_IFSOCK: "s"}
first = {}
for path in sorted(paths(root, b"")):
    full = os.path.join(root, path)
    s = os.lstat(full)
    kind = kinds[stat.S_IFMT(s.st_mode)]
    words = [kind, "%04o" % stat.S_IMODE(s.st_mode), "%d:%d" % (s.st_uid, s.st_gid),
             "%d.%09d" % divmod(s.st_mtime_ns, 10**9)]
    if kind == "f":
        with open(full, "rb") as f:
            words += [str(s.st_size), hashlib.sha256(f.read()).hexdigest()[:16]]
    elif kind == "l":
        words.append("-> " + shown(os.readlink(full)))
    elif kind in "cb":
        words.append("%d,%d" % (os.major(s.st_rdev), os.minor(s.st_rdev)))
    if kind != "d":
        other = first.setdefault(s.st_ino, path)
        if other != path:
            words.append("= " + shown(other))
    for name in sorted(os.listxattr(full, follow_symlinks=False)):
        if not name.startswith(("security.selinux", "system.")):
            words.append(name + "=" + os.getxattr(full, name, follow_symlinks=False).hex())
    print(shown(path) + "\t" + " ".join(words))
