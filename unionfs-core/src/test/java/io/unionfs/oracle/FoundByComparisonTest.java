package io.unionfs.oracle;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the long comparison found, as it shrank it: the engine against the kernel. */
class FoundByComparisonTest {
  @BeforeAll
  static void kernelCanBeAsked() {
    assumeTrue(KernelAvailability.reason().isEmpty(), () -> KernelAvailability.reason().orElse(""));
  }

  private static void check(String scenario) {
    new Differential(KernelSubject::open, EngineSubject::open).check(Scenario.parse(scenario));
  }

  @Test
  void anOpaqueDirectoryOnTheWayDoesNotEndTheSearchForDataBehindAFileWithoutData() {
    check(
        """
        options (ON OFF ON OFF TRUSTED DURABLE PRESENT NOATIME)
        layer
        directory "" (0755 0 0 100.000000000 200.000000000 {})
        directory "b" (0755 0 0 100.000000000 200.000000000 {})
        regular-file "b/d" "x" (0644 0 0 100.000000000 200.000000000 {})
        layer
        directory "" (0755 0 0 100.000000000 200.000000000 {})
        opaque-directory "b" (0755 0 0 100.000000000 200.000000000 {})
        metacopy-file "b/d" 8 "" (0644 0 0 100.000000000 200.000000000 {})
        layer
        directory "" (0755 0 0 100.000000000 200.000000000 {})
        metacopy-file "c" 8 "/b/d" (0644 0 0 100.000000000 200.000000000 {})
        steps
        pread "/c" 0 19
        pread "/b/d" 0 19
        """);
  }

  @Test
  void aCountOfNamesOutlastsAMountThatDoesNotKeepIt() {
    check(
        """
        options (OFF ON OFF OFF TRUSTED DURABLE PRESENT NOATIME)
        layer
        directory "" (0755 0 0 100.000000000 200.000000000 {})
        regular-file "c" "x" (0644 0 0 100.000000000 200.000000000 {})
        hard-link "d" "c"
        steps
        chown "/c" 0 0 FOLLOW
        unlink "/d"
        remount-with (OFF OFF OFF OFF TRUSTED DURABLE PRESENT NOATIME)
        utimens "/c" 434105583.921191873 omit FOLLOW
        remount-with (ON ON ON OFF TRUSTED DURABLE PRESENT NOATIME)
        """);
  }

  @Test
  void aCountOfNamesFollowsWhatAMountWithoutIndexRemoves() {
    check(
        """
        options (OFF ON OFF AUTO TRUSTED DURABLE PRESENT NOATIME)
        layer
        directory "" (0755 0 0 100.000000000 200.000000000 {})
        regular-file "b" "x" (0644 0 0 100.000000000 200.000000000 {})
        hard-link "a" "b"
        steps
        utimens "/b" 222493219.383917373 725341923.887155072 NOFOLLOW
        remount-with (FOLLOW OFF OFF ON TRUSTED DURABLE PRESENT NOATIME)
        unlink "/b"
        remount-with (OFF ON OFF OFF TRUSTED DURABLE PRESENT NOATIME)
        """);
  }

  private static String describedTwice(String bottom) {
    return """
        options (ON OFF ON OFF TRUSTED DURABLE PRESENT NOATIME)
        layer
        directory "" (0755 0 0 100.000000000 200.000000000 {})
        %s
        layer
        directory "" (0755 0 0 100.000000000 200.000000000 {})
        metacopy-file "e" 8 "" (0644 0 0 100.000000000 200.000000000 {})
        layer
        directory "" (0755 0 0 100.000000000 200.000000000 {})
        metacopy-file "b" 8 "/e" (0644 0 0 100.000000000 200.000000000 {})
        data-only-layer
        directory "" (0755 0 0 100.000000000 200.000000000 {})
        regular-file "e" "12345678" (0644 0 0 100.000000000 200.000000000 {})
        steps
        pread "/b" 0 19
        pread "/e" 0 19
        """
        .formatted(bottom);
  }

  @Test
  void aFileDescribedTwiceThatEndsAtALinkHasNoData() {
    String link = "symbolic-link \"e\" \"missing\" (0777 0 0 100.000000000 200.000000000 {})";
    check(describedTwice(link));
  }

  @Test
  void aFileDescribedTwiceThatEndsNowhere() {
    check(describedTwice("directory \"other\" (0755 0 0 100.000000000 200.000000000 {})"));
  }

  @Test
  void theSearchForDataGoesOnWhereDirectoriesOnTheWayLead() {
    check(
        """
        options (OFF OFF ON OFF TRUSTED DURABLE NONE NOATIME)
        layer
        directory "" (0755 0 0 100.000000000 200.000000000 {})
        directory "d" (0755 0 0 100.000000000 200.000000000 {})
        directory "d/c" (0755 0 0 100.000000000 200.000000000 {})
        regular-file "d/c/a" "x" (0644 0 0 100.000000000 200.000000000 {})
        directory "f" (0755 0 0 100.000000000 200.000000000 {})
        directory "f/c" (0755 0 0 100.000000000 200.000000000 {})
        regular-file "f/c/a" "y" (0644 0 0 100.000000000 200.000000000 {})
        layer
        directory "" (0755 0 0 100.000000000 200.000000000 {})
        redirect-directory "d" "b" (0755 0 0 100.000000000 200.000000000 {})
        directory "d/c" (0755 0 0 100.000000000 200.000000000 {})
        metacopy-file "d/c/c" 8 "a" (0644 0 0 100.000000000 200.000000000 {})
        redirect-directory "g" "f" (0755 0 0 100.000000000 200.000000000 {})
        opaque-directory "g/c" (0755 0 0 100.000000000 200.000000000 {})
        metacopy-file "g/c/c" 8 "a" (0644 0 0 100.000000000 200.000000000 {})
        layer
        directory "" (0755 0 0 100.000000000 200.000000000 {})
        directory "e" (0755 0 0 100.000000000 200.000000000 {})
        metacopy-file "e/b" 8 "/d/c/c" (0644 0 0 100.000000000 200.000000000 {})
        metacopy-file "e/g" 8 "/g/c/c" (0644 0 0 100.000000000 200.000000000 {})
        steps
        pread "/e/b" 0 19
        pread "/e/g" 0 19
        """);
  }
}
