package io.unionfs.overlay;

import io.unionfs.fault.ErrorCode;
import io.unionfs.fault.FaultPlan;
import io.unionfs.layer.Layer;
import io.unionfs.layer.TreeLayer;
import io.unionfs.medium.BlockMedium.CopyUpData;
import io.unionfs.medium.BlockMediums;
import io.unionfs.medium.DirectoryMedium;
import io.unionfs.medium.Durability;
import io.unionfs.medium.MediumException;
import io.unionfs.medium.UnsafeUpperException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Describes a mount: its layers, where its writable layer is, its options. */
public final class MountBuilder {
  /** Room in memory for what the medium keeps beside the files it is given, in bytes. */
  private static final long BESIDE_DATA = 64 << 20;

  private final List<Layer> lower = new ArrayList<>();
  private final List<Layer> dataOnly = new ArrayList<>();
  private OverlayOptions options = OverlayOptions.DEFAULT;
  private Path upper;
  private Path work;
  private Making making = Making.AT_MOUNT;
  private Quota quota;
  private MemoryMedium memory = MemoryMedium.BLOCKS;
  private Writability writability = Writability.WRITABLE;
  private LookupStrategy strategy = LookupStrategy.INDEXED;
  private AccessTimes accessTimes = AccessTimes.RELATIME;
  private InstantSource clock = InstantSource.system();
  private FaultPlan faults;

  /** Whether a mount can be changed. */
  public enum Writability {
    /** It can: its writable layer is {@link #upper}, or in memory. */
    WRITABLE,
    /** Changes fail with EROFS; {@link #upper}, if it is named, shows what it held before. */
    READ_ONLY
  }

  /** When the directories of the writable layer are there. */
  private enum Making {
    AT_MOUNT,
    ON_FIRST_WRITE
  }

  /** A mount with no layers yet. */
  public MountBuilder() {}

  /** Puts {@code layer} on top of the lower layers named so far. */
  public MountBuilder lower(Layer layer) {
    lower.add(Objects.requireNonNull(layer));
    return this;
  }

  /**
   * Adds a layer that shows no names, but holds data for files of the other layers that say where
   * it is (overlayfs's data-only lower layers, those behind {@code ::}). The first one named that
   * holds a path provides it.
   */
  public MountBuilder dataOnly(Layer layer) {
    dataOnly.add(Objects.requireNonNull(layer));
    return this;
  }

  /** Overlayfs's options; the default is {@link OverlayOptions#DEFAULT}. */
  public MountBuilder options(OverlayOptions value) {
    options = Objects.requireNonNull(value);
    return this;
  }

  /**
   * The directory of the writable layer, new or used before, and the work directory, on the same
   * filesystem, neither inside the other. Without this call a fresh one in memory is used ({@link
   * #memory}).
   */
  public MountBuilder upper(Path upperDirectory, Path workDirectory) {
    upper = Objects.requireNonNull(upperDirectory);
    work = Objects.requireNonNull(workDirectory);
    making = Making.AT_MOUNT;
    return this;
  }

  /**
   * The directory of a writable layer that does not exist, and its work directory: both, and the
   * directories on the way, are made when something is first changed. When that fails, as with
   * EBUSY where somebody else has made the directory meanwhile, nothing is changed, and the next
   * change tries again. Until then the root of the union is that of the lower layers; its copy has
   * the same attributes.
   */
  public MountBuilder upperOnFirstWrite(Path upperDirectory, Path workDirectory) {
    upper(upperDirectory, workDirectory);
    making = Making.ON_FIRST_WRITE;
    return this;
  }

  /** Whether it can be changed; the default is that it can. */
  public MountBuilder writability(Writability value) {
    writability = Objects.requireNonNull(value);
    return this;
  }

  /**
   * What the writable layer may hold. The default is {@link Quota#ofHeap} in memory, and {@link
   * Quota#NONE} in a directory that was named.
   */
  public MountBuilder quota(Quota value) {
    quota = Objects.requireNonNull(value);
    return this;
  }

  /**
   * How a writable layer in memory keeps its files; the default is {@link MemoryMedium#BLOCKS}. It
   * says nothing where {@link #upper} names a directory.
   */
  public MountBuilder memory(MemoryMedium value) {
    memory = Objects.requireNonNull(value);
    return this;
  }

  /** How names are looked up; the default is {@link LookupStrategy#INDEXED}. */
  public MountBuilder strategy(LookupStrategy value) {
    strategy = Objects.requireNonNull(value);
    return this;
  }

  /** When reading changes access times; the default is {@link AccessTimes#RELATIME}. */
  public MountBuilder accessTimes(AccessTimes value) {
    accessTimes = Objects.requireNonNull(value);
    return this;
  }

