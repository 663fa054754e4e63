package io.unionfs.container;

import io.unionfs.layer.DeviceNumber;
import io.unionfs.layer.Names;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.nio.UnionFiles;
import io.unionfs.store.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Copies trees from one filesystem into another, one of which is a container's. What is copied
 * takes the place of what is there, but a directory joins a directory. Links are never followed, in
 * neither: names lead nowhere but where they stand. Used once.
 */
final class TreeCopy {
  private static final int TYPE = 0170000;
  private static final int FIFO = 0010000;
  private static final int CHARACTER_DEVICE = 0020000;
  private static final int BLOCK_DEVICE = 0060000;
  private static final int SOCKET = 0140000;

  /** Whose the copies are. */
  enum Owners {
    /** They have the owners of what is copied. */
    SOURCE,
    /** Who makes them. */
    DESTINATION
  }

  private final CopiedAttributes attributes;
  private final List<String> skipped = new ArrayList<>();

  /** Where a file with further names was put, by what identifies it. */
  private final Map<Object, Path> linked = new HashMap<>();

  TreeCopy(Owners owners) {
    this.attributes = new CopiedAttributes(owners);
  }

  /** What could not be copied: special files that the target's filesystem has none of. */
  List<String> skipped() {
    return List.copyOf(skipped);
  }

  /** Copies what is in a directory into another, whose own attributes stay. */
  void contents(Path source, Path target) throws IOException {
    for (Path child : Trees.children(source)) {
      entry(child, child(target, child));
    }
  }

  /** Gives a directory what another has for attributes. */
  void directory(Path source, Path target) throws IOException {
    attributes.copy(source, read(source), target);
  }

  /** The one name in {@code directory} that {@code source} has; nothing else can be meant by it. */
  private static Path child(Path directory, Path source) throws StoreException {
    String name = source.getFileName().toString();
    Path child;
    try {
      child = directory.resolve(name);
    } catch (InvalidPathException e) {
      throw new StoreException("the name " + Names.display(name) + " cannot be used there", e);
    }
    if (child.getNameCount() != directory.getNameCount() + 1
        || !directory.equals(child.getParent())
        || !child.equals(child.normalize())) {
      throw new StoreException("the name " + Names.display(name) + " cannot be used there");
    }
    return child;
  }

  private static BasicFileAttributes read(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  /** Copies one file, or a directory with all that is in it. */
  void entry(Path source, Path target) throws IOException {
    BasicFileAttributes found = read(source);
    makeRoom(source, found, target);
    if (found.isDirectory()) {
      if (!Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
        Files.createDirectory(target);
      }
      contents(source, target);
    } else if (found.isSymbolicLink()) {
      symbolicLink(source, target);
    } else if (found.isRegularFile()) {
      if (linkTo(source, found, target)) {
        return;
      }
      try (InputStream in = Files.newInputStream(source, LinkOption.NOFOLLOW_LINKS)) {
        Files.copy(in, target); // a new file: never through a link
      }
    } else if (!special(source, target)) {
      skipped.add(source.toString());
      return;
    }
    attributes.copy(source, found, target);
  }

  private static void makeRoom(Path source, BasicFileAttributes found, Path target)
      throws IOException {
    boolean there = Files.exists(target, LinkOption.NOFOLLOW_LINKS);
    boolean directory = Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS);
    if (there && directory != found.isDirectory()) {
      throw new StoreException(
          "cannot overwrite "
              + (directory ? "directory" : "non-directory")
              + " \""
              + Names.display(target.toString())
              + "\" with "
              + (directory ? "non-directory" : "directory")
              + " \""
              + Names.display(source.toString())
              + "\"");
    }
    if (there && !directory) {
      Files.delete(target);
    }
  }

  private static void symbolicLink(Path source, Path target) throws IOException {
    String text = Files.readSymbolicLink(source).toString();
    try {
      Files.createSymbolicLink(target, target.getFileSystem().getPath(text));
    } catch (InvalidPathException e) {
      throw new StoreException(
          "the symbolic link " + Names.display(source.toString()) + " cannot be made there", e);
    }
  }

  /** Makes {@code target} a further name of a file that was copied, if it is one. */
  private boolean linkTo(Path source, BasicFileAttributes found, Path target) throws IOException {
    if (found.fileKey() == null || CopiedAttributes.unix(source, "nlink", 1) < 2) {
      return false;
    }
    Path first = linked.putIfAbsent(found.fileKey(), target);
    if (first == null) {
      return false;
    }
    try {
      Files.createLink(target, first);
      return true;
    } catch (UnsupportedOperationException e) {
      return false; // a file of its own, then
    }
  }

  /** Makes a fifo, socket or device, in a container. */
  private static boolean special(Path source, Path target) throws IOException {
    if (!(target.getFileSystem() instanceof UnionFileSystem)) {
      return false;
    }
    int type = (int) CopiedAttributes.unix(source, "mode", 0) & TYPE;
    DeviceNumber device = DeviceNumber.decode(CopiedAttributes.unix(source, "rdev", 0));
    try {
      switch (type) {
        case FIFO -> UnionFiles.createFifo(target);
        case SOCKET -> UnionFiles.createSocket(target);
        case CHARACTER_DEVICE -> UnionFiles.createCharacterDevice(target, device);
        case BLOCK_DEVICE -> UnionFiles.createBlockDevice(target, device);
        default -> {
          return false;
        }
      }
      return true;
    } catch (FileAlreadyExistsException e) {
      throw new StoreException(target + ": was made meanwhile; try again", e);
    }
  }
}
