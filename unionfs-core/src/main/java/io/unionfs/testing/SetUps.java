package io.unionfs.testing;

import io.unionfs.nio.UnionFileSystem;
import io.unionfs.nio.UnionFileSystemBuilder;
import java.io.Closeable;
import java.io.IOException;
import java.lang.reflect.AnnotatedElement;
import java.util.List;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * What the set-up methods of a test class leave, each run once: a snapshot is taken, and its
 * layers, of which nothing is copied, lie under the unions of the tests. Closed with the class.
 */
@SuppressWarnings("deprecation") // JUnit before 5.13 closes CloseableResource alone.
final class SetUps implements ExtensionContext.Store.CloseableResource, Closeable {
  private static final String KEY = "set-ups";

  private final Memo chains = new Memo();
  private final Closing open = new Closing();

  private SetUps() {}

  /** Those of the class that {@code element} is of in {@code context}. */
  static SetUps of(ExtensionContext context, Element element) {
    ExtensionContext owner = context;
    for (ExtensionContext each = context; each != null; each = each.getParent().orElse(null)) {
      if (each.getTestClass().filter(element.testClass()::equals).isPresent()) {
        owner = each; // the outermost: tests, and their repetitions, are below their class
      }
    }
    return Contexts.get(owner, KEY, SetUps.class, SetUps::new);
  }

  private record Key(AnnotatedElement element, String method, List<Object> description) {}

  /** The layers of {@code chain}, and on them what the method of {@code how} leaves. */
  SharedLayers.Chain on(SharedLayers.Chain chain, Element element, How how, Description description)
      throws IOException {
    UserMethod method = UserMethod.setUp(element, how.setUp());
    Key key =
        new Key(element.declared(), how.setUp(), List.of(chain.layers(), description.clock()));
    return chains.get(
        key,
        SharedLayers.Chain.class,
        () -> {
          UnionFileSystemBuilder builder = UnionFileSystem.builder().trackOpenResources();
          chain.layers().forEach(builder::lower);
          description.clock().ifPresent(builder::clock);
          UnionFileSystem files = builder.mount();
          open.add(files);
          method.call(files);
          files.snapshot();
          return new SharedLayers.Chain(files.lowerLayers());
        });
  }

  @Override
  public void close() throws IOException {
    open.close();
  }
}
