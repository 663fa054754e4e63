package io.unionfs.testing.assertions;

import static io.unionfs.testing.assertions.UnionAssertions.assertThat;
import static io.unionfs.testing.assertions.UnionAssertions.assertThatCode;
import static io.unionfs.testing.assertions.UnionAssertions.catchThrowable;
import static io.unionfs.testing.assertions.UnionBDDAssertions.then;

import io.unionfs.nio.UnionFileSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.SoftAssertionsProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Assertions that are collected, and those in the words of given, when, then. */
class SoftAndBddTest {
  private UnionFileSystem fs;

  @BeforeEach
  void mount() throws IOException {
    fs = Demo.mount();
    Files.delete(fs.getPath("/etc/motd"));
  }

  @AfterEach
  void close() throws IOException {
    fs.close();
  }

  @Test
  void allThatFailedIsToldTogether() {
    UnionSoftAssertions softly = new UnionSoftAssertions();
    softly.assertThat(fs.getPath("/etc/motd")).as("motd").isOpaque().isWhiteout().isCopiedUp();
    softly.assertThat(fs).hasNoChanges().hasLowerLayers(3).path("/etc").isOpaque().isMerged();
    softly.assertThat(fs).changes().isEmpty();
    softly.assertThat(fs).upperLayer().hasOpaque("/etc").whiteouts().isEmpty();
    softly.assertThat(Demo.APP).contains("/nothing");
    softly.assertThat("a value").isEqualTo("another");
    assertThat(softly.errorsCollected())
        .extracting(error -> error.getMessage().lines().limit(4).toList().toString())
        .satisfiesExactly(
            first -> assertThat(first).contains("[motd]", "to be an opaque directory"),
            second -> assertThat(second).contains("[motd]", "to be copied up"),
            third -> assertThat(third).contains("to have no changes"),
            fourth -> assertThat(fourth).contains("[/etc]", "to be an opaque directory"),
            fifth -> assertThat(fifth).contains("[changes of unionfs://demo/]"),
            sixth -> assertThat(sixth).contains("to hold an opaque directory /etc"),
            seventh -> assertThat(seventh).contains("[the upper layer: whiteouts]"),
            eighth -> assertThat(eighth).contains("to hold /nothing"),
            ninth -> assertThat(ninth).contains("another"));
  }

  @Test
  void whatHoldsIsSilent() {
    UnionSoftAssertions.assertSoftly(
        softly -> {
          softly.assertThat(fs.getPath("/etc/motd")).isWhiteoutInUpper().doesNotExist();
          softly.assertThat(fs).hasChanges("C /etc", "D /etc/motd");
        });
    Throwable failed =
        catchThrowable(
            () ->
                SoftAssertionsProvider.assertSoftly(
                    UnionSoftAssertions.class,
                    softly -> {
                      softly.assertThat(fs.getPath("/etc")).hasMode(0);
                      softly.assertThat((Path) null).isMerged();
                    }));
    assertThat(failed)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("Multiple Failures (2 failures)");
  }

  @Test
  void givenWhenThen() {
    then(fs).hasChanges("C /etc", "D /etc/motd");
    then(fs.getPath("/etc/motd")).isWhiteout();
    then(Demo.APP).hasOpaque("/opt/old");
    then("what AssertJ says").isNotEmpty();
  }

  @Test
  void oneImportServesForAssertjToo() {
    assertThat("text").isNotBlank();
    assertThat(Path.of("/")).exists();
    assertThatCode(() -> assertThat(fs).isNotNull()).doesNotThrowAnyException();
  }
}
