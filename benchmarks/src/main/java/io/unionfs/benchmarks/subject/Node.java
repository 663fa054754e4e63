package io.unionfs.benchmarks.subject;

import io.unionfs.layer.Content;
import java.util.Objects;

/**
 * What a {@link Tree} holds at one path.
 *
 * @param path absolute, as the subject shows it
 */
public sealed interface Node {
  String path();

  /** The path as layers have it: without the slash before it. */
  default String inLayer() {
    return path().substring(1);
  }

  /** A directory; one on the way to another node need not be listed. */
  record Directory(String path) implements Node {}

  /** A regular file. */
  record File(String path, Content content) implements Node {
    public File {
      Objects.requireNonNull(content);
    }
  }

  /** A symbolic link. */
  record Link(String path, String target) implements Node {}
}
