package io.unionfs.oracle.facts;

import static java.util.stream.Collectors.joining;

import io.unionfs.oracle.facts.FactSubjects.Feature;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Which mounts are refused, and with what. */
class MountFactsTest {
  private static final String WRITABLE = ",upperdir=u,workdir=w";
  private static final String FIRST = "lowerdir=l1" + WRITABLE;
  private static final String SECOND = "lowerdir=l2" + WRITABLE;

  private static DiskFact refusal() {
    return DiskFact.on().needs(Feature.MOUNT_REFUSALS);
  }

  private static DiskFact indexed() {
    return DiskFact.on().needs(Feature.INDEX).mount("m", FIRST + ",index=on", "OK");
  }

  // ---- a writable layer that is or was used ----

  @TestFactory
  Stream<DynamicTest> withoutIndexAWritableLayerCanBeMountedTwice() {
    return DiskFact.on()
        .needs(Feature.SHARED_UPPER)
        .mount("m", FIRST, "OK")
        .mount("m2", FIRST, "OK")
        .holds();
  }

  @TestFactory
  Stream<DynamicTest> withIndexAWritableLayerInUseIsBusy() {
    return indexed()
        .needs(Feature.MOUNT_REFUSALS)
        .mount("m2", FIRST + ",index=on", "EBUSY")
        .holds();
  }

  private static DiskFact besides(String options, String answer) {
    return indexed()
        .needs(Feature.MOUNT_REFUSALS)
        .directories("u2", "w2", "u/up", "u/work", "u/low")
        .mount("m2", options, answer);
  }

  @TestFactory
  Stream<DynamicTest> withIndexAWritableLayerInUseIsBusyWithAnotherWorkDirectoryToo() {
    return besides("lowerdir=l1,upperdir=u,workdir=w2,index=on", "EBUSY").holds();
  }

  @TestFactory
  Stream<DynamicTest> withIndexAWorkDirectoryInUseIsBusy() {
    return besides("lowerdir=l1,upperdir=u2,workdir=w,index=on", "EBUSY").holds();
  }

  @TestFactory
  Stream<DynamicTest> withIndexAWorkDirectoryInAWritableLayerInUseIsBusy() {
    return besides("lowerdir=l1,upperdir=u2,workdir=u/work,index=on", "EBUSY").holds();
  }

  @TestFactory
  Stream<DynamicTest> withIndexAWritableLayerInOneInUseIsBusy() {
    return besides("lowerdir=l1,upperdir=u/up,workdir=u/work,index=on", "EBUSY").holds();
  }

  @TestFactory
  Stream<DynamicTest> withIndexALowerLayerThatIsAWritableOneInUseIsBusy() {
    return besides("lowerdir=u:l1,upperdir=u2,workdir=w2,index=on", "EBUSY").holds();
  }

  @TestFactory
  Stream<DynamicTest> withIndexALowerLayerInAWritableOneInUseIsBusy() {
    return besides("lowerdir=u/low:l1,upperdir=u2,workdir=w2,index=on", "EBUSY").holds();
  }

  @TestFactory
  Stream<DynamicTest> withIndexALowerLayerThatIsAWorkDirectoryInUseIsBusy() {
    return besides("lowerdir=w:l1,upperdir=u2,workdir=w2,index=on", "EBUSY").holds();
  }

  @TestFactory
  Stream<DynamicTest> withIndexADataOnlyLayerThatIsAWritableOneInUseIsBusy() {
    return besides("lowerdir=l1::u,upperdir=u2,workdir=w2,index=on,metacopy=on", "EBUSY").holds();
  }

  @TestFactory
  Stream<DynamicTest> aMountWithoutAWritableLayerMayHaveOneInUseForALowerOne() {
    return besides("lowerdir=u:l1", "OK").holds();
  }

  @TestFactory
  Stream<DynamicTest> aWritableLayerMayHoldOneInUse() {
    return DiskFact.on()
        .needs(Feature.INDEX)
        .directories("p", "p/u", "p/w")
        .mount("m", "lowerdir=l1,upperdir=p/u,workdir=p/w,index=on", "OK")
        .mount("m2", "lowerdir=l1,upperdir=p,workdir=w,index=on", "OK")
        .holds();
  }

  @TestFactory
  Stream<DynamicTest> withoutIndexAWritableLayerInUseMayBeALowerOne() {
    return DiskFact.on()
        .needs(Feature.SHARED_UPPER)
        .directories("u2", "w2")
        .mount("m", FIRST, "OK")
        .mount("m2", "lowerdir=u:l1,upperdir=u2,workdir=w2", "OK")
        .holds();
  }

  @TestFactory
  Stream<DynamicTest> withIndexAWritableLayerOfOtherLowersIsStale() {
    return indexed()
        .needs(Feature.MOUNT_REFUSALS)
        .unmount("m")
        .mount("m", SECOND + ",index=on", "ESTALE")
        .holds();
  }

  @TestFactory
  Stream<DynamicTest> withIndexALowerLayerMayBeAddedBelow() {
    return indexed()
        .unmount("m")
        .mount("m", "lowerdir=l1:l2" + WRITABLE + ",index=on", "OK")
        .holds();
  }

  @TestFactory
  Stream<DynamicTest> withIndexALowerLayerMustNotBeAddedAbove() {
    return indexed()
        .needs(Feature.MOUNT_REFUSALS)
        .unmount("m")
        .mount("m", "lowerdir=l2:l1" + WRITABLE + ",index=on", "ESTALE")
        .holds();
  }

