package io.unionfs.medium;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;

/**
 * The calls the medium makes on the storing filesystem, and all of them: none follows a symbolic
 * link in the last name. One seam, so that a test can make each single call fail.
 */
interface Storage {
  /** The path of {@code name} in {@code directory}. */
  Path resolve(Path directory, String name) throws IOException;

  /** Makes an empty regular file and opens it for reading and writing. */
  FileChannel createFile(Path file, FileAttribute<?>... attributes) throws IOException;

  /** Opens an existing regular file for reading and writing. */
  FileChannel open(Path file) throws IOException;

  void createDirectory(Path directory, FileAttribute<?>... attributes) throws IOException;

  void createSymlink(Path link, String target) throws IOException;

  String readSymlink(Path link) throws IOException;

  void createLink(Path link, Path existing) throws IOException;

  /** Moves atomically, replacing what is not a directory. */
  void move(Path from, Path to) throws IOException;

  void delete(Path file) throws IOException;

  List<Path> children(Path directory) throws IOException;

  /** Reads attributes in the syntax of {@link java.nio.file.Files#readAttributes}. */
  Map<String, Object> attributes(Path file, String names) throws IOException;

  /** Whether anything is at {@code file}. */
  default boolean exists(Path file) throws IOException {
    try {
      attributes(file, "size");
      return true;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  void setAttribute(Path file, String name, Object value) throws IOException;

  void setTimes(Path file, FileTime modified, FileTime accessed) throws IOException;

  /** The names of the {@code user.} xattrs, with that prefix. */
  List<String> xattrs(Path file) throws IOException;

  /** The value of a {@code user.} xattr. */
  byte[] xattr(Path file, String name) throws IOException;

  void setXattr(Path file, String name, byte[] value) throws IOException;

  /** Removes a {@code user.} xattr, if it is there. */
  void removeXattr(Path file, String name) throws IOException;

  /** Reads some bytes; -1 at or beyond the end. */
  int read(FileChannel channel, ByteBuffer target, long position) throws IOException;

  /**
   * Writes all of {@code source}, or fails; then the position of {@code source} says how much was
   * written.
   */
  void write(FileChannel channel, ByteBuffer source, long position, Path file) throws IOException;

  /** Cuts an open file. */
  void truncate(FileChannel channel, long size) throws IOException;

  /** Forces an open file to its device. */
  void force(FileChannel channel) throws IOException;
}
