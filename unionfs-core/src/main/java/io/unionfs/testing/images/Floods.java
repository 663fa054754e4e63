package io.unionfs.testing.images;

import static io.unionfs.testing.images.Shown.Property.CONTENT;
import static io.unionfs.testing.images.Shown.Property.SIZE;

import io.unionfs.testing.images.TarBytes.Header;
import java.util.List;
import java.util.Locale;

/** Images that are more than they look: small files that take memory, time or space. */
final class Floods {
  private static final String PATH_MAX = "limits.h, PATH_MAX and NAME_MAX";

  private Floods() {}

  private static Blob zeros(TestImageOptions options) {
    byte[] block = new byte[1 << 16];
    return Blob.made(
        out -> {
          out.write(new Header("zeros", '0').size(options.bombBytes()).block());
          long bytes = options.bombBytes() + (-options.bombBytes() & 511) + 1024;
          for (long left = bytes; left > 0; left -= block.length) {
            out.write(block, 0, (int) Math.min(left, block.length));
          }
        });
  }

  static TestCase gzipBomb() {
    return TestCase.layers(
            "a layer that becomes a thousand times as large when it is decompressed",
            options -> List.of(TestLayer.gzip(zeros(options))))
        .cve("CVE-2017-14992")
        .refusedOrShown(
            "refused at a limit that can be set, without being held in memory",
            options -> List.of(new Shown("zeros", SIZE, Long.toString(options.bombBytes()))));
  }

  static TestCase zstdBomb() {
    return TestCase.layers(
            "a layer that zstd makes a thousand times as large when it is decompressed",
            options -> List.of(TestLayer.zstd(zeros(options))))
        .source("CWE-409")
        .refusedOrShown(
            "refused at a limit that can be set, without being held in memory",
            options -> List.of(new Shown("zeros", SIZE, Long.toString(options.bombBytes()))));
  }

  static TestCase zstdWindow() {
    return TestCase.layers(
            "a zstd frame that asks for a window of terabytes",
            options -> {
              byte[] frame = new byte[6 + 4 * 40];
              byte[] head = TarBytes.latin1("\u0028\u00b5\u002f\u00fd\0\u00f8");
              System.arraycopy(head, 0, frame, 0, head.length);
              for (int i = head.length; i < frame.length; i += 4) {
                int run = 131072 << 3 | 1 << 1;
                frame[i] = (byte) run;
                frame[i + 1] = (byte) (run >> 8);
                frame[i + 2] = (byte) (run >> 16);
              }
              return List.of(TestLayer.of("+zstd", frame, Blob.of("")));
            })
        .source("RFC 8878, section 3.1.1.1.2")
        .refused("a window above 8 MiB need not be supported, and is not allocated on trust");
  }

  static TestCase manyEntries() {
    return TestCase.layers(
            "a million empty files, in a few megabytes",
            options ->
                List.of(
                    TestLayer.gzip(
                        Blob.made(
                            out -> {
                              for (int i = 0; i < options.entries(); i++) {
                                String name = String.format(Locale.ROOT, "many/%07d", i);
                                out.write(new Header(name, '0').block());
                              }
                              out.write(new byte[1024]);
                            }))))
        .source("CWE-770")
        .refusedOrShown(
            "refused at a number of entries, or taken with a few hundred bytes for each",
            options ->
                options.entries() == 0
                    ? List.of()
                    : List.of(new Shown("many/0000000", CONTENT, "")));
  }

  static TestCase longName() {
    return TestCase.layers(
            "a name of 64 KiB",
            options ->
                List.of(TestLayer.plain(new TarBytes().file("n".repeat(1 << 16), "x").end())))
        .source(PATH_MAX)
        .refused("no file can have it");
  }

  static TestCase longPath() {
    return TestCase.layers(
            "a path of 64 KiB, of short names",
            options ->
                List.of(
                    TestLayer.plain(new TarBytes().file("d/".repeat(1 << 15) + "f", "x").end())))
        .source(PATH_MAX)
        .refusedOrShown("no system call takes it; no stack overflows");
  }

  static TestCase longTarget() {
    return TestCase.layers(
            "a symbolic link to a path of 64 KiB",
            options ->
                List.of(
                    TestLayer.plain(new TarBytes().symlink("link", "t/".repeat(1 << 15)).end())))
        .source(PATH_MAX)
        .refused("symlink(2) does not take it");
  }

  static TestCase deepPath() {
    return TestCase.layers(
            "a file 2,000 directories deep",
            options ->
                List.of(
                    TestLayer.plain(new TarBytes().file("d/".repeat(2000) + "f", "deep\n").end())))
        .source(PATH_MAX)
        .refusedOrShown(
            "legal; no stack overflows", new Shown("d/".repeat(2000) + "f", CONTENT, "deep\n"));
  }

  static TestCase hugeExtendedHeader() {
    return TestCase.layers(
            "an extended header that says it has 8 GiB",
            options ->
                List.of(
                    TestLayer.plain(
                        new TarBytes()
                            .header(new Header("x", 'x').size(077777777777L))
                            .file("f", "x")
                            .end())))
        .source("POSIX.1-2017, pax, \"pax Extended Header\"")
        .refused("extended headers are read up to a limit; and it is cut off");
  }

  static TestCase hugeSparseFile() {
    String size = Long.toString(Long.MAX_VALUE);
    return TestCase.layers(
            "a sparse file of nearly 8 EiB with two bytes of data",
            options ->
                List.of(
                    TestLayer.plain(
                        new TarBytes()
                            .pax("GNU.sparse.size", size, "GNU.sparse.map", "5,2")
                            .file("sparse", "ab")
                            .end())))
        .source("GNU tar manual, \"Storing Sparse Files\"")
        .refusedOrShown(
            "holes take no space; who writes them out fills the disk",
            new Shown("sparse", SIZE, size));
  }
}
