package io.unionfs.medium;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.unionfs.layer.DeviceNumber;
import io.unionfs.layer.FileType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Writable layers that something else has made, such as the kernel. */
@Timeout(60)
final class FoundTreeTest {
  @TempDir Path directory;

  private void sh(String commands) throws Exception {
    Process process =
        new ProcessBuilder("sh", "-ec", commands)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes());
    assumeTrue(process.waitFor() == 0, () -> "could not make the tree: " + output);
  }

  @Test
  void theKernelsWhiteoutsAndSpecialFilesAreRead() throws Exception {
    Place place = Place.onHost(directory);
    sh(
        "cd upper && mknod white c 0 0 && mkfifo -m 640 pipe && mknod null c 1 3"
            + " && mkdir d && chmod 2755 d && ln -s nowhere link && echo data > d/f"
            + " && ln d/f hard");
    Map<String, String> before;
    try (UpperMedium medium = place.open()) {
      Map<String, UpperEntry> found = medium.list(medium.root());
      assertThat(found.get("white")).isEqualTo(UpperEntry.Whiteout.WHITEOUT);
      UpperEntry.Present pipe = (UpperEntry.Present) found.get("pipe");
      assertThat(pipe.metadata().type()).isEqualTo(FileType.FIFO);
      assertThat(pipe.metadata().attributes().mode()).isEqualTo(0640);
      UpperEntry.Present device = (UpperEntry.Present) found.get("null");
      assertThat(device.metadata().type()).isEqualTo(FileType.CHARACTER_DEVICE);
      assertThat(device.metadata().device()).isEqualTo(new DeviceNumber(1, 3));
      UpperEntry.Present hard = (UpperEntry.Present) found.get("hard");
      assertThat(hard.links()).isEqualTo(2);
      assertThat(Samples.read((UpperFile) hard.node())).isEqualTo("data\n");
      UpperEntry.Present below = (UpperEntry.Present) found.get("d");
      assertThat(below.metadata().attributes().mode()).isEqualTo(02755);
      assertThat(((UpperEntry.Present) medium.list(below.node()).get("f")).node())
          .isSameAs(hard.node());
      medium.update(pipe.node(), Samples.decorated(pipe.metadata(), 5));
      medium.update(device.node(), Samples.decorated(device.metadata(), 6));
      before = tree(medium);
    }
    try (UpperMedium medium = place.open()) {
      assertThat(tree(medium)).isEqualTo(before);
      medium.create(medium.root(), "white", Samples.directory(), Occupant.WHITEOUT);
      medium.remove(medium.root(), "pipe", Occupant.FILE, Remains.WHITEOUT);
      before = tree(medium);
    }
    try (UpperMedium medium = place.open()) {
      assertThat(tree(medium)).isEqualTo(before);
    }
  }

  /** Without access times: reading a directory or a link that someone else made sets them. */
  private static Map<String, String> tree(UpperMedium medium) throws IOException {
    Map<String, String> lines = Samples.tree(medium);
    lines.replaceAll((path, line) -> line.replaceAll("accessed=[^,]*", "accessed"));
    return lines;
  }

  @Test
  void whatACrashLeftIsRemoved() throws IOException {
    Place place = Place.onHost(directory);
    place.open().close();
    Files.createDirectories(place.work().resolve("work/7/deep"));
    Files.writeString(place.work().resolve("work/7/deep/f"), "x");
    Files.writeString(place.work().resolve("orphans/8"), "x");
    Files.writeString(place.work().resolve("probe-file"), "x");
    Files.writeString(place.work().resolve("meta"), "5 1 type=FIFO\n6 1 ty");
    Files.writeString(place.work().resolve("journal"), "1 from=u/a to=w/w");
    place.open().close();
    assertThat(place.work().resolve("work")).isEmptyDirectory();
    assertThat(place.work().resolve("orphans")).isEmptyDirectory();
    assertThat(place.work().resolve("probe-file")).doesNotExist();
  }

  @Test
  void aFailedChangeThatCouldNotBeUndoneIsUndoneAtTheNextOpen() throws IOException {
    Place place = Place.onHost(directory);
    try (UpperMedium medium = place.open()) {
      Samples.createDirectory(medium, medium.root(), "d");
    }
    Files.move(place.upper().resolve("d"), place.work().resolve("work/1"));
    Files.writeString(place.work().resolve("journal"), "1 from=u/d to=w/work/1\nend ddb93d26\n");
    try (UpperMedium medium = place.open()) {
      assertThat(medium.list(medium.root())).containsOnlyKeys("d");
    }
    assertThat(place.work().resolve("journal")).isEmptyFile();
  }
}
