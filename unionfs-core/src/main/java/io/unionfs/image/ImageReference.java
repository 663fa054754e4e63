package io.unionfs.image;

/** The name of an image (distribution spec's reference grammar). */
public record ImageReference(String domain, String path, String tag) {
  /** Parses {@code [DOMAIN/]PATH[:TAG]}; without a tag it is {@code latest}. */
  public static ImageReference parse(String text) {
    throw new UnsupportedOperationException();
  }

  /** As people write it, without the tag: {@code debian}, {@code ghcr.io/app/web}. */
  public String repository() {
    throw new UnsupportedOperationException();
  }

  /** As people write it: {@code debian:latest}. */
  public String familiar() {
    throw new UnsupportedOperationException();
  }
}
