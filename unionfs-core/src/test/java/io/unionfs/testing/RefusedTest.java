package io.unionfs.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.container.Container;
import io.unionfs.container.ContainerEngine;
import io.unionfs.fault.FaultPoint;
import io.unionfs.nio.UnionFileSystem;
import io.unionfs.nio.UnionFileSystemBuilder;
import io.unionfs.testing.registry.TestAuth;
import io.unionfs.testing.registry.TestRegistry;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot be mounted fails with one line: which test, which element, what, what to do. */
class RefusedTest {
  private static Throwable refused(Class<?> sample) {
    Throwable failure = SampleRun.of(sample).failure();
    assertThat(failure)
        .isInstanceOfAny(ParameterResolutionException.class, ExtensionConfigurationException.class);
    assertThat(failure.getMessage()).startsWith("RefusedTest.").doesNotContain("\n");
    return failure;
  }

  static class NoResource {
    @Test
    void test(@UnionFs @Image("images/missing.tar") FileSystem fs) {}
  }

  @Test
  void aMissingResourceIsToldWhereToBe() {
    assertThat(refused(NoResource.class))
        .hasMessage(
            "RefusedTest.NoResource.test, parameter 1 (FileSystem): there is no test resource"
                + " \"images/missing.tar\", neither as io/unionfs/testing/images/missing.tar nor as"
                + " images/missing.tar on the class path: put it at"
                + " src/test/resources/images/missing.tar");
  }

  static class NoImage {
    @UnionFs
    @Image("layers/tool.tar.gz")
    FileSystem fs;

    @Test
    void test() {}
  }

  @Test
  void aLayerIsNoImage() {
    assertThat(refused(NoImage.class))
        .hasMessageStartingWith(
            "RefusedTest.NoImage.test, field fs: the image \"layers/tool.tar.gz\" is refused: ")
        .hasMessageContaining("holds neither manifest.json nor an oci-layout");
  }

  static class NoLayer {
    @Test
    void test(@UnionFs @Lower(resource = "/io/unionfs/image/images/built-docker.tar") Path path) {}
  }

  static class NoLayerDirectory {
    @Test
    void test(@UnionFs @Lower(resource = "/io/unionfs/image/images/oddities") Path path) {}
  }

  @ParameterizedTest
  @ValueSource(classes = {NoLayer.class, NoLayerDirectory.class})
  void anImageIsNoLayer(Class<?> sample) {
    assertThat(refused(sample))
        .hasMessageContaining("@Lower is refused: ")
        .hasMessageEndingWith(" is a container image, not a layer: use @Image");
  }

  static class NoTar {
    @Test
    void test(@UnionFs @Lower(resource = "layers/upstream/etc/motd") Path path) {}
  }

  @Test
  void whatIsNoArchiveIsRefused() {
    assertThat(refused(NoTar.class)).hasMessageContaining("@Lower is refused: ");
  }

  static class BadLine {
    @Test
    void test(@UnionFs @Lower({"etc/motd=fine", "etc/motd"}) Path path) {}
  }

  static class BadPath {
    @Test
    void test(@UnionFs @Lower("../etc/motd=x") Path path) {}
  }

  static class Both {
    @Test
    void test(@UnionFs @Lower(value = "a=", resource = "b") Path path) {}
  }

  static class Nothing {
    @Test
    void test(@UnionFs @Lower Path path) {}
  }

  @Test
  void linesAreChecked() {
    assertThat(refused(BadLine.class))
        .hasMessageStartingWith(
            "RefusedTest.BadLine.test, parameter 1 (Path): @Lower is refused: \"etc/motd\": is no"
                + " file: write PATH=CONTENT");
    assertThat(refused(BadPath.class)).hasMessageContaining("\"../etc/motd=x\": ");
    assertThat(refused(Both.class)).hasMessageContaining("both files and a resource: make it two");
    assertThat(refused(Nothing.class)).hasMessageContaining("@Lower says nothing: name files");
  }

  static class WrongType {
    @Test
    void test(@UnionFs String text) {}
  }

  static class FinalField {
    @UnionFs final Path path = Path.of("/");

