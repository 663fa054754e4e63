package io.unionfs.testing.assertions;

import static io.unionfs.testing.assertions.Failures.fails;
import static io.unionfs.testing.assertions.UnionAssertions.assertThat;
import static io.unionfs.testing.assertions.UnionAssertions.assertThatThrownBy;

import io.unionfs.analysis.Analysis;
import io.unionfs.image.Image;
import io.unionfs.image.ImageConfig;
import io.unionfs.layer.ArchiveLayer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of images, real ones with layers in tars. */
class ImageAssertTest {
  /** In two parts, so that no scanner takes this file for one with a key. */
  private static final String KEY =
      "-----BEGIN RSA " + "PRIVATE KEY-----\nMIIEpAIBAAKCAQEA7v3k\n-----END RSA PRIVATE KEY-----\n";

  private static final String TAR = "application/vnd.oci.image.layer.v1.tar";

  @TempDir Path temporary;

  private Image image;
  private Image clean;

  @BeforeEach
  void open() throws IOException {
    Path layout =
        DemoImage.in(Files.createDirectory(temporary.resolve("app")))
            .change(
                "USER app",
                "WORKDIR /srv",
                "ENTRYPOINT [\"/bin/app\",\"-v\"]",
                "CMD [\"serve\"]",
                "ENV MODE=fast",
                "LABEL made=here",
                "EXPOSE 80",
                "VOLUME /data")
            .step(
                "ADD base",
                files -> {
                  Files.createDirectories(files.getPath("/bin"));
                  Files.writeString(files.getPath("/bin/su"), "#!su");
                  Files.setAttribute(files.getPath("/bin/su"), "unix:mode", 04755);
                  Files.createDirectories(files.getPath("/root/.ssh"));
                  Files.writeString(files.getPath("/root/.ssh/id_rsa"), KEY);
                  Files.createDirectories(files.getPath("/var/lib/apt/lists"));
                  Files.writeString(files.getPath("/var/lib/apt/lists/main"), "x".repeat(1000));
                })
            .step(
                "RUN clean",
                files -> {
                  Files.delete(files.getPath("/root/.ssh/id_rsa"));
                  Files.delete(files.getPath("/var/lib/apt/lists/main"));
                  Files.writeString(files.getPath("/srv"), "y".repeat(400));
                })
            .write();
    image = Image.open(layout);
    clean =
        Image.open(
            DemoImage.in(Files.createDirectory(temporary.resolve("clean")))
                .step("ADD app", files -> Files.writeString(files.getPath("/app"), "run"))
                .write());
  }

  @AfterEach
  void close() throws IOException {
    image.close();
    clean.close();
  }

  /** As {@link Failures#fails}, the temporary directory left out. */
  private void failsOnImage(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable assertion, String message) {
    Failures.fails(assertion, message, temporary + "/");
  }

