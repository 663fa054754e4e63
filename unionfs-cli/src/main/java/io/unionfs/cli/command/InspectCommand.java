package io.unionfs.cli.command;

import io.unionfs.cli.output.Json;
import io.unionfs.store.StoreException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code unionfs inspect}. */
@Command(
    name = "inspect",
    description =
        "Shows containers, images and volumes as a JSON array; a name is looked for in that order.")
final class InspectCommand extends Verb {
  @Parameters(arity = "1..*", paramLabel = "NAME", description = "Names or ids.")
  private List<String> names;

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      description = "container, image or volume: look only for these.")
  private void setType(String text) {
    type = Kind.of(text);
    if (type == null) {
      throw usage("--type: '" + text + "' is none of container, image and volume");
    }
  }

  private Kind type;

  @Option(
      names = {"-f", "--format"},
      paramLabel = "TEMPLATE",
      description = "Instead of all: a template such as '{{.State.Status}}' or '{{json .Config}}'.")
  private String template;

  /** What can be inspected. */
  private enum Kind {
    CONTAINER,
    IMAGE,
    VOLUME;

    static Kind of(String text) {
      for (Kind kind : values()) {
        if (kind.name().equalsIgnoreCase(text)) {
          return kind;
        }
      }
      return null;
    }
  }

  InspectCommand(Context context) {
    super(context);
  }

  @Override
  public Integer call() throws IOException {
    engine();
    List<String> found = new ArrayList<>();
    int code = each(names, name -> found.add(inspect(name)));
    if (template == null || template.equals("json")) {
      out().println(Json.indented("[" + String.join(",", found) + "]"));
    } else {
      for (String each : found) {
        out().println(InspectionTemplate.fill(template, each));
      }
    }
    return code;
  }

  private String inspect(String name) throws IOException {
    if (type != null) {
      return inspect(name, type);
    }
    for (Kind kind : Kind.values()) {
      try {
        return inspect(name, kind);
      } catch (StoreException e) {
        // The next kind may know it.
        if (!Messages.isMissing(e)) {
          throw e;
        }
      }
    }
    throw new StoreException("no container, image or volume is called " + name);
  }

  private String inspect(String name, Kind kind) throws IOException {
    return switch (kind) {
      case CONTAINER -> engine().get(name).inspect();
      case IMAGE -> ImageInspection.of(images().get(name));
      case VOLUME -> engine().volumes().inspect(name);
    };
  }
}