    @Test
    void test() {}
  }

  static class TwoMasters {
    @UnionFs @TempDir Path path;

    @Test
    void test() {}
  }

  @Test
  void theElementIsChecked() {
    assertThat(refused(WrongType.class))
        .hasMessageEndingWith(
            "parameter 1 (String): @UnionFs is no String: make it a UnionFileSystem, a FileSystem,"
                + " a Path, a Container or a ContainerEngine");
    assertThat(refused(FinalField.class))
        .hasMessage(
            "RefusedTest.FinalField.test, field path: a final field cannot be filled: leave final out");
    assertThat(refused(TwoMasters.class)).hasMessageContaining("is a @UnionFs and a @TempDir");
  }

  static class Options {
    @Test
    void test(@UnionFs @MountOptions("redirect=on") Path path) {}
  }

  static class Conflict {
    @Test
    void test(@UnionFs @MountOptions("metacopy=on,redirect_dir=off") Path path) {}
  }

  static class NoTime {
    @Test
    void test(@UnionFs @FixedClock("noon") Path path) {}
  }

  static class NoUser {
    @Test
    void test(@UnionFs @AsUser("nobody-knows") Path path) {}
  }

  static class NoQuota {
    @Test
    void test(@UnionFs @WithQuota(bytes = -1) Path path) {}
  }

  static class Relative {
    @Test
    void test(@UnionFs(path = "srv") Path path) {}
  }

  static class NoFault {
    @Test
    void test(@UnionFs @FaultAt(call = 2) Path path) {}
  }

  static class FaultOfNothing {
    @Test
    @FaultAt(FaultPoint.UPPER_WRITE)
    void test() {}
  }

  static class TwoFaults {
    @Test
    void test(
        @UnionFs @FaultAt(value = FaultPoint.UPPER_WRITE, writeShort = 1, delayMillis = 1)
            Path path) {}
  }

  @Test
  void whatIsSaidIsChecked() {
    assertThat(refused(Options.class))
        .hasMessageContaining("@MountOptions(\"redirect=on\"): unknown mount option: redirect");
    assertThat(refused(Conflict.class)).hasMessageContaining("metacopy=on,redirect_dir=off: leave");
    assertThat(refused(NoTime.class)).hasMessageContaining("@FixedClock(\"noon\") is no time");
    assertThat(refused(NoUser.class))
        .hasMessageContaining(
            "nothing is mounted: it has no user or group nobody-knows: name one of");
    assertThat(refused(NoQuota.class)).hasMessageContaining("a quota is not negative");
    assertThat(refused(Relative.class)).hasMessageContaining("\"srv\" is not absolute");
    assertThat(refused(NoFault.class)).hasMessageContaining("@FaultAt: no point is named");
    assertThat(refused(FaultOfNothing.class))
        .hasMessage(
            "RefusedTest.FaultOfNothing.test: @FaultAt is of no union, so its fault cannot come:"
                + " give the test one by @UnionFs");
    assertThat(refused(TwoFaults.class))
        .hasMessageContaining("@FaultAt: delayMillis and writeShort");
  }

  static class NoMethod {
    @Test
    void test(@UnionFs(builder = "missing") Path path) {}
  }

  static class WrongMethod {
    static String app() {
      return "";
    }

    @Test
    void test(@UnionFs(builder = "app") Path path) {}
  }

  static class FailingMethod {
    static UnionFileSystemBuilder app() {
      throw new IllegalStateException("not today");
    }

    @Test
    void test(@UnionFs(builder = "app") Path path) {}
  }

  static class TooEarly {
    TooEarly(@UnionFs(builder = "app") Path path) {}

    UnionFileSystemBuilder app() {
      return UnionFileSystem.builder();
    }

    @Test
    void test() {}
  }

  static class InstanceSetUp {
    void install(UnionFileSystem fs) {}

    @Test
    void test(@UnionFs(setUp = "install") Path path) {}
  }

  static class FailingSetUp {
    static void install(Path root) throws IOException {
      Files.readString(root.resolve("missing"));
    }

    @Test
    void test(@UnionFs(setUp = "install") Path path) {}
  }

