package io.unionfs.testing.assertions;

import static io.unionfs.testing.assertions.Question.asked;

import io.unionfs.layer.Layer;
import io.unionfs.layer.TreeLayer;
import io.unionfs.nio.OpenResource;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.overlay.Change;
import io.unionfs.overlay.CopiedUp;
import io.unionfs.overlay.ResolvedLayers;
import io.unionfs.overlay.Usage;
import io.unionfs.testing.assertions.Changes.Others;
import io.unionfs.trace.TraceEvent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.ListAssert;

/**
 * Assertions on a union: what was changed and copied up in it, what its writable layer holds, what
 * is open. All fail for a closed one, but {@link #hasNoOpenResources}.
 */
@SuppressWarnings("exports") // of AssertJ, which is optional
public class UnionFileSystemAssert extends AbstractAssert<UnionFileSystemAssert, UnionFileSystem> {
  private static final int STACKS = 3;

  private UnionSoftAssertions softly;

  /** Assertions on {@code actual}; {@link UnionAssertions#assertThat(UnionFileSystem)}. */
  public UnionFileSystemAssert(UnionFileSystem actual) {
    super(actual, UnionFileSystemAssert.class);
  }

  UnionFileSystemAssert collectedBy(UnionSoftAssertions collector) {
    softly = collector;
    return this;
  }

  // ---- changes ----

  /** Verifies that the union shows what its lower layers show. */
  public UnionFileSystemAssert hasNoChanges() {
    List<Change> found = asked(open()::changes);
    if (!found.isEmpty()) {
      throw told("to have no changes, but it has:\n" + Text.lines(found), paths(Set.of(), found));
    }
    return this;
  }

  /**
   * Verifies that these, in any order, are all changes, as {@code docker diff} writes them: {@code
   * hasChanges("C /etc", "A /etc/app.conf", "D /tmp/cache")}. Directories on the way are changes
   * too.
   *
   * @throws IllegalArgumentException if one is not so written
   */
  public UnionFileSystemAssert hasChanges(String... changes) {
    return checkChanges(Changes.parse(changes), Others.REFUSED);
  }

  /** Verifies that these are among the changes, as {@link #hasChanges} takes them. */
  public UnionFileSystemAssert containsChanges(String... changes) {
    return checkChanges(Changes.parse(changes), Others.ALLOWED);
  }

  private UnionFileSystemAssert checkChanges(Set<Change> expected, Others others) {
    List<Change> found = asked(open()::changes);
    String fault = Changes.fault(expected, found, others);
    if (fault != null) {
      List<Change> relevant =
          others == Others.REFUSED ? found : found.stream().filter(expected::contains).toList();
      throw told(fault, paths(expected, relevant));
    }
    return this;
  }

  private static List<String> paths(Collection<Change> expected, List<Change> found) {
    return Changes.paths(expected, found, STACKS);
  }

  /** Goes on with the changes, sorted by path. */
  public ListAssert<Change> changes() {
    return Navigation.list(this, softly, asked(open()::changes), "changes of " + actual);
  }

  // ---- copied up ----

  /**
   * Verifies that these paths, in any order, are all that is in the writable layer as copies; see
   * {@link UnionFileSystem#copiedUp}. Directories on the way are copied up too.
   */
  public UnionFileSystemAssert hasCopiedUp(String... paths) {
    List<CopiedUp> copies = asked(open()::copiedUp);
    Set<String> expected = Set.of(paths);
    List<String> missing = new ArrayList<>();
    for (String path : paths) {
      if (copies.stream().noneMatch(copy -> copy.path().equals(path))) {
        missing.add(path);
      }
    }
    List<CopiedUp> besides =
        copies.stream().filter(copy -> !expected.contains(copy.path())).toList();
    if (!missing.isEmpty() || !besides.isEmpty()) {
      StringBuilder fault = new StringBuilder("to have copied up these and no others:\n");
      fault.append(Text.lines(List.of(paths)));
      if (!missing.isEmpty()) {
        fault.append("\nbut these were not:\n").append(Text.lines(missing));
      }
      if (!besides.isEmpty()) {
        fault.append(missing.isEmpty() ? "\nbut" : "\nand").append(" these were besides:\n");
        fault.append(Text.lines(besides));
      }
      List<String> told = new ArrayList<>(missing);
      besides.forEach(copy -> told.add(copy.path()));
      throw told(fault.toString(), told.subList(0, Math.min(STACKS, told.size())));
    }
    return this;
  }

  /** Verifies that nothing in the writable layer is a copy. */
  public UnionFileSystemAssert hasCopiedUpNothing() {
    List<CopiedUp> copies = asked(open()::copiedUp);
    if (!copies.isEmpty()) {
      throw told(
          "to have copied up nothing, but it has:\n" + Text.lines(copies),
          copies.stream().map(CopiedUp::path).limit(STACKS).toList());
    }
    return this;
  }

