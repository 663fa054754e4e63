package io.unionfs.image;

import io.unionfs.layer.ArchiveLayer;
import io.unionfs.layer.Content;
import io.unionfs.layer.Digest;
import io.unionfs.layer.Unpack;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A container image in a file or directory, as tools write it: a docker-archive ({@code docker
 * save}), or an OCI layout as a directory or as a tar, plain or compressed. Its layers are plain or
 * compressed by gzip or zstd.
 *
 * <pre>{@code
 * try (Image image = Image.open(Path.of("app.tar"))) {
 *   System.out.println(image.config().cmd());
 *   for (ArchiveLayer layer : image.layers()) { … }
 * }
 * }</pre>
 *
 * <p>The image must stay as it is while it is open. Layers that are not compressed are read where
 * they stand. Safe for use by many threads.
 */
public final class Image implements ImageContent, Closeable {
  private final String name;
  private final Closeable files;
  private final ImageParts parts;
  private final LayerReader reader;
  private final ImageBlobs blobs;
  private List<ArchiveLayer> layers; // guarded by this
  private boolean closed; // guarded by this

  /**
   * The image of {@code parts}.
   *
   * @param files what is closed with it
   */
  Image(String name, Closeable files, ImageParts parts, Unpack unpack) {
    this.name = name;
    this.files = files;
    this.parts = parts;
    this.reader = new LayerReader(name, parts, unpack);
    this.blobs = new ImageBlobs(name, parts);
  }

  /**
   * Opens the image {@code file} with {@link ImageOptions#defaults}.
   *
   * @throws ImageException if it is no image, is damaged, or there are several in it
   * @throws IOException if it cannot be read
   */
  public static Image open(Path file) throws IOException {
    return open(file, ImageOptions.defaults());
  }

  /**
   * Opens the image {@code file}, or one of those in it. Its documents are read and checked, its
   * layers found; they are read by {@link #layers}.
   *
   * @throws ImageException if it is no image, is damaged, or the options choose none or several
   * @throws IOException if it cannot be read
   */
  public static Image open(Path file, ImageOptions options) throws IOException {
    return ImageOpener.open(file, options);
  }

  /** The file or directory the image was opened from. */
  public String name() {
    return name;
  }

  /**
   * The manifest, as it was read. A docker-archive has none: an OCI manifest is made of its layer
   * files as they stand, for which those are read that are compressed and not named by a digest.
   */
  @Override
  public Manifest manifest() throws IOException {
    return blobs.manifest();
  }

  @Override
  public Content blob(Descriptor layer) throws IOException {
    return blobs.blob(layer);
  }

  /** The configuration. */
  @Override
  public ImageConfig config() {
    return parts.config();
  }

  /** The image's identity: the digest of its configuration. */
  public Digest imageId() {
    return parts.imageId();
  }

  /** The digest of the manifest, the one of the chosen platform; a docker-archive has none. */
  public Optional<Digest> manifestDigest() {
    return parts.manifest().map(Manifest::digest);
  }

  /** What the image is called where it was read from: names with tags, or tags alone. */
  public List<String> repoTags() {
    return parts.names();
  }

  /** Those of {@link #repoTags} that are whole names. */
  public List<ImageReference> references() {
    return Reference.names(parts.names());
  }

  /**
   * The identity of the layers 0 to {@code k} on one another (OCI image spec, config.md,
   * "ChainID").
   *
   * @throws IndexOutOfBoundsException if there is no layer {@code k}
   */
  public Digest chainId(int k) {
    return parts.config().chainIds().get(k);
  }

  /**
   * The layers, the bottom one first; none for an image from scratch. The first call reads them
   * all, and checks each against its blob's digest and its DiffID. A layer that is there twice is
   * one object twice. They belong to the image and are closed with it.
   *
   * @throws ImageException if a layer is damaged, or not the one it should be
   * @throws IOException if one cannot be read, or the image is closed
   */
  public synchronized List<ArchiveLayer> layers() throws IOException {
    if (closed) {
      throw new IOException(name + ": the image is closed");
    }
    if (layers == null) {
      try {
        layers = reader.read();
      } catch (Throwable e) {
        reader.close();
        throw e;
      }
    }
    return layers;
  }

  /** Closes the image and its layers; a second call does nothing. */
  @Override
  public synchronized void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try (files) {
      reader.close();
    }
  }
}
