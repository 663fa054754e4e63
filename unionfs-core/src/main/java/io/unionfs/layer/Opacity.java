package io.unionfs.layer;

/** Whether a layer's directory hides the directories of the same path in the layers below. */
public enum Opacity {
  /** It merges with them. */
  TRANSPARENT,
  /** It hides them ({@code overlay.opaque=y}, or {@code .wh..wh..opq}). */
  OPAQUE
}
