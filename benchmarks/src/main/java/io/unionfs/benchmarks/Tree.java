package io.unionfs.benchmarks;

import java.nio.charset.StandardCharsets;

/**
 * The one tree that every subject shows: a directory of {@link #FILES} files of {@link #FILE_SIZE}
 * bytes, each with a content of its own. Stacked, the files are dealt out evenly, in order, from
 * the bottom layer to the top one, so the tree is the same however many layers it is cut into, and
 * every layer holds the directory.
 */
final class Tree {
  static final String DIRECTORY = "/usr/share/doc";
  static final int FILES = 500;
  static final int FILE_SIZE = 4096;

  private Tree() {}

  /** A file of the bottom layer. */
  static String bottomFile() {
    return file(0);
  }

  /** A file of the top layer. */
  static String topFile() {
    return file(FILES - 1);
  }

  /** A name in the directory that no layer holds. */
  static String missingFile() {
    return DIRECTORY + "/missing";
  }

  /** The path of file {@code number}. */
  static String file(int number) {
    return String.format("%s/file-%03d", DIRECTORY, number);
  }

  /** What file {@code number} holds. */
  static byte[] content(int number) {
    byte[] content = new byte[FILE_SIZE];
    byte[] line = (file(number) + "\n").getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < content.length; i++) {
      content[i] = line[i % line.length];
    }
    return content;
  }

  /** Which of {@code layers} layers holds file {@code number}; the bottom one is 0. */
  static int layerOf(int number, int layers) {
    return number * layers / FILES;
  }
}
