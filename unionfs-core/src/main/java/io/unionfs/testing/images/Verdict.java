package io.unionfs.testing.images;

/** What a correct tool does with an image. */
public enum Verdict {
  /** It refuses the image: there is no right way to read it. */
  REFUSED,
  /** It takes the image, and shows what {@link TestImage#shown} says. */
  SHOWN,
  /**
   * Either is right. Who takes the image shows what {@link TestImage#shown} says, and leaves
   * everything outside of the image's root alone.
   */
  REFUSED_OR_SHOWN
}
