package io.unionfs.nio;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import io.unionfs.nio.ManyStepCall.Promise;
import java.io.IOException;
import java.nio.file.CopyOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/**
 * A call of {@code Files} that is several system calls.
 *
 * @param source what must not be lost, or null
 * @param target what is made
 * @param promise what may be seen when it fails
 */
record ManyStepCall(String name, String source, String target, Promise promise, Action action) {
  interface Action {
    void run(FaultyMounts mounts) throws IOException;
  }

  /** What a call that fails leaves. */
  enum Promise {
    /** All is as it was. */
    AS_BEFORE,
    /** All is as it was, but what was to be replaced may be gone. */
    WITHOUT_REPLACED,
    /** All is as it was, but the target may be gone, or hold a part of what was to be copied. */
    PART_OF_TARGET,
    /** Some of what was to be made is there, parents first, each as it shall be. */
    SOME_MADE,
    /** Some of what was to be deleted is gone, children first; the rest is as it was. */
    SOME_DELETED
  }

  static List<ManyStepCall> all() {
    List<ManyStepCall> calls = new ArrayList<>();
    copies(calls);
    moves(calls);
    String made = "a/p/n1/n2/n3";
    calls.add(
        new ManyStepCall(
            "createDirectories " + made,
            null,
            made,
            Promise.SOME_MADE,
            m -> Files.createDirectories(at(m, made))));
    for (String written : List.of("a/d/old", "a/d/up", "a/p/big")) {
      writing(
          calls,
          written,
          StandardOpenOption.CREATE,
          StandardOpenOption.TRUNCATE_EXISTING,
          StandardOpenOption.WRITE);
    }
    writing(calls, "a/p/new", StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    calls.add(
        new ManyStepCall(
            "walkFileTree deletes a/tree",
            null,
            "a/tree",
            Promise.SOME_DELETED,
            m -> Files.walkFileTree(at(m, "a/tree"), new Deletion())));
    calls.add(
        new ManyStepCall(
            "exportTo host/out",
            "a/p/big",
            "host/out",
            Promise.AS_BEFORE,
            m -> m.a.exportTo(at(m, "host/out"))));
    return calls;
  }

  private static void copies(List<ManyStepCall> calls) {
    for (String to : List.of("a/", "b/")) {
      copy(calls, "a/p/big", to + "d/new");
      copy(calls, "a/p/big", to + "p/new", COPY_ATTRIBUTES);
      copy(calls, "a/p/big", to + "d/old", REPLACE_EXISTING);
      copy(calls, "a/p/big", to + "d/up", REPLACE_EXISTING, COPY_ATTRIBUTES);
      copy(calls, "a/d/up", to + "p/new", COPY_ATTRIBUTES);
      copy(calls, "a/p/empty", to + "d/newempty", COPY_ATTRIBUTES);
      copy(calls, "a/d/upempty", to + "d/oldempty", COPY_ATTRIBUTES, REPLACE_EXISTING);
      copy(calls, "a/p/sym", to + "d/old", COPY_ATTRIBUTES, REPLACE_EXISTING, NOFOLLOW_LINKS);
    }
    for (String[] way : new String[][] {{"host/", "a/d/"}, {"a/p/", "host/"}}) {
      copy(calls, way[0] + "big", way[1] + "new");
      copy(calls, way[0] + "big", way[1] + "old", REPLACE_EXISTING, COPY_ATTRIBUTES);
    }
    copy(calls, "host/empty", "a/d/newempty", COPY_ATTRIBUTES);
  }

  private static void moves(List<ManyStepCall> calls) {
    for (String to : List.of("a/", "b/")) {
      move(calls, "a/p/big", to + "d/new");
      move(calls, "a/p/big", to + "d/old", REPLACE_EXISTING);
      move(calls, "a/d/up", to + "d/old", REPLACE_EXISTING);
      move(calls, "a/d/up", to + "p/new");
      move(calls, "a/p/empty", to + "d/newempty");
      move(calls, "a/d/upempty", to + "d/oldempty", REPLACE_EXISTING);
      move(calls, "a/p/sym", to + "d/old", REPLACE_EXISTING);
    }
    move(calls, "a/p/big", "a/d/old", ATOMIC_MOVE);
    for (String[] way : new String[][] {{"host/", "a/d/"}, {"a/p/", "host/"}}) {
      move(calls, way[0] + "big", way[1] + "new");
      move(calls, way[0] + "big", way[1] + "old", REPLACE_EXISTING);
      move(calls, way[0] + "empty", way[1] + "newempty");
    }
  }

  private static void copy(
      List<ManyStepCall> calls, String source, String target, CopyOption... options) {
    calls.add(
        new ManyStepCall(
            "copy " + source + " to " + target + " " + List.of(options),
            source,
            target,
            promise(source, target, options),
            m -> Files.copy(at(m, source), at(m, target), options)));
  }

  private static void move(
      List<ManyStepCall> calls, String source, String target, CopyOption... options) {
    calls.add(
        new ManyStepCall(
            "move " + source + " to " + target + " " + List.of(options),
            source,
            target,
            promise(source, target, options),
            m -> Files.move(at(m, source), at(m, target), options)));
  }

  private static Promise promise(String source, String target, CopyOption... options) {
    if (source.startsWith("host") || target.startsWith("host")) {
      return Promise.PART_OF_TARGET; // the JDK's own way between any two providers
    }
    return List.of(options).contains(REPLACE_EXISTING)
        ? Promise.WITHOUT_REPLACED
        : Promise.AS_BEFORE;
  }

  private static void writing(
      List<ManyStepCall> calls, String target, StandardOpenOption... options) {
    byte[] bytes = "w".repeat(40_000).getBytes();
    calls.add(
        new ManyStepCall(
            "write " + target,
            null,
            target,
            Promise.PART_OF_TARGET,
            m -> Files.write(at(m, target), bytes, options)));
  }

  /** What {@link Shown} calls {@code path}. */
  static Path at(FaultyMounts mounts, String path) {
    int slash = path.indexOf('/');
    String below = path.substring(slash);
    return switch (path.substring(0, slash)) {
      case "a" -> mounts.a.getPath(below);
      case "b" -> mounts.b.getPath(below);
      default -> mounts.host.resolve(below.substring(1));
    };
  }

  private static final class Deletion extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.delete(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, IOException failure)
        throws IOException {
      if (failure != null) {
        throw failure;
      }
      Files.delete(directory);
      return FileVisitResult.CONTINUE;
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
