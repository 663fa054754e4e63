package io.unionfs.testing;

import io.unionfs.container.Container;
import io.unionfs.container.ContainerEngine;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.testing.registry.TestRegistry;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.util.Map;

/** What a field or parameter can hold. */
enum Wanted {
  FILE_SYSTEM,
  PATH,
  CONTAINER,
  CONTAINER_ENGINE;

  private static final Map<Class<?>, Wanted> BY_TYPE =
      Map.of(
          UnionFileSystem.class,
          FILE_SYSTEM,
          FileSystem.class,
          FILE_SYSTEM,
          Path.class,
          PATH,
          Container.class,
          CONTAINER,
          ContainerEngine.class,
          CONTAINER_ENGINE);

  static Wanted of(Element element) {
    Wanted wanted = BY_TYPE.get(element.type());
    if (element.type() == TestRegistry.class) {
      throw element.failure("@UnionFs is no TestRegistry: write @Registry");
    }
    if (wanted == null) {
      throw element.failure(
          "@UnionFs is no "
              + element.type().getSimpleName()
              + ": make it a UnionFileSystem, a FileSystem, a Path, a Container or a"
              + " ContainerEngine");
    }
    return wanted;
  }
}
