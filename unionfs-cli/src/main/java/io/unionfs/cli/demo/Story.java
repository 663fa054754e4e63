package io.unionfs.cli.demo;

import io.unionfs.cli.output.Columns;
import io.unionfs.cli.shell.EventText;
import io.unionfs.cli.shell.LabelledMount;
import io.unionfs.layer.Entry;
import io.unionfs.layer.Names;
import io.unionfs.layer.Opacity;
import io.unionfs.layer.TreeLayer;
import io.unionfs.overlay.Change;
import io.unionfs.trace.TraceEvent;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The demo's story. Everything it says of what happened is an event of the engine or an answer of
 * the library; the sentences between only say what is asked.
 */
public final class Story {
  /** Whether headings are coloured. */
  public enum Ink {
    COLOUR,
    PLAIN
  }

  private static final int SEARCHED = 5_000;

  private final DemoImage image;
  private final PrintStream out;
  private final Ink ink;

  public Story(DemoImage image, PrintStream out, Ink ink) {
    this.image = image;
    this.out = out;
    this.ink = ink;
  }

  public void tell() throws IOException {
    long shared = layers();
    try (LabelledMount first = image.container("web1");
        LabelledMount second = image.container("web2")) {
      Optional<Path> file =
          choose(first, Story::isFile, "/etc/motd", "/etc/os-release", "/etc/passwd");
      if (file.isPresent()) {
        lookups(first, file.get());
        copyUp(first, second, file.get());
        whiteout(first, second);
      } else {
        say("It holds no file with anything in it: there is nothing to copy up or remove.");
      }
      Optional<Path> directory =
          choose(first, Story::holdsOnlyFiles, "/usr/share/doc", "/etc/apt", "/etc/skel");
      if (directory.isPresent()) {
        opaque(first, directory.get());
      }
      writableLayer(first);
      costs(shared, first, second);
    }
    out.flush();
  }

  private long layers() throws IOException {
    heading("The image");
    List<String[]> rows = new ArrayList<>();
    long shared = 0;
    for (int layer = image.labels().size() - 1; layer >= 0; layer--) {
      DemoImage.Size size = image.size(layer);
      shared += size.bytes();
      rows.add(
          new String[] {
            "  layer " + layer,
            size.files() + (size.files() == 1 ? " file" : " files"),
            String.format("%,d bytes", size.bytes()),
            " " + image.labels().get(layer)
          });
    }
    Columns.print(out, rows, "<>><");
    say("Two containers, web1 and web2, are mounted on it. Both writable layers are empty.");
    return shared;
  }

  private void lookups(LabelledMount container, Path file) throws IOException {
    container.files().setListener(event -> show(event, container));
    heading("web1 looks up " + shown(file) + ", from the top layer down");
    Files.exists(file);
    Path gone = container.files().getPath("/var/cache/packages");
    boolean hasWhiteout = image.labels().get(0).equals("FROM base");
    Path missing = hasWhiteout ? gone : container.files().getPath("/no/such/file");
    heading("web1 looks up " + shown(missing));
    Files.exists(missing);
    container.files().setListener(null);
  }

  private void copyUp(LabelledMount first, LabelledMount second, Path file) throws IOException {
    heading("web1 appends a line to " + shown(file));
    long before = inode(first, file);
    onlyChanges(first, () -> append(file));
    say("inode " + before + " before, " + inode(first, file) + " after");
    Path other = second.files().getPath(file.toString());
    say(
        String.format(
            "%s has %,d bytes in web1, %,d in web2",
            shown(file), quietly(first, () -> Files.size(file)), Files.size(other)));
  }

  private void whiteout(LabelledMount first, LabelledMount second) throws IOException {
    Path file =
        choose(first, Story::isFile, "/etc/app.conf", "/etc/hostname", "/etc/issue").orElseThrow();
    heading("web1 removes " + shown(file));
    onlyChanges(first, () -> Files.delete(file));
    Path other = second.files().getPath(file.toString());
    say(
        "there in web1: "
            + quietly(first, () -> Files.exists(file, LinkOption.NOFOLLOW_LINKS))
            + ", in web2: "
            + Files.exists(other, LinkOption.NOFOLLOW_LINKS));
  }

  private void opaque(LabelledMount first, Path directory) throws IOException {
    heading("web1 removes " + shown(directory) + " and makes it anew");
    onlyChanges(
        first,
        () -> {
          try (Stream<Path> children = Files.list(directory)) {
            for (Path child : children.sorted().toList()) {
              Files.delete(child);
            }
          }
          Files.delete(directory);
          Files.createDirectory(directory);
        });
    try (Stream<Path> children = quietly(first, () -> Files.list(directory))) {
      say(shown(directory) + " lists " + children.count() + " names");
    }
  }

