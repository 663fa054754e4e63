package io.unionfs.testing.images;

import static io.unionfs.testing.images.Shown.Property.CONTENT;
import static io.unionfs.testing.images.Shown.Property.DEVICE;
import static io.unionfs.testing.images.Shown.Property.DIRECTORY;
import static io.unionfs.testing.images.Shown.Property.MODE;
import static io.unionfs.testing.images.Shown.Property.MODIFIED;
import static io.unionfs.testing.images.Shown.Property.OWNER;
import static io.unionfs.testing.images.Shown.Property.SIZE;
import static io.unionfs.testing.images.Shown.Property.TARGET;
import static io.unionfs.testing.images.Shown.Property.XATTR;

import io.unionfs.testing.images.TarBytes.Header;
import java.util.List;
import java.util.function.Supplier;

/** Archives that use what the format of tar allows and few tools write. */
final class OddArchives {
  private static final String PAX = "POSIX.1-2017, pax, \"pax Extended Header\"";
  private static final String USTAR = "POSIX.1-2017, pax, \"ustar Interchange Format\"";
  private static final String GNU = "GNU tar manual, \"Basic Tar Format\"";
  private static final String SPARSE = "GNU tar manual, \"Storing Sparse Files\"";
  private static final String LONG = "long-directory-name/".repeat(10) + "file";

  /** What a sparse file has: a whole block, for GNU tar wants that of all but the last piece. */
  private static final String PIECES = "a".repeat(512) + "cd";

  private static final String WITH_HOLES =
      "\0".repeat(512) + "a".repeat(512) + "\0".repeat(512) + "cd";

  private OddArchives() {}

  private static TarBytes tar() {
    return new TarBytes();
  }

  private static TestCase plain(String about, String source, Supplier<byte[]> bytes) {
    return TestCase.layers(about, options -> List.of(TestLayer.plain(bytes.get()))).source(source);
  }

  // ---- names ----

  static TestCase paxLongName() {
    return plain(
            "a name and a target of more than 100 bytes, in an extended header",
            PAX,
            () -> tar().file(LONG, "x\n").symlink("link", LONG).end())
        .shown(
            "the header's own name is not used",
            new Shown(LONG, CONTENT, "x\n"),
            new Shown("link", TARGET, LONG));
  }

  static TestCase gnuLongName() {
    return plain(
            "a name and a target of more than 100 bytes, in entries of GNU's types L and K",
            GNU,
            () ->
                tar()
                    .entry(new Header("././@LongLink", 'L').gnu(), TarBytes.latin1(LONG + "\0"))
                    .entry(new Header("short", '0').gnu(), TarBytes.latin1("x\n"))
                    .entry(new Header("././@LongLink", 'K').gnu(), TarBytes.latin1(LONG + "\0"))
                    .header(new Header("link", '2').gnu().link("short"))
                    .end())
        .shown(
            "the header's own name is not used",
            new Shown(LONG, CONTENT, "x\n"),
            new Shown("link", TARGET, LONG));
  }

  static TestCase ustarPrefix() {
    return plain(
            "a name of more than 100 bytes, cut at a slash into prefix and name",
            USTAR,
            () ->
                tar()
                    .entry(
                        new Header("file", '0').text(345, "long-directory-name/".repeat(7) + "d"),
                        TarBytes.latin1("x\n"))
                    .end())
        .shown(
            "prefix and name are one",
            new Shown("long-directory-name/".repeat(7) + "d/file", CONTENT, "x\n"));
  }

  static TestCase nonUtf8Name() {
    return plain(
            "a name that is no UTF-8",
            "path_resolution(7): a name is bytes",
            () -> tar().file("caf\u00e9", "latin-1\n").end())
        .shown("it is kept as it is", new Shown("caf\udce9", CONTENT, "latin-1\n"));
  }

  static TestCase dotSlashNames() {
    return plain(
            "names that begin with \"./\" or have \"//\", and an entry for the root",
            "OCI image spec 1.1, layer.md, \"Distributable Format\"",
            () ->
                tar()
                    .header(new Header("./", '5').mode(0711))
                    .file("./etc//motd", "hello\n")
                    .file("etc/./issue", "hello\n")
                    .end())
        .shown(
            "they mean the same without",
            new Shown("", MODE, "711"),
            new Shown("etc/motd", CONTENT, "hello\n"),
            new Shown("etc/issue", CONTENT, "hello\n"));
  }

