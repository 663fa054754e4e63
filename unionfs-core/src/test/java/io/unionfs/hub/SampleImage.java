package io.unionfs.hub;

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
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;

/** An image made in memory, whose every byte can be wrong. */
final class SampleImage implements ImageContent {
  static final String OCI = "application/vnd.oci.image.";
  static final String LAYER = OCI + "layer.v1.tar";
  static final String CONFIG = OCI + "config.v1+json";
  static final String MANIFEST = OCI + "manifest.v1+json";
  static final String INDEX = OCI + "index.v1+json";

  final Map<Digest, byte[]> blobs = new LinkedHashMap<>();
  final List<Descriptor> layers = new ArrayList<>();
  final List<Digest> diffIds = new ArrayList<>();
  private String architecture = "amd64";

  /** An image of {@code count} compressed layers, of which those with one seed are the same. */
  static SampleImage of(int count, long seed) {
    SampleImage image = new SampleImage();
    for (int i = 0; i < count; i++) {
      image.gzipped(noise("file" + i, 40_000, seed + i));
    }
    return image;
  }

  /** The tar of a file that no compression makes smaller. */
  static byte[] noise(String path, int size, long seed) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return tar(path, bytes);
  }

  static byte[] tar(String path, byte[] content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      TarWriter writer = new TarWriter(bytes, "sample");
      writer.add(
          new ArchiveEntry.Node(
              path, new Entry.File(1, Attributes.of(0644, Instant.EPOCH), 1, Content.of(content))));
      writer.finish();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static byte[] gzip(byte[] plain) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  SampleImage plain(byte[] tar) {
    return layer(LAYER, tar, Hashing.sha256(tar));
  }

  SampleImage gzipped(byte[] tar) {
    return layer(LAYER + "+gzip", gzip(tar), Hashing.sha256(tar));
  }

  SampleImage layer(String mediaType, byte[] blob, Digest diffId) {
    Digest digest = Hashing.sha256(blob);
    blobs.put(digest, blob);
    layers.add(Descriptor.of(mediaType, digest, blob.length));
    diffIds.add(diffId);
    return this;
  }

  SampleImage architecture(String name) {
    architecture = name;
    return this;
  }

  byte[] configBytes() {
    String quoted =
        diffIds.stream().map(diffId -> "\"" + diffId + "\"").collect(Collectors.joining(","));
    return utf8(
        "{\"os\":\"linux\",\"architecture\":\""
            + architecture
            + "\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":["
            + quoted
            + "]}}");
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String json(String mediaType, byte[] blob) {
    return json(mediaType, Hashing.sha256(blob), blob.length);
  }

  static String json(String mediaType, Digest digest, long size) {
    return "{\"mediaType\":\""
        + mediaType
        + "\",\"digest\":\""
        + digest
        + "\",\"size\":"
        + size
        + "}";
  }

  /** The manifest as text, to be made wrong. */
  String manifestJson() {
    return "{\"schemaVersion\":2,\"mediaType\":\""
        + MANIFEST
        + "\",\"config\":"
        + json(CONFIG, configBytes())
        + ",\"layers\":["
        + layers.stream()
            .map(layer -> json(layer.mediaType(), layer.digest(), layer.size()))
            .collect(Collectors.joining(","))
        + "]}";
  }

  /** An index of images by platform. */
  static String index(SampleImage... images) {
    List<String> entries = new ArrayList<>();
    for (SampleImage image : images) {
      String entry = json(MANIFEST, utf8(image.manifestJson()));
      entries.add(
          entry.substring(0, entry.length() - 1)
              + ",\"platform\":{\"os\":\"linux\",\"architecture\":\""
              + image.architecture
              + "\"}}");
    }
    return "{\"schemaVersion\":2,\"mediaType\":\""
        + INDEX
        + "\",\"manifests\":["
        + String.join(",", entries)
        + "]}";
  }

  @Override
  public Manifest manifest() {
    try {
      return Manifest.parse(utf8(manifestJson()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public ImageConfig config() {
    try {
      return ImageConfig.parse(configBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Content blob(Descriptor layer) {
    return Content.of(blobs.get(layer.digest()));
  }
}
