package io.unionfs.testing.images;

import io.unionfs.archive.Hashing;
import io.unionfs.image.Descriptor;
import io.unionfs.image.History;
import io.unionfs.image.ImageConfig;
import io.unionfs.image.ImageConfigBuilder;
import io.unionfs.image.ImageContent;
import io.unionfs.image.ImageException;
import io.unionfs.image.ImageReference;
import io.unionfs.image.ImageWriter;
import io.unionfs.image.Manifest;
import io.unionfs.image.NamedImage;
import io.unionfs.image.Platform;
import io.unionfs.layer.Content;
import io.unionfs.layer.Layer;
import io.unionfs.trace.ProgressListener;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * An image of any size that follows from a seed: the same builder's calls give the same digests, on
 * every Java platform. It can be mounted as it is, written in any form, pushed, or put into a
 * registry. Its files' data take no memory, for they are made when they are read.
 *
 * <pre>{@code
 * SyntheticImage image = SyntheticImage.builder()
 *     .layers(8).files(1000).fileBytes(Sizes.FILE_BYTES).changed(0.1).deleted(0.05).seed(42).build();
 * UnionFileSystemBuilder union = UnionFileSystem.builder();
 * image.layers().forEach(union::lower);
 * image.write(ImageForm.DOCKER_ARCHIVE, Path.of("app.tar"));
 * }</pre>
 *
 * <p>Immutable. Safe for use by many threads.
 */
public final class SyntheticImage implements ImageContent {
  private static final String LAYER = "application/vnd.oci.image.layer.v1.tar";
  private static final String CONFIG = "application/vnd.oci.image.config.v1+json";
  private static final ImageReference NAME = ImageReference.parse("synthetic:latest");

  private final List<SyntheticLayer> layers;
  private Manifest manifest; // guarded by this
  private ImageConfig config; // guarded by this

  SyntheticImage(List<SyntheticLayer> layers) {
    this.layers = List.copyOf(layers);
  }

  /** A builder of images of {@code layers(1).files(100)}, with seed 0. */
  public static SyntheticImageBuilder builder() {
    return new SyntheticImageBuilder();
  }

  /** The layers as trees, the bottom one first, to be mounted without an archive. */
  public List<Layer> layers() {
    return layers.stream().map(SyntheticLayer::tree).toList();
  }

  @Override
  public synchronized ImageConfig config() {
    if (config == null) {
      ImageConfigBuilder made =
          ImageConfigBuilder.of(new Platform("linux", "amd64", "")).created(Instant.EPOCH);
      for (int i = 0; i < layers.size(); i++) {
        made.layer(layers.get(i).digest(), step(i));
      }
      config = made.build();
    }
    return config;
  }

  private static History step(int layer) {
    String command = "RUN make layer " + layer;
    return new History(Optional.of(Instant.EPOCH), command, "", "", OptionalInt.of(layer));
  }

  /** The manifest, for which the bytes of all layers are made once. */
  @Override
  public synchronized Manifest manifest() {
    if (manifest == null) {
      byte[] bytes = config().bytes();
      manifest =
          Manifest.of(
              Descriptor.of(CONFIG, Hashing.sha256(bytes), bytes.length),
              layers.stream()
                  .map(each -> Descriptor.of(LAYER, each.digest(), each.tar().size()))
                  .toList());
    }
    return manifest;
  }

  @Override
  public Content blob(Descriptor layer) throws IOException {
    return layers.stream()
        .filter(each -> each.digest().equals(layer.digest()))
        .findFirst()
        .orElseThrow(() -> new ImageException("the image has no layer " + layer.digest()))
        .tar();
  }

  /**
   * Writes it.
   *
   * @param target a file, which is replaced; or the directory of a layout, which is made if there
   *     is none and added to if there is one. The image's name is {@code synthetic:latest}
   * @return the target
   * @throws IOException if it cannot be written
   */
  public Path write(ImageForm form, Path target) throws IOException {
    if (form == ImageForm.OCI_LAYOUT) {
      ImageWriter.writeLayout(named(), target, ProgressListener.NONE);
      return target;
    }
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(target), 1 << 16)) {
      write(form, out);
    }
    return target;
  }

  /**
   * Writes it to a stream, which stays open.
   *
   * @param form one that is a file
   * @throws IllegalArgumentException if it is a directory
   * @throws IOException if the stream fails
   */
  public void write(ImageForm form, OutputStream out) throws IOException {
    switch (form) {
      case DOCKER_ARCHIVE ->
          ImageWriter.write(named(), ImageWriter.Form.DOCKER_ARCHIVE, out, ProgressListener.NONE);
      case OCI_ARCHIVE ->
          ImageWriter.write(named(), ImageWriter.Form.OCI_ARCHIVE, out, ProgressListener.NONE);
      case LAYER -> copy(layers.get(layers.size() - 1).tar(), out);
      case OCI_LAYOUT ->
          throw new IllegalArgumentException("a directory cannot be written to a stream");
    }
  }

  private List<NamedImage> named() {
    return List.of(new NamedImage(this, List.of(NAME)));
  }

  private static void copy(Content content, OutputStream out) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    try (Content.Reader reader = content.open()) {
      for (long at = 0; at < content.size(); at += buffer.position()) {
        buffer.clear();
        reader.read(buffer, at);
        out.write(buffer.array(), 0, buffer.position());
      }
    }
  }
}