  private void writableLayer(LabelledMount first) throws IOException {
    heading("What web1's writable layer holds now");
    TreeLayer layer = first.files().toLayer();
    print(layer.root(), "");
    heading("What changed, as docker diff says it");
    for (Change change : first.files().changes()) {
      out.println("  " + Names.display(change.toString()));
    }
  }

  private void print(Entry.Directory directory, String prefix) throws IOException {
    for (var child : new TreeMap<>(directory.entries()).entrySet()) {
      String path = prefix + "/" + child.getKey();
      if (child.getValue() instanceof Entry.Whiteout) {
        row(path, "whiteout");
      } else if (child.getValue() instanceof Entry.Directory below) {
        row(path + "/", below.opacity() == Opacity.OPAQUE ? "opaque" : "");
        print(below, path);
      } else if (child.getValue() instanceof Entry.File file) {
        row(path, String.format("%,d bytes", file.content().size()));
      } else {
        row(path, "");
      }
    }
  }

  private void row(String path, String what) {
    out.println(String.format("  %-36s  %s", Names.display(path), what).stripTrailing());
  }

  private void costs(long shared, LabelledMount first, LabelledMount second) throws IOException {
    heading("What it costs");
    long one = DemoImage.size(first.files().toLayer()).bytes();
    long two = DemoImage.size(second.files().toLayer()).bytes();
    List<String[]> rows = new ArrayList<>();
    rows.add(new String[] {"  image, shared by both", String.format("%,d bytes", shared)});
    rows.add(new String[] {"  web1's writable layer", String.format("%,d bytes", one)});
    rows.add(new String[] {"  web2's writable layer", String.format("%,d bytes", two)});
    rows.add(new String[] {"  in all", String.format("%,d bytes", shared + one + two)});
    rows.add(
        new String[] {
          "  with two full copies", String.format("%,d bytes", 2 * shared + one + two)
        });
    Columns.print(out, rows, "<>");
  }

  // ---- choosing what to show ----

  /** The first of {@code wanted} that will do, or else the first such path in the tree. */
  private static Optional<Path> choose(
      LabelledMount container, Predicate<Path> will, String... wanted) throws IOException {
    return quietly(
        container,
        () -> {
          for (String name : wanted) {
            Path path = container.files().getPath(name);
            if (will.test(path)) {
              return Optional.of(path);
            }
          }
          Path root = container.files().getPath("/");
          try (Stream<Path> all = Files.walk(root)) {
            return all.limit(SEARCHED).filter(will).findFirst();
          }
        });
  }

  private static boolean isFile(Path path) {
    try {
      return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) && Files.size(path) > 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean holdsOnlyFiles(Path path) {
    if (path.getParent() == null || !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    try (Stream<Path> children = Files.list(path)) {
      List<Path> some = children.limit(20).toList();
      return !some.isEmpty()
          && some.size() < 20
          && some.stream().noneMatch(p -> Files.isDirectory(p, LinkOption.NOFOLLOW_LINKS));
    } catch (IOException e) {
      return false;
    }
  }

  // ---- telling ----

  private interface Question<T> {
    T ask() throws IOException;
  }

  private interface Act {
    void run() throws IOException;
  }

  private static void append(Path file) throws IOException {
    Files.writeString(file, "Added in web1.\n", StandardOpenOption.APPEND);
  }

  private static long inode(LabelledMount container, Path file) throws IOException {
    return quietly(container, () -> (Long) Files.getAttribute(file, "unix:ino"));
  }

  /** With nobody told of the events. */
  private static <T> T quietly(LabelledMount container, Question<T> question) throws IOException {
    container.files().setListener(null);
    return question.ask();
  }

  /** Shows what the act changes, and not what it looks up. */
  private void onlyChanges(LabelledMount container, Act act) throws IOException {
    container
        .files()
        .setListener(
            event -> {
              if (!EventText.isLookup(event)) {
                show(event, container);
              }
            });
    try {
      act.run();
    } finally {
      container.files().setListener(null);
    }
  }

  private void show(TraceEvent event, LabelledMount container) {
    out.println(EventText.of(event, container));
  }

  private void heading(String text) {
    out.println();
    out.println(ink == Ink.COLOUR ? "\033[1;36m" + text + "\033[0m" : text);
  }

  private void say(String text) {
    out.println("  " + text);
  }

  private static String shown(Path path) {
    return Names.display(path.toString());
  }
}
