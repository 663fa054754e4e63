package io.unionfs.nio;

import io.unionfs.layer.Attributes;
import io.unionfs.layer.FileType;
import io.unionfs.overlay.AccessMode;
import io.unionfs.overlay.Caller;
import io.unionfs.overlay.ErrnoException;
import io.unionfs.overlay.Follow;
import io.unionfs.overlay.Inode;
import io.unionfs.overlay.OpenFile;
import io.unionfs.overlay.OpenFlag;
import io.unionfs.overlay.PathName;
import io.unionfs.overlay.Stat;
import java.nio.ByteBuffer;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.List;
import java.util.Set;

/**
 * The users and groups of an image: what {@code /etc/passwd} and {@code /etc/group} say, as the
 * mount shows them at the moment of the question. Symbolic links lead inside the mount. What is no
 * regular file, cannot be read by who asks, or fails, says nothing. Safe for use by many threads.
 */
final class Accounts {
  /** What is read of a file; entries beyond it do not count. */
  static final int MAX_BYTES = 1 << 20;

  private static final String PASSWD = "passwd";
  private static final String GROUP = "group";

  /** Finds a file as a caller sees it; null once everything is closed. */
  interface Finder {
    Place find(Caller caller, PathName path, List<String> names);
  }

  private final Source users;
  private final Source groups;

  Accounts(Finder mount) {
    this.users = new Source(mount, PASSWD, AccountTable.Format.PASSWD);
    this.groups = new Source(mount, GROUP, AccountTable.Format.GROUP);
  }

  /** The users, as {@code caller} can see them. */
  AccountTable users(Caller caller) {
    return users.table(caller);
  }

  /** The groups, as {@code caller} can see them. */
  AccountTable groups(Caller caller) {
    return groups.table(caller);
  }

  /**
   * The credentials that {@link UserSpec} {@code user} has in the image, whoever asks.
   *
   * @throws UserPrincipalNotFoundException if there is no such user or group
   */
  Caller resolve(String user, int umask) throws UserPrincipalNotFoundException {
    return UserSpec.resolve(user, users(Caller.ROOT), groups(Caller.ROOT), umask);
  }

  /**
   * The credentials that the user part of a URI speaks of.
   *
   * @throws UserPrincipalNotFoundException if there is no such user or group
   */
  Caller parse(String userPart, int usualUmask) throws UserPrincipalNotFoundException {
    return UserSpec.parse(userPart, users(Caller.ROOT), groups(Caller.ROOT), usualUmask);
  }

  /** One file, parsed again when it is another or was changed. */
  private static final class Source {
    /**
     * What was parsed, and when: every change of a file gives it a new {@link Attributes}, even
     * where the clock stands still.
     */
    private record Parsed(long ino, Attributes at, AccountTable table) {}

    private static final Parsed NOTHING = new Parsed(0, null, AccountTable.EMPTY);

    private static final Set<OpenFlag> READ = Set.of(OpenFlag.READ, OpenFlag.NOATIME);

    private final Finder mounted;
    private final List<String> names;
    private final PathName path;
    private final AccountTable.Format format;
    private volatile Parsed last = NOTHING;

    Source(Finder mounted, String name, AccountTable.Format format) {
      this.mounted = mounted;
      this.names = List.of("etc", name);
      this.path = PathName.parse("/etc/" + name);
      this.format = format;
    }

    AccountTable table(Caller caller) {
      Parsed known = last;
      Place place = mounted.find(caller, path, names);
      if (place == null || place.isClosed()) {
        return known.table();
      }
      if (!(place.lookup(Follow.FOLLOW) instanceof Inode inode)
          || inode.type() != FileType.REGULAR
          || place.access(Set.of(AccessMode.READ)) != null) {
        return AccountTable.EMPTY;
      }
      // Before the data is read: what changes meanwhile is then seen by the next question.
      Stat stat = inode.stat();
      if (stat.ino() != known.ino() || stat.attributes() != known.at()) {
        known = new Parsed(stat.ino(), stat.attributes(), read(place));
        last = known;
      }
      return known.table();
    }

    private AccountTable read(Place place) {
      try (OpenFile file = place.engine().open(Caller.ROOT, place.path(), READ, 0)) {
        if (file.stat().type() != FileType.REGULAR) {
          return AccountTable.EMPTY;
        }
        int size = (int) Math.min(file.size(), MAX_BYTES);
        ByteBuffer data = ByteBuffer.allocate(size);
        while (data.hasRemaining() && file.read(data, data.position()) > 0) {
          // Until all is read.
        }
        return AccountTable.parse(data.array(), wholeLines(data, file.size()), format);
      } catch (ErrnoException e) {
        return AccountTable.EMPTY;
      }
    }

    /** Bytes of the lines that were read to their end. */
    private static int wholeLines(ByteBuffer data, long fileSize) {
      int length = data.position();
      if (length < fileSize) {
        while (length > 0 && data.get(length - 1) != '\n') {
          length--;
        }
      }
      return length;
    }
  }
}