  /** Where times come from; the default is the system's clock. */
  public MountBuilder clock(InstantSource value) {
    clock = Objects.requireNonNull(value);
    return this;
  }

  /**
   * What shall go wrong in the mount, for a test; the default is nothing.
   *
   * @throws IllegalArgumentException if it fails with what is no {@link Errno} by its name
   */
  public MountBuilder faults(FaultPlan plan) {
    for (ErrorCode code : plan.codes()) {
      if (Errno.named(code) == null) {
        throw new IllegalArgumentException(
            code.name()
                + " is no error of a union mount: it can be one of "
                + Arrays.toString(Errno.values()));
      }
    }
    faults = plan;
    return this;
  }

  /**
   * Mounts.
   *
   * @throws MountException if overlayfs would refuse such a mount, with its errno: EINVAL for a
   *     missing lower layer, more than 500, a work directory that is not beside the writable layer,
   *     or one that was volatile before; ELOOP for layers that overlap; EBUSY for a writable layer
   *     in use, or a lower one that is, or lies in, the writable layer of another mount; under
   *     {@code index=on} ESTALE for one that was made on another directory
   * @throws IOException if a layer cannot be read or applied, or the writable layer cannot be
   *     opened
   */
  public Mount mount() throws IOException {
    MountLimits.checkLayers(lower, dataOnly);
    UpperLayer.MediumSource source = source();
    if (upper != null) {
      List<Layer> all = new ArrayList<>(lower);
      all.addAll(dataOnly);
      if (source instanceof UpperOnFirstWrite) {
        UpperOnFirstWrite.check(upper, work, all);
      } else {
        MountLimits.checkUpper(upper, work, all);
      }
    }
    List<TreeLayer> data = new ArrayList<>();
    for (Layer layer : dataOnly) {
      data.add(FaultyLayer.of(faults, MergedTree.resolved(layer, null)));
    }
    MergedTree tree = MergedTree.of(lower, options.following(), new DataLayers(data), faults);
    MountState state =
        new MountState(
            tree, source, limits(), writability, strategy, options, accessTimes, clock, faults);
    if (source instanceof UpperOnFirstWrite) {
      state.keepOrigins();
    } else if (upper != null) {
      mountUsed(state);
    }
    return new Mount(state);
  }

  private Quota limits() {
    if (quota != null) {
      return quota;
    }
    if (upper != null) {
      return Quota.NONE;
    }
    Quota ofHeap = Quota.ofHeap();
    return memory == MemoryMedium.SHARED_BLOCKS ? ofHeap.withBytes(Quota.UNLIMITED) : ofHeap;
  }

  private UpperLayer.MediumSource source() {
    FaultPlan plan = faults;
    if (upper == null) {
      if (writability == Writability.READ_ONLY) {
        return null;
      }
      long bytes = limits().bytes();
      // Without a limit the medium's own stands; else it is out of the way.
      return inMemory(
          bytes == Quota.UNLIMITED
              ? Runtime.getRuntime().maxMemory() / 2
              : Math.min(bytes, Long.MAX_VALUE / 4) * 2 + BESIDE_DATA);
    }
    Path upperDirectory = upper;
    Path workDirectory = work;
    Durability durability =
        switch (options.durability()) {
          case DURABLE -> Durability.DURABLE;
          case VOLATILE -> Durability.VOLATILE;
        };
    if (making == Making.ON_FIRST_WRITE) {
      return new UpperOnFirstWrite(upperDirectory, workDirectory, durability, plan);
    }
    return () -> DirectoryMedium.open(upperDirectory, workDirectory, durability, plan);
  }

  private UpperLayer.MediumSource inMemory(long maxBytes) {
    FaultPlan plan = faults;
    return switch (memory) {
      case JIMFS -> () -> DirectoryMedium.inMemory(maxBytes, plan);
      case BLOCKS -> new BlockMediumSource(new BlockMediums(maxBytes, CopyUpData.COPIED, plan));
      case SHARED_BLOCKS ->
          new BlockMediumSource(new BlockMediums(maxBytes, CopyUpData.SHARED, plan));
    };
  }

  private static void mountUsed(MountState state) throws IOException {
    try {
      UsedUpper.mount(state);
    } catch (MediumException e) {
      throw e.kind() == MediumException.Kind.IN_USE
          ? new MountException(Errno.EBUSY, e.getMessage(), e)
          : e;
    } catch (UnsafeUpperException e) {
      throw new MountException(Errno.EINVAL, e.getMessage(), e);
    }
  }
}
