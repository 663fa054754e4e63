package io.unionfs.overlay;

import io.unionfs.medium.UpperMedium;

/** The writable layer that a mount has at this moment. */
public final class UpperMediumOf {
  private UpperMediumOf() {}

  public static UpperMedium mount(Mount mount) {
    return mount.state.upper.mediumIfOpen();
  }
}
