package io.unionfs.container;

import io.unionfs.layer.Names;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.store.StoreException;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * Copies into and out of a container, in any state, by the rules of {@code docker cp}:
 *
 * <ul>
 *   <li>A file goes to the name that is given, or into the directory that is given.
 *   <li>A directory goes to a name that is free, or into the directory that is given; with {@code
 *       /.} behind it only what is in it.
 *   <li>No parent directories are made; a name with a slash behind it must be a directory.
 *   <li>A link is copied as a link, unless {@link Links#FOLLOWED} or a slash behind it say
 *       otherwise. Links to what a copy goes to are followed; in the container they lead nowhere
 *       outside of it.
 * </ul>
 *
 * <p>Mode, times and {@code user} extended attributes are copied. Names that a container holds are
 * used one by one, and no link that was copied is followed, so that nothing is written outside of
 * what is given. A path in the container is taken from its root. Immutable.
 */
public final class ContainerCopy {
  private static final int MAX_LINKS = 40;

  /** What is done with a source that is a symbolic link. */
  public enum Links {
    /** It is copied. */
    KEPT,
    /** What it leads to is copied: {@code -L}. */
    FOLLOWED
  }

  /** Whose the copies are. */
  public enum Owners {
    /** Root's in a container, the caller's outside. */
    DESTINATION,
    /** As they are, where this process may give them away: {@code -a}. */
    SOURCE
  }

  private final Container container;
  private final Links links;
  private final Owners owners;

  /** Copies to and from {@code container}. */
  public ContainerCopy(Container container, Links links, Owners owners) {
    this.container = Objects.requireNonNull(container);
    this.links = Objects.requireNonNull(links);
    this.owners = Objects.requireNonNull(owners);
  }

  /** The same from and to the default filesystem. */
  public void in(String source, String target) throws IOException {
    in(FileSystems.getDefault(), source, target);
  }

  /** The same from and to the default filesystem. */
  public List<String> out(String source, String target) throws IOException {
    return out(source, FileSystems.getDefault(), target);
  }

  /**
   * Copies into the container.
   *
   * @param source a path of {@code host}
   * @param target a path in the container
   * @throws StoreException if one is not there, or the rules forbid it; nothing was copied
   * @throws IOException if reading or writing fails; a part may have been copied
   */
  public void in(FileSystem host, String source, String target) throws IOException {
    try (UnionFileSystem files = container.files()) {
      copy(new Outside(host), source, new Inside(files, name()), target);
    }
  }

  /**
   * Copies out of the container.
   *
   * @param source a path in the container
   * @param target a path of {@code host}
   * @return the special files that were left out, as there are none outside
   */
  public List<String> out(String source, FileSystem host, String target) throws IOException {
    try (UnionFileSystem files = container.files()) {
      return copy(new Inside(files, name()), source, new Outside(host), target);
    }
  }

  private String name() throws IOException {
    return container.details().name();
  }

  /** One of the two filesystems, with Docker's words for what it lacks. */
  private sealed interface Side {
    Path path(String text) throws StoreException;

    StoreException missing(Path source);

    StoreException noParent(Path parent);
  }

  private record Inside(UnionFileSystem files, String name) implements Side {
    @Override
    public Path path(String text) throws StoreException {
      return parsed(() -> files.getPath("/").resolve(text));
    }

    @Override
    public StoreException missing(Path source) {
      return new StoreException(
          "Could not find the file " + Names.display(source.toString()) + " in container " + name);
    }

    @Override
    public StoreException noParent(Path parent) {
      return Files.exists(parent) ? refused(parent, "not a directory") : missing(parent);
    }
  }

  private record Outside(FileSystem files) implements Side {
    @Override
    public Path path(String text) throws StoreException {
      return parsed(() -> files.getPath(text).toAbsolutePath());
    }

    @Override
    public StoreException missing(Path source) {
      return new StoreException(
          "lstat " + Names.display(source.toString()) + ": no such file or directory");
    }

    @Override
    public StoreException noParent(Path parent) {
      return new StoreException(
          "invalid output path: directory \""
              + Names.display(parent.toString())
              + "\" does not exist");
    }
  }

  private interface Parsing {
    Path path();
  }

  private static Path parsed(Parsing parsing) throws StoreException {
    try {
      return parsing.path().normalize();
    } catch (InvalidPathException e) {
      throw new StoreException("bad parameter: " + e.getMessage(), e);
    }
  }

  private List<String> copy(Side from, String source, Side to, String target) throws IOException {
    if (source.isEmpty() || target.isEmpty()) {
      throw new StoreException("bad parameter: path cannot be empty");
    }
    Path given = from.path(source);
    Path read = source(from, given, source);
    boolean directory = Files.isDirectory(read, LinkOption.NOFOLLOW_LINKS);
    Path written = target(to.path(target));
    TreeCopy copy =
        new TreeCopy(
            owners == Owners.SOURCE ? TreeCopy.Owners.SOURCE : TreeCopy.Owners.DESTINATION);
    if (Files.isDirectory(written)) {
      if (directory && (isContents(source) || given.getFileName() == null)) {
        copy.contents(read, written.toRealPath());
      } else {
        copy.entry(read, written.toRealPath().resolve(given.getFileName().toString()));
      }
      return copy.skipped();
    }
    boolean there = Files.exists(written);
    if (directory && there) {
      throw refused(written, "cannot copy directory onto a file");
    }
    if (!directory && isDirectoryWanted(target)) {
      throw refused(written, "no such directory");
    }
    Path parent = written.getParent();
    if (!Files.isDirectory(parent)) {
      throw to.noParent(parent);
    }
    copy.entry(
        read, there ? written.toRealPath() : parent.toRealPath().resolve(written.getFileName()));
    return copy.skipped();
  }

  private static StoreException refused(Path path, String why) {
    return new StoreException(Names.display(path.toString()) + ": " + why);
  }

  private static boolean isContents(String text) {
    return text.equals(".") || text.endsWith("/.");
  }

  private static boolean isDirectoryWanted(String text) {
    return text.endsWith("/") || isContents(text);
  }

  /** What is copied: a link only if it is to be copied itself. */
  private Path source(Side from, Path given, String text) throws IOException {
    if (!Files.exists(given, LinkOption.NOFOLLOW_LINKS)) {
      throw from.missing(given);
    }
    if (isDirectoryWanted(text) && !Files.isDirectory(given)) {
      throw refused(given, "not a directory");
    }
    boolean follow = links == Links.FOLLOWED || isDirectoryWanted(text);
    if (follow && !Files.exists(given)) {
      throw from.missing(given);
    }
    return follow ? given.toRealPath() : given;
  }

  /** Where it goes: a link that leads nowhere yet is followed to there. */
  private static Path target(Path given) throws IOException {
    Path path = given;
    for (int i = 0; i < MAX_LINKS; i++) {
      if (!Files.isSymbolicLink(path) || Files.exists(path)) {
        return path;
      }
      path = path.resolveSibling(Files.readSymbolicLink(path)).normalize();
    }
    throw new FileSystemLoopException(given.toString());
  }
}
