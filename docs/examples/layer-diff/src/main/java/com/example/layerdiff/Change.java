package com.example.layerdiff;

import io.unionfs.layer.Names;

/**
 * What a layer does to one path.
 *
 * @param path absolute; of what is deleted only the top
 * @param before the bytes of the regular files that were at and below the path, and are not shown
 *     any more
 * @param now the bytes that the layer brings
 */
public record Change(Kind kind, String path, long before, long now) {
  /** As {@code docker diff} calls them. */
  public enum Kind {
    ADDED("A"),
    CHANGED("C"),
    DELETED("D");

    private final String letter;

    Kind(String letter) {
      this.letter = letter;
    }
  }

  /** By how many bytes the image shows more, or, below 0, less. */
  public long growth() {
    return now - before;
  }

  /** One line. An image chooses its file names, so control characters are escaped. */
  @Override
  public String toString() {
    String bytes =
        switch (kind) {
          case ADDED -> "+" + now;
          case CHANGED -> before + " -> " + now;
          case DELETED -> "-" + before;
        };
    return kind.letter + " " + Names.display(path) + "  " + bytes;
  }
}
