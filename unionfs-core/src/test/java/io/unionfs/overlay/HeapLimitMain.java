package io.unionfs.overlay;

import io.unionfs.layer.DeviceNumber;
import io.unionfs.layer.FileType;
import io.unionfs.layer.Layer;
import java.nio.ByteBuffer;
import java.util.Set;

/** Fills a writable layer in memory with things of one kind until there is no more space. */
public final class HeapLimitMain {
  private static final String LONG = "n".repeat(245);
  private static final Caller ROOT = Caller.ROOT;

  private HeapLimitMain() {}

  /** Things that take heap. */
  enum Kind {
    EMPTY_FILES {
      @Override
      void make(Mount mount, int number) throws ErrnoException {
        mount.mknod(ROOT, path("/f" + number), FileType.REGULAR, 0644, DeviceNumber.NONE);
      }
    },
    LONG_NAMES {
      @Override
      void make(Mount mount, int number) throws ErrnoException {
        mount.mkdir(ROOT, path("/" + LONG + number), 0755);
      }
    },
    SMALL_FILES {
      @Override
      void make(Mount mount, int number) throws ErrnoException {
        Set<OpenFlag> flags = Set.of(OpenFlag.CREATE, OpenFlag.WRITE);
        try (OpenFile file = mount.open(ROOT, path("/f" + number), flags, 0644)) {
          file.write(ByteBuffer.allocate(1), 0);
        }
      }
    },
    LARGE_FILE {
      @Override
      void make(Mount mount, int number) throws ErrnoException {
        Set<OpenFlag> flags = Set.of(OpenFlag.CREATE, OpenFlag.WRITE, OpenFlag.APPEND);
        try (OpenFile file = mount.open(ROOT, path("/f"), flags, 0644)) {
          file.write(ByteBuffer.allocate(100_000), 0);
        }
      }
    },
    LONG_XATTRS {
      @Override
      void make(Mount mount, int number) throws ErrnoException {
        setXattr(mount, number, 65536);
      }
    },
    SHORT_XATTRS {
      @Override
      void make(Mount mount, int number) throws ErrnoException {
        // One of many in a thousand files: each is set in a copy of all of its file.
        EMPTY_FILES.make(mount, number);
        for (int i = 0; i < 50; i++) {
          setXattr(mount, "/f" + number, "user." + i, 1);
        }
      }
    },
    LONG_TARGETS {
      @Override
      void make(Mount mount, int number) throws ErrnoException {
        mount.symlink(ROOT, path("/l" + number), "b".repeat(4000) + "\u4e2d");
      }
    },
    TARGETS_OF_MANY_NAMES {
      @Override
      void make(Mount mount, int number) throws ErrnoException {
        mount.symlink(ROOT, path("/l" + number), "a/".repeat(2000));
      }
    },
    HARD_LINKS {
      @Override
      void make(Mount mount, int number) throws ErrnoException {
        if (number == 0) {
          EMPTY_FILES.make(mount, 0);
        }
        mount.link(ROOT, path("/f0"), Follow.NOFOLLOW, path("/" + LONG + number));
      }
    };

    abstract void make(Mount mount, int number) throws ErrnoException;
  }

  private static void setXattr(Mount mount, int number, int size) throws ErrnoException {
    if (number == 0) {
      Kind.EMPTY_FILES.make(mount, 0);
    }
    setXattr(mount, "/f0", "user." + number, size);
  }

  private static void setXattr(Mount mount, String file, String name, int size)
      throws ErrnoException {
    mount.setXattr(ROOT, path(file), Follow.FOLLOW, name, new byte[size], XattrMode.SET);
  }

  private static PathName path(String path) {
    return PathName.parse(path);
  }

  /** Prints how it ended, how many there were, and what was used. */
  public static void main(String[] arguments) throws Exception {
    Kind kind = Kind.valueOf(arguments[0]);
    try (Mount mount = new MountBuilder().lower(Layer.builder().build()).mount()) {
      int made = 0;
      Errno end = null;
      while (end == null) {
        try {
          kind.make(mount, made);
          made++;
        } catch (ErrnoException e) {
          end = e.errno();
        }
      }
      mount.sync(); // which must not take as much again
      System.out.println(end + " " + made + " " + mount.usage() + " " + mount.quota());
    }
  }
}
