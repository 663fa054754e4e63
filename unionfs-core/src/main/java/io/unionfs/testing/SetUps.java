package io.unionfs.testing;

import io.unionfs.layer.TreeLayer;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.nio.UnionFileSystemBuilder;
import java.io.IOException;
import java.lang.reflect.AnnotatedElement;
import java.util.List;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * What the set-up methods of a test class leave, each run once, as layers under the unions of its
 * tests.
 */
final class SetUps {
  private static final String KEY = "set-ups";

  private final Memo layers = new Memo();

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

  /** The layer that the method of {@code how} leaves on {@code chain}. */
  TreeLayer layer(Element element, How how, Description description, SharedLayers.Chain chain)
      throws IOException {
    UserMethod method = UserMethod.setUp(element, how.setUp());
    Key key =
        new Key(
            element.declared(),
            how.setUp(),
            List.of(chain.layers(), description.options(), description.clock()));
    return layers.get(
        key,
        TreeLayer.class,
        () -> {
          UnionFileSystemBuilder builder = UnionFileSystem.builder();
          chain.layers().forEach(builder::lower);
          description.clock().ifPresent(builder::clock);
          try (UnionFileSystem files = builder.mount()) {
            method.call(files);
            return files.toLayer();
          }
        });
  }
}
