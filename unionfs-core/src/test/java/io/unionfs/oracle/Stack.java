package io.unionfs.oracle;

import io.unionfs.oracle.LayerEntry.Meta;
import java.util.List;

/**
 * The lower layers of a mount, the bottom first, as an image lists them. The upper starts empty;
 * its root is {@link #UPPER_ROOT}.
 *
 * @param dataOnly layers whose names do not show, in which metacopies find data by a path from the
 *     root; the first is asked first
 */
public record Stack(List<LayerSpec> lowers, List<LayerSpec> dataOnly) {
  /** Metadata of a fresh upper's root, which is what the mount's root shows. */
  public static final Meta UPPER_ROOT = Meta.of(0755);

  /** An upper in which nothing was stored before. */
  public static final LayerSpec FRESH_UPPER =
      LayerSpec.of(new LayerEntry.Directory("", UPPER_ROOT));

  public Stack {
    lowers = List.copyOf(lowers);
    dataOnly = List.copyOf(dataOnly);
  }

  public Stack(List<LayerSpec> lowers) {
    this(lowers, List.of());
  }

  public static Stack of(LayerSpec... bottomFirst) {
    return new Stack(List.of(bottomFirst));
  }

  Stack withLowers(List<LayerSpec> others) {
    return new Stack(others, dataOnly);
  }

  /**
   * With devices for whiteouts that are files: beside those the kernel does not list what leads
   * nowhere, as a copy without its data does on a mount that does not follow it.
   */
  Stack withDeviceWhiteouts() {
    return withLowers(
        lowers.stream()
            .map(
                layer ->
                    new LayerSpec(
                        layer.entries().stream()
                            .map(
                                entry ->
                                    entry.isWhiteout()
                                        ? new LayerEntry.Whiteout(entry.path())
                                        : entry)
                            .toList()))
            .toList());
  }

  Stack withDataOnly(List<LayerSpec> others) {
    return new Stack(lowers, others);
  }

  /** Whether some entry shows what is elsewhere. */
  boolean leads() {
    return !dataOnly.isEmpty()
        || lowers.stream().flatMap(l -> l.entries().stream()).anyMatch(LayerEntry::leads);
  }
}
