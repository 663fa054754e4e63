package io.unionfs.image;

import io.unionfs.layer.Digest;
import java.time.Instant;

/** Makes a configuration from another, or from nothing; fields it does not know stay. */
public final class ImageConfigBuilder {
  ImageConfigBuilder() {}

  public static ImageConfigBuilder of(Platform platform) {
    throw new UnsupportedOperationException();
  }

  public static ImageConfigBuilder from(ImageConfig config) {
    throw new UnsupportedOperationException();
  }

  public ImageConfigBuilder created(Instant time) {
    throw new UnsupportedOperationException();
  }

  public ImageConfigBuilder author(String author) {
    throw new UnsupportedOperationException();
  }

  /**
   * Applies a Dockerfile instruction, as {@code docker commit -c}: CMD, ENTRYPOINT, ENV, EXPOSE,
   * HEALTHCHECK, LABEL, ONBUILD, STOPSIGNAL, USER, VOLUME, WORKDIR.
   *
   * @throws IllegalArgumentException if it is none of them, or malformed
   */
  public ImageConfigBuilder change(String instruction) {
    throw new UnsupportedOperationException();
  }

  /** Adds a layer on top, and the step that made it. */
  public ImageConfigBuilder layer(Digest diffId, History step) {
    throw new UnsupportedOperationException();
  }

  /** Adds a step that made no layer. */
  public ImageConfigBuilder emptyLayer(History step) {
    throw new UnsupportedOperationException();
  }

  public ImageConfig build() {
    throw new UnsupportedOperationException();
  }
}
