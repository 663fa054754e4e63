package io.unionfs.analysis;

import io.unionfs.analysis.Leftover.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Knows the places where builds leave things. */
final class Leftovers {
  /** How a place is written. */
  private enum Form {
    /** All below a directory: {@code /var/cache/apk}. */
    BELOW,
    /** All below a directory of root's or a user's home: {@code ~/.npm}. */
    HOME,
    /** All below a directory of that name, anywhere: {@code .git}. */
    ANYWHERE,
    /** Files whose name ends so. */
    ENDING
  }

  private record Place(Kind kind, String what, Form form, String path) {
    String shown() {
      return switch (form) {
        case BELOW -> "/" + path;
        case HOME -> "~/" + path;
        case ANYWHERE -> "**/" + path;
        case ENDING -> "*" + path;
      };
    }

    /**
     * @param path without a leading slash
     */
    boolean holds(String file) {
      return switch (form) {
        case BELOW -> isBelow(file, path);
        case HOME -> {
          int home = homeLength(file);
          yield home > 0 && isBelow(file.substring(home), path);
        }
        case ANYWHERE -> file.startsWith(path + "/") || file.contains("/" + path + "/");
        case ENDING -> file.endsWith(path);
      };
    }
  }

  /** The first place that holds a file counts. */
  private static final List<Place> PLACES =
      List.of(
          below(Kind.PACKAGE_LISTS, "apt's package lists", "var/lib/apt/lists"),
          below(Kind.PACKAGE_LISTS, "apt's package index", "var/cache/apt/pkgcache.bin"),
          below(Kind.PACKAGE_LISTS, "apt's source index", "var/cache/apt/srcpkgcache.bin"),
          below(Kind.PACKAGE_CACHE, "apt's packages", "var/cache/apt"),
          below(Kind.PACKAGE_CACHE, "apk's packages", "var/cache/apk"),
          below(Kind.PACKAGE_CACHE, "apk's packages", "etc/apk/cache"),
          below(Kind.PACKAGE_CACHE, "yum's packages", "var/cache/yum"),
          below(Kind.PACKAGE_CACHE, "dnf's packages", "var/cache/dnf"),
          below(Kind.PACKAGE_CACHE, "dnf's packages", "var/cache/libdnf5"),
          below(Kind.PACKAGE_CACHE, "zypper's packages", "var/cache/zypp"),
          below(Kind.PACKAGE_CACHE, "pacman's packages", "var/cache/pacman/pkg"),
          below(Kind.PACKAGE_CACHE, "debconf's old files", "var/cache/debconf/templates.dat-old"),
          below(Kind.PACKAGE_CACHE, "debconf's old files", "var/cache/debconf/config.dat-old"),
          below(Kind.PACKAGE_CACHE, "dpkg's old files", "var/lib/dpkg/status-old"),
          home("pip's cache", ".cache/pip"),
          home("uv's cache", ".cache/uv"),
          home("Poetry's cache", ".cache/pypoetry"),
          home("npm's cache", ".npm"),
          home("Yarn's cache", ".cache/yarn"),
          home("Yarn's cache", ".yarn/cache"),
          below(Kind.LANGUAGE_CACHE, "Yarn's cache", "usr/local/share/.cache/yarn"),
          home("pnpm's store", ".local/share/pnpm/store"),
          home("Go's build cache", ".cache/go-build"),
          home("Go's modules", "go/pkg/mod"),
          below(Kind.LANGUAGE_CACHE, "Go's modules", "go/pkg/mod"),
          home("Maven's repository", ".m2/repository"),
          home("Gradle's caches", ".gradle/caches"),
          home("Composer's cache", ".composer/cache"),
          home("Composer's cache", ".cache/composer"),
          home("Cargo's registry", ".cargo/registry"),
          below(Kind.LANGUAGE_CACHE, "Cargo's registry", "usr/local/cargo/registry"),
          home("Bundler's cache", ".bundle/cache"),
          home("gem's cache", ".gem/specs"),
          home("NuGet's packages", ".nuget/packages"),
          home("a cache", ".cache"),
          anywhere(Kind.VERSION_CONTROL, "a Git repository", ".git"),
          anywhere(Kind.VERSION_CONTROL, "a Mercurial repository", ".hg"),
          anywhere(Kind.VERSION_CONTROL, "a Subversion copy", ".svn"),
          below(Kind.TEMPORARY, "temporary files", "tmp"),
          below(Kind.TEMPORARY, "temporary files", "var/tmp"),
          ending(Kind.TEMPORARY, "left by a package manager", ".dpkg-old"),
          ending(Kind.TEMPORARY, "left by a package manager", ".dpkg-dist"),
          ending(Kind.TEMPORARY, "left by a package manager", ".rpmsave"),
          ending(Kind.TEMPORARY, "left by an editor", ".swp"),
          below(Kind.LOG, "logs", "var/log"),
          ending(Kind.BYTECODE, "Python's compiled files", ".pyc"));