  // ---- what the headers say ----

  static TestCase largeOwner() {
    return plain(
            "owners above 2097151, in an extended header and in base 256",
            PAX,
            () ->
                tar()
                    .pax("uid", "3000000", "gid", "4294967294")
                    .file("pax", "x")
                    .entry(
                        new Header("base256", '0')
                            .text(108, "\u0080\0\0\0\0\u002d\u00c6\u00c0")
                            .text(116, "\u0080\0\0\0\u00ff\u00ff\u00ff\u00fe"),
                        TarBytes.latin1("x"))
                    .end())
        .shown(
            "owners have 32 bits",
            new Shown("pax", OWNER, "3000000:4294967294"),
            new Shown("base256", OWNER, "3000000:4294967294"));
  }

  static TestCase modeBits() {
    return plain(
            "set-user-ID, set-group-ID and sticky bits",
            "inode(7)",
            () ->
                tar()
                    .header(new Header("su", '0').mode(04755))
                    .header(new Header("wall", '0').mode(02755))
                    .header(new Header("tmp/", '5').mode(01777))
                    .header(new Header("locked", '0').mode(0))
                    .end())
        .shown(
            "they are kept; and set after the owner, for chown(2) takes them away",
            new Shown("su", MODE, "4755"),
            new Shown("wall", MODE, "2755"),
            new Shown("tmp", MODE, "1777"),
            new Shown("locked", MODE, "0"));
  }

  static TestCase nanoseconds() {
    return plain(
            "a time with nanoseconds, and one before 1970",
            PAX,
            () ->
                tar()
                    .pax("mtime", "1700000000.123456789")
                    .file("precise", "x")
                    .pax("mtime", "-1.5")
                    .file("old", "x")
                    .end())
        .shown(
            "they are kept",
            new Shown("precise", MODIFIED, "2023-11-14T22:13:20.123456789Z"),
            new Shown("old", MODIFIED, "1969-12-31T23:59:58.500Z"));
  }

  static TestCase xattrs() {
    String value = "a\0\u00ff=b\n";
    return plain(
            "an extended attribute whose value is no text",
            "OCI image spec 1.1, layer.md, \"File Attributes\"",
            () -> tar().pax("SCHILY.xattr.user.key", value).file("file", "x\n").end())
        .shown(
            "it is kept, byte for byte",
            new Shown("file", XATTR, "user.key=" + value),
            new Shown("file", CONTENT, "x\n"));
  }

  static TestCase directoryTime() {
    return plain(
            "a directory with a time, and after it the files in it",
            "OCI image spec 1.1, layer.md, \"File Attributes\"",
            () ->
                tar()
                    .header(new Header("d/", '5').mode(0755).octal(136, 12, 1_000_000_000))
                    .file("d/f", "x\n")
                    .end())
        .shown(
            "it is kept: times of directories are set when all is in them",
            new Shown("d", MODIFIED, "2001-09-09T01:46:40Z"));
  }

  static TestCase globalHeader() {
    return plain(
            "a global extended header, as git archive writes",
            PAX,
            () -> tar().globalPax("comment", "0123456789abcdef").file("file", "x\n").end())
        .shown("layers have none: it is ignored", new Shown("file", CONTENT, "x\n"));
  }

  static TestCase sizeInExtendedHeader() {
    return plain(
            "a size that stands in the extended header only",
            PAX,
            () ->
                tar()
                    .pax("size", "600")
                    .header(new Header("f", '0'))
                    .raw(TarBytes.latin1("y".repeat(600)))
                    .raw(new byte[424])
                    .file("g", "after\n")
                    .end())
        .shown(
            "it goes before the header's",
            new Shown("f", SIZE, "600"),
            new Shown("g", CONTENT, "after\n"));
  }

  static TestCase sizeOfDirectory() {
    return plain(
            "a directory with a size",
            USTAR,
            () -> tar().header(new Header("d/", '5').size(4096)).file("d/f", "after\n").end())
        .shown("no data follows it", new Shown("d/f", CONTENT, "after\n"));
  }

