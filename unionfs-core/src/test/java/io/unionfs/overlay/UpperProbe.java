package io.unionfs.overlay;

import io.unionfs.layer.Layer;
import io.unionfs.layer.TreeLayer;
import io.unionfs.medium.UpperEntry;
import io.unionfs.medium.UpperMedium;
import io.unionfs.overlay.MountBuilder.Writability;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.function.BiConsumer;

/** Mounts over a medium that the test holds, and reads back what the medium holds. */
public final class UpperProbe {
  private final MountState state;
  private final Mount mount;

  private UpperProbe(MountState state, Mount mount) {
    this.state = state;
    this.mount = mount;
  }

  /** Looks into a mount that is there. */
  public static UpperProbe of(Mount mount) {
    return new UpperProbe(mount.state, mount);
  }

  /** Mounts {@code lower}, the bottom first, under {@code medium}, with the usual options. */
  public static UpperProbe mount(
      List<? extends Layer> lower, UpperMedium medium, AccessTimes accessTimes, InstantSource clock)
      throws IOException {
    return mount(
        lower,
        List.of(),
        medium,
        medium == null ? Writability.READ_ONLY : Writability.WRITABLE,
        OverlayOptions.DEFAULT,
        accessTimes,
        clock);
  }

  /** Mounts {@code lower}, the bottom first, under {@code medium}, which may be null for none. */
  public static UpperProbe mount(
      List<? extends Layer> lower,
      List<TreeLayer> dataOnly,
      UpperMedium medium,
      Writability writability,
      OverlayOptions options,
      AccessTimes accessTimes,
      InstantSource clock)
      throws IOException {
    return mount(lower, dataOnly, medium, Quota.NONE, writability, options, accessTimes, clock);
  }

  /** The same with a quota. */
  public static UpperProbe mount(
      List<? extends Layer> lower,
      List<TreeLayer> dataOnly,
      UpperMedium medium,
      Quota quota,
      Writability writability,
      OverlayOptions options,
      AccessTimes accessTimes,
      InstantSource clock)
      throws IOException {
    UpperLayer.MediumSource source = medium == null ? null : () -> medium;
    MountState state =
        new MountState(
            MergedTree.of(List.copyOf(lower), options.following(), new DataLayers(dataOnly)),
            source,
            quota,
            writability,
            LookupStrategy.INDEXED,
            options,
            accessTimes,
            clock,
            null);
    if (medium != null) {
      UsedUpper.mount(state);
    }
    return new UpperProbe(state, new Mount(state));
  }

  public Mount mount() {
    return mount;
  }

  /**
   * What the writable layer holds, counted from the beginning, by the rules that {@link Usage}
   * states: all names the medium lists, and what of {@code open} has none any more.
   */
  public Usage recount(Collection<OpenFile> open) {
    return UsageRecount.of(state, open);
  }

  /** Everything in the writable layer but its root, as the medium lists it: path and entry. */
  public void visit(BiConsumer<String, UpperEntry> visitor) {
    state.lock.lock();
    try {
      state.flush();
      UpperMedium medium = state.upper.medium();
      visit(medium, medium.root(), "", visitor);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      state.lock.unlock();
    }
  }

  private static void visit(
      UpperMedium medium,
      io.unionfs.medium.UpperNode directory,
      String prefix,
      BiConsumer<String, UpperEntry> visitor)
      throws IOException {
    for (var entry : medium.list(directory).entrySet()) {
      String path = prefix + entry.getKey();
      visitor.accept(path, entry.getValue());
      if (entry.getValue() instanceof UpperEntry.Present present
          && present.metadata().type() == io.unionfs.layer.FileType.DIRECTORY) {
        visit(medium, present.node(), path + "/", visitor);
      }
    }
  }

  /** The metadata of the writable layer's root. */
  public io.unionfs.medium.UpperMetadata rootMetadata() {
    state.lock.lock();
    try {
      state.flush();
      return state.upper.medium().rootMetadata();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      state.lock.unlock();
    }
  }
}
