package io.unionfs.nio;

import io.unionfs.overlay.Follow;
import java.nio.file.CopyOption;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;

/** What the options of {@code Files} ask for, checked as the default provider checks them. */
final class Options {
  /** The mode of a new file, less the umask. */
  static final int FILE_MODE = 0666;

  /** The mode of a new directory, less the umask. */
  static final int DIRECTORY_MODE = 0777;

  private Options() {}

  static Follow follow(LinkOption... options) {
    Follow follow = Follow.FOLLOW;
    for (LinkOption option : options) {
      Objects.requireNonNull(option);
      follow = Follow.NOFOLLOW;
    }
    return follow;
  }

  /** The options of a channel. */
  static Set<StandardOpenOption> open(Set<? extends OpenOption> options) {
    Set<StandardOpenOption> standard = EnumSet.noneOf(StandardOpenOption.class);
    for (OpenOption option : options) {
      if (option instanceof StandardOpenOption known) {
        standard.add(known);
      } else if (option != LinkOption.NOFOLLOW_LINKS) {
        Objects.requireNonNull(option);
        throw new UnsupportedOperationException(option + " not supported");
      }
    }
    boolean reads = standard.contains(StandardOpenOption.READ);
    boolean appends = standard.contains(StandardOpenOption.APPEND);
    if (!reads && !standard.contains(StandardOpenOption.WRITE)) {
      standard.add(appends ? StandardOpenOption.WRITE : StandardOpenOption.READ);
      reads = !appends;
    }
    if (reads && appends) {
      throw new IllegalArgumentException("READ + APPEND not allowed");
    }
    if (appends && standard.contains(StandardOpenOption.TRUNCATE_EXISTING)) {
      throw new IllegalArgumentException("APPEND + TRUNCATE_EXISTING not allowed");
    }
    return standard;
  }

  /** The options of an asynchronous channel. */
  static Set<StandardOpenOption> openAsynchronous(Set<? extends OpenOption> options) {
    Set<OpenOption> others = new HashSet<>(options);
    boolean appends = others.remove(StandardOpenOption.APPEND);
    Set<StandardOpenOption> standard = open(others);
    if (appends) {
      throw new UnsupportedOperationException("APPEND not allowed");
    }
    return standard;
  }

  /** What may be asked of a copy or a move. */
  enum Copy {
    REPLACE,
    NOFOLLOW,
    ATTRIBUTES,
    ATOMIC,
    NOREPLACE,
    EXCHANGE
  }

  static Set<Copy> copy(CopyOption... options) {
    Set<Copy> asked = EnumSet.noneOf(Copy.class);
    for (CopyOption option : options) {
      if (option == StandardCopyOption.REPLACE_EXISTING) {
        asked.add(Copy.REPLACE);
      } else if (option == LinkOption.NOFOLLOW_LINKS) {
        asked.add(Copy.NOFOLLOW);
      } else if (option == StandardCopyOption.COPY_ATTRIBUTES) {
        asked.add(Copy.ATTRIBUTES);
      } else {
        Objects.requireNonNull(option);
        throw new UnsupportedOperationException("Unsupported copy option: " + option);
      }
    }
    return asked;
  }

  static Set<Copy> move(CopyOption... options) {
    Set<Copy> asked = EnumSet.of(Copy.NOFOLLOW, Copy.ATTRIBUTES);
    for (CopyOption option : options) {
      if (option == StandardCopyOption.REPLACE_EXISTING) {
        asked.add(Copy.REPLACE);
      } else if (option == StandardCopyOption.ATOMIC_MOVE) {
        asked.add(Copy.ATOMIC);
      } else if (option == RenameOption.NOREPLACE) {
        asked.add(Copy.NOREPLACE);
      } else if (option == RenameOption.EXCHANGE) {
        asked.add(Copy.EXCHANGE);
      } else if (option != LinkOption.NOFOLLOW_LINKS) {
        Objects.requireNonNull(option);
        throw new UnsupportedOperationException("Unsupported option: " + option);
      }
    }
    checkTogether(asked);
    return asked;
  }

  private static void checkTogether(Set<Copy> asked) {
    boolean exchanges = asked.contains(Copy.EXCHANGE);
    boolean keeps = asked.contains(Copy.NOREPLACE);
    if (exchanges && keeps) {
      throw new IllegalArgumentException("EXCHANGE + NOREPLACE not allowed");
    }
    if ((exchanges || keeps) && asked.contains(Copy.REPLACE)) {
      throw new IllegalArgumentException(
          (exchanges ? "EXCHANGE" : "NOREPLACE") + " + REPLACE_EXISTING not allowed");
    }
  }

  /** The permission bits that {@code attributes} ask for; {@code usual} when none do. */
  static int mode(int usual, FileAttribute<?>... attributes) {
    int mode = usual;
    for (FileAttribute<?> attribute : attributes) {
      String name = attribute.name();
      if (!name.equals("posix:permissions") && !name.equals("unix:permissions")) {
        throw new UnsupportedOperationException(
            "'" + name + "' not supported as initial attribute");
      }
      mode = mode((Set<?>) attribute.value());
    }
    return mode;
  }

  /** The permission bits for a set of {@link PosixFilePermission}s. */
  static int mode(Set<?> permissions) {
    int mode = 0;
    for (Object permission : permissions) {
      mode |= 0400 >> ((PosixFilePermission) Objects.requireNonNull(permission)).ordinal();
    }
    return mode;
  }

  /** The permissions whose bits are in {@code mode}. */
  static Set<PosixFilePermission> permissions(int mode) {
    Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
    for (PosixFilePermission permission : PosixFilePermission.values()) {
      if ((mode & (0400 >> permission.ordinal())) != 0) {
        permissions.add(permission);
      }
    }
    return permissions;
  }
}
