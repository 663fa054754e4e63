package io.unionfs.testing;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Finds test resources, by the class loaders of the tests, as paths. Archives that hold some are
 * opened once and stay open until this is closed.
 */
final class TestResources {
  private final Memo archives = new Memo();
  private final Closing open;

  /**
   * @param open where opened archives are added
   */
  TestResources(Closing open) {
    this.open = open;
  }

  /** The resource that an annotation of {@code element} names. */
  Path find(Element element, String name) {
    Set<Class<?>> classes = new LinkedHashSet<>();
    classes.add(element.declaring());
    classes.add(element.testClass());
    for (Class<?> each : classes) {
      URL url = find(each, name);
      if (url != null) {
        return path(element, name, url);
      }
    }
    throw element.failure(missing(element.declaring(), name));
  }

  private static URL find(Class<?> beside, String name) {
    URL url = beside.getResource(name);
    return url == null && !name.startsWith("/") ? beside.getResource("/" + name) : url;
  }

  private static String missing(Class<?> type, String name) {
    String packageName = type.getPackageName().replace('.', '/');
    StringBuilder message = new StringBuilder("there is no test resource \"").append(name);
    String fromRoot = name.startsWith("/") ? name.substring(1) : name;
    message.append("\", ");
    if (!name.startsWith("/") && !packageName.isEmpty()) {
      message.append("neither as ").append(packageName).append('/').append(name).append(" nor ");
    }
    message
        .append("as ")
        .append(fromRoot)
        .append(" on the class path: put it at src/test/resources/")
        .append(fromRoot);
    if (type.getModule().isNamed()) {
      message
          .append("; if it is in a package of the module ")
          .append(type.getModule().getName())
          .append(", open that to ")
          .append(TestResources.class.getModule().getName());
    }
    return message.toString();
  }

  private Path path(Element element, String name, URL url) {
    try {
      if (url.openConnection() instanceof JarURLConnection jar) {
        FileSystem archive = archive(Path.of(jar.getJarFileURL().toURI()));
        return archive.getPath("/").resolve(entry(jar));
      }
      URI uri = url.toURI();
      return Path.of(uri);
    } catch (IOException
        | URISyntaxException
        | IllegalArgumentException
        | FileSystemNotFoundException e) {
      throw element.failure(
          "the test resource \"" + name + "\" cannot be read at " + url + ": " + e.getMessage(), e);
    }
  }

  private static String entry(JarURLConnection jar) throws IOException {
    String name = jar.getEntryName();
    if (name == null) {
      throw new IOException("no entry of the archive is named");
    }
    return name;
  }

  private FileSystem archive(Path file) throws IOException {
    return archives.get(
        file,
        FileSystem.class,
        () -> open.add(FileSystems.newFileSystem(file, (ClassLoader) null)));
  }
}