  @Test
  void configuration() {
    assertThat(image)
        .hasUser("app")
        .hasWorkingDir("/srv")
        .hasEntrypoint("/bin/app", "-v")
        .hasCmd("serve")
        .hasPlatform("linux/x86_64")
        .hasEnv("MODE", "fast")
        .doesNotHaveEnv("MOD")
        .hasLabel("made", "here")
        .exposesPort("80/tcp")
        .hasVolume("/data");
    assertThat(clean).hasUser("").hasEntrypoint().hasCmd();
    assertThat(image).configuration().extracting(ImageConfig::stopSignal).isEqualTo("");

    failsOnImage(
        () -> assertThat(image).hasUser("root"),
        """
            Expecting image:
              app/layout
            to have the user "root", but it has "app".
            """);
    failsOnImage(
        () -> assertThat(image).hasWorkingDir("/"),
        """
            Expecting image:
              app/layout
            to have the working directory "/", but it has "/srv".
            """);
    failsOnImage(
        () -> assertThat(image).hasEntrypoint("/bin/app"),
        """
            Expecting image:
              app/layout
            to have the entrypoint [/bin/app], but it has [/bin/app, -v].
            """);
    failsOnImage(
        () -> assertThat(clean).hasCmd("serve"),
        """
            Expecting image:
              clean/layout
            to have the command [serve], but it has [].
            """);
    failsOnImage(
        () -> assertThat(image).hasPlatform("linux/arm64/v8"),
        """
            Expecting image:
              app/layout
            to have the platform linux/arm64, but it has linux/amd64.
            """);
    failsOnImage(
        () -> assertThat(image).hasEnv("MODE", "slow"),
        """
            Expecting image:
              app/layout
            to have the variable MODE=slow, but its value is fast.
            """);
    failsOnImage(
        () -> assertThat(image).hasEnv("SPEED", "slow"),
        """
            Expecting image:
              app/layout
            to have the variable SPEED=slow, but it has:
              MODE
            """);
    failsOnImage(
        () -> assertThat(image).doesNotHaveEnv("MODE"),
        """
            Expecting image:
              app/layout
            not to have the variable MODE, but it has.
            """);
    failsOnImage(
        () -> assertThat(image).hasLabel("made", "there"),
        """
            Expecting image:
              app/layout
            to have the label made=there, but it has the value here.
            """);
    failsOnImage(
        () -> assertThat(image).hasLabel("by", "me"),
        """
            Expecting image:
              app/layout
            to have the label by=me, but it has none of that key.
            """);
    failsOnImage(
        () -> assertThat(image).exposesPort("443/tcp"),
        """
            Expecting image:
              app/layout
            to have the exposed port 443/tcp, but it has:
              80/tcp
            """);
    failsOnImage(
        () -> assertThat(clean).hasVolume("/data"),
        """
            Expecting image:
              clean/layout
            to have the volume /data, but it has:
              (nothing)
            """);
  }

  @Test
  void historyAndLayers() throws IOException {
    String[] diffIds =
        image.config().diffIds().stream().map(Object::toString).toArray(String[]::new);
    assertThat(image)
        .hasLayerCount(2)
        .hasHistory("ADD base", "RUN clean")
        .hasDiffIds(diffIds)
        .hasLayerMediaTypes(TAR, TAR + "+gzip");
    assertThat(image).layers().extracting(ArchiveLayer::diffId).hasSize(2);
    assertThat(clean).hasNoWhiteouts();

    failsOnImage(
        () -> assertThat(clean).hasLayerCount(2),
        """
            Expecting image:
              clean/layout
            to have 2 layers, but it has 1, from the bottom:
              sha256:c0a05eee426d0a163974aec6feaf025e646c757ef63960096f30ce4abee0034f
            """);
    failsOnImage(
        () -> assertThat(image).hasHistory("ADD base"),
        """
            Expecting image:
              app/layout
            to have the history:
              ADD base
            but it has:
              ADD base
              RUN clean
            """);
    failsOnImage(
        () -> assertThat(clean).hasDiffIds("sha256:0"),
        """
            Expecting image:
              clean/layout
            to have the DiffIDs:
              sha256:0
            but it has:
              sha256:c0a05eee426d0a163974aec6feaf025e646c757ef63960096f30ce4abee0034f
            """);
    failsOnImage(
        () -> assertThat(image).hasLayerMediaTypes(TAR, TAR),
        """
            Expecting image:
              app/layout
            to have the layers' media types:
              application/vnd.oci.image.layer.v1.tar
              application/vnd.oci.image.layer.v1.tar
            but it has:
              application/vnd.oci.image.layer.v1.tar
              application/vnd.oci.image.layer.v1.tar+gzip
            """);
    failsOnImage(
        () -> assertThat(image).hasNoWhiteouts(),
        """
            Expecting image:
              app/layout
            to have no whiteouts, but there are:
              /root/.ssh/id_rsa (whiteout in layer 1)
              /var/lib/apt/lists/main (whiteout in layer 1)
            """);
  }