  @TestFactory
  Stream<DynamicTest> withoutIndexALayerAddedBelowLeavesFilesApart() {
    return DiskFact.on()
        .file("l1/f", "x")
        .file("l2/g", "x")
        .mount("m", FIRST, "OK")
        .file("m/f", "y")
        .unmount("m")
        .mount("m", "lowerdir=l1:l2" + WRITABLE, "OK")
        .file("m/g", "y")
        .inodes("1 2", "m/f", "m/g")
        .holds();
  }

  @TestFactory
  Stream<DynamicTest> withoutIndexOtherLowersAreTakenThoughItWasIndexedBefore() {
    return indexed().unmount("m").mount("m", SECOND, "OK").holds();
  }

  @TestFactory
  Stream<DynamicTest> aVolatileMountIsMade() {
    return DiskFact.on().needs(Feature.VOLATILE).mount("m", FIRST + ",volatile", "OK").holds();
  }

  @TestFactory
  Stream<DynamicTest> aWritableLayerThatWasVolatileIsNotMountedAgain() {
    return refusal()
        .needs(Feature.VOLATILE)
        .mount("m", FIRST + ",volatile", "OK")
        .unmount("m")
        .mount("m", FIRST, "EINVAL")
        .holds();
  }

  @TestFactory
  Stream<DynamicTest> whatIsInTheWorkDirectoryStaysThere() {
    return DiskFact.on()
        .file("w/junk", "x")
        .mount("m", FIRST, "OK")
        .looks("w/junk", "OK")
        .looks("w/work", "OK")
        .holds();
  }

  // ---- directories that are in each other's way ----

  @TestFactory
  Stream<DynamicTest> theWorkDirectoryMustNotBeTheWritableLayer() {
    return refusal().mount("m", "lowerdir=l1,upperdir=u,workdir=u", "EINVAL").holds();
  }

  @TestFactory
  Stream<DynamicTest> theWorkDirectoryMustNotLieInTheWritableLayer() {
    return refusal()
        .directories("u/sub")
        .mount("m", "lowerdir=l1,upperdir=u,workdir=u/sub", "EINVAL")
        .holds();
  }

  @TestFactory
  Stream<DynamicTest> theWorkDirectoryMustBeOnTheWritableLayersFilesystem() {
    return refusal()
        .otherFilesystem("m2")
        .directories("m2/w")
        .mount("m", "lowerdir=l1,upperdir=u,workdir=m2/w", "EINVAL")
        .holds();
  }

  @TestFactory
  Stream<DynamicTest> theWritableLayerMustNotBeALowerOne() {
    return refusal().mount("m", "lowerdir=u" + WRITABLE, "ELOOP").holds();
  }

  @TestFactory
  Stream<DynamicTest> theWritableLayerMustNotBeADataOnlyOne() {
    return refusal()
        .needs(Feature.METACOPY, Feature.DATA_ONLY_LAYERS)
        .mount("m", "lowerdir=l1::u" + WRITABLE + ",metacopy=on", "ELOOP")
        .holds();
  }

  @TestFactory
  Stream<DynamicTest> aLowerLayerMustNotBeNamedTwice() {
    return refusal().mount("m", "lowerdir=l1:l1" + WRITABLE, "ELOOP").holds();
  }

  @TestFactory
  Stream<DynamicTest> aLowerLayerMustNotLieInAnother() {
    return refusal().directories("l1/s").mount("m", "lowerdir=l1:l1/s" + WRITABLE, "ELOOP").holds();
  }

  @TestFactory
  Stream<DynamicTest> aLowerLayerMustNotLieInTheWritableOne() {
    return refusal().directories("u/lo").mount("m", "lowerdir=u/lo" + WRITABLE, "ELOOP").holds();
  }

  @TestFactory
  Stream<DynamicTest> theWritableLayerMayLieInALowerOne() {
    return DiskFact.on()
        .directories("l1/u2", "l1/w2")
        .mount("m", "lowerdir=l1,upperdir=l1/u2,workdir=l1/w2", "OK")
        .holds();
  }

  // ---- what is missing, or too much ----

  @TestFactory
  Stream<DynamicTest> aLowerLayerMustExist() {
    return refusal().mount("m", "lowerdir=zz" + WRITABLE, "ENOENT").holds();
  }

  @TestFactory
  Stream<DynamicTest> aLowerLayerMustBeADirectory() {
    return refusal().file("ff", "").mount("m", "lowerdir=ff" + WRITABLE, "EINVAL").holds();
  }

  @TestFactory
  Stream<DynamicTest> oneLowerLayerAloneIsTooFew() {
    return refusal()
        .needs(Feature.SINGLE_LAYER_REFUSAL)
        .mount("m", "lowerdir=l1", "EINVAL")
        .holds();
  }

  @TestFactory
  Stream<DynamicTest> metacopyNeedsRedirects() {
    return refusal()
        .needs(Feature.METACOPY)
        .mount("m", FIRST + ",metacopy=on,redirect_dir=off", "EINVAL")
        .holds();
  }

  private static DiskFact layers(DiskFact fact, int count, String answer) {
    for (int i = 0; i < count; i++) {
      fact.directories(Integer.toString(i)).file(i + "/f" + i, "x");
    }
    String lower = IntStream.range(0, count).mapToObj(Integer::toString).collect(joining(":"));
    return fact.mount("m", "lowerdir=" + lower + WRITABLE, answer);
  }

  @TestFactory
  Stream<DynamicTest> fiveHundredLowerLayersAreMounted() {
    String names = IntStream.range(0, 500).mapToObj(i -> "f" + i).sorted().collect(joining(" "));
    return layers(DiskFact.on(), 500, "OK").lists("m", names).holds();
  }

  @TestFactory
  Stream<DynamicTest> oneMoreIsRefused() {
    return layers(refusal(), 501, "EINVAL").holds();
  }
}
