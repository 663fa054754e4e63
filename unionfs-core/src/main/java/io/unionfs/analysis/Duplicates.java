package io.unionfs.analysis;

import io.unionfs.archive.Hashing;
import io.unionfs.layer.Content;
import io.unionfs.layer.Digest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * Contents that several files hold, in one layer, in several, or in several images. Only files
 * whose sizes collide are read, of large ones first no more than their beginnings. Files with holes
 * are left out.
 *
 * @param groups each content that is there more than once, the most wasteful first
 */
public record Duplicates(List<Group> groups) {
  private static final int BEGINNING = 1 << 12;

  public Duplicates {
    groups = List.copyOf(groups);
  }

  /**
   * One content.
   *
   * @param digest its SHA-256
   * @param size its bytes
   * @param copies where it is, in the order of images, layers, paths
   */
  public record Group(Digest digest, long size, List<Copy> copies) {
    public Group {
      copies = List.copyOf(copies);
    }

    /** The bytes that one copy instead of all would save. */
    public long saved() {
      return size * (copies.size() - 1);
    }
  }

  /**
   * One file with the content.
   *
   * @param image the image's name
   * @param layer the ordinal of its layer
   * @param path from the root, without a leading slash
   * @param live whether the image shows it
   */
  public record Copy(String image, int layer, String path, boolean live) {}

  /** The bytes that one copy of each content would save. */
  public long saved() {
    return groups.stream().mapToLong(Group::saved).sum();
  }

  /** A file of an image. */
  record Candidate(String image, StoredFile file) {
    long size() {
      return file.size();
    }

    /** Whether one copy less would save its size: holes take nothing, and may be of exabytes. */
    boolean isFilled() {
      return size() > 0 && file.content.storedBytes() == size();
    }

    Copy copy() {
      return new Copy(image, file.layer, file.path(), file.isLive());
    }
  }

  /** A value of each of {@code files} that those with the same content share. */
  private interface Print<T> {
    T of(Content content) throws IOException;
  }

  static Duplicates of(List<Candidate> files) throws IOException {
    byte[] buffer = new byte[1 << 16];
    List<Group> groups = new ArrayList<>();
    List<Candidate> filled = files.stream().filter(Candidate::isFilled).toList();
    for (List<Candidate> ofSize : alike(filled, Content::size)) {
      boolean large = ofSize.get(0).size() > BEGINNING;
      List<List<Candidate>> begun =
          large ? alike(ofSize, content -> beginning(content, buffer)) : List.of(ofSize);
      for (List<Candidate> perhaps : begun) {
        Map<Content, Digest> known = new java.util.IdentityHashMap<>();
        for (List<Candidate> same :
            alike(
                perhaps,
                content -> {
                  Digest digest = digest(content, buffer);
                  known.put(content, digest);
                  return digest;
                })) {
          StoredFile first = same.get(0).file();
          groups.add(
              new Group(
                  known.get(first.content),
                  first.size(),
                  same.stream().map(Candidate::copy).toList()));
        }
      }
    }
    groups.sort(
        Comparator.comparingLong(Group::saved)
            .reversed()
            .thenComparing(group -> group.digest().hex()));
    return new Duplicates(groups);
  }

  /** The groups of two and more whose print is the same. */
  private static <T> List<List<Candidate>> alike(List<Candidate> files, Print<T> print)
      throws IOException {
    Map<T, List<Candidate>> groups = new LinkedHashMap<>();
    for (Candidate file : files) {
      groups.computeIfAbsent(print.of(file.file().content), any -> new ArrayList<>(2)).add(file);
    }
    return groups.values().stream().filter(group -> group.size() > 1).toList();
  }

  private static long beginning(Content content, byte[] buffer) throws IOException {
    CRC32 crc = new CRC32();
    try (Content.Reader reader = content.open()) {
      int count = SameContent.fill(reader, buffer, 0, Math.min(BEGINNING, content.size()));
      crc.update(buffer, 0, count);
    }
    return crc.getValue();
  }

  private static Digest digest(Content content, byte[] buffer) throws IOException {
    Hashing hashing = new Hashing("sha256");
    try (Content.Reader reader = content.open()) {
      for (long position = 0; position < content.size(); ) {
        int count = SameContent.fill(reader, buffer, position, content.size());
        hashing.add(buffer, 0, count);
        position += count;
      }
    }
    return hashing.digest();
  }
}
