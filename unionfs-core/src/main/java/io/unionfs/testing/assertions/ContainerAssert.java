package io.unionfs.testing.assertions;

import static io.unionfs.testing.assertions.Question.asked;

import io.unionfs.container.Container;
import io.unionfs.container.Container.Details;
import io.unionfs.container.Container.Status;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.overlay.Change;
import io.unionfs.testing.assertions.Changes.Others;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.ListAssert;

/**
 * Assertions on a container: its state, what was changed in it, its files, volumes and all. They
 * are opened for as long as an assertion looks at them.
 */
@SuppressWarnings("exports") // of AssertJ, which is optional
public class ContainerAssert extends AbstractAssert<ContainerAssert, Container> {
  private static final int STACKS = 3;

  private UnionSoftAssertions softly;

  /** Assertions on {@code actual}; {@link UnionAssertions#assertThat(Container)}. */
  public ContainerAssert(Container actual) {
    super(actual, ContainerAssert.class);
  }

  ContainerAssert collectedBy(UnionSoftAssertions collector) {
    softly = collector;
    return this;
  }

  // ---- state ----

  /** Verifies that it was made and not started. */
  public ContainerAssert isCreated() {
    return is(Status.CREATED);
  }

  /** Verifies that it runs, and is not paused. */
  public ContainerAssert isRunning() {
    return is(Status.RUNNING);
  }

  /** Verifies that it is paused. */
  public ContainerAssert isPaused() {
    return is(Status.PAUSED);
  }

  /** Verifies that it has ended. */
  public ContainerAssert hasExited() {
    return is(Status.EXITED);
  }

  /** Verifies that it has ended with this exit code. */
  public ContainerAssert hasExitCode(int code) {
    hasExited();
    int found = details().exitCode();
    if (found != code) {
      throw told("to have exited with " + code + ", but it has with " + found + ".");
    }
    return this;
  }

  private ContainerAssert is(Status status) {
    Status found = details().status();
    if (found != status) {
      String expectation = status == Status.EXITED ? "to have exited" : "to be " + status.word();
      throw told(expectation + ", but it is " + found.word() + ".");
    }
    return this;
  }

  /** Verifies its name. */
  public ContainerAssert hasName(String name) {
    String found = details().name();
    if (!found.equals(name)) {
      throw told("to have the name " + name + ", but it is " + found + ".");
    }
    return this;
  }

  /** Verifies what named its image when it was made. */
  public ContainerAssert hasImage(String image) {
    String found = details().image();
    if (!found.equals(image)) {
      throw told("to be of the image " + image + ", but it is of " + found + ".");
    }
    return this;
  }

  // ---- files ----

  /** Verifies that {@code docker diff} would show nothing. */
  public ContainerAssert hasNoChanges() {
    return checkChanges(Set.of(), Others.REFUSED);
  }

  /**
   * Verifies that these, in any order, are all changes, as {@link UnionFileSystemAssert#hasChanges}
   * takes them.
   */
  public ContainerAssert hasChanges(String... changes) {
    return checkChanges(Changes.parse(changes), Others.REFUSED);
  }

  /** Verifies that these are among the changes. */
  public ContainerAssert containsChanges(String... changes) {
    return checkChanges(Changes.parse(changes), Others.ALLOWED);
  }

  private ContainerAssert checkChanges(Set<Change> expected, Others others) {
    List<Change> found = found();
    String fault = Changes.fault(expected, found, others);
    if (fault != null) {
      List<Change> relevant =
          others == Others.REFUSED ? found : found.stream().filter(expected::contains).toList();
      throw told(fault + asked(() -> stacks(Changes.paths(expected, relevant, STACKS))));
    }
    return this;
  }

  private String stacks(List<String> paths) throws IOException {
    StringBuilder stacks = new StringBuilder();
    try (UnionFileSystem files = actual.files()) {
      for (String path : paths) {
        stacks.append('\n').append(LayerStack.of(files, files.getPath(path)));
      }
    }
    return stacks.toString();
  }

  private List<Change> found() {
    isNotNull();
    return asked(actual::changes);
  }

  /** Goes on with the changes, sorted by path. */
  public ListAssert<Change> changes() {
    return Navigation.list(this, softly, found(), "changes of " + actual);
  }

  /** Verifies what {@code assertions} say of the container's files, in the name of root. */
  public ContainerAssert filesSatisfy(Consumer<UnionFileSystemAssert> assertions) {
    isNotNull();
    asked(
        () -> {
          try (UnionFileSystem files = actual.files()) {
            assertions.accept(
                Navigation.to(
                    this,
                    softly,
                    () -> new UnionFileSystemAssert(files),
                    collector -> collector.assertThat(files),
                    "files"));
          }
          return null;
        });
    return this;
  }

  /** Verifies what {@code assertions} say of a path of the container's files. */
  public ContainerAssert pathSatisfies(String path, Consumer<UnionPathAssert> assertions) {
    return filesSatisfy(files -> assertions.accept(files.path(path)));
  }

  // ---- shared ----

  private Details details() {
    isNotNull();
    return asked(actual::details);
  }

  private AssertionError told(String fault) {
    return failure(
        "%s", "\nExpecting container:\n  " + details().name() + " (" + actual + ")\n" + fault);
  }
}
