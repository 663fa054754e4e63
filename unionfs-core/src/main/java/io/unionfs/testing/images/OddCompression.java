package io.unionfs.testing.images;

import static io.unionfs.testing.images.Shown.Property.CONTENT;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** Layers that use what the formats of gzip and zstd allow and few tools write. */
final class OddCompression {
  private static final Shown TEXT = new Shown("file", CONTENT, "x\n");

  private OddCompression() {}

  private static Blob one() {
    return Blob.of(new TarBytes().file("file", "x\n").end());
  }

  static TestCase gzipLayer() {
    return TestCase.layers("a layer compressed by gzip", options -> List.of(TestLayer.gzip(one())))
        .source("OCI image spec 1.1, layer.md, \"+gzip Media Types\"")
        .shown("as if it were plain", TEXT);
  }

  static TestCase zstdLayer() {
    return TestCase.layers("a layer compressed by zstd", options -> List.of(TestLayer.zstd(one())))
        .source("OCI image spec 1.1, layer.md, \"+zstd Media Types\"")
        .shown("as if it were plain", TEXT);
  }

  private interface Packer {
    Blob pack(Blob part);
  }

  /** The plain tar in two parts, each packed by itself. */
  private static TestLayer inTwo(String mediaType, Packer packer, byte[] before) {
    byte[] all = new TarBytes().file("file", "x\n").end();
    Blob first = packer.pack(Blob.made(out -> out.write(all, 0, 700)));
    Blob second = packer.pack(Blob.made(out -> out.write(all, 700, all.length - 700)));
    Blob both =
        Blob.made(
            out -> {
              out.write(before);
              first.writeTo(out);
              second.writeTo(out);
            });
    return new TestLayer(mediaType, both, Blob.of(all).digest());
  }

  static TestCase gzipMembers() {
    return TestCase.layers(
            "a layer of two gzip members, as pigz and stargz write",
            options -> List.of(inTwo("+gzip", Blob::gzip, new byte[0])))
        .source("RFC 1952, section 2.2")
        .shown("they are one after the other", TEXT);
  }

  static TestCase zstdFrames() {
    byte[] skippable = TarBytes.latin1("\u0050\u002a\u004d\u0018\4\0\0\0skip");
    return TestCase.layers(
            "a layer of two zstd frames behind one to be skipped, as zstd:chunked",
            options -> List.of(inTwo("+zstd", Blob::zstd, skippable)))
        .source("RFC 8878, sections 3.1 and 3.1.2")
        .shown("they are one after the other, and what is to be skipped is nothing", TEXT);
  }

  static TestCase gzipHeaderFields() {
    return TestCase.layers(
            "a gzip header with extra field, name and comment",
            options -> {
              Blob packed = one().gzip();
              return List.of(
                  new TestLayer("+gzip", Blob.made(out -> named(packed, out)), one().digest()));
            })
        .source("RFC 1952, section 2.3")
        .shown("they are skipped", TEXT);
  }

  private static void named(Blob packed, OutputStream out) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    packed.writeTo(bytes);
    byte[] all = bytes.toByteArray();
    all[3] = 4 | 8 | 16;
    out.write(all, 0, 10);
    out.write(TarBytes.latin1("\4\0xx\0\0layer.tar\0a comment\0"));
    out.write(all, 10, all.length - 10);
  }

  static TestCase compressionUntold() {
    return TestCase.layers(
            "a layer compressed by gzip whose media type says that it is plain",
            options -> List.of(new TestLayer("", one().gzip(), one().digest())))
        .source("OCI image spec 1.1, layer.md, \"+gzip Media Types\"")
        .refusedOrShown("refused; or the first bytes count, as most tools have it", TEXT);
  }
}
