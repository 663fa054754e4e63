package io.unionfs.surgery;

import io.unionfs.layer.Digest;
import io.unionfs.overlay.TreeComparison;
import io.unionfs.overlay.TreeDifference;
import io.unionfs.store.Store;
import io.unionfs.store.StoredImage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What differs between two images: which layers they share, what they say of running them, and what
 * they show.
 *
 * @param config the settings that differ, sorted by group and name
 * @param paths what is shown otherwise, sorted: a directory before what is in it
 */
public record ImageDifference(Layers layers, List<Setting> config, List<TreeDifference> paths) {
  public ImageDifference {
    config = List.copyOf(config);
    paths = List.copyOf(paths);
  }

  /**
   * The layers of two images, by DiffID.
   *
   * @param common those at the bottom of both
   * @param elsewhere further ones that both have, in whatever place
   * @param removed those that only the first has
   * @param added those that only the second has
   */
  public record Layers(
      List<Digest> common, List<Digest> elsewhere, List<Digest> removed, List<Digest> added) {
    public Layers {
      common = List.copyOf(common);
      elsewhere = List.copyOf(elsewhere);
      removed = List.copyOf(removed);
      added = List.copyOf(added);
    }
  }

  /**
   * A setting of the configuration that differs: {@code Env PATH}, {@code Label maintainer}, {@code
   * Cmd}.
   *
   * @param before its value in the first image, of lists as JSON; empty if it is not set
   * @param after its value in the second
   */
  public record Setting(String name, Optional<String> before, Optional<String> after) {}

  /**
   * Compares two images of {@code store}.
   *
   * @throws io.unionfs.store.StoreException if a layer of one is not there
   */
  public static ImageDifference of(Store store, StoredImage before, StoredImage after)
      throws IOException {
    Store.Lease lease = store.lease();
    try (lease;
        Store.OpenLayers first = store.openLayers(before);
        Store.OpenLayers second = store.openLayers(after)) {
      return new ImageDifference(
          layers(before.config().diffIds(), after.config().diffIds()),
          Settings.differences(before.config(), after.config()),
          TreeComparison.of(first.layers(), second.layers()));
    }
  }

  private static Layers layers(List<Digest> before, List<Digest> after) {
    int common = 0;
    while (common < Math.min(before.size(), after.size())
        && before.get(common).equals(after.get(common))) {
      common++;
    }
    List<Digest> upper = before.subList(common, before.size());
    List<Digest> other = after.subList(common, after.size());
    Set<Digest> shared = new LinkedHashSet<>(upper);
    shared.retainAll(Set.copyOf(other));
    return new Layers(
        before.subList(0, common),
        List.copyOf(shared),
        without(upper, shared),
        without(other, shared));
  }

  private static List<Digest> without(List<Digest> layers, Set<Digest> shared) {
    List<Digest> rest = new ArrayList<>(layers);
    rest.removeAll(shared);
    return rest;
  }

  /** Whether the two are the same in all that is compared. */
  public boolean isEmpty() {
    return layers.removed().isEmpty()
        && layers.added().isEmpty()
        && config.isEmpty()
        && paths.isEmpty();
  }
}
