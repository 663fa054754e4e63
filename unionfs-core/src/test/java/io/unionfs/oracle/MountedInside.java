package io.unionfs.oracle;

import io.unionfs.nio.MountAccess;
import io.unionfs.nio.MountViews;
import io.unionfs.oracle.LayerEntry.Directory;
import io.unionfs.oracle.LayerEntry.HardLink;
import io.unionfs.oracle.LayerEntry.Meta;
import io.unionfs.oracle.LayerEntry.OpaqueDirectory;
import io.unionfs.oracle.LayerEntry.RegularFile;
import io.unionfs.oracle.LayerEntry.Special;
import io.unionfs.oracle.LayerEntry.SymbolicLink;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/**
 * A union with two others mounted inside, by the kernel and by the library. The one is on a
 * directory of a lower layer, {@code /vol}; the other on one of the writable layer, {@code /up/in},
 * whose parent can be renamed, and at {@code /vol/n}, inside the first, read-only.
 */
final class MountedInside {
  private static final String FIRST = "/vol";
  private static final String NESTED = "/vol/n";
  private static final String SECOND = "/up/in";
  private static final LayerSpec BASE =
      LayerSpec.of(new Directory("vol", Meta.of(0755)), new Directory("vol/hidden", Meta.of(0755)));
  private static final LayerSpec FIRST_BASE = LayerSpec.of(new Directory("n", Meta.of(0755)));

  private final Stack first;
  private final Stack second;

  /** What is inside is generated from {@code seed}. */
  MountedInside(long seed) {
    this.first = on(FIRST_BASE, within(NioGenerator.stack(2 * seed + 1)));
    this.second = within(NioGenerator.stack(2 * seed + 2));
  }

  private static Stack within(Stack stack) {
    return NioScope.within(new Scenario(stack, MountOptions.DEFAULT, List.of())).stack();
  }

  private static Stack on(LayerSpec base, Stack stack) {
    List<LayerSpec> lowers = new ArrayList<>();
    lowers.add(base);
    lowers.addAll(stack.lowers());
    return stack.withLowers(lowers);
  }

  /** What programs can take to be there, with {@code outer} as the outer union's layers. */
  Stack believed(Stack outer) {
    List<LayerSpec> lowers = new ArrayList<>(outer.lowers());
    lowers.add(below("vol", FIRST_BASE));
    first.lowers().forEach(layer -> lowers.add(below("vol", layer)));
    second.lowers().forEach(layer -> lowers.add(below("vol/n", layer)));
    second.lowers().forEach(layer -> lowers.add(below("up/in", layer)));
    return outer.withLowers(lowers);
  }

  private static LayerSpec below(String directory, LayerSpec layer) {
    List<LayerEntry> entries = new ArrayList<>();
    for (int slash = directory.indexOf('/'); slash > 0; slash = directory.indexOf('/', slash + 1)) {
      entries.add(new Directory(directory.substring(0, slash), Meta.of(0755)));
    }
    entries.add(new Directory(directory, Meta.of(0755)));
    for (LayerEntry entry : layer.entries()) {
      if (!entry.path().isEmpty()) {
        entries.add(at(directory + "/", entry));
      }
    }
    return new LayerSpec(entries);
  }

  private static LayerEntry at(String prefix, LayerEntry entry) {
    String path = prefix + entry.path();
    if (entry instanceof Directory d) {
      return new Directory(path, d.meta());
    }
    if (entry instanceof OpaqueDirectory d) {
      return new OpaqueDirectory(path, d.meta());
    }
    if (entry instanceof RegularFile f) {
      return new RegularFile(path, f.data(), f.meta());
    }
    if (entry instanceof SymbolicLink l) {
      return new SymbolicLink(path, l.target(), l.meta());
    }
    if (entry instanceof HardLink h) {
      return new HardLink(path, prefix + h.existing());
    }
    if (entry instanceof Special s) {
      return new Special(path, s.node(), s.major(), s.minor(), s.meta());
    }
    return new LayerEntry.Whiteout(path);
  }

  /** The kernel's, through the default provider. */
  Subject kernel(Stack outer, MountOptions options) {
    KernelSubject kernel = KernelSubject.open(on(BASE, outer), options);
    try {
      kernel.runInMount(() -> prepare(Path.of("/")));
      kernel.outside(
          mount -> {
            mount.mountInside(FIRST, "i1", first);
            mount.mountInside(SECOND, "i2", second);
            mount.bindReadOnly(SECOND, NESTED);
          });
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    return new NioSubject(
        new Watched() {
          @Override
          public Path root(Caller caller) {
            return Path.of("/");
          }

          @Override
          public <T> T call(Caller caller, Callable<T> program) throws Exception {
            return kernel.runInMount(caller, program);
          }

          @Override
          public TreeDump upperTree() {
            return kernel.upperTree();
          }

          @Override
          public void close() {
            kernel.close();
          }
        });
  }

  /** The library's. */
  Subject engine(Stack outer, MountOptions options) {
    EngineSubject one = EngineSubject.open(on(BASE, outer), options);
    EngineSubject firstInside = EngineSubject.open(first, options);
    EngineSubject secondInside = EngineSubject.open(second, options);
    prepare(new MountViews(one.mount()).root(io.unionfs.overlay.Caller.ROOT));
    MountViews views =
        MountViews.of(
            one.mount(),
            List.of(
                new MountViews.Inside(FIRST, firstInside.mount(), MountAccess.READ_WRITE),
                new MountViews.Inside(SECOND, secondInside.mount(), MountAccess.READ_WRITE),
                new MountViews.Inside(NESTED, secondInside.mount(), MountAccess.READ_ONLY)));
    return new NioSubject(
        new Watched() {
          @Override
          public Path root(Caller caller) {
            return views.root(
                new io.unionfs.overlay.Caller(
                    caller.uid(),
                    caller.gid(),
                    Set.copyOf(caller.groups()),
                    caller.umask().bits()));
          }

          @Override
          public <T> T call(Caller caller, Callable<T> program) throws Exception {
            return program.call();
          }

          @Override
          public TreeDump upperTree() {
            return one.upperTree();
          }

          @Override
          public void close() {
            one.close();
            firstInside.close();
            secondInside.close();
          }
        });
  }

  private static Path prepare(Path root) {
    try {
      Files.createDirectory(root.resolve("up"));
      return Files.createDirectory(root.resolve("up/in"));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** What is seen is compared by programs; of the trees only the outer writable layer's. */
  private interface Watched extends NioMount {
    @Override
    default TreeDump mergedTree() {
      return new TreeDump(new TreeMap<>());
    }
  }
}
