package io.unionfs.benchmarks.subject;

import io.unionfs.layer.Content;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The trees that benchmarks use, but for Debian's ({@link DebianTree}). */
public final class Trees {
  /** The directory of {@link #lookup}, which every layer holds. */
  public static final String DOC = "/usr/share/doc";

  /** How many small files {@link #lookup} has: as many as there can be layers. */
  public static final int FILES = 500;

  /** The size of a small file, in bytes. */
  public static final int FILE_SIZE = 4096;

  /** A file of 1 MiB in the bottom layer of {@link #lookup}. */
  public static final String LARGE = "/var/lib/large";

  /** The size of {@link #LARGE}, in bytes. */
  public static final int LARGE_SIZE = 1 << 20;

  /** The directory of {@link #directory} and {@link #files}, which every layer holds. */
  public static final String MANY = "/srv/many";

  private Trees() {}

  /** A directory of {@link #FILES} small files, each with a content of its own, and one large. */
  public static Tree lookup() {
    List<Node> nodes = new ArrayList<>();
    nodes.add(new Node.File(LARGE, new Pattern(LARGE_SIZE, FILES)));
    for (int i = 0; i < FILES; i++) {
      nodes.add(new Node.File(file(i), Content.of(small(i))));
    }
    return new Tree(List.of(DOC), nodes);
  }

  /** The path of small file {@code number} of {@link #lookup}. */
  public static String file(int number) {
    return String.format(Locale.ROOT, "%s/file-%03d", DOC, number);
  }

  /** A small file of the bottom layer, however many layers there are. */
  public static String bottom() {
    return file(0);
  }

  /** A small file of the top layer. */
  public static String top() {
    return file(FILES - 1);
  }

  /** A name beside them that no layer holds. */
  public static String missing() {
    return DOC + "/missing";
  }

  /** What small file {@code number} holds. */
  public static byte[] small(int number) {
    return new Pattern(FILE_SIZE, number).bytes();
  }

  /** A directory of {@code size} empty files. */
  public static Tree directory(int size) {
    return files(size, Content.EMPTY);
  }

  /** A directory of {@code count} files that hold the same. */
  public static Tree files(int count, Content content) {
    List<Node> nodes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      nodes.add(new Node.File(many(i), content));
    }
    return new Tree(List.of(MANY), nodes);
  }

  /** The path of file {@code number} of {@link #directory} and {@link #files}. */
  public static String many(int number) {
    return MANY + "/file-" + number;
  }

  /** {@code entries} empty files in directories of 100, dealt out over all layers. */
  public static Tree wide(int entries) {
    List<Node> nodes = new ArrayList<>();
    for (int i = 0; i < entries; i++) {
      // Neighbours lie in different directories, so that each layer adds to all of them.
      nodes.add(new Node.File(wide(i, entries), Content.EMPTY));
    }
    return new Tree(List.of(), nodes);
  }

  /** The path of file {@code number} of {@link #wide(int)}. */
  public static String wide(int number, int entries) {
    int directories = Math.max(1, entries / 100);
    return "/opt/d" + number % directories + "/f" + number / directories;
  }
}
