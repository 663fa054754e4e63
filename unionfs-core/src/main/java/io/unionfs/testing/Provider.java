package io.unionfs.testing;

import io.unionfs.container.Container;
import io.unionfs.container.ContainerEngine;
import io.unionfs.layer.Layer;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.nio.UnionFileSystemBuilder;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Mounts what is described and makes of it what an element wants. */
final class Provider {
  /** Below nothing there must be something. */
  private static final Layer EMPTY = Layer.builder().named("empty").build();

  private final Element element;
  private final How how;
  private final Description description;
  private final SharedLayers shared;
  private final ExtensionContext context;

  /**
   * @param how what the element's annotation says
   */
  Provider(Element element, How how, ExtensionContext context) {
    this.element = element;
    this.how = how;
    this.description = Description.of(element);
    this.shared = SharedLayers.of(context);
    this.context = context;
  }

  /** What the element is to hold, mounted. */
  Fixture provide() {
    Wanted wanted = Wanted.of(element);
    return providing(
        open ->
            switch (wanted) {
              case FILE_SYSTEM, PATH -> union(wanted, open);
              case CONTAINER, CONTAINER_ENGINE -> container(wanted, open);
            });
  }

  /** A new temporary directory. */
  Fixture provideTemporary() {
    return providing(this::temporary);
  }

  private interface Providing {
    Fixture with(Closing open) throws IOException;
  }

  private Fixture providing(Providing providing) {
    Closing open = new Closing();
    try {
      return providing.with(open);
    } catch (IOException e) {
      RuntimeException failure = element.failure("nothing is mounted: " + text(e), e);
      open.closeAfter(failure);
      throw failure;
    } catch (RuntimeException | Error e) {
      open.closeAfter(e);
      throw e;
    }
  }

  private static String text(Throwable e) {
    if (e instanceof UserPrincipalNotFoundException missing) {
      return "it has no user or group "
          + missing.getName()
          + ": name one of its /etc/passwd and /etc/group, which @Lower may bring, or a number";
    }
    if (e instanceof FileSystemException refused && refused.getReason() == null) {
      return e.getClass().getSimpleName() + ": " + e.getMessage();
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private Fixture union(Wanted wanted, Closing open) throws IOException {
    Faults faults = Faults.of(description.faults(), element, context);
    UnionFileSystem files = open.add(mount(faults, description.user()));
    Object value = wanted == Wanted.PATH ? directory(files) : files;
    return new Fixture(element, value, faults, files::openResources, how.leaks(), open);
  }

  private Fixture temporary(Closing open) throws IOException {
    Faults faults = Faults.of(description.faults(), element, context);
    UnionFileSystem files = open.add(mount(faults, Optional.empty()));
    Path directory = TempDirectory.make(files, description.user());
    return new Fixture(element, directory, faults, files::openResources, how.leaks(), open);
  }

  private UnionFileSystem mount(Faults faults, Optional<String> user) throws IOException {
    SharedLayers.Chain chain = shared.chain(element, description);
    UnionFileSystemBuilder builder = begin(chain);
    add(faults, builder);
    user.ifPresent(builder::user);
    return builder.mount();
  }

  private UnionFileSystemBuilder begin(SharedLayers.Chain chain) throws IOException {
    if (!how.builder().isEmpty()) {
      if (!how.setUp().isEmpty()) {
        throw element.failure("builder and setUp exclude each other: leave one out");
      }
      UnionFileSystemBuilder begun =
          UserMethod.maker(element, how.builder(), UnionFileSystemBuilder.class).call();
      chain.layers().forEach(begun::lower);
      return begun;
    }
    SharedLayers.Chain whole =
        chain.layers().isEmpty() ? new SharedLayers.Chain(List.of(EMPTY)) : chain;
    shared.keep(whole);
    if (!how.setUp().isEmpty()) {
      whole = SetUps.of(context).on(whole, element, how, description);
    }
    UnionFileSystemBuilder builder = UnionFileSystem.builder();
    whole.layers().forEach(builder::lower);
    return builder;
  }

  /** The directory that a path leads to, made if it is missing. */
  private Path directory(UnionFileSystem files) throws IOException {
    Path path = files.getPath(how.path());
    if (!path.isAbsolute()) {
      throw element.failure("the path \"" + how.path() + "\" is not absolute");
    }
    return Files.exists(path) ? path : Files.createDirectories(path);
  }

  private Fixture container(Wanted wanted, Closing open) throws IOException {
    refuse("builder", !how.builder().isEmpty());
    refuse("setUp", !how.setUp().isEmpty());
    refuse("a path", !how.path().equals("/"));
    if (description.isVolatile()) {
      throw element.failure(
          "a container is mounted anew for each exec, which overlayfs refuses to a volatile layer:"
              + " leave volatile out of @MountOptions, or ask for a UnionFileSystem");
    }
    description.configure(element, UnionFileSystem.builder()); // refused now, not by the first exec
    Faults faults = Faults.of(description.faults(), element, context);
    ContainerStore store = shared.store(element, description);
    ContainerEngine engine = store.engine(description.clock(), mount -> add(faults, mount), open);
    Object value = engine;
    if (wanted == Wanted.CONTAINER) {
      Container container = store.container(engine, description.user());
      if (description.saysHowToMount()) {
        container.files().close(); // what is refused is so now, and what it makes is no test's
      }
      value = container;
    }
    return new Fixture(element, value, faults, engine::openResources, how.leaks(), open);
  }

  private void add(Faults faults, UnionFileSystemBuilder mount) {
    mount.trackOpenResources();
    description.configure(element, mount);
    faults.plan().ifPresent(mount::faults);
  }

  private void refuse(String what, boolean isThere) {
    if (isThere) {
      throw element.failure(
          "a container takes no " + what + ": leave it out, or ask for a UnionFileSystem");
    }
  }
}
