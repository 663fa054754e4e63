package io.unionfs.oracle.facts;

import io.unionfs.nio.MountViews;
import io.unionfs.oracle.Caller;
import io.unionfs.oracle.EngineSubject;
import io.unionfs.oracle.KernelAvailability;
import io.unionfs.oracle.KernelDisk;
import io.unionfs.oracle.KernelSubject;
import io.unionfs.oracle.LayerSpec;
import io.unionfs.oracle.MountOptions;
import io.unionfs.oracle.Op;
import io.unionfs.oracle.Outcome;
import io.unionfs.oracle.Stack;
import io.unionfs.oracle.TreeDump;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The two sides that each fact is held against. */
enum FactSubjects {
  KERNEL {
    @Override
    Optional<String> whyNot(Set<Feature> needed) {
      return KernelAvailability.reason();
    }

    @Override
    Mounted open(Stack stack, LayerSpec upper, MountOptions options) {
      return new OnKernel(KernelSubject.open(stack, upper, options));
    }

    @Override
    Disk disk() {
      return new Disk.OnKernel(KernelDisk.open());
    }
  },
  ENGINE {
    @Override
    Optional<String> whyNot(Set<Feature> needed) {
      Set<Feature> missing = EnumSet.noneOf(Feature.class);
      missing.addAll(needed);
      missing.retainAll(DEVIATIONS);
      return missing.isEmpty() ? Optional.empty() : Optional.of("the engine deviates: " + missing);
    }

    @Override
    Mounted open(Stack stack, LayerSpec upper, MountOptions options) {
      return new OnEngine(EngineSubject.open(stack, upper, options));
    }

    @Override
    Disk disk() {
      return new EngineDisk();
    }
  };

  /** What a fact may ask of a mount beyond the default options. */
  enum Feature {
    REDIRECT_DIR,
    INDEX,
    METACOPY,
    XINO,
    USERXATTR,
    VOLATILE,
    DATA_ONLY_LAYERS,
    ESCAPED_XATTRS,
    STATFS,
    DIRECTORY_DESCRIPTORS,
    MOUNT_REFUSALS,
    /** One lower layer alone is not mounted without a writable one. */
    SINGLE_LAYER_REFUSAL,
    /** One writable layer in two mounts at a time. */
    SHARED_UPPER,
    /** A merged directory of a found writable layer is marked with its origin. */
    ORIGINS_FOR_FOUND_DIRECTORIES
  }

  /** Deliberate deviations, each listed with its reason in docs/semantics.md. */
  private static final Set<Feature> DEVIATIONS =
      EnumSet.of(
          Feature.SINGLE_LAYER_REFUSAL,
          Feature.SHARED_UPPER,
          Feature.ORIGINS_FOR_FOUND_DIRECTORIES);

  /** Why facts that need this cannot be asked here, if so. */
  abstract Optional<String> whyNot(Set<Feature> needed);

  /** As test names say it. */
  String title() {
    return name().toLowerCase(Locale.ROOT);
  }

  abstract Mounted open(Stack stack, LayerSpec upper, MountOptions options);

  /** Where directories can be mounted on each other. */
  abstract Disk disk();

  /** What options need. */
  static Set<Feature> features(MountOptions options) {
    Set<Feature> needed = EnumSet.noneOf(Feature.class);
    addIf(needed, options.redirectDir() != MountOptions.RedirectDir.OFF, Feature.REDIRECT_DIR);
    addIf(needed, options.index() != MountOptions.Index.OFF, Feature.INDEX);
    addIf(needed, options.metacopy() != MountOptions.Metacopy.OFF, Feature.METACOPY);
    addIf(needed, options.xino() != MountOptions.Xino.OFF, Feature.XINO);
    addIf(needed, options.marks() != MountOptions.Marks.TRUSTED, Feature.USERXATTR);
    addIf(needed, options.sync() != MountOptions.Sync.DURABLE, Feature.VOLATILE);
    return needed;
  }

  private static void addIf(Set<Feature> features, boolean needed, Feature feature) {
    if (needed) {
      features.add(feature);
    }
  }

  /** A Java program that works on the mount whose root it is given, and says what it found. */
  @FunctionalInterface
  interface Program {
    /** Uses classes of the JDK only: the kernel's mount is a chroot without class files. */
    String run(Path root) throws Exception;
  }

  /** A mount that answers calls and runs programs. */
  interface Mounted extends AutoCloseable {
    Outcome run(Op op, Caller caller);

    String run(Program program) throws Exception;

    TreeDump upper();

    @Override
    void close();
  }

  private record OnKernel(KernelSubject kernel) implements Mounted {
    @Override
    public Outcome run(Op op, Caller caller) {
      return kernel.run(op, caller);
    }

    @Override
    public String run(Program program) throws Exception {
      return kernel.runInMount(() -> program.run(Path.of("/")));
    }

    @Override
    public TreeDump upper() {
      return kernel.upperTree();
    }

    @Override
    public void close() {
      kernel.close();
    }
  }

  private record OnEngine(EngineSubject engine) implements Mounted {
    @Override
    public Outcome run(Op op, Caller caller) {
      return engine.run(op, caller);
    }

    @Override
    public String run(Program program) throws Exception {
      return program.run(new MountViews(engine.mount()).root(io.unionfs.overlay.Caller.ROOT));
    }

    @Override
    public TreeDump upper() {
      return engine.upperTree();
    }

    @Override
    public void close() {
      engine.close();
    }
  }
}
