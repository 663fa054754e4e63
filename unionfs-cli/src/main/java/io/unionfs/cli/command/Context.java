package io.unionfs.cli.command;

import io.unionfs.cli.output.Failures;
import io.unionfs.cli.output.Streams;
import io.unionfs.container.ContainerEngine;
import io.unionfs.store.Store;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

/** What the verbs of one call work with: streams, the clock, the store. */
public final class Context implements Closeable {
  /** Opens the store in a directory, with its containers. */
  @FunctionalInterface
  public interface Opener {
    ContainerEngine open(Path directory) throws IOException;
  }

  private final Streams streams;
  private final InstantSource clock;
  private final Map<String, String> environment;
  private final Opener opener;

  /** What {@code --store} named, or null. */
  private Path directory;

  private ContainerEngine engine;

  /** A context whose store is opened by {@code opener} when it is first asked for. */
  public Context(
      Streams streams, InstantSource clock, Map<String, String> environment, Opener opener) {
    this.streams = streams;
    this.clock = clock;
    this.environment = environment;
    this.opener = opener;
  }

  /** The process's own. */
  public static Context standard() {
    InstantSource clock = InstantSource.system();
    return new Context(
        Streams.standard(),
        clock,
        System.getenv(),
        directory -> ContainerEngine.open(Store.open(directory, clock)));
  }

  /** One like this, whose store is opened anew. */
  Context another() {
    Context other = new Context(streams, clock, environment, opener);
    other.directory = directory;
    return other;
  }

  public Streams streams() {
    return streams;
  }

  InstantSource clock() {
    return clock;
  }

  /** The value of an environment variable, or null where it is not set or empty. */
  String environment(String variable) {
    String value = environment.get(variable);
    return value == null || value.isEmpty() ? null : value;
  }

  /** Has the store in {@code chosen} used. */
  public void use(Path chosen) {
    directory = chosen;
  }

  /** The store's directory: {@code --store}, or what the environment says. */
  Path directory() throws IOException {
    if (directory != null) {
      return directory;
    }
    try {
      String own = environment("UNIONFS_STORE");
      if (own != null) {
        return Path.of(own);
      }
      String data = environment("XDG_DATA_HOME");
      // The XDG specification has a relative path ignored.
      if (data != null && Path.of(data).isAbsolute()) {
        return Path.of(data, "unionfs");
      }
      String home = environment("HOME");
      return Path.of(home == null ? System.getProperty("user.home") : home)
          .resolve(Path.of(".local", "share", "unionfs"));
    } catch (InvalidPathException e) {
      throw new IOException("the store's directory: " + Failures.reason(e), e);
    }
  }

  /** The containers of the store, opened at the first call. */
  ContainerEngine engine() throws IOException {
    if (engine == null) {
      engine = opener.open(directory());
    }
    return engine;
  }

  /** Closes the store, if it was opened. */
  @Override
  public void close() throws IOException {
    if (engine != null) {
      ContainerEngine open = engine;
      engine = null;
      open.close();
    }
  }
}
