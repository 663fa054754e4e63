package io.unionfs.overlay;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One system call that changes something.
 *
 * @param name what it does
 * @param opened the file that is opened for writing before, or null
 * @param action done with that file
 */
record FaultyCall(String name, String opened, Action action) {
  interface Action {
    void run(Fixture union, OpenFile file) throws ErrnoException, IOException;
  }

  private static final List<String> FILES =
      List.of("/p/low", "/p/h1", "/p/small", "/d/low", "/d/h1", "/d/copied", "/d/up", "/d/up1");
  private static final List<String> OTHERS =
      List.of("/p/sym", "/p/fifo", "/d/sym", "/d/fifo", "/d/upsym", "/d/upfifo");
  private static final List<String> DIRECTORIES =
      List.of(
          "/p/empty",
          "/p/full",
          "/p/merged",
          "/d/empty",
          "/d/full",
          "/d/merged",
          "/d/upempty",
          "/d/upfull");

  /** A free name below, one above, and one with a whiteout. */
  private static final List<String> FREE = List.of("/p/new", "/d/new", "/d/gone");

  /** Every call in every situation that lets it be tried; many are refused, and change nothing. */
  static List<FaultyCall> all() {
    Map<String, FaultyCall> calls = new LinkedHashMap<>();
    for (FaultyCall call : made()) {
      calls.put(call.name, call);
    }
    return List.copyOf(calls.values());
  }

  /** What can be done to files whose data is in a data-only layer. */
  static List<FaultyCall> ofData() {
    List<FaultyCall> calls = new ArrayList<>();
    for (String file : List.of("/p/data", "/d/data", "/d/datacopied")) {
      call(calls, "read " + file, (u, f) -> u.read(file));
      content(calls, file);
      attributes(calls, file);
      call(calls, "unlink " + file, (u, f) -> u.unlink(file));
      for (String free : FREE) {
        call(calls, "link " + file + " to " + free, (u, f) -> u.link(free, file));
        call(calls, "rename " + file + " to " + free, (u, f) -> u.rename(file, free));
      }
      call(calls, "rename " + file + " over /d/up", (u, f) -> u.rename(file, "/d/up"));
      call(
          calls,
          "exchange " + file + " and /p/small",
          (u, f) -> u.rename(file, "/p/small", RenameFlag.EXCHANGE));
    }
    return calls;
  }

  private static List<FaultyCall> made() {
    List<FaultyCall> calls = new ArrayList<>();
    for (String free : FREE) {
      call(calls, "create " + free, (u, f) -> u.touchOpen(free, OpenFlag.WRITE, OpenFlag.CREATE));
      call(calls, "mkdir " + free, (u, f) -> u.mkdir(free));
      call(calls, "symlink " + free, (u, f) -> u.symlink(free, "to"));
      call(calls, "mkfifo " + free, (u, f) -> u.mkfifo(free));
    }
    for (String file : FILES) {
      content(calls, file);
    }
    List<String> leaves = new ArrayList<>(FILES);
    leaves.addAll(OTHERS);
    for (String leaf : leaves) {
      call(calls, "unlink " + leaf, (u, f) -> u.unlink(leaf));
      for (String free : FREE) {
        call(calls, "link " + leaf + " to " + free, (u, f) -> u.link(free, leaf));
      }
      for (String over : List.of("/p/small", "/d/up", "/d/low", "/d/upsym", "/d/copied")) {
        call(calls, "rename " + leaf + " over " + over, (u, f) -> u.rename(leaf, over));
      }
    }
    for (String directory : DIRECTORIES) {
      call(calls, "rmdir " + directory, (u, f) -> u.rmdir(directory));
      for (String over : List.of("/p/empty", "/d/empty", "/d/upempty")) {
        call(calls, "rename " + directory + " over " + over, (u, f) -> u.rename(directory, over));
      }
    }
    List<String> all = new ArrayList<>(leaves);
    all.addAll(DIRECTORIES);
    for (String path : all) {
      attributes(calls, path);
      for (String free : FREE) {
        call(calls, "rename " + path + " to " + free, (u, f) -> u.rename(path, free));
      }
      for (String other : List.of("/p/small", "/d/up", "/d/full", "/d/upfull", "/d/h1")) {
        call(
            calls,
            "exchange " + path + " and " + other,
            (u, f) -> u.rename(path, other, RenameFlag.EXCHANGE));
      }
    }
    call(calls, "sync", (u, f) -> u.mount.sync());
    return calls;
  }

