package io.unionfs.testing;

import io.unionfs.nio.OpenResource;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.nio.UnionFileSystemBuilder;
import java.io.Closeable;
import java.io.IOException;
import java.lang.reflect.Method;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * What the set-up methods of a test class and of the classes within it leave, each run once for the
 * same layers and clock: a snapshot is taken, and its layers, of which nothing is copied, lie under
 * the unions of the tests. Closed with the class. Safe for use by many threads.
 */
@SuppressWarnings("deprecation") // JUnit before 5.13 closes CloseableResource alone.
final class SetUps implements ExtensionContext.Store.CloseableResource, Closeable {
  private static final String KEY = "set-ups";

  private final Memo chains = new Memo();
  private final Closing open = new Closing();

  private SetUps() {}

  /** Those of the outermost class around {@code context}. */
  static SetUps of(ExtensionContext context) {
    ExtensionContext owner = context;
    for (ExtensionContext each = context; each != null; each = each.getParent().orElse(null)) {
      if (each.getTestClass().isPresent()) {
        owner = each; // tests, and their repetitions, are below their class
      }
    }
    return Contexts.get(owner, KEY, SetUps.class, SetUps::new);
  }

  private record Key(Method method, SharedLayers.Chain chain, Optional<InstantSource> clock) {}

  /** The layers of {@code chain}, and on them what the method of {@code how} leaves. */
  SharedLayers.Chain on(SharedLayers.Chain chain, Element element, How how, Description description)
      throws IOException {
    UserMethod<?> method = UserMethod.setUp(element, how.setUp());
    return chains.get(
        new Key(method.method(), chain, description.clock()),
        SharedLayers.Chain.class,
        () -> {
          UnionFileSystemBuilder builder = UnionFileSystem.builder().trackOpenResources();
          chain.layers().forEach(builder::lower);
          description.clock().ifPresent(builder::clock);
          UnionFileSystem files = builder.mount();
          open.add(files);
          method.call(files);
          refuseLeaks(files, how.setUp());
          files.snapshot();
          return new SharedLayers.Chain(files.lowerLayers());
        });
  }

  private static void refuseLeaks(UnionFileSystem files, String method) throws IOException {
    List<OpenResource> left = files.openResources();
    if (!left.isEmpty()) {
      throw new IOException(
          "the method " + method + " left " + left.size() + " open: " + LeftOpen.line(left.get(0)));
    }
  }

  @Override
  public void close() throws IOException {
    open.close();
  }
}
