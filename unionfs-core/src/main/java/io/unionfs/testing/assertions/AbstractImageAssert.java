package io.unionfs.testing.assertions;

import static io.unionfs.testing.assertions.Question.asked;

import io.unionfs.image.History;
import io.unionfs.image.Image;
import io.unionfs.image.ImageConfig;
import io.unionfs.image.Platform;
import io.unionfs.layer.Digest;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.assertj.core.api.AbstractAssert;

/**
 * What can be said of an image's documents: its configuration, history, and the digests and types
 * of its layers, which need not be read for that.
 *
 * @param <SELF> the type of the assertion, for chaining
 */
abstract class AbstractImageAssert<SELF extends AbstractImageAssert<SELF>>
    extends AbstractAssert<SELF, Image> {

  AbstractImageAssert(Image actual, Class<?> selfType) {
    super(actual, selfType);
  }

  // ---- configuration ----

  /** Verifies whom the image runs as, as it is written; empty for nobody named, which is root. */
  public SELF hasUser(String user) {
    return has("user", user, ImageConfig::user);
  }

  /** Verifies the directory that the image runs in. */
  public SELF hasWorkingDir(String directory) {
    return has("working directory", directory, ImageConfig::workingDir);
  }

  /** Verifies the words of the entrypoint; none for an image without one. */
  public SELF hasEntrypoint(String... words) {
    return has("entrypoint", List.of(words), ImageConfig::entrypoint);
  }

  /** Verifies the words of the command; none for an image without one. */
  public SELF hasCmd(String... words) {
    return has("command", List.of(words), ImageConfig::cmd);
  }

  /** Verifies what the image runs on, as {@code linux/amd64} or {@code linux/arm/v7}. */
  public SELF hasPlatform(String platform) {
    return has("platform", Platform.parse(platform), ImageConfig::platform);
  }

  /** Verifies a variable of the environment. Of others, a failure tells the names alone. */
  public SELF hasEnv(String name, String value) {
    Objects.requireNonNull(value);
    String expectation = "to have the variable " + name + "=" + value + ", but ";
    String found = variable(name);
    if (found == null) {
      List<String> names =
          config().env().stream().map(variable -> variable.split("=", 2)[0]).toList();
      throw told(expectation + "it has:\n" + Text.lines(names));
    }
    if (!found.equals(value)) {
      throw told(expectation + "its value is " + Text.line(found) + ".");
    }
    return myself;
  }

  /** Verifies that there is no variable of that name in the environment. */
  public SELF doesNotHaveEnv(String name) {
    if (variable(name) != null) {
      throw told("not to have the variable " + name + ", but it has.");
    }
    return myself;
  }

  private String variable(String name) {
    String found = null;
    for (String variable : config().env()) {
      if (variable.startsWith(name + "=")) {
        found = variable.substring(name.length() + 1); // the last one counts
      }
    }
    return found;
  }

  /** Verifies a label. */
  public SELF hasLabel(String key, String value) {
    String found = config().labels().get(key);
    if (!Objects.requireNonNull(value).equals(found)) {
      throw told(
          "to have the label "
              + key
              + "="
              + value
              + ", but it has "
              + (found == null ? "none of that key." : "the value " + Text.line(found) + "."));
    }
    return myself;
  }

  /** Verifies that the image says it listens on a port: {@code 80/tcp}. */
  public SELF exposesPort(String port) {
    return lists("the exposed port", port, ImageConfig::exposedPorts);
  }

  /** Verifies that the image makes a directory a volume. */
  public SELF hasVolume(String path) {
    return lists("the volume", path, ImageConfig::volumes);
  }

  private SELF has(String what, Object expected, Function<ImageConfig, ?> part) {
    Object found = part.apply(config());
    if (!found.equals(Objects.requireNonNull(expected))) {
      throw told(
          "to have the " + what + " " + shown(expected) + ", but it has " + shown(found) + ".");
    }
    return myself;
  }

  private static String shown(Object value) {
    if (value instanceof Platform platform) {
      String variant = platform.variant().isEmpty() ? "" : "/" + platform.variant();
      return platform.os() + "/" + platform.architecture() + variant;
    }
    return value instanceof String text ? "\"" + Text.line(text) + "\"" : Text.line(value);
  }

  private SELF lists(String what, String expected, Function<ImageConfig, List<String>> part) {
    List<String> found = part.apply(config());
    if (!found.contains(Objects.requireNonNull(expected))) {
      throw told("to have " + what + " " + expected + ", but it has:\n" + Text.lines(found));
    }
    return myself;
  }

  // ---- history and layers ----

  /** Verifies the commands of all steps of the history, the first one first. */
  public SELF hasHistory(String... commands) {
    List<String> found = config().history().stream().map(History::createdBy).toList();
    return all("history", List.of(commands), found);
  }

  /** Verifies how many layers there are. */
  public SELF hasLayerCount(int count) {
    List<Digest> diffIds = config().diffIds();
    if (diffIds.size() != count) {
      throw told(
          "to have "
              + Text.count(count, "layer", "layers")
              + ", but it has "
              + diffIds.size()
              + ", from the bottom:\n"
              + Text.lines(diffIds));
    }
    return myself;
  }

  /** Verifies the digests of the layers' plain tars, the bottom one first: {@code sha256:…}. */
  public SELF hasDiffIds(String... diffIds) {
    return all(
        "DiffIDs", List.of(diffIds), config().diffIds().stream().map(Digest::toString).toList());
  }

  /** Verifies the media types of the layers as they are stored, the bottom one first. */
  public SELF hasLayerMediaTypes(String... mediaTypes) {
    config();
    List<String> found =
        asked(actual::manifest).layers().stream().map(layer -> layer.mediaType()).toList();
    return all("layers' media types", List.of(mediaTypes), found);
  }

  private SELF all(String what, List<String> expected, List<String> found) {
    if (!found.equals(expected)) {
      throw told(
          "to have the "
              + what
              + ":\n"
              + Text.lines(expected)
              + "\nbut it has:\n"
              + Text.lines(found));
    }
    return myself;
  }

  // ---- for subclasses ----

  final ImageConfig config() {
    isNotNull();
    return actual.config();
  }

  final AssertionError told(String fault) {
    return failure("%s", "\nExpecting image:\n  " + Text.line(actual.name()) + "\n" + fault);
  }
}
