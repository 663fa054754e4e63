package io.unionfs.hub;

import io.unionfs.image.Descriptor;

/**
 * What became of a blob.
 *
 * @param blob the blob
 * @param way how it came to be where it had to be
 * @param bytes how many bytes travelled for it
 */
public record Transfer(Descriptor blob, Way way, long bytes) {
  /** How a blob comes to be where it has to be. */
  public enum Way {
    /** It was there. */
    EXISTED,
    /** It was fetched as a whole. */
    FETCHED,
    /** What was missing of it was fetched, perhaps nothing. */
    RESUMED,
    /** The registry took it from another of its repositories. */
    MOUNTED,
    /** It was sent. */
    SENT,
    /** It is nondistributable, and was not sent. */
    LEFT_OUT
  }

  /** How many bytes had not to travel. */
  public long saved() {
    return way == Way.LEFT_OUT ? 0 : Math.max(0, blob.size() - bytes);
  }
}