  @Test
  void files() {
    assertThat(image)
        .contains("/bin/su")
        .contains("srv")
        .doesNotContain("/root/.ssh/id_rsa")
        .pathSatisfies("/bin/su", su -> su.isSetuid().isProvidedByLayer(0))
        .pathSatisfies("/root/.ssh/id_rsa", key -> key.isWhiteoutInLayer(1).isInLayer(0))
        .layer(0)
        .hasContent("/root/.ssh/id_rsa", KEY);
    assertThat(image).layer(1).whiteouts().hasSize(2);

    failsOnImage(
        () -> assertThat(image).contains("/root/.ssh/id_rsa"),
        """
            Expecting image:
              app/layout
            to show /root/.ssh/id_rsa.
            What the layers say of /root/.ssh/id_rsa, the topmost first:
              layer 1 (0c8487f5da6d)  whiteout
              layer 0 (b9adc9455e51)  regular file rw-r--r-- (0644), owner 0:0, 83 bytes - hidden
            """);
    failsOnImage(
        () -> assertThat(image).doesNotContain("/srv"),
        """
            Expecting image:
              app/layout
            not to show /srv.
            What the layers say of /srv, the topmost first:
              layer 1 (0c8487f5da6d)  regular file rw-r--r-- (0644), owner 0:0, 400 bytes - shown
              layer 0 (b9adc9455e51)  nothing
            """);
    failsOnImage(
        () -> assertThat(image).pathSatisfies("/srv", srv -> srv.hasMode(0600)),
        """
            [/srv]
            Expecting path:
              /srv
            to have the permissions rw------- (0600), but it has rw-r--r-- (0644).
            What the layers say of /srv, the topmost first:
              layer 1 (0c8487f5da6d)  regular file rw-r--r-- (0644), owner 0:0, 400 bytes - shown
              layer 0 (b9adc9455e51)  nothing
            """);
    assertThatThrownBy(() -> assertThat(image).pathSatisfies("/srv", srv -> srv.hasMode(0600)))
        .hasMessageStartingWith("[/srv] \nExpecting path:\n  /srv\n");
    assertThatThrownBy(() -> assertThat(image).layer(2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("there is no layer 2: ");
  }

  @Test
  void anotherImage() throws IOException {
    Path same =
        DemoImage.in(Files.createDirectory(temporary.resolve("same")))
            .step("ADD too much", files -> Files.writeString(files.getPath("/more"), ""))
            .step(
                "RUN another way",
                files -> {
                  Files.delete(files.getPath("/more"));
                  Files.writeString(files.getPath("/app"), "run");
                })
            .write();
    try (Image other = Image.open(same)) {
      assertThat(other).hasSameTreeAs(clean);
    }
    Path changed =
        DemoImage.in(Files.createDirectory(temporary.resolve("changed")))
            .step(
                "ADD others",
                files -> {
                  Files.createDirectory(files.getPath("/bin"));
                  Files.createDirectory(files.getPath("/bin/su"));
                  Files.writeString(files.getPath("/srv"), "z");
                  Files.createDirectories(files.getPath("/var/lib/apt"));
                  Files.setAttribute(files.getPath("/var/lib"), "unix:uid", 7);
                  Files.setAttribute(files.getPath("/var/lib"), "unix:mode", 0700);
                })
            .write();
    try (Image other = Image.open(changed)) {
      failsOnImage(
          () -> assertThat(other).hasSameTreeAs(image),
          """
            Expecting image:
              changed/layout
            to show the same tree as:
              app/layout
            but it differs from that:
              C /bin/su (directory for regular file)
              D /root
              C /srv (content)
              C /var/lib (mode, owner)
              D /var/lib/apt/lists
            """);
    }
  }

  @Test
  void whatShouldNotBeInIt() {
    assertThat(clean).hasNoSetuidFiles().hasNoSecrets().hasNoLeftovers();

    failsOnImage(
        () -> assertThat(image).hasNoSetuidFiles(),
        """
            Expecting image:
              app/layout
            to have no set-user-ID or set-group-ID files, but there are:
              /bin/su rwsr-xr-x (04755), owner 0:0, of layer 0
            """);
    failsOnImage(
        () -> assertThat(image).hasNoSecrets(),
        """
            Expecting image:
              app/layout
            to hold no secrets, but there are:
              /root/.ssh/id_rsa: a file of credentials, in layer 0, removed by layer 1
              /root/.ssh/id_rsa: a private key, in layer 0, removed by layer 1
            """);
    failsOnImage(
        () -> assertThat(image).hasNoLeftovers(),
        """
            Expecting image:
              app/layout
            to have no leftovers, but there are:
              /var/lib/apt/lists: apt's package lists, 1000 bytes in layer 0
            """);
  }

  @Test
  void secretsOfTheConfigurationAreSecretsToo() throws IOException {
    Path layout =
        DemoImage.in(Files.createDirectory(temporary.resolve("env")))
            .change("ENV DB_PASSWORD=hunter2")
            .step("ADD app", files -> Files.writeString(files.getPath("/app"), "run"))
            .write();
    try (Image leaking = Image.open(layout)) {
      failsOnImage(
          () -> assertThat(leaking).hasNoSecrets(),
          """
            Expecting image:
              env/layout
            to hold no secrets, but there are:
              environment DB_PASSWORD: a password
            """);
    }
  }

  @Test
  void waste() {
    assertThat(clean).wastesNothing().wastesAtMostPercent(0).hasEfficiencyOfAtLeast(1);
    assertThat(image)
        .wastesAtMostBytes(1100)
        .wastesAtMostPercent(75)
        .hasEfficiencyOfAtLeast(0.25)
        .analysed()
        .extracting(Analysis::size)
        .isEqualTo(1487L);

    failsOnImage(
        () -> assertThat(image).wastesNothing(),
        """
            Expecting image:
              app/layout
            to waste at most 0 bytes, but 1083 of 1487 bytes are dead (72.831 percent, efficiency 0.272):
              /var/lib/apt/lists/main: 1000 bytes of layer 0, deleted in layer 1
              /root/.ssh/id_rsa: 83 bytes of layer 0, deleted in layer 1
            """);
    failsOnImage(
        () -> assertThat(image).wastesAtMostBytes(1000),
        """
            Expecting image:
              app/layout
            to waste at most 1000 bytes, but 1083 of 1487 bytes are dead (72.831 percent, efficiency 0.272):
              /var/lib/apt/lists/main: 1000 bytes of layer 0, deleted in layer 1
              /root/.ssh/id_rsa: 83 bytes of layer 0, deleted in layer 1
            """);
    failsOnImage(
        () -> assertThat(image).wastesAtMostPercent(12.5),
        """
            Expecting image:
              app/layout
            to waste at most 12.5 percent, but 1083 of 1487 bytes are dead (72.831 percent, efficiency 0.272):
              /var/lib/apt/lists/main: 1000 bytes of layer 0, deleted in layer 1
              /root/.ssh/id_rsa: 83 bytes of layer 0, deleted in layer 1
            """);
    failsOnImage(
        () -> assertThat(image).hasEfficiencyOfAtLeast(0.95),
        """
            Expecting image:
              app/layout
            to have an efficiency of at least 0.95, but 1083 of 1487 bytes are dead (72.831 percent, efficiency 0.272):
              /var/lib/apt/lists/main: 1000 bytes of layer 0, deleted in layer 1
              /root/.ssh/id_rsa: 83 bytes of layer 0, deleted in layer 1
            """);
  }

  @Test
  void anImageFromScratch() throws IOException {
    Path layout =
        DemoImage.in(Files.createDirectory(temporary.resolve("scratch")))
            .step("ADD nothing", files -> {})
            .write();
    try (Image empty = Image.open(layout)) {
      assertThat(empty).doesNotContain("/app").wastesNothing().hasNoWhiteouts();
    }
  }

  @Test
  void none() {
    fails(
        () -> assertThat((Image) null).wastesNothing(),
        """
            Expecting actual not to be null
            """);
  }

  @Test
  void everyAssertionIsSeenToFail() throws IOException {
    Failures.areAllShown(ImageAssert.class, ImageAssertTest.class);
    Failures.areAllShown(AbstractImageAssert.class, ImageAssertTest.class);
  }
}
