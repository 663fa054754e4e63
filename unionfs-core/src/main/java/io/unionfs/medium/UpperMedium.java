package io.unionfs.medium;

import io.unionfs.layer.Content;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The store of one writable layer: a directory tree in overlayfs's {@code userxattr} form, and a
 * work area beside it.
 *
 * <p><b>Atomic.</b> Each call is done or not done: when it throws, the tree is as before and the
 * work area is empty. A step the storing filesystem cannot do at once goes through the work area
 * and, where a crash could be seen, through an intent journal in the work directory that is
 * replayed when the medium is opened.
 *
 * <p><b>Handles.</b> Files and directories are named by handles, which stay good when the file, or
 * a directory above it, is renamed. A handle belongs to the medium that made it.
 *
 * <p><b>Times.</b> Those that follow from changes of names and data are the storing filesystem's
 * until {@link #sync}, when the caller's are written; so may the access time of what was read.
 * Times that {@link #update} gives are written at once, and no call that leaves them alone may lose
 * them.
 *
 * <p><b>Threads.</b> Calls that change the tree or metadata come one at a time: the caller orders
 * them. Reads and writes of file data ({@link UpperFile}) may come from many threads beside them.
 *
 * <p><b>Errors.</b> {@link MediumException} says of which kind; any other {@link IOException} is an
 * I/O error of the storing filesystem.
 */
public interface UpperMedium extends Closeable {

  /** The root directory of the writable layer. */
  UpperNode root();

  /**
   * The directory on the storing filesystem that holds the tree, everything written out; of a
   * medium that has none, a picture of the tree, made or brought up to date now.
   */
  Path directory();

  /** Whether {@link #directory} was asked for, is a picture, and shows what is no longer so. */
  default boolean isPictureStale() {
    return false;
  }

  /**
   * A directory outside of the tree, made now if it is missing, that keeps files by names of the
   * caller's choice: the index of overlayfs. Files can be created and linked in it, and moved
   * between it and the tree; it is there when the medium is opened again.
   */
  UpperNode index() throws IOException;

  /** Whether {@link #index} was ever made. */
  boolean hasIndex() throws IOException;

  /** What the tree holds in {@code directory}, by name; for a mount over a used writable layer. */
  Map<String, UpperEntry> list(UpperNode directory) throws IOException;

  /** The room there is where the tree is stored; any thread may ask. */
  Space space() throws IOException;

  /** The metadata of the root. */
  UpperMetadata rootMetadata() throws IOException;

  /**
   * Makes an empty file, a directory, a symbolic link or a special file. One that has an origin, or
   * whose modification and change time differ, is a copy: the times it is given are written with
   * it, and those of {@code directory} stay.
   *
   * @param occupant what stands at that name now and is replaced: nothing or a whiteout
   * @return its handle, an {@link UpperFile} for a regular file
   */
  UpperNode create(UpperNode directory, String name, UpperMetadata metadata, Occupant occupant)
      throws IOException;

  /**
   * Makes a regular file that holds the first {@code length} bytes of {@code source}, which shows
   * at {@code name} only when it is whole. The times of {@code directory} stay.
   */
  UpperFile copyUp(
      UpperNode directory, String name, UpperMetadata metadata, Content.Reader source, long length)
      throws IOException;

  /**
   * The same of content, which the medium may also go on sharing instead of copying: it is
   * unchanged, and can be read, till the medium is closed.
   */
  default UpperFile copyUp(
      UpperNode directory, String name, UpperMetadata metadata, Content source, long length)
      throws IOException {
    try (Content.Reader reader = source.open()) {
      return copyUp(directory, name, metadata, reader, length);
    }
  }

  /** Whether {@code node} is one of this medium's own. */
  default boolean holds(UpperNode node) {
    return true;
  }

  /** Whether a copy-up copies all the data at once. */
  default boolean copiesWhole() {
    return true;
  }

  /** Gives {@code file} a further name. */
  void link(UpperNode file, UpperNode directory, String name, Occupant occupant) throws IOException;

  /**
   * Removes {@code name}. A directory is removed with the whiteouts it holds. A file that is open
   * keeps its data until it is closed.
   *
   * @param occupant what stands there: a file, a directory, or, only with {@link Remains#WHITEOUT},
   *     nothing
   * @param remains what is left at the name
   */
  void remove(UpperNode directory, String name, Occupant occupant, Remains remains)
      throws IOException;

  /**
   * Moves {@code node} from one name to another.
   *
   * @param occupant what stands at the new name and is replaced; a directory holds only whiteouts
   * @param remains what is left at the old name
   */
  void move(
      UpperNode node,
      UpperNode fromDirectory,
      String fromName,
      UpperNode toDirectory,
      String toName,
      Occupant occupant,
      Remains remains)
      throws IOException;

  /** Exchanges two names, each of which holds a file or directory. */
  void exchange(
      UpperNode first,
      UpperNode firstDirectory,
      String firstName,
      UpperNode second,
      UpperNode secondDirectory,
      String secondName)
      throws IOException;

  /**
   * Replaces the metadata of {@code node}; type, link target and device stay. When it returns, what
   * differs from before outlives the process, if the medium is on disk; but the change time may
   * come later. Safe for use by many threads, for different nodes.
   */
  void update(UpperNode node, UpperMetadata metadata) throws IOException;

  /**
   * Is told of metadata that {@link #update} would be given before the next {@link #sync}: a medium
   * that has nothing to do for it takes it at once, if {@code node} is still its own. Safe for use
   * by many threads, for different nodes.
   *
   * @return whether it was taken; if not, {@link #update} must follow
   */
  default boolean takes(UpperNode node, UpperMetadata metadata) {
    return false;
  }

  /**
   * What of the tree the kernel would not show alike, if it were given {@link #directory} as a
   * layer; in no particular order. Empty when the layer can be handed over as it is. It walks the
   * whole tree.
   */
  List<Obstacle> obstacles() throws IOException;

  /** Writes out whatever is held back. */
  void sync() throws IOException;

  /** Writes out whatever is held back, and releases the directory. */
  @Override
  void close() throws IOException;
}
