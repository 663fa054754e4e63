package io.unionfs.oracle;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Loads every class of this package: a thread in a chroot cannot see class files, and a class whose
 * loading failed once stays broken for the whole process.
 */
final class Preload {
  static {
    load();
    lookUpAccountsInFiles();
  }

  private Preload() {}

  /** Returns when everything is loaded. */
  static void done() {
    // The static initialiser did it, once, whichever thread came first.
  }

  private static void load() {
    String own = Preload.class.getPackageName();
    try {
      Path directory = Path.of(Preload.class.getResource("Preload.class").toURI()).getParent();
      List<String> names;
      try (Stream<Path> files = Files.list(directory)) {
        names = files.map(file -> file.getFileName().toString()).toList();
      }
      for (String name : names) {
        if (name.endsWith(".class")) {
          String type = own + "." + name.substring(0, name.length() - ".class".length());
          // Loading is what needs the file; initialising one here could mount, too early.
          Class.forName(type, false, Preload.class.getClassLoader());
        }
      }
      openJars(own);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException | ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The class loader opens a jar when it first looks into it: a miss looks into all of them. */
  private static void openJars(String own) {
    try {
      Class.forName(own + ".NoSuchClass");
    } catch (ClassNotFoundException expected) {
      return;
    }
  }

  /**
   * Has glibc look users and groups up in files alone. Other sources (nss-systemd knows root and
   * nobody without any) are there in a chroot only if something outside of it used them before.
   */
  private static void lookUpAccountsInFiles() {
    try {
      Function configure =
          NativeLibrary.getInstance("c").getFunction("__nss_configure_lookup"); // nss(5), <nss.h>
      for (String database : List.of("passwd", "group")) {
        configure.invokeInt(new Object[] {database, "files"});
      }
    } catch (UnsatisfiedLinkError e) {
      return; // Another C library, which has no other sources.
    }
  }
}
