package io.unionfs.image;

import io.unionfs.json.DocumentBuilder;
import io.unionfs.layer.Names;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Applies instructions of a Dockerfile to the {@code config} object of an image's configuration, as
 * {@code docker commit --change} does (Dockerfile reference). Faults are {@link
 * IllegalArgumentException}s.
 */
final class ConfigChange {
  private static final List<String> SHELL = List.of("/bin/sh", "-c");

  private final DocumentBuilder config;
  private boolean cmdIsSet;

  ConfigChange(DocumentBuilder config) {
    this.config = config;
  }

  /** Applies all instructions in {@code text}; after a fault some may have been. */
  void apply(String text) {
    try {
      List<DockerfileInstruction> instructions = DockerfileInstruction.parse(text);
      if (instructions.isEmpty()) {
        throw new IllegalArgumentException("there is no instruction");
      }
      instructions.forEach(this::apply);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "the change \"" + Names.display(text) + "\": " + Names.display(e.getMessage()), e);
    }
  }

  private void apply(DockerfileInstruction change) {
    if (!change.name().equals("HEALTHCHECK") && !change.flags().isEmpty()) {
      throw new IllegalArgumentException(
          change.name() + " has no flag --" + change.flags().keySet().iterator().next());
    }
    switch (change.name()) {
      case "CMD" -> {
        config.putTexts("Cmd", command(change));
        cmdIsSet |= !change.arguments().isEmpty() && !isEmptyList(change);
      }
      case "ENTRYPOINT" -> entrypoint(change);
      case "ENV" -> env(change);
      case "EXPOSE" -> expose(change);
      case "HEALTHCHECK" -> config.put("Healthcheck", HealthcheckChange.of(change));
      case "LABEL" -> settings(change).forEach(config.object("Labels")::put);
      case "ONBUILD" -> onBuild(change);
      case "STOPSIGNAL" -> config.put("StopSignal", signal(one(change)));
      case "USER" -> config.put("User", one(change));
      case "VOLUME" -> volumes(change).forEach(config.object("Volumes")::object);
      case "WORKDIR" -> config.put("WorkingDir", directory(one(change)));
      default ->
          throw new IllegalArgumentException(
              change.name()
                  + " is no instruction that changes a configuration; those are CMD, ENTRYPOINT,"
                  + " ENV, EXPOSE, HEALTHCHECK, LABEL, ONBUILD, STOPSIGNAL, USER, VOLUME, WORKDIR");
    }
  }

  private static boolean isEmptyList(DockerfileInstruction change) {
    return change.jsonForm().map(List::isEmpty).orElse(false);
  }

  /** The words to run: those of the JSON form, or the shell's and the whole line. */
  private List<String> command(DockerfileInstruction change) {
    Optional<List<String>> json = change.jsonForm();
    if (json.isPresent()) {
      return json.get();
    }
    List<String> shell = config.texts("Shell");
    List<String> words = new ArrayList<>(shell.isEmpty() ? SHELL : shell);
    if (!change.arguments().isEmpty()) {
      words.add(change.arguments());
    }
    return words;
  }

  /** A new entrypoint ends what were the arguments of the old one. */
  private void entrypoint(DockerfileInstruction change) {
    if (change.arguments().isEmpty() || isEmptyList(change)) {
      config.remove("Entrypoint");
    } else {
      config.putTexts("Entrypoint", command(change));
    }
    if (!cmdIsSet) {
      config.remove("Cmd");
    }
  }

  private void env(DockerfileInstruction change) {
    Map<String, String> settings = settings(change);
    List<String> env = config.texts("Env");
    settings.forEach(
        (name, value) -> {
          env.replaceAll(old -> nameOf(old).equals(name) ? name + "=" + value : old);
          if (env.stream().noneMatch(old -> nameOf(old).equals(name))) {
            env.add(name + "=" + value);
          }
        });
    config.putTexts("Env", env);
  }

  private static String nameOf(String setting) {
    return setting.split("=", 2)[0];
  }

  /** {@code a=b c="d e"}, or the old {@code a the rest of the line}. */
  private Map<String, String> settings(DockerfileInstruction change) {
    List<String> words = DockerfileWords.split(change.arguments());
    if (words.isEmpty()) {
      throw tooFew(change);
    }
    Map<String, String> settings = new LinkedHashMap<>();
    if (words.get(0).indexOf('=') < 0) {
      List<String> spaced = change.spaced();
      if (spaced.size() < 2) {
        throw new IllegalArgumentException(
            change.name() + " needs a name and a value: " + change.name() + " name=value");
      }
      String value = change.arguments().substring(spaced.get(0).length()).stripLeading();
      add(settings, change, spaced.get(0), value);
      return settings;
    }
    for (String word : words) {
      int equals = word.indexOf('=');
      if (equals < 0) {
        throw new IllegalArgumentException(
            "in \"" + word + "\" there is no \"=\"; it must be of the form name=value");
      }
      add(settings, change, word.substring(0, equals), word.substring(equals + 1));
    }
    return settings;
  }

  private void add(
      Map<String, String> settings, DockerfileInstruction change, String name, String value) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException(change.name() + " needs a name before the \"=\"");
    }
    settings.put(expanded(name), expanded(value));
  }

  private String expanded(String word) {
    return DockerfileWords.expand(word, variables());
  }

  /** The environment so far. */
  private Map<String, String> variables() {
    return DockerfileWords.variables(config.texts("Env"));
  }

  private void expose(DockerfileInstruction change) {
    List<String> words = new ArrayList<>();
    for (String word : change.spaced()) {
      words.addAll(DockerfileWords.expandToWords(word, variables()));
    }
    if (change.spaced().isEmpty()) {
      throw tooFew(change);
    }
    for (String word : words) {
      ExposedPorts.parse(word).forEach(config.object("ExposedPorts")::object);
    }
  }

  private List<String> volumes(DockerfileInstruction change) {
    List<String> volumes = change.jsonForm().orElse(change.spaced());
    if (volumes.isEmpty()) {
      throw tooFew(change);
    }
    return volumes.stream()
        .map(volume -> expanded(volume.strip()))
        .peek(volume -> require(!volume.isEmpty(), "a volume must have a path"))
        .toList();
  }

  private void onBuild(DockerfileInstruction change) {
    if (change.arguments().isEmpty()) {
      throw tooFew(change);
    }
    String trigger = change.spaced().get(0).toUpperCase(Locale.ROOT);
    require(
        !List.of("ONBUILD", "MAINTAINER", "FROM").contains(trigger),
        trigger + " may not stand after ONBUILD");
    String source = change.source().strip();
    config.add("OnBuild", source.substring(change.name().length()).stripLeading());
  }

  private String one(DockerfileInstruction change) {
    if (change.arguments().isEmpty()) {
      throw new IllegalArgumentException(change.name() + " needs an argument");
    }
    return expanded(change.arguments());
  }

  private static String signal(String signal) {
    require(Signals.number(signal).isPresent(), "\"" + signal + "\" is not a signal");
    return signal;
  }

  /** A relative directory is one in the directory so far. */
  private String directory(String requested) {
    require(!requested.isEmpty(), "a directory must have a path");
    if (requested.startsWith("/")) {
      return requested;
    }
    List<String> way = new ArrayList<>();
    for (String name : (config.text("WorkingDir") + "/" + requested).split("/")) {
      if (name.equals("..")) {
        way = way.subList(0, Math.max(0, way.size() - 1));
      } else if (!name.isEmpty() && !name.equals(".")) {
        way.add(name);
      }
    }
    return "/" + String.join("/", way);
  }

  private static IllegalArgumentException tooFew(DockerfileInstruction change) {
    return new IllegalArgumentException(change.name() + " needs at least one argument");
  }

  private static void require(boolean holds, String fault) {
    if (!holds) {
      throw new IllegalArgumentException(fault);
    }
  }
}
