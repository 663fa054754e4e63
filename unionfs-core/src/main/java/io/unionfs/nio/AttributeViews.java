package io.unionfs.nio;

import io.unionfs.overlay.Errno;
import io.unionfs.overlay.ErrnoException;
import io.unionfs.overlay.Follow;
import io.unionfs.overlay.OpenFile;
import io.unionfs.overlay.TimeChange;
import java.io.IOException;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.DosFileAttributeView;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.nio.file.attribute.UserPrincipal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The views of a file's attributes: basic, dos, owner, posix, unix, user, xattr. */
final class AttributeViews {
  /** The names of the views. */
  static final Set<String> NAMES =
      Set.of("basic", "dos", "owner", "posix", "unix", "user", XattrView.NAME);

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private AttributeViews() {}

  /** A view whose attributes can be read and set by name. */
  interface ByName {
    Map<String, Object> read(String... names) throws IOException;

    void set(String name, Object value) throws IOException;
  }

  /** The view of class {@code type}, or null when there is none. */
  static <V extends FileAttributeView> V of(UnionPath file, Class<V> type, Follow follow) {
    Objects.requireNonNull(type);
    if (type == BasicFileAttributeView.class || type == PosixFileAttributeView.class) {
      boolean isBasic = type == BasicFileAttributeView.class;
      return type.cast(isBasic ? new Basic(file, follow) : new Posix(file, follow));
    }
    if (type == FileOwnerAttributeView.class) {
      return type.cast(new Owner(new Posix(file, follow)));
    }
    if (type == UserDefinedFileAttributeView.class) {
      return type.cast(new UserXattrView(file, follow));
    }
    if (type == DosFileAttributeView.class) {
      return type.cast(new DosView(file, follow));
    }
    if (type == XattrFileAttributeView.class) {
      return type.cast(new XattrView(file, follow));
    }
    return null;
  }

  /**
   * The view called {@code name}.
   *
   * @throws UnsupportedOperationException if there is none
   */
  static ByName of(UnionPath file, String name, Follow follow) {
    return switch (name) {
      case "basic" -> new Basic(file, follow);
      case "posix" -> new Posix(file, follow);
      case "unix" -> new Unix(file, follow);
      case "owner" -> new Owner(new Posix(file, follow));
      case "user" -> new UserXattrView(file, follow);
      case "dos" -> new DosView(file, follow);
      case XattrView.NAME -> new XattrView(file, follow);
      default -> throw new UnsupportedOperationException("View '" + name + "' not available");
    };
  }

  /** The attributes every filesystem has. */
  static class Basic implements BasicFileAttributeView, ByName {
    final UnionPath file;
    final Follow follow;

    Basic(UnionPath file, Follow follow) {
      this.file = file;
      this.follow = follow;
    }

    @Override
    public String name() {
      return "basic";
    }

    AttributeTable table() {
      return AttributeTable.BASIC;
    }

    @Override
    public UnionFileAttributes readAttributes() throws IOException {
      return file.getFileSystem().attributes(file, follow);
    }

    @Override
    public final Map<String, Object> read(String... names) throws IOException {
      return table().read(names, this::readAttributes);
    }

    @Override
    public void set(String attribute, Object value) throws IOException {
      switch (attribute) {
        case "lastModifiedTime" -> setTimes((FileTime) value, null, null);
        case "lastAccessTime" -> setTimes(null, (FileTime) value, null);
        case "creationTime" -> setTimes(null, null, (FileTime) value);
        default ->
            throw new IllegalArgumentException("'" + name() + ":" + attribute + "' not recognized");
      }
    }

    @Override
    public void setTimes(FileTime modified, FileTime accessed, FileTime created)
        throws IOException {
      if (modified == null && accessed == null) {
        return;
      }
      UnionFileAttributes now = file.getFileSystem().stat(file, follow);
      if (!now.isSymbolicLink()) {
        openForTimes();
      }
      boolean rounds = now.isSymbolicLink() && !JdkRelease.KEEPS_NANOSECONDS;
      // As the default provider does: it never sets one time alone, which a watch tells otherwise.
      FileTime newModified = modified == null ? now.lastModifiedTime() : modified;
      FileTime newAccessed = accessed == null ? now.lastAccessTime() : accessed;
      try {
        Place.of(file, follow)
            .setTimes(follow, change(newAccessed, rounds), change(newModified, rounds));
      } catch (ErrnoException e) {
        throw Errors.of(e, file);
      }
    }

