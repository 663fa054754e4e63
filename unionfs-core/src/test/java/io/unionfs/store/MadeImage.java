package io.unionfs.store;

import io.unionfs.archive.Hashing;
import io.unionfs.archive.TarWriter;
import io.unionfs.image.Descriptor;
import io.unionfs.image.ImageConfig;
import io.unionfs.image.ImageContent;
import io.unionfs.image.Manifest;
import io.unionfs.layer.ArchiveEntry;
import io.unionfs.layer.Attributes;
import io.unionfs.layer.Content;
import io.unionfs.layer.Digest;
import io.unionfs.layer.Entry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

/** An image made in memory, whose every byte can be wrong. */
final class MadeImage implements ImageContent {
  static final String LAYER = "application/vnd.oci.image.layer.v1.tar";
  static final String CONFIG = "application/vnd.oci.image.config.v1+json";

  final Map<Digest, byte[]> blobs = new LinkedHashMap<>();
  final List<Descriptor> layers = new ArrayList<>();
  final List<Digest> diffIds = new ArrayList<>();
  String comment = "";

  static Digest digest(byte[] bytes) {
    return Hashing.of("sha256", bytes);
  }

  /** A tar of one file. */
  static byte[] tar(String path, String text) throws IOException {
    return tar(path, text.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] tar(String path, byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    writeTar(path, content, bytes);
    return bytes.toByteArray();
  }

  static void writeTar(String path, byte[] content, OutputStream out) throws IOException {
    TarWriter writer = new TarWriter(out, "made");
    writer.add(
        new ArchiveEntry.Node(
            path, new Entry.File(1, Attributes.of(0644, Instant.EPOCH), 1, Content.of(content))));
    writer.finish();
  }

  /** A tar of files by path. */
  static byte[] tar(Map<String, byte[]> files) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    TarWriter writer = new TarWriter(bytes, "made");
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      writer.add(node(file.getKey(), file.getValue()));
    }
    writer.finish();
    return bytes.toByteArray();
  }

  private static ArchiveEntry node(String path, byte[] content) {
    return new ArchiveEntry.Node(
        path, new Entry.File(1, Attributes.of(0644, Instant.EPOCH), 1, Content.of(content)));
  }

  static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(plain);
    }
    return bytes.toByteArray();
  }

  /** Adds a layer as it is. */
  MadeImage plain(byte[] tar) {
    return layer(LAYER, tar, digest(tar));
  }

  /** Adds a layer compressed. */
  MadeImage gzipped(byte[] tar) throws IOException {
    return layer(LAYER + "+gzip", gzip(tar), digest(tar));
  }

  MadeImage layer(String mediaType, byte[] blob, Digest diffId) {
    Digest digest = digest(blob);
    blobs.put(digest, blob);
    layers.add(Descriptor.of(mediaType, digest, blob.length));
    diffIds.add(diffId);
    return this;
  }

  /** Makes its id another. */
  MadeImage comment(String text) {
    comment = text;
    return this;
  }

  @Override
  public Manifest manifest() {
    byte[] config = configBytes();
    return Manifest.of(Descriptor.of(CONFIG, digest(config), config.length), layers);
  }

  private byte[] configBytes() {
    List<String> quoted = diffIds.stream().map(diffId -> "\"" + diffId + "\"").toList();
    String json =
        "{\"os\":\"linux\",\"architecture\":\"amd64\",\"author\":\""
            + comment
            + "\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":["
            + String.join(",", quoted)
            + "]}}";
    return json.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public ImageConfig config() {
    try {
      return ImageConfig.parse(configBytes());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public Content blob(Descriptor layer) {
    return Content.of(blobs.get(layer.digest()));
  }
}