  private final Map<String, Sum> sums = new LinkedHashMap<>();
  private final Set<Kind> wanted;

  private static final class Sum {
    final Place place;
    final int layer;
    long files;
    long live;
    long dead;

    Sum(Place place, int layer) {
      this.place = place;
      this.layer = layer;
    }
  }

  private Leftovers(Set<Kind> wanted) {
    this.wanted = wanted.isEmpty() ? EnumSet.noneOf(Kind.class) : EnumSet.copyOf(wanted);
  }

  /** What {@code files} leave, of the {@code wanted} kinds; the largest first. */
  static List<Leftover> of(List<StoredFile> files, Set<Kind> wanted) {
    Leftovers leftovers = new Leftovers(wanted);
    files.stream().filter(file -> file.size() > 0).forEach(leftovers::add);
    return leftovers.list();
  }

  private void add(StoredFile file) {
    for (Place place : PLACES) {
      if (wanted.contains(place.kind()) && place.holds(file.path())) {
        Sum sum =
            sums.computeIfAbsent(
                file.layer + " " + place.shown(), any -> new Sum(place, file.layer));
        sum.files++;
        sum.live += file.isLive() ? file.size() : 0;
        sum.dead += file.isLive() ? 0 : file.size();
        return;
      }
    }
  }

  private List<Leftover> list() {
    List<Leftover> list = new ArrayList<>();
    for (Sum sum : sums.values()) {
      Place place = sum.place;
      list.add(
          new Leftover(
              place.kind(), place.what(), place.shown(), sum.layer, sum.files, sum.live, sum.dead));
    }
    list.sort(
        Comparator.comparingLong(Leftover::bytes)
            .reversed()
            .thenComparing(Leftover::place)
            .thenComparingInt(Leftover::layer));
    return List.copyOf(list);
  }

  /** How much of {@code file} is a home directory and a slash; 0 if it is in none. */
  static int homeLength(String file) {
    if (file.startsWith("root/")) {
      return 5;
    }
    int slash = file.startsWith("home/") ? file.indexOf('/', 5) : -1;
    return slash < 0 ? 0 : slash + 1;
  }

  private static boolean isBelow(String file, String place) {
    return file.startsWith(place)
        && (file.length() == place.length() || file.charAt(place.length()) == '/');
  }

  private static Place below(Kind kind, String what, String path) {
    return new Place(kind, what, Form.BELOW, path);
  }

  private static Place home(String what, String path) {
    return new Place(Kind.LANGUAGE_CACHE, what, Form.HOME, path);
  }

  private static Place anywhere(Kind kind, String what, String name) {
    return new Place(kind, what, Form.ANYWHERE, name);
  }

  private static Place ending(Kind kind, String what, String end) {
    return new Place(kind, what, Form.ENDING, end);
  }
}