  private static void content(List<FaultyCall> calls, String file) {
    call(calls, "open " + file, (u, f) -> u.touchOpen(file, OpenFlag.WRITE));
    call(
        calls,
        "open and cut " + file,
        (u, f) -> u.touchOpen(file, OpenFlag.WRITE, OpenFlag.TRUNCATE));
    for (long size : new long[] {0, 3, 100_000}) {
      call(
          calls,
          "truncate " + file + " to " + size,
          (u, f) -> u.mount.truncate(u.caller, Fixture.path(file), size));
      open(calls, "ftruncate " + file + " to " + size, file, (u, f) -> f.truncate(size));
    }
    open(calls, "write " + file, file, (u, f) -> write(f, 9, 2));
    open(calls, "write beyond " + file, file, (u, f) -> write(f, 10_000, f.size()));
    open(calls, "fsync " + file, file, (u, f) -> f.sync());
    open(calls, "fchmod " + file, file, (u, f) -> u.mount.chmod(u.caller, f, 0604));
  }

  private static void write(OpenFile file, int bytes, long position) throws ErrnoException {
    ByteBuffer source = ByteBuffer.wrap("w".repeat(bytes).getBytes());
    long at = position;
    while (source.hasRemaining()) {
      at += file.write(source, at);
    }
  }

  private static void attributes(List<FaultyCall> calls, String path) {
    PathName name = PathName.parse(path);
    Follow follow = Follow.NOFOLLOW;
    call(calls, "chmod " + path, (u, f) -> u.mount.chmod(u.caller, name, follow, 0711));
    call(calls, "chown " + path, (u, f) -> u.mount.chown(u.caller, name, follow, 7, 8));
    TimeChange time = new TimeChange.To(Instant.parse("1999-09-09T09:09:09Z"));
    call(
        calls,
        "set times of " + path,
        (u, f) -> u.mount.setTimes(u.caller, name, follow, TimeChange.Omit.OMIT, time));
    for (String xattr : List.of("user.k", "user.n", "trusted.t", "security.s")) {
      call(
          calls,
          "set " + xattr + " of " + path,
          (u, f) -> u.mount.setXattr(u.caller, name, follow, xattr, new byte[] {5}, XattrMode.SET));
      call(
          calls,
          "remove " + xattr + " of " + path,
          (u, f) -> u.mount.removeXattr(u.caller, name, follow, xattr));
    }
  }

  private static void call(List<FaultyCall> calls, String name, Action action) {
    calls.add(new FaultyCall(name, null, action));
  }

  private static void open(List<FaultyCall> calls, String name, String opened, Action action) {
    calls.add(new FaultyCall(name, opened, action));
  }

  /** Opens what is to be open. */
  OpenFile open(Fixture union) throws ErrnoException {
    return opened == null
        ? null
        : union.mount.open(
            union.caller, PathName.parse(opened), Set.of(OpenFlag.READ, OpenFlag.WRITE), 0);
  }

  /** Does it; the errno it fails with, or null. */
  Errno run(Fixture union, OpenFile file) throws IOException {
    try {
      action.run(union, file);
      return null;
    } catch (ErrnoException e) {
      return e.errno();
    }
  }

  /** Whether it is one step to its caller: a write may stop half-way, and says so. */
  boolean isAtomic() {
    return !name.startsWith("write");
  }

  @Override
  public String toString() {
    return name;
  }
}
