package io.unionfs.oracle;

import java.util.ArrayList;
import java.util.List;

/**
 * A sequence of operations on a mount, all that is needed to run it again, with a text form that
 * can be pasted into a test:
 *
 * <pre>
 * options (OFF OFF OFF OFF TRUSTED DURABLE PRESENT NOATIME)
 * layer
 * directory "" (0755 0 0 100.000000000 200.000000000 {})
 * regular-file "a" "text" (0644 0 0 100.000000000 200.000000000 {})
 * steps
 * unlink "/a"
 * </pre>
 */
public record Scenario(Stack stack, MountOptions options, List<Step> steps) {
  private static final String LAYER = "layer";
  private static final String DATA_ONLY = "data-only-layer";

  public Scenario {
    steps = List.copyOf(steps);
  }

  @Override
  public String toString() {
    StringBuilder out = new StringBuilder("options ").append(Text.group(options)).append('\n');
    stack.lowers().forEach(layer -> print(LAYER, layer, out));
    stack.dataOnly().forEach(layer -> print(DATA_ONLY, layer, out));
    out.append("steps\n");
    steps.forEach(step -> out.append(step).append('\n'));
    return out.toString();
  }

  private static void print(String head, LayerSpec layer, StringBuilder out) {
    out.append(head).append('\n');
    layer.entries().forEach(entry -> out.append(Text.line((Record) entry)).append('\n'));
  }

  public static Scenario parse(String text) {
    MountOptions options = MountOptions.DEFAULT;
    List<List<LayerEntry>> lowers = new ArrayList<>();
    List<List<LayerEntry>> dataOnly = new ArrayList<>();
    List<LayerEntry> layer = null;
    List<Step> steps = null;
    for (String line : text.lines().map(String::strip).toList()) {
      if (line.isEmpty() || line.startsWith("//")) {
        continue;
      }
      if (line.startsWith("options ")) {
        options = new Text.Cursor(line.substring(8)).group(MountOptions.class);
      } else if (line.equals(LAYER) || line.equals(DATA_ONLY)) {
        layer = new ArrayList<>();
        (line.equals(LAYER) ? lowers : dataOnly).add(layer);
      } else if (line.equals("steps")) {
        steps = new ArrayList<>();
      } else if (steps == null) {
        layer.add(Text.parseLine(LayerEntry.class, line));
      } else {
        steps.add(Step.parse(line));
      }
    }
    return new Scenario(
        new Stack(
            lowers.stream().map(LayerSpec::new).toList(),
            dataOnly.stream().map(LayerSpec::new).toList()),
        options,
        steps == null ? List.of() : steps);
  }
}