  static TestCase devices() {
    return plain(
            "a character device, a block device and a fifo",
            "mknod(2)",
            () ->
                tar()
                    .header(new Header("null", '3').octal(329, 8, 1).octal(337, 8, 3))
                    .header(new Header("loop", '4').octal(329, 8, 7).octal(337, 8, 300))
                    .header(new Header("pipe", '6'))
                    .end())
        .shown(
            "they are made by who may make them",
            new Shown("null", DEVICE, "c 1:3"),
            new Shown("loop", DEVICE, "b 7:300"),
            new Shown("pipe", DEVICE, "p"));
  }

  static TestCase whiteoutDevice() {
    return plain(
            "a character device 0:0, which overlayfs takes for a whiteout",
            "Linux, Documentation/filesystems/overlayfs.rst, \"whiteouts and opaque directories\"",
            () ->
                tar()
                    .header(new Header("zero", '3').octal(329, 8, 0).octal(337, 8, 0))
                    .file("file", "x\n")
                    .end())
        .refusedOrShown(
            "in an archive it is a device; a mount of it by overlayfs hides it",
            new Shown("file", CONTENT, "x\n"));
  }

  // ---- forms of tar ----

  static TestCase sparseOldGnu() {
    return plain(
            "a sparse file in GNU's old form",
            SPARSE,
            () ->
                tar()
                    .entry(
                        new Header("sparse", 'S')
                            .gnu()
                            .octal(386, 12, 512)
                            .octal(398, 12, 512)
                            .octal(410, 12, 1536)
                            .octal(422, 12, 2)
                            .octal(483, 12, 1538),
                        TarBytes.latin1(PIECES))
                    .file("after", "after\n")
                    .end())
        .shown(
            "holes are zeros",
            new Shown("sparse", CONTENT, WITH_HOLES),
            new Shown("after", CONTENT, "after\n"));
  }

  static TestCase sparsePax() {
    String map = "2\n512\n512\n1536\n2\n";
    return plain(
            "sparse files in the forms 0.1 and 1.0 of extended headers",
            SPARSE,
            () ->
                tar()
                    .pax(
                        "GNU.sparse.major", "0",
                        "GNU.sparse.minor", "1",
                        "GNU.sparse.name", "zero-one",
                        "GNU.sparse.size", "1538",
                        "GNU.sparse.numblocks", "2",
                        "GNU.sparse.map", "512,512,1536,2")
                    .file("GNUSparseFile.0/zero-one", PIECES)
                    .pax(
                        "GNU.sparse.major", "1",
                        "GNU.sparse.minor", "0",
                        "GNU.sparse.name", "one-zero",
                        "GNU.sparse.realsize", "1538")
                    .file(
                        "GNUSparseFile.0/one-zero", map + "\0".repeat(512 - map.length()) + PIECES)
                    .file("after", "after\n")
                    .end())
        .shown(
            "holes are zeros, and the name is the one in the extended header",
            new Shown("zero-one", CONTENT, WITH_HOLES),
            new Shown("one-zero", CONTENT, WITH_HOLES),
            new Shown("after", CONTENT, "after\n"));
  }

  static TestCase beforePosix() {
    return plain(
            "headers of the form before POSIX",
            GNU,
            () ->
                tar()
                    .header(new Header("d/", '\0').v7())
                    .entry(new Header("d/f", '\0').v7(), TarBytes.latin1("x\n"))
                    .end())
        .shown(
            "type NUL is a file; or a directory, if the name ends in a slash",
            new Shown("d", DIRECTORY, ""),
            new Shown("d/f", CONTENT, "x\n"));
  }

  static TestCase noEnd() {
    return plain(
            "a tar without the blocks of zeros at its end",
            USTAR,
            () -> tar().file("file", "x\n").unfinished())
        .refusedOrShown("GNU tar and Go take it", new Shown("file", CONTENT, "x\n"));
  }

  static TestCase behindTheEnd() {
    return plain(
            "a tar with something behind its end",
            USTAR,
            () -> tar().file("file", "x\n").raw(new byte[1024]).file("no", "x").unfinished())
        .shown(
            "what stands behind the end is no entry, but counts for the DiffID",
            new Shown("file", CONTENT, "x\n"),
            new Shown("no", Shown.Property.ABSENT, ""));
  }

  static TestCase contiguousFile() {
    return plain(
            "a file of type 7, contiguous",
            USTAR,
            () -> tar().entry(new Header("file", '7'), TarBytes.latin1("x\n")).end())
        .shown("it is a regular file", new Shown("file", CONTENT, "x\n"));
  }
}
