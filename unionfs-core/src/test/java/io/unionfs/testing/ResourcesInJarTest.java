package io.unionfs.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Test resources may lie in a jar, as those that several projects share do. */
class ResourcesInJarTest {
  private static final Path RESOURCES = Path.of("src/test/resources/io/unionfs");

  @Test
  void theyAreReadThere(@TempDir Path directory) throws Exception {
    Path jar = directory.resolve("shared tests.jar");
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out)) {
      String name = InJarSample.class.getName().replace('.', '/') + ".class";
      try (InputStream code = InJarSample.class.getClassLoader().getResourceAsStream(name)) {
        add(entries, name, code.readAllBytes());
      }
      add(
          entries,
          "io/unionfs/testing/in jar/app.tar",
          Files.readAllBytes(RESOURCES.resolve("testing/images/app.tar")));
      addTree(entries, RESOURCES.resolve("image/images/oddities"), "layout");
      addTree(entries, RESOURCES.resolve("testing/layers/upstream"), "upstream");
    }
    try (JarFirst loader = new JarFirst(jar)) {
      Class<?> sample = loader.loadClass(InJarSample.class.getName());
      assertThat(sample).isNotSameAs(InJarSample.class);
      SampleRun.of(sample).assertSucceeded(3);
    }
    Files.delete(jar); // nobody has it open
  }

  private static void addTree(JarOutputStream entries, Path tree, String name) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(tree)) {
      files = all.sorted().toList();
    }
    for (Path each : files) {
      String path = (name + "/" + tree.relativize(each)).replace('\\', '/');
      if (Files.isDirectory(each)) {
        add(entries, path.endsWith("/") ? path : path + "/", new byte[0]);
      } else {
        add(entries, path, Files.readAllBytes(each));
      }
    }
  }

  private static void add(JarOutputStream entries, String name, byte[] bytes) throws IOException {
    entries.putNextEntry(new JarEntry(name));
    entries.write(bytes);
    entries.closeEntry();
  }

  /** Loads the sample from the jar, and all else as ever. */
  private static final class JarFirst extends URLClassLoader {
    JarFirst(Path jar) throws IOException {
      super(new URL[] {jar.toUri().toURL()}, ResourcesInJarTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.equals(InJarSample.class.getName())) {
        return super.loadClass(name, resolve);
      }
      Class<?> loaded = findLoadedClass(name);
      return loaded == null ? findClass(name) : loaded;
    }
  }
}
