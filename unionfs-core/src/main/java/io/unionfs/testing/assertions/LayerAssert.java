package io.unionfs.testing.assertions;

import static io.unionfs.testing.assertions.Question.asked;

import io.unionfs.layer.Entry;
import io.unionfs.layer.Opacity;
import io.unionfs.layer.TreeLayer;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.ListAssert;

/**
 * Assertions on one layer by itself: what it holds and what it hides, not what lies below or above.
 * Paths begin at the layer's root, with a slash or without; no links are followed.
 */
@SuppressWarnings("exports") // of AssertJ, which is optional
public class LayerAssert extends AbstractAssert<LayerAssert, TreeLayer> {
  private static final int LONGEST_CONTENT = 200;

  private UnionSoftAssertions softly;

  /** Assertions on {@code actual}; {@link UnionAssertions#assertThat(TreeLayer)}. */
  public LayerAssert(TreeLayer actual) {
    super(actual, LayerAssert.class);
  }

  LayerAssert collectedBy(UnionSoftAssertions collector) {
    softly = collector;
    return this;
  }

  /** Verifies that the layer holds a file, of any type, at the path. */
  public LayerAssert contains(String path) {
    if (!(entry(path) instanceof Entry.Node)) {
      throw told("to hold " + Text.line(path) + ", but " + found(path) + ".");
    }
    return this;
  }

  /** Verifies that the layer holds no file at the path; a whiteout is none. */
  public LayerAssert doesNotContain(String path) {
    if (entry(path) instanceof Entry.Node) {
      throw told("not to hold " + Text.line(path) + ", but " + found(path) + ".");
    }
    return this;
  }

  /** Verifies that the layer holds a regular file with exactly this content, as UTF-8. */
  public LayerAssert hasContent(String path, String content) {
    if (!(entry(path) instanceof Entry.File file)) {
      throw told("to hold a regular file " + Text.line(path) + ", but " + found(path) + ".");
    }
    String found = text(file);
    if (!found.equals(content)) {
      throw told(
          "to hold "
              + Text.line(path)
              + " with the content\n  \""
              + start(content)
              + "\"\nbut it is\n  \""
              + start(found)
              + "\"");
    }
    return this;
  }

  private static String start(String content) {
    return content.length() <= LONGEST_CONTENT
        ? Text.line(content)
        : Text.line(content.substring(0, LONGEST_CONTENT)) + "...";
  }

  private static String text(Entry.File file) {
    return asked(
        () -> {
          ByteArrayOutputStream bytes = new ByteArrayOutputStream();
          try (var reader = file.content().open()) {
            ByteBuffer buffer = ByteBuffer.allocate(8192);
            long at = 0;
            while (reader.read(buffer.clear(), at) > 0) {
              bytes.write(buffer.array(), 0, buffer.position());
              at += buffer.position();
            }
          }
          return bytes.toString(StandardCharsets.UTF_8);
        });
  }

  /** Verifies that the layer holds a whiteout at the path. */
  public LayerAssert hasWhiteout(String path) {
    if (!(entry(path) instanceof Entry.Whiteout)) {
      throw told("to hold a whiteout of " + Text.line(path) + ", but " + found(path) + ".");
    }
    return this;
  }

  /** Verifies that the layer hides nothing: it has no whiteouts and no opaque directories. */
  public LayerAssert hidesNothing() {
    List<String> hiding = new ArrayList<>(paths(Entry.Whiteout.class::isInstance));
    hiding.replaceAll(path -> path + " (whiteout)");
    paths(LayerAssert::isOpaque).forEach(path -> hiding.add(path + " (opaque)"));
    if (!hiding.isEmpty()) {
      Collections.sort(hiding);
      throw told("to hide nothing, but it has:\n" + Text.lines(hiding));
    }
    return this;
  }

  /** Verifies that the layer holds an opaque directory at the path. */
  public LayerAssert hasOpaque(String path) {
    if (!isOpaque(entry(path))) {
      throw told("to hold an opaque directory " + Text.line(path) + ", but " + found(path) + ".");
    }
    return this;
  }

  private static boolean isOpaque(Entry entry) {
    return entry instanceof Entry.Directory directory && directory.opacity() == Opacity.OPAQUE;
  }

  /** Goes on with the paths of all files, directories too, sorted, each with a leading slash. */
  public ListAssert<String> paths() {
    return Navigation.list(this, softly, paths(Entry.Node.class::isInstance), "paths");
  }

  /** Goes on with the paths of the whiteouts, sorted, each with a leading slash. */
  public ListAssert<String> whiteouts() {
    return Navigation.list(this, softly, paths(Entry.Whiteout.class::isInstance), "whiteouts");
  }

  // ---- shared ----

  /** What the layer says, or null. */
  private Entry entry(String path) {
    isNotNull();
    Entry at = actual.root();
    for (String name : path.split("/")) {
      if (!name.isEmpty()) {
        Entry parent = at;
        at = parent instanceof Entry.Directory it ? asked(() -> it.lookup(name)) : null;
      }
    }
    return at;
  }

  private String found(String path) {
    Entry entry = entry(path);
    if (entry == null) {
      return "it says nothing of that";
    }
    if (entry instanceof Entry.Whiteout) {
      return "it holds a whiteout there";
    }
    return (isOpaque(entry) ? "it holds an opaque " : "it holds a ")
        + LayerStack.word(((Entry.Node) entry).type())
        + " there";
  }

  private record Way(String path, Entry.Directory directory) {}

  /** The paths of which the layer says such a thing, but for the root; sorted. */
  private List<String> paths(Predicate<Entry> wanted) {
    isNotNull();
    List<String> paths = new ArrayList<>();
    Deque<Way> ways = new ArrayDeque<>();
    ways.push(new Way("", actual.root()));
    while (!ways.isEmpty()) {
      Way way = ways.pop();
      Map<String, Entry> entries = asked(way.directory()::entries);
      entries.forEach(
          (name, entry) -> {
            String path = way.path() + "/" + name;
            if (wanted.test(entry)) {
              paths.add(path);
            }
            if (entry instanceof Entry.Directory directory) {
              ways.push(new Way(path, directory));
            }
          });
    }
    Collections.sort(paths);
    return paths;
  }

  private AssertionError told(String fault) {
    return failure("%s", "\nExpecting layer:\n  " + Text.line(actual.name()) + "\n" + fault);
  }
}
