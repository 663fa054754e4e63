package io.unionfs.layer;

import java.io.IOException;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A directory tree, on any filesystem, as a layer. Each directory is read once, when it is first
 * looked at, and stays as it was then; file content is read when it is asked for. Links are never
 * followed.
 */
final class DirectoryLayer implements TreeLayer {
  private final String name;
  private final StatReader stats;
  private final XattrReader xattrs;
  private final Marks marks;
  private final MetadataSource metadata;
  private final LazyDirectory root;
  private final Path directory;

  private DirectoryLayer(Path path, DirectoryFormat format, MetadataSource metadata)
      throws IOException {
    this.name = path.toString();
    this.directory = path;
    this.stats = new StatReader(path);
    this.xattrs = format == DirectoryFormat.OVERLAY ? Getfattr.dump(path) : XattrReader.user(path);
    this.marks = Marks.of(format);
    this.metadata = metadata;
    Found found = look(path);
    if (found.stat.type() != FileType.DIRECTORY) {
      throw new NotDirectoryException(path.toString());
    }
    LazyDirectory marked = directory(found);
    root =
        switch (format) {
          // Overlayfs asks no root what it hides, or where it leads.
          case USERXATTR, OVERLAY -> marked.unmarked();
          case OCI, AUFS -> marked;
        };
  }

  static TreeLayer open(Path root, DirectoryFormat format) throws IOException {
    return open(root, format, MetadataSource.NATIVE);
  }

  /** As {@link #open(Path, DirectoryFormat)}, with what {@code metadata} knows of files. */
  static TreeLayer open(Path root, DirectoryFormat format, MetadataSource metadata)
      throws IOException {
    // The root alone may be reached through links.
    return new DirectoryLayer(root.toRealPath(), format, metadata);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Entry.Directory root() {
    return root;
  }

  @Override
  public Path directory() {
    return directory;
  }

  /** A file as it was found. */
  private record Found(Path path, FileStat asStored, FileStat stat, Xattrs xattrs) {}

  private Found look(Path path) throws IOException {
    try {
      FileStat stat = stats.stat(path);
      Xattrs all = xattrs.read(path, stat);
      return new Found(path, stat, metadata.shown(stat, marks.kept(all)), all);
    } catch (NoSuchFileException e) {
      throw new IOException(path + ": vanished while a layer was reading it", e);
    }
  }

  private LazyDirectory directory(Found found) throws IOException {
    return new LazyDirectory(
        found.path,
        found.stat.number(),
        found.stat.attributes(marks.visible(found.xattrs)),
        marks.opacity(found.path, found.xattrs),
        marks.redirect(found.xattrs));
  }

  private Entry.Node node(Found found) throws IOException {
    FileStat stat = found.stat;
    if (stat.type() == FileType.DIRECTORY) {
      return directory(found);
    }
    Attributes attributes = stat.attributes(marks.visible(found.xattrs));
    return switch (stat.type()) {
      case REGULAR -> regular(found, attributes);
      case SYMLINK ->
          new Entry.Symlink(stat.number(), attributes, stat.links(), target(found.path));
      default ->
          new Entry.Special(stat.number(), attributes, stat.links(), stat.type(), stat.device());
    };
  }

  private Entry.Node regular(Found found, Attributes attributes) {
    FileStat stat = found.stat;
    return marks.isMetacopy(found.xattrs)
        ? new Entry.Metacopy(
            stat.number(), attributes, stat.links(), stat.size(), marks.redirect(found.xattrs))
        : new Entry.File(
            stat.number(), attributes, stat.links(), content(found.path, found.asStored));
  }

  private static Content content(Path path, FileStat stat) {
    return new FileContent(path, stat.size(), stat.fileKey());
  }

  private String target(Path link) throws IOException {
    return NativeNames.linkTarget(name, link, Files.readSymbolicLink(link));
  }

  /** One directory, read when first looked at. */
  private final class LazyDirectory implements Entry.Directory {
    private final Path path;
    private final long number;
    private final Attributes attributes;
    private final Opacity opacity;
    private final String redirect;
    private volatile Map<String, Entry> entries; // written under this

    LazyDirectory(Path path, long number, Attributes attributes, Opacity opacity, String redirect) {
      this.redirect = redirect;
      this.path = path;
      this.number = number;
      this.attributes = attributes;
      this.opacity = opacity;
    }

    /** The same directory, merging with the one of its own path. */
    LazyDirectory unmarked() {
      return new LazyDirectory(path, number, attributes, Opacity.TRANSPARENT, null);
    }

    /** The same directory, hiding what lies below. */
    LazyDirectory opaque() {
      return new LazyDirectory(path, number, attributes, Opacity.OPAQUE, redirect);
    }

    @Override
    public long number() {
      return number;
    }

    @Override
    public Attributes attributes() {
      return attributes;
    }

    @Override
    public Opacity opacity() {
      return opacity;
    }

    @Override
    public String redirect() {
      return redirect;
    }

    @Override
    public Entry lookup(String child) throws IOException {
      return entries().get(child);
    }

    @Override
    public Map<String, Entry> entries() throws IOException {
      Map<String, Entry> known = entries;
      if (known != null) {
        return known;
      }
      synchronized (this) {
        if (entries == null) {
          entries = Collections.unmodifiableMap(read());
        }
        return entries;
      }
    }

    private Map<String, Entry> read() throws IOException {
      Map<String, Entry> found = new TreeMap<>();
      Map<Long, Entry.Node> linked = new HashMap<>();
      Set<String> hidden = new HashSet<>();
      try (DirectoryStream<Path> children = Files.newDirectoryStream(path)) {
        for (Path child : children) {
          String childName = NativeNames.fileName(name, child);
          Marks.Meaning meaning = marks.meaning(name, childName);
          if (meaning instanceof Marks.Meaning.Plain) {
            found.put(childName, entry(child, linked));
          } else if (meaning instanceof Marks.Meaning.Whiteout whiteout) {
            hidden.add(whiteout.name());
          }
        }
      } catch (DirectoryIteratorException e) {
        throw e.getCause();
      } catch (NoSuchFileException | NotDirectoryException e) {
        throw new IOException(path + ": vanished while a layer was reading it", e);
      } catch (ClosedFileSystemException e) {
        throw new IOException(path + ": its filesystem is closed", e);
      }
      for (String whiteout : hidden) {
        hide(found, whiteout);
      }
      return found;
    }

    /** A whiteout hides what lies below, not what its own layer holds beside it. */
    private static void hide(Map<String, Entry> found, String whiteout) {
      found.merge(
          whiteout,
          Entry.Whiteout.WHITEOUT,
          (beside, mark) ->
              beside instanceof LazyDirectory directory ? directory.opaque() : beside);
    }

    private Entry entry(Path child, Map<Long, Entry.Node> linked) throws IOException {
      Found look = look(child);
      if (marks.isWhiteout(look.asStored, look.xattrs)) {
        return Entry.Whiteout.WHITEOUT;
      }
      if (look.stat.links() == 1) {
        return node(look);
      }
      Entry.Node known = linked.get(look.stat.number());
      if (known == null) {
        known = node(look);
        linked.put(look.stat.number(), known);
      }
      return known;
    }
  }
}
