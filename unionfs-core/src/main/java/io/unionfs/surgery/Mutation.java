package io.unionfs.surgery;

import io.unionfs.image.ImageConfig;
import io.unionfs.image.ImageConfigBuilder;
import io.unionfs.json.DocumentBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What is to be changed in an image's configuration and its manifest's annotations. Values are
 * taken as they are; in instructions, variables are the environment's. Instructions come last.
 * Immutable.
 *
 * @param entrypoint a new one takes the command away, unless that is new too
 * @param env variables that are set, by name
 * @param labels labels that are set, by key
 * @param annotations annotations that are set, by key
 * @param instructions of a Dockerfile, as {@link ImageConfigBuilder#change} takes them
 */
public record Mutation(
    Optional<List<String>> entrypoint,
    Optional<List<String>> cmd,
    Map<String, String> env,
    Map<String, String> labels,
    Optional<String> user,
    Optional<String> workingDir,
    Map<String, String> annotations,
    List<String> instructions) {

  /** Nothing is changed. */
  public static final Mutation NONE =
      new Mutation(
          Optional.empty(),
          Optional.empty(),
          Map.of(),
          Map.of(),
          Optional.empty(),
          Optional.empty(),
          Map.of(),
          List.of());

  public Mutation {
    entrypoint = entrypoint.map(List::copyOf);
    cmd = cmd.map(List::copyOf);
    env = copy(env);
    labels = copy(labels);
    Objects.requireNonNull(user);
    Objects.requireNonNull(workingDir);
    annotations = copy(annotations);
    instructions = List.copyOf(instructions);
  }

  private static Map<String, String> copy(Map<String, String> map) {
    return java.util.Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }

  /** Instructions of a Dockerfile alone. */
  public static Mutation of(String... instructions) {
    return new Mutation(
        NONE.entrypoint,
        NONE.cmd,
        NONE.env,
        NONE.labels,
        NONE.user,
        NONE.workingDir,
        NONE.annotations,
        List.of(instructions));
  }

  /**
   * Changes {@code builder}, which is made from {@code config}.
   *
   * @throws IllegalArgumentException if an instruction is malformed
   */
  void apply(ImageConfig config, ImageConfigBuilder builder) {
    if (!env.isEmpty()) {
      builder.env(environment(config.env()));
    }
    labels.forEach(builder::label);
    user.ifPresent(builder::user);
    workingDir.ifPresent(builder::workingDir);
    entrypoint.ifPresent(
        words -> {
          builder.entrypoint(words);
          builder.cmd(List.of());
        });
    cmd.ifPresent(builder::cmd);
    instructions.forEach(builder::change);
  }

  private List<String> environment(List<String> before) {
    Map<String, String> left = new LinkedHashMap<>(env);
    List<String> result = new ArrayList<>();
    for (String variable : before) {
      String name = variable.split("=", 2)[0];
      String value = left.remove(name);
      if (value != null) {
        result.add(name + "=" + value);
      } else if (!env.containsKey(name)) {
        result.add(variable);
      }
    }
    left.forEach((name, value) -> result.add(name + "=" + value));
    return result;
  }

  /** What is changed, in the words of a Dockerfile: for the history. */
  String text() {
    List<String> parts = new ArrayList<>();
    entrypoint.ifPresent(words -> parts.add("ENTRYPOINT " + json(words)));
    cmd.ifPresent(words -> parts.add("CMD " + json(words)));
    env.forEach((name, value) -> parts.add("ENV " + name + "=" + value));
    labels.forEach((key, value) -> parts.add("LABEL " + key + "=" + value));
    user.ifPresent(name -> parts.add("USER " + name));
    workingDir.ifPresent(directory -> parts.add("WORKDIR " + directory));
    annotations.forEach((key, value) -> parts.add("annotation " + key + "=" + value));
    instructions.forEach(text -> parts.add(text.strip()));
    return String.join("; ", parts);
  }

  private static String json(List<String> words) {
    String document = DocumentBuilder.empty().putTexts("w", words).text();
    return document.substring("{\"w\":".length(), document.length() - 1);
  }
}
