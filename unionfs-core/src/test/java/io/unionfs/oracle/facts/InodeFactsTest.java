package io.unionfs.oracle.facts;

import static io.unionfs.oracle.facts.Given.directory;
import static io.unionfs.oracle.facts.Given.file;
import static io.unionfs.oracle.facts.Given.lower;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;

import io.unionfs.oracle.MountOptions;
import io.unionfs.oracle.MountOptions.Xino;
import io.unionfs.oracle.facts.FactSubjects.Feature;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Device and inode numbers and link counts, with all layers on one filesystem. */
class InodeFactsTest {
  private static final String[] NAMES = {"f1", "f2", "fu", "d", "du", "dl"};

  private static Fact stack(Xino xino) {
    return Fact.given(
            lower(file("f2", "x"), file("d/y", "x"), directory("dl")),
            lower(file("f1", "x"), file("d/x", "x")))
        .over(file("fu", "x"), directory("du"))
        .options(MountOptions.DEFAULT.with(xino));
  }

  private static DynamicNode table(Xino xino) {
    Fact numbers = stack(xino);
    for (int i = 0; i < NAMES.length; i++) {
      numbers.inode(NAMES[i], i + 1);
    }
    numbers
        .when(Ops.chmod("f2", 0600))
        .when(Ops.chmod("d", 0700))
        .inode("f2", 2)
        .inode("d", 4)
        .when(Ops.remount());
    for (int i = 0; i < NAMES.length; i++) {
      numbers.inode(NAMES[i], i + 1);
    }
    return dynamicContainer(
        "xino=" + xino,
        Stream.of(
            stack(xino).program(InodeFactsTest::devices, "1").called("there is one device"),
            numbers.called("numbers differ, and stay across copy-up and remount"),
            stack(xino)
                .shows("d", "d0755 x1")
                .shows("du", "d0755 x2")
                .shows("dl", "d0755 x2")
                .called("a merged directory has one link, any other two and its subdirectories")));
  }

  private static String devices(Path root) throws Exception {
    Set<Object> devices = new TreeSet<>();
    devices.add(Files.getAttribute(root, "unix:dev"));
    for (String name : NAMES) {
      devices.add(Files.getAttribute(root.resolve(name), "unix:dev"));
    }
    return Integer.toString(devices.size());
  }

  @TestFactory
  Stream<DynamicNode> onOneFilesystem() {
    return Stream.of(Xino.values()).map(InodeFactsTest::table);
  }

  private static final String[] SHOWN = {"m/f1", "m/f2", "m/fu", "m/d", "m/du", "m/dl"};

  /** Two lower layers and a writable one, each on a filesystem of its own. */
  @TestFactory
  Stream<DynamicTest> withXinoThereIsOneDeviceAndNumbersStayThoughLayersAreOnManyFilesystems() {
    String mount = "lowerdir=l1:l2,upperdir=m2/u,workdir=m2/w,xino=on";
    return DiskFact.on()
        .needs(Feature.XINO)
        .otherFilesystem("l1")
        .otherFilesystem("l2")
        .otherFilesystem("m2")
        .directories("m2/u", "m2/w", "l1/d", "l2/d", "l2/dl", "m2/u/du")
        .file("l1/f1", "x")
        .file("l2/f2", "x")
        .file("m2/u/fu", "x")
        .mount("m", mount, "OK")
        .devices(1, SHOWN)
        .inodes("1 2 3 4 5 6", SHOWN)
        .chmod("m/f2", 0600)
        .chmod("m/d", 0700)
        .inodes("1 2 3 4 5 6", SHOWN)
        .unmount("m")
        .mount("m", mount, "OK")
        .inodes("1 2 3 4 5 6", SHOWN)
        .holds();
  }
}
