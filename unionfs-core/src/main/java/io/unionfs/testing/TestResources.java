package io.unionfs.testing;

import java.io.IOException;
import java.lang.module.ModuleReader;
import java.lang.module.ResolvedModule;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
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
    if (url == null && !name.startsWith("/")) {
      url = beside.getResource("/" + name);
    }
    return url == null && beside.getModule().isNamed() ? findInModule(beside, name) : url;
  }

  /** A module shows others only what is in open packages, which a directory of images may be. */
  private static URL findInModule(Class<?> beside, String name) {
    Module module = beside.getModule();
    Optional<ResolvedModule> resolved =
        module.getLayer().configuration().findModule(module.getName());
    if (resolved.isEmpty()) {
      return null;
    }
    try (ModuleReader reader = resolved.get().reference().open()) {
      for (String path : candidates(beside, name)) {
        Optional<URI> found = reader.find(path);
        if (found.isPresent()) {
          return found.get().toURL();
        }
      }
      return null;
    } catch (IOException e) {
      return null; // told as missing
    }
  }

  /** Where a resource may be, from the root of the class path. */
  private static List<String> candidates(Class<?> beside, String name) {
    if (name.startsWith("/")) {
      return List.of(name.substring(1));
    }
    String packageName = beside.getPackageName();
    return packageName.isEmpty()
        ? List.of(name)
        : List.of(packageName.replace('.', '/') + "/" + name, name);
  }

  private static String missing(Class<?> type, String name) {
    List<String> candidates = candidates(type, name);
    String fromRoot = candidates.get(candidates.size() - 1);
    return "there is no test resource \""
        + name
        + "\", "
        + (candidates.size() > 1 ? "neither as " + candidates.get(0) + " nor as " : "as ")
        + fromRoot
        + " on the class path: put it at src/test/resources/"
        + fromRoot;
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
