package io.unionfs.trust;

import io.unionfs.archive.Hashing;
import io.unionfs.archive.TarWriter;
import io.unionfs.image.Descriptor;
import io.unionfs.image.ImageConfig;
import io.unionfs.image.ImageContent;
import io.unionfs.image.ImageReference;
import io.unionfs.image.Manifest;
import io.unionfs.layer.Content;
import io.unionfs.layer.Digest;
import io.unionfs.layer.LayerBuilder;
import io.unionfs.store.Store;
import io.unionfs.store.StoredImage;
import io.unionfs.trace.ProgressListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/** An image of layers written in code. */
final class TestImage implements ImageContent {
  private static final String LAYER = "application/vnd.oci.image.layer.v1.tar";
  private static final String CONFIG = "application/vnd.oci.image.config.v1+json";

  private final Map<Digest, byte[]> blobs = new LinkedHashMap<>();
  private final List<Descriptor> layers = new ArrayList<>();
  private final List<Digest> diffIds = new ArrayList<>();

  static byte[] tar(LayerBuilder layer) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    TarWriter.write(layer.build(), bytes);
    return bytes.toByteArray();
  }

  static byte[] gzip(byte[] plain) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(plain);
    }
    return bytes.toByteArray();
  }

  TestImage plain(LayerBuilder layer) throws IOException {
    byte[] tar = tar(layer);
    return add(LAYER, tar, tar);
  }

  TestImage plain(byte[] tar) {
    return add(LAYER, tar, tar);
  }

  TestImage gzipped(LayerBuilder layer) throws IOException {
    byte[] tar = tar(layer);
    return add(LAYER + "+gzip", gzip(tar), tar);
  }

  private TestImage add(String mediaType, byte[] blob, byte[] tar) {
    Digest digest = Hashing.sha256(blob);
    blobs.put(digest, blob);
    layers.add(Descriptor.of(mediaType, digest, blob.length));
    diffIds.add(Hashing.sha256(tar));
    return this;
  }

  StoredImage addTo(Store store, String... names) throws IOException {
    return store
        .images()
        .add(this, Stream.of(names).map(ImageReference::parse).toList(), ProgressListener.NONE);
  }

  byte[] configBytes() {
    List<String> quoted = diffIds.stream().map(diffId -> "\"" + diffId + "\"").toList();
    String json =
        "{\"os\":\"linux\",\"architecture\":\"amd64\",\"rootfs\":{\"type\":\"layers\",\"diff_ids\":["
            + String.join(",", quoted)
            + "]}}";
    return json.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public Manifest manifest() {
    byte[] config = configBytes();
    return Manifest.of(Descriptor.of(CONFIG, Hashing.sha256(config), config.length), layers);
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
