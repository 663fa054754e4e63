package io.unionfs.testing.images;

import io.unionfs.testing.images.TarBytes.Header;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/** Layers that are cut off or contradict themselves. */
final class Damage {
  private static final String USTAR = "POSIX.1-2017, pax, \"ustar Interchange Format\"";

  private Damage() {}

  private static TestCase damaged(String about, Supplier<byte[]> tar) {
    return TestCase.layers(about, options -> List.of(TestLayer.plain(tar.get())));
  }

  private static byte[] whole() {
    TarBytes tar = new TarBytes();
    for (int i = 0; i < 50; i++) {
      tar.file("file-" + i, ("text of file " + i + "\n").repeat(50));
    }
    return tar.end();
  }

  private static byte[] bytes(Blob blob) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      blob.writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static TestLayer half(String mediaType, Blob packed, Blob tar) {
    byte[] all = bytes(packed);
    return TestLayer.of(mediaType, Arrays.copyOf(all, all.length / 2), tar);
  }

  static TestCase truncatedTar() {
    return damaged("a tar that ends inside a file", () -> Arrays.copyOf(whole(), 512 * 40 + 100))
        .source(USTAR)
        .refused("what is missing is not made up");
  }

  static TestCase truncatedGzip() {
    Blob tar = Blob.of(whole());
    return TestCase.layers(
            "a layer compressed by gzip of which half is there",
            options -> List.of(half("+gzip", tar.gzip(), tar)))
        .source("RFC 1952")
        .refused("what is missing is not made up");
  }

  static TestCase truncatedZstd() {
    Blob tar = Blob.of(whole());
    return TestCase.layers(
            "a layer compressed by zstd of which half is there",
            options -> List.of(half("+zstd", tar.zstd(), tar)))
        .source("RFC 8878")
        .refused("what is missing is not made up");
  }

  static TestCase gzipChecksum() {
    Blob tar = Blob.of(whole());
    return TestCase.layers(
            "a layer whose gzip checksum is wrong",
            options -> {
              byte[] all = bytes(tar.gzip());
              all[all.length - 7] ^= 1;
              return List.of(TestLayer.of("+gzip", all, tar));
            })
        .source("RFC 1952, section 2.3.1")
        .refused("it is damaged, even if nothing but the checksum is");
  }

  static TestCase headerChecksum() {
    return damaged(
            "a tar with a header whose checksum is wrong",
            () -> {
              byte[] bytes = new TarBytes().file("a", "x").file("b", "y").end();
              bytes[1024 + 3] ^= 1;
              return bytes;
            })
        .source(USTAR)
        .refused("it is damaged");
  }

  static TestCase sizeBeyondEnd() {
    return damaged(
            "a file that says it has 8 GiB, in a tar of 2 KiB",
            () -> new TarBytes().header(new Header("f", '0').size(077777777777L)).end())
        .source(USTAR)
        .refused("it is cut off; nothing is allocated on trust");
  }

  static TestCase negativeSize() {
    return damaged(
            "a file with a negative size",
            () -> new TarBytes().header(new Header("f", '0').text(124, "\u00ff".repeat(12))).end())
        .source("GNU tar manual, \"Basic Tar Format\"")
        .refused("no file has one; who adds it to a position reads in a circle");
  }

  static TestCase loopingPaxRecord() {
    return damaged(
            "an extended header with a record of length 0",
            () ->
                new TarBytes()
                    .entry(new Header("x", 'x'), TarBytes.latin1("0 \n"))
                    .file("f", "")
                    .end())
        .source("POSIX.1-2017, pax, \"pax Extended Header\"")
        .refused("a record counts its own length; who steps by it stays where it is");
  }

  static TestCase overlappingSparseMap() {
    return damaged(
            "a sparse file whose map goes backwards",
            () ->
                new TarBytes()
                    .pax("GNU.sparse.size", "100", "GNU.sparse.map", "5,1,0,1")
                    .file("f", "ab")
                    .end())
        .source("GNU tar manual, \"Storing Sparse Files\"")
        .refused("the pieces of a sparse file are in order");
  }

  static TestCase unknownType() {
    return damaged(
            "an entry of a type that nobody knows",
            () -> new TarBytes().header(new Header("f", 'Q')).end())
        .source(USTAR)
        .refusedOrShown("POSIX: taken for a regular file; layer tools refuse or skip it");
  }

  static TestCase noTar() {
    return damaged(
            "a layer that is no tar at all", () -> TarBytes.latin1("PK\3\4 a zip, say".repeat(100)))
        .source("OCI image spec 1.1, layer.md")
        .refused("a layer is a tar, plain or compressed");
  }
}