  @Lower("etc/motd=hello")
  static class OpenSetUp {
    static void install(Path root) throws IOException {
      Files.newInputStream(root.resolve("etc/motd"));
    }

    @Test
    void test(@UnionFs(setUp = "install") Path path) {}
  }

  @Test
  void methodsAreChecked() {
    assertThat(refused(NoMethod.class))
        .hasMessageEndingWith("there is no method missing: write UnionFileSystemBuilder missing()");
    assertThat(refused(WrongMethod.class)).hasMessageContaining("app returns no UnionFileSystemBu");
    assertThat(refused(FailingMethod.class))
        .hasMessageEndingWith(
            "nothing is mounted: the method app failed: java.lang.IllegalStateException: not today");
    assertThat(refused(TooEarly.class)).hasMessageContaining("app is not static, and there is no");
    assertThat(refused(InstanceSetUp.class)).hasMessageContaining("make it static void install(");
    assertThat(refused(FailingSetUp.class))
        .hasMessageContaining("the method install failed: java.nio.file.NoSuchFileException");
    assertThat(refused(OpenSetUp.class))
        .hasMessageContaining(
            "the method install left 1 open: file channel on /etc/motd, opened at")
        .hasMessageContaining("OpenSetUp.install(RefusedTest.java:");
  }

  static class ContainerBuilder {
    @Test
    void test(@UnionFs(builder = "app") Container container) {}
  }

  @MountOptions("index=on,volatile")
  static class VolatileContainer {
    @UnionFs Container container;

    @Test
    void test() {}
  }

  static class ContainerOptions {
    @Test
    void test(@UnionFs @MountOptions("redirect=on") Container container) {}
  }

  static class EngineQuota {
    @Test
    void test(@UnionFs @WithQuota(bytes = -1) ContainerEngine engine) {}
  }

  @Test
  void aContainerTakesNotAll() {
    assertThat(refused(ContainerBuilder.class))
        .hasMessageEndingWith(
            "a container takes no builder: leave it out, or ask for a UnionFileSystem");
    assertThat(refused(VolatileContainer.class))
        .hasMessage(
            "RefusedTest.VolatileContainer.test, field container: a container is mounted anew for"
                + " each exec, which overlayfs refuses to a volatile layer: leave volatile out of"
                + " @MountOptions, or ask for a UnionFileSystem");
    assertThat(refused(ContainerOptions.class))
        .hasMessageContaining("@MountOptions(\"redirect=on\"): unknown mount option: redirect");
    assertThat(refused(EngineQuota.class)).hasMessageContaining("a quota is not negative");
  }

  static class NoRegistry {
    @Test
    void test(@Registry Path path) {}
  }

  static class RegistryAsUnion {
    @Test
    void test(@UnionFs TestRegistry registry) {}
  }

  static class UnionAndRegistry {
    @UnionFs @Registry TestRegistry registry;

    @Test
    void test() {}
  }

  static class RegistryMethod {
    static TestRegistry open() throws IOException {
      throw new IOException("no port is free");
    }

    @Test
    void test(@Registry(builder = "open") TestRegistry registry) {}
  }

  static class RegistryNoMethod {
    static TestAuth open() {
      return TestAuth.none();
    }

    @Test
    void test(@Registry(builder = "open") TestRegistry registry) {}
  }

  @Test
  void registriesAreChecked() {
    assertThat(refused(NoRegistry.class))
        .hasMessageEndingWith("@Registry is no Path: make it a TestRegistry");
    assertThat(refused(RegistryAsUnion.class))
        .hasMessageEndingWith("@UnionFs is no TestRegistry: write @Registry");
    assertThat(refused(UnionAndRegistry.class))
        .hasMessageEndingWith("is a @UnionFs and a @Registry: leave one out");
    assertThat(refused(RegistryMethod.class))
        .hasMessageEndingWith(
            "no registry is open: the method open failed: java.io.IOException: no port is free");
    assertThat(refused(RegistryNoMethod.class))
        .hasMessageEndingWith(
            "the method open returns no TestRegistry: make it TestRegistry open()");
  }
}
