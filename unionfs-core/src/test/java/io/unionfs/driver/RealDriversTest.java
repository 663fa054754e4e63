package io.unionfs.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.unionfs.archive.Hashing;
import io.unionfs.image.Image;
import io.unionfs.layer.Layer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The bills beside the real thing: the kernel's overlayfs, fuse-overlayfs under strace, and
 * buildah's vfs under strace. Skipped, saying so, where they cannot be had.
 */
class RealDriversTest {
  /** Bytes of system calls that copy data from file to file, by what they return. */
  private static final Pattern COPIED =
      Pattern.compile("(?:copy_file_range|sendfile)\\(.*\\) += (\\d+)");

  @TempDir Path work;

  /** {@code count} layers in directories {@code l0} and so on, the bottom one first. */
  private List<ImageLayer> layers(int count, long seed) throws IOException {
    Random random = new Random(seed);
    List<ImageLayer> layers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Path layer = Files.createDirectory(work.resolve("l" + i));
      for (int j = 0; j < 12; j++) {
        Path directory = layer.resolve("d" + random.nextInt(3)).resolve("s" + random.nextInt(2));
        Files.createDirectories(directory);
        byte[] data = new byte[random.nextInt(20_000)];
        random.nextBytes(data);
        Files.write(directory.resolve("f" + random.nextInt(30)), data);
      }
      layers.add(layer(layer));
    }
    return layers;
  }

  private static ImageLayer layer(Path directory) throws IOException {
    byte[] name = directory.toString().getBytes(StandardCharsets.UTF_8);
    return new ImageLayer(Hashing.sha256(name), Layer.ofDirectory(directory));
  }

  /** The option that names {@code count} layers, those in {@code parent}. */
  private static String lowerdir(String parent, int count) {
    StringBuilder option = new StringBuilder("lowerdir=");
    for (int i = count - 1; i >= 0; i--) {
      option.append(parent).append('l').append(i).append(i == 0 ? "" : ":");
    }
    return option.toString();
  }

  /** Says what is below {@code directory}. */
  private static String measure(String directory) {
    return String.join(
        "\n",
        "sync -f " + directory,
        "echo du=$(du -s -B1 " + directory + " | cut -f1)",
        "echo files=$(find " + directory + " ! -type d ! -type c | wc -l)",
        "echo directories=$(find " + directory + " -type d | wc -l)",
        "echo whiteouts=$(find " + directory + " -type c | wc -l)",
        "echo apparent=$(find "
            + directory
            + " -type f,l -printf '%s\\n' | awk '{ sum += $1 } END { print sum + 0 }')");
  }

  /**
   * On tmpfs the writable layer takes what the bill says, to the byte: there a directory and an
   * extended attribute take nothing.
   */
  @ParameterizedTest
  @CsvSource({"OVERLAY2, 1", "OVERLAY2, 2", "OVERLAY2, 3", "OVERLAY2_METACOPY, 4"})
  void theKernelsWritableLayerOnTmpfsTakesWhatTheBillSays(DriverKind kind, long seed)
      throws Exception {
    Host.require("unshare", "mount", "du");
    Host.requireMounts(work);
    Compared compared = compare(kind, seed, "mount -t tmpfs tmpfs up");
    assertThat(compared.real.number("du")).isEqualTo(compared.unique.allocatedBytes());
    assertSameCounts(compared);
  }

  /**
   * On a disk each directory takes a block more, and each file or directory that was copied up may
   * take one for overlayfs's extended attributes: ext4 has room for one short one beside the inode.
   */
  @ParameterizedTest
  @CsvSource({"OVERLAY2, 5", "OVERLAY2_METACOPY, 6"})
  void theKernelsWritableLayerOnDiskTakesTheBlocksOfDirectoriesBesides(DriverKind kind, long seed)
      throws Exception {
    Host.require("unshare", "mount", "du");
    Host.requireMounts(work);
    Compared compared = compare(kind, seed, "echo type=$(stat -f -c %T up)");
    assumeTrue(
        compared.real.lines().contains("type=ext2/ext3"), "the temporary directory is not on ext4");
    Stored unique = compared.unique;
    long least = unique.diskUsage(4096);
    long attributes = (unique.files() + unique.directories()) * 4096;
    assertThat(compared.real.number("du")).isBetween(least, least + attributes);
    assertSameCounts(compared);
  }

  private record Compared(Host.Script real, Stored unique) {}

  private Compared compare(DriverKind kind, long seed, String preparing) throws Exception {
    List<ImageLayer> layers = layers(4, seed);
    try (StorageDriver driver = StorageDriver.inMemory(kind, InstantSource.system())) {
      DriverContainer container = driver.createContainer(driver.addImage(layers));
      HostScript script = new HostScript(container.fileSystem().getPath("/"), seed);
      script.run(60);
      String options =
          kind == DriverKind.OVERLAY2
              ? ",index=off,redirect_dir=off,metacopy=off"
              : ",index=off,redirect_dir=on,metacopy=on";
      Host.Script real =
          Host.run(
              work,
              String.join(
                  "\n",
                  "set -e",
                  "mkdir up m",
                  preparing,
                  "mkdir up/u up/w",
                  "mount -t overlay overlay -o "
                      + lowerdir("", 4)
                      + ",upperdir=up/u,workdir=up/w"
                      + options
                      + " m",
                  script.text(),
                  "umount m",
                  measure("up/u")));
      assertThat(real.code()).as(real.err()).isZero();
      return new Compared(real, container.bill().unique());
    }
  }

  private static void assertSameCounts(Compared compared) {
    Stored unique = compared.unique;
    assertThat(compared.real.number("files")).isEqualTo(unique.files());
    assertThat(compared.real.number("directories")).isEqualTo(unique.directories());
    assertThat(compared.real.number("whiteouts")).isEqualTo(unique.whiteouts());
    assertThat(compared.real.number("apparent")).isEqualTo(unique.apparentBytes());
  }

  /**
   * The lower layers of a kernel mount are put on a filesystem of FUSE that is traced: each name
   * that overlayfs asks a layer for is a LOOKUP there. The writable layer is on the disk, and not
   * seen.
   */
  @Test
  void theKernelAsksItsLayersAsOftenAsTheBillSays() throws Exception {
    Host.require("unshare", "mount", "strace", "fuse-overlayfs");
    Host.requireMounts(work);
    int count = 8;
    List<ImageLayer> layers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Path layer = work.resolve("all/l" + i);
      Files.createDirectories(layer.resolve("many"));
      Files.writeString(layer.resolve("many/file" + i), "x");
      if (i == 0) {
        Files.createDirectory(layer.resolve("single"));
        Files.writeString(layer.resolve("single/file"), "x");
      }
      layers.add(layer(layer));
    }
    // Those whose parent the writable layer holds ask it too.
    List<String> paths =
        List.of(
            "/missing",
            "/single",
            "/many",
            "/many/missing",
            "/many/missing",
            "/many/file7",
            "/many/file0",
            "/single/missing",
            "/single/file");
    List<Long> billed = new ArrayList<>();
    try (StorageDriver driver =
        StorageDriver.inMemory(DriverKind.OVERLAY2, InstantSource.system())) {
      DriverContainer container = driver.createContainer(driver.addImage(layers));
      Path root = container.fileSystem().getPath("/");
      for (String path : paths) {
        Bill before = container.bill();
        Files.exists(root.resolve(path), LinkOption.NOFOLLOW_LINKS);
        long probes = container.bill().minus(before).work().probes();
        billed.add(probes - (path.lastIndexOf('/') == 0 ? 1 : 0));
      }
    }
    StringBuilder script = new StringBuilder();
    script.append(
        String.join(
            "\n",
            "mkdir f u w m",
            "strace -f -o trace -e trace=read -s 80 fuse-overlayfs -f -o lowerdir=all f & tracer=$!",
            "for i in $(seq 50); do grep -q \" $PWD/f \" /proc/mounts && break; sleep .1; done",
            "mount -t overlay overlay -o " + lowerdir("f/", count) + ",upperdir=u,workdir=w m",
            "sleep .3",
            ""));
    for (int i = 0; i < paths.size(); i++) {
      String name = paths.get(i).substring(paths.get(i).lastIndexOf('/') + 1);
      script.append("from=$(wc -l < trace); stat m" + paths.get(i) + " > stat 2>&1; sleep .3\n");
      script.append(
          "echo p" + i + "=$(tail -n +$((from + 1)) trace | grep -cF '\\0" + name + "\\0')\n");
    }
    script.append("umount m; umount f; wait $tracer\n");
    Host.Script real = Host.run(work, script.toString());
    List<Long> asked = new ArrayList<>();
    for (int i = 0; i < paths.size(); i++) {
      asked.add(real.number("p" + i));
    }
    assertThat(asked).as(real.err()).isEqualTo(billed);
    assertThat(billed).isEqualTo(List.of(8L, 8L, 8L, 8L, 0L, 1L, 8L, 1L, 1L));
  }

  /** fuse-overlayfs copies up by sendfile(2), which tells how many bytes. */
  @Test
  void fuseOverlayfsCopiesUpTheBytesTheBillSays() throws Exception {
    Host.require("unshare", "mount", "strace", "fuse-overlayfs");
    Host.requireMounts(work);
    List<ImageLayer> layers = layers(3, 7);
    try (StorageDriver driver =
        StorageDriver.inMemory(DriverKind.OVERLAY2, InstantSource.system())) {
      DriverContainer container = driver.createContainer(driver.addImage(layers));
      Path root = container.fileSystem().getPath("/");
      HostScript script = new HostScript(root, 7);
      List<Path> files;
      try (var all = Files.walk(root)) {
        files = all.filter(Files::isRegularFile).sorted().toList();
      }
      script.append(files.get(0), 1);
      script.append(files.get(3), 5000);
      script.chmod(files.get(5));
      script.chmod(files.get(0));
      Host.Script real =
          Host.run(
              work,
              String.join(
                  "\n",
                  "mkdir u w m",
                  "strace -f -o trace -e trace=sendfile,copy_file_range fuse-overlayfs -f -o "
                      + lowerdir("", 3)
                      + ",upperdir=u,workdir=w m & tracer=$!",
                  "for i in $(seq 50); do grep -q \" $PWD/m \" /proc/mounts && break; sleep .1; done",
                  script.text(),
                  "umount m; wait $tracer",
                  "cat trace"));
      assertThat(copied(real.out())).isEqualTo(container.bill().work().bytesCopied()).isPositive();
    }
  }

  private static long copied(String trace) {
    return COPIED.matcher(trace).results().mapToLong(call -> Long.parseLong(call.group(1))).sum();
  }

  /**
   * buildah keeps each layer, and each container, in a directory of its own. On ext4 du shows the
   * blocks of files and one for each directory.
   */
  @Test
  void buildahsVfsStoresAndCopiesWhatTheBillSays() throws Exception {
    Host.require("unshare", "buildah", "strace", "du");
    layers(3, 11);
    String buildah =
        "buildah --root $PWD/storage/root --runroot $PWD/storage/run --storage-driver vfs ";
    StringBuilder script = new StringBuilder("set -e\necho type=$(stat -f -c %T .)\n");
    String from = "scratch";
    for (int i = 0; i < 3; i++) {
      script.append(
          buildah
              + "from -q --name c"
              + i
              + " "
              + from
              + " > log\n"
              + "cp -a l"
              + i
              + "/. $("
              + buildah
              + "mount c"
              + i
              + ")/\n"
              + (i == 2 ? "rm -r $(" + buildah + "mount c2)/d0\n" : "")
              + buildah
              + "commit -q c"
              + i
              + " i"
              + i
              + " > log\n"
              + buildah
              + "rm c"
              + i
              + " > log\n");
      from = "i" + i;
    }
    script.append(
        buildah
            + "push -q i2 oci:$PWD/layout:t\n"
            + "sync -f storage; echo layers=$(du -s -B1 storage/root/vfs/dir/* | awk '{ s += $1 } END { print s }')\n"
            + "strace -f -o trace -e trace=sendfile,copy_file_range "
            + buildah
            + "from -q --name c i2 > log\n"
            + "sync -f storage; echo all=$(du -s -B1 storage/root/vfs/dir/* | awk '{ s += $1 } END { print s }')\n"
            + "echo traced; cat trace\n");
    Host.Script real = Host.run(work, script.toString());
    assertThat(real.code()).as(real.out() + real.err()).isZero();
    assumeTrue(real.lines().contains("type=ext2/ext3"), "the temporary directory is not on ext4");
    try (Image image = Image.open(work.resolve("layout"));
        StorageDriver driver = StorageDriver.inMemory(DriverKind.VFS, InstantSource.system())) {
      List<ImageLayer> layers = image.layers().stream().map(ImageLayer::of).toList();
      DriverContainer container = driver.createContainer(driver.addImage(layers));
      Bill bill = driver.bill();
      assertThat(real.number("layers")).isEqualTo(bill.shared().diskUsage(4096));
      assertThat(real.number("all")).isEqualTo(bill.stored().diskUsage(4096));
      assertThat(copied(real.out())).isEqualTo(container.bill().work().bytesCopied()).isPositive();
    }
  }
}