  /** Goes on with what is in the writable layer as a copy, sorted by path. */
  public ListAssert<CopiedUp> copiedUp() {
    return Navigation.list(this, softly, asked(open()::copiedUp), "copied up in " + actual);
  }

  // ---- what it holds ----

  /** Verifies that the writable layer takes at most so many bytes, as a quota counts them. */
  public UnionFileSystemAssert usesAtMostBytes(long bytes) {
    Usage usage = open().usage();
    if (usage.bytes() > bytes) {
      throw told(
          "to use at most "
              + Text.bytes(bytes)
              + ", but it uses "
              + usage.bytes()
              + " for "
              + Text.count(usage.inodes(), "inode", "inodes")
              + ".",
          List.of());
    }
    return this;
  }

  /** Verifies that the writable layer holds at most so many inodes, as a quota counts them. */
  public UnionFileSystemAssert usesAtMostInodes(long inodes) {
    Usage usage = open().usage();
    if (usage.inodes() > inodes) {
      throw told(
          "to use at most "
              + Text.count(inodes, "inode", "inodes")
              + ", but it uses "
              + usage.inodes()
              + ".",
          List.of());
    }
    return this;
  }

  /** Verifies how many lower layers there are. */
  public UnionFileSystemAssert hasLowerLayers(int count) {
    List<Layer> layers = open().lowerLayers();
    if (layers.size() != count) {
      throw told(
          "to have "
              + Text.count(count, "lower layer", "lower layers")
              + ", but it has "
              + layers.size()
              + ", from the bottom:\n"
              + Text.lines(layers.stream().map(Layer::name).toList()),
          List.of());
    }
    return this;
  }

  /** Verifies that nothing can be written to it. */
  public UnionFileSystemAssert isReadOnly() {
    if (!open().isReadOnly()) {
      throw told("to be mounted read-only, but it can be written to.", List.of());
    }
    return this;
  }

  /**
   * Verifies that no channel, directory stream or watch service is open, also after the close.
   * Where each was opened is suppressed in the failure, if the union {@linkplain
   * io.unionfs.nio.UnionFileSystemBuilder#trackOpenResources tracks} it.
   */
  public UnionFileSystemAssert hasNoOpenResources() {
    isNotNull();
    List<OpenResource> open = actual.openResources();
    if (!open.isEmpty()) {
      StringBuilder fault =
          new StringBuilder("to have nothing open, but there ")
              .append(open.size() == 1 ? "is" : "are")
              .append(":\n")
              .append(Text.lines(open));
      if (open.get(0).opened().isEmpty()) {
        fault.append("\nMount with trackOpenResources() to be told where they were opened.");
      }
      AssertionError failure = told(fault.toString(), List.of());
      open.forEach(resource -> resource.opened().ifPresent(failure::addSuppressed));
      throw failure;
    }
    return this;
  }

  // ---- parts ----

  /** Goes on with a path in it. */
  public UnionPathAssert path(String path) {
    UnionFileSystem union = open();
    return Navigation.to(
        this,
        softly,
        () -> new UnionPathAssert(union.getPath(path)),
        collector -> collector.assertThat(union.getPath(path)),
        path);
  }

  /**
   * Goes on with what one lower layer says by itself, marks resolved through what is below it.
   *
   * @param number from the bottom, 0 first
   * @throws IllegalArgumentException if there is no such layer
   */
  public LayerAssert lowerLayer(int number) {
    List<Layer> layers = open().lowerLayers();
    if (number < 0 || number >= layers.size()) {
      throw new IllegalArgumentException(
          "there is no layer " + number + ": " + actual + " has 0 to " + (layers.size() - 1));
    }
    List<TreeLayer> resolved = asked(() -> ResolvedLayers.of(layers.subList(0, number + 1)));
    return layer(resolved.get(number), Text.layer(number));
  }

  /** Goes on with what the writable layer says now; its content is copied. */
  public LayerAssert upperLayer() {
    UnionFileSystem union = open();
    return layer(asked(union::toLayer), Text.layer(TraceEvent.UPPER));
  }

  private LayerAssert layer(TreeLayer layer, String what) {
    return Navigation.to(
        this, softly, () -> new LayerAssert(layer), collector -> collector.assertThat(layer), what);
  }

  // ---- shared ----

  private UnionFileSystem open() {
    isNotNull();
    if (!actual.isOpen()) {
      throw told("to be open, but it is closed.", List.of());
    }
    return actual;
  }

  /** The failure, with what the layers say of some paths. */
  private AssertionError told(String fault, List<String> paths) {
    StringBuilder message =
        new StringBuilder("\nExpecting union:\n  ").append(actual).append('\n').append(fault);
    for (String path : paths) {
      message.append('\n').append(asked(() -> LayerStack.of(actual, actual.getPath(path))));
    }
    return failure("%s", message);
  }
}