    /** The default provider opens the file first, but where nothing can be opened goes on. */
    private void openForTimes() throws IOException {
      try {
        Opening.forAttributes(file, follow).close();
      } catch (ErrnoException e) {
        if (e.errno() != Errno.ENXIO) {
          throw Errors.of(e, file);
        }
      }
    }

    private static TimeChange change(FileTime time, boolean rounds) {
      Instant instant = instant(time);
      return new TimeChange.To(rounds ? instant.truncatedTo(ChronoUnit.MICROS) : instant);
    }

    /** The time as the default provider passes it on: what is too far away becomes 2262. */
    private static Instant instant(FileTime time) {
      long nanos = time.to(TimeUnit.NANOSECONDS);
      return Instant.ofEpochSecond(
          Math.floorDiv(nanos, NANOS_PER_SECOND), Math.floorMod(nanos, NANOS_PER_SECOND));
    }
  }

  /** Adds owner, group and permissions. */
  static class Posix extends Basic implements PosixFileAttributeView {
    Posix(UnionPath file, Follow follow) {
      super(file, follow);
    }

    @Override
    public String name() {
      return "posix";
    }

    @Override
    AttributeTable table() {
      return AttributeTable.POSIX;
    }

    @Override
    public void set(String attribute, Object value) throws IOException {
      switch (attribute) {
        case "permissions" -> setMode(Options.mode((Set<?>) value));
        case "owner" -> setOwner((UserPrincipal) value);
        case "group" -> setGroup((GroupPrincipal) value);
        default -> super.set(attribute, value);
      }
    }

    @Override
    public void setPermissions(Set<PosixFilePermission> permissions) throws IOException {
      setMode(Options.mode(permissions));
    }

    @Override
    public UserPrincipal getOwner() throws IOException {
      return readAttributes().owner();
    }

    @Override
    public void setOwner(UserPrincipal owner) throws IOException {
      setOwners(Principals.uid(owner), -1);
    }

    @Override
    public void setGroup(GroupPrincipal group) throws IOException {
      setOwners(-1, Principals.gid(group));
    }

    final void setMode(int mode) throws IOException {
      Place place = Place.of(file, follow);
      try {
        if (follow == Follow.FOLLOW) {
          place.chmod(follow, mode);
          return;
        }
        // As the default provider: what cannot be opened keeps its mode.
        try (OpenFile opened = Opening.forAttributes(place, follow)) {
          place.changing().chmod(place.caller(), opened, mode);
        }
      } catch (ErrnoException e) {
        throw Errors.of(e, file);
      }
    }

    final void setOwners(int uid, int gid) throws IOException {
      try {
        Place.of(file, follow).chown(follow, uid, gid);
      } catch (ErrnoException e) {
        throw Errors.of(e, file);
      }
    }
  }

  /** Adds what stat(2) tells besides. */
  static final class Unix extends Posix {
    Unix(UnionPath file, Follow follow) {
      super(file, follow);
    }

    @Override
    public String name() {
      return "unix";
    }

    @Override
    AttributeTable table() {
      return AttributeTable.UNIX;
    }

    @Override
    public void set(String attribute, Object value) throws IOException {
      switch (attribute) {
        case "mode" -> setMode((Integer) value);
        case "uid" -> setOwners((Integer) value, -1);
        case "gid" -> setOwners(-1, (Integer) value);
        default -> super.set(attribute, value);
      }
    }
  }

  /** The owner alone. */
  private record Owner(Posix view) implements FileOwnerAttributeView, ByName {
    @Override
    public String name() {
      return "owner";
    }

    @Override
    public UserPrincipal getOwner() throws IOException {
      return view.getOwner();
    }

    @Override
    public void setOwner(UserPrincipal owner) throws IOException {
      view.setOwner(owner);
    }

    @Override
    public Map<String, Object> read(String... names) throws IOException {
      Map<String, Object> attributes = new HashMap<>();
      for (String name : names) {
        if (!name.equals("*")) {
          check(name);
        }
        attributes.put("owner", getOwner());
      }
      return attributes;
    }

    @Override
    public void set(String name, Object value) throws IOException {
      check(name);
      setOwner((UserPrincipal) value);
    }

    private static void check(String name) {
      if (!name.equals("owner")) {
        throw new IllegalArgumentException("'owner:" + name + "' not recognized");
      }
    }
  }
}
