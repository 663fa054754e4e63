package io.unionfs.medium;

import static io.unionfs.medium.Samples.createDirectory;
import static io.unionfs.medium.Samples.createFile;
import static io.unionfs.medium.Samples.decorated;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.unionfs.layer.Attributes;
import io.unionfs.layer.Xattrs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The kernel, given a layer written here as its upper {@code lowerdir} under {@code userxattr},
 * shows what the layer says. Mounts are made in a mount namespace that ends with its process.
 */
final class KernelReadsUpperTest {
  @TempDir Path directory;
  private Path lower;
  private Place place;

  @BeforeEach
  void setUp() throws IOException {
    lower = Files.createDirectory(directory.resolve("lower"));
    place = Place.onHost(directory);
    Files.createDirectory(directory.resolve("mount"));
  }

  private List<String> mounted(String commands) throws Exception {
    assumeTrue(
        System.getProperty("os.name").equals("Linux")
            && Files.isExecutable(Path.of("/usr/bin/unshare"))
            && (Integer) Files.getAttribute(directory, "unix:uid") == 0,
        "only root on Linux can mount");
    List<String> tried = run("mount -t overlay overlay -o " + options() + " mount && echo mounted");
    assumeTrue(
        tried.equals(List.of("mounted")),
        () -> "this kernel, or this container, mounts no overlay here: " + tried);
    return run("mount -t overlay overlay -o " + options() + " mount && cd mount && " + commands);
  }

  private static String options() {
    return "lowerdir=upper:lower,userxattr";
  }

  private List<String> run(String commands) throws Exception {
    Process process =
        new ProcessBuilder("unshare", "--mount", "sh", "-c", commands)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return output.lines().toList();
  }

  private void lower(String... files) throws IOException {
    for (String file : files) {
      Path path = lower.resolve(file);
      Files.createDirectories(path.getParent());
      Files.writeString(path, "lower");
    }
  }

  @Test
  void whiteoutsHideFromLookupAndListing() throws Exception {
    lower("a", "b", "d/a", "d/b", "d/e/a", "d/e/b", "gone/x");
    try (UpperMedium medium = place.open()) {
      UpperNode root = medium.root();
      medium.remove(root, "a", Occupant.NOTHING, Remains.WHITEOUT);
      medium.remove(root, "gone", Occupant.NOTHING, Remains.WHITEOUT);
      UpperNode d = createDirectory(medium, root, "d");
      UpperNode e = createDirectory(medium, d, "e");
      UpperFile made = createFile(medium, e, "a", "upper");
      medium.move(made, e, "a", d, "a", Occupant.NOTHING, Remains.WHITEOUT);
    }
    assertThat(mounted("find . | sort; cat d/a; echo; stat d/e/a gone 2>&1 | grep -c No.such"))
        .containsExactly(".", "./b", "./d", "./d/a", "./d/b", "./d/e", "./d/e/b", "upper", "2");
  }

  @Test
  void opaqueDirectoriesHideAllBelow() throws Exception {
    lower("o/a", "o/b", "w/a");
    try (UpperMedium medium = place.open()) {
      UpperNode root = medium.root();
      UpperNode o = medium.create(root, "o", Samples.opaqueDirectory(), Occupant.NOTHING);
      createFile(medium, o, "c", "upper");
      medium.remove(root, "w", Occupant.NOTHING, Remains.WHITEOUT);
      medium.create(root, "w", Samples.opaqueDirectory(), Occupant.WHITEOUT);
    }
    assertThat(mounted("find . | sort")).containsExactly(".", "./o", "./o/c", "./w");
  }

  @Test
  void attributesAreNativeAndOursAreHidden() throws Exception {
    lower("x");
    try (UpperMedium medium = place.open()) {
      UpperMetadata metadata = decorated(Samples.file(0), 0);
      Attributes attributes =
          metadata
              .attributes()
              .withXattrs(Xattrs.NONE.with("user.overlay.foo", Samples.bytes("program's")));
      medium.create(medium.root(), "f", metadata.with(attributes), Occupant.NOTHING);
      medium.create(medium.root(), "l", decorated(Samples.symlink("x"), 0), Occupant.NOTHING);
    }
    assertThat(mounted("stat -c '%a %u %g %.9Y %F' f; cat l; echo; stat -c '%u %g' l"))
        .containsExactly(
            "4700 1000 100000 1700000000.123456790 regular empty file", "lower", "1000 100000");
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/getfattr")), "getfattr is not installed");
    assertThat(mounted("getfattr -d -m - f"))
        .contains("user.overlay.foo=\"program's\"")
        .noneMatch(line -> line.contains("unionfs"));
  }

  @Test
  void volatileLayersAreRefusedByBothWhoeverUsedThem() throws Exception {
    lower("x");
    assertThat(mounted("true")).isEmpty();
    String writable = "lowerdir=lower,upperdir=upper,workdir=beside,userxattr";
    String remains = "test -f beside/work/incompat/volatile/dirty && echo left";
    assumeTrue(
        run("mount -t overlay overlay -o "
                + writable
                + ",volatile mount && umount mount; "
                + remains)
            .equals(List.of("left")),
        "this kernel, or this directory, has no volatile mounts");
    assertThatThrownBy(() -> place.open()).isInstanceOf(UnsafeUpperException.class);
    run("rm -r beside/work/incompat/volatile");
    place.open(Durability.VOLATILE).close();
    String attempt =
        "mount -t overlay overlay -o " + writable + " mount 2>/dev/null && echo mounted";
    assertThat(run(attempt)).isEmpty();
    assertThat(run("rm -r beside/work/incompat/volatile; " + attempt)).containsExactly("mounted");
  }
}
