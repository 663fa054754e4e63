package io.unionfs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The verbs {@code key}, {@code sign} and {@code verify}. */
class TrustVerbsTest {
  private static final String DIGEST = "sha256:[0-9a-f]{64}";

  @TempDir private Path directory;
  private StoreCli cli;

  /** The key, without the ending. */
  private String key;

  @BeforeEach
  void lay() {
    cli = new StoreCli(directory.resolve("store"));
    key = directory.resolve("key").toString();
    cli.out("load -i " + Cli.IMAGES.resolve("built-docker.tar"));
    cli.out("create --name web built");
    cli.out("start web");
    cli.out("exec web write /etc/app one");
    cli.out("commit web app:1");
  }

  private void makeKey() {
    assertThat(cli.run("key", "generate", key).code()).isZero();
  }

  private String manifest(String image) {
    for (String line :
        cli.out("images --digests --format {{.Repository}}={{.Digest}}").split("\n")) {
      if (line.startsWith(image + "=")) {
        return line.substring(image.length() + 1);
      }
    }
    throw new AssertionError(image);
  }

  private Cli verify(String... more) {
    String[] args = new String[more.length + 1];
    args[0] = "verify";
    System.arraycopy(more, 0, args, 1, more.length);
    return cli.run(args);
  }

  @Test
  void anImageOfSeveralNamesIsCalledAsItWasTyped() {
    cli.out("tag built base:1");
    cli.out("tag app:1 zz:9");
    assertThat(verify("--base", "base:1", "zz:9").out()).startsWith("zz:9 stands on base:1 ");
    assertThat(verify("--base", "app:1", "base:1").out()).startsWith("base:1 does not stand on ");
  }

  @Test
  void anotherImagesDamageDoesNotCount() throws IOException {
    String base = manifest("built");
    cli.out("exec web write /etc/app two");
    cli.out("commit web other:1");
    Path blobs = directory.resolve("store/blobs/sha256");
    Path other = blobs.resolve(manifest("other").substring(7));
    Files.delete(other);
    assertThat(cli.run("images").err()).as("it is damaged").startsWith("unionfs: ");
    assertThat(verify("--base", base, "app:1").code()).isZero();
    String unknown = "sha256:" + "0".repeat(64);
    assertThat(verify("--base", unknown, "app:1").code()).isEqualTo(1);
  }

  @Test
  void aKeyIsMadeOnceAndForItsOwnerOnly() throws IOException {
    Cli made = cli.run("key", "generate", key);
    assertThat(made.code()).isZero();
    assertThat(made.err()).isEqualTo("WARNING! The key in " + key + ".key is not encrypted.\n");
    assertThat(made.out())
        .matches(
            "Private key written to "
                + key
                + "\\.key\nPublic key written to "
                + key
                + "\\.pub\n"
                + DIGEST
                + "\n");
    Path secret = Path.of(key + ".key");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
        .isEqualTo("rw-------");
    byte[] before = Files.readAllBytes(secret);
    assertThat(cli.run("key", "generate", key))
        .isEqualTo(new Cli(1, "", "unionfs: " + key + ".key: File exists\n"));
    assertThat(secret).hasBinaryContent(before);
    String shown = Files.readString(Path.of(key + ".pub"));
    assertThat(cli.out("key show " + key + ".key")).isEqualTo(shown);
    assertThat(cli.out("key show " + key + ".pub")).isEqualTo(shown);
    assertThat(made.out()).endsWith(cli.out("key show --fingerprint " + key + ".key"));
    // Neither is written where one is there.
    Files.delete(secret);
    assertThat(cli.run("key", "generate", key).err())
        .isEqualTo("unionfs: " + key + ".pub: File exists\n");
    assertThat(secret).doesNotExist();
  }

  @Test
  void anEncryptedKeySignsWithItsPassword() throws IOException {
    Path password = directory.resolve("password");
    Files.writeString(password, "sesam\n");
    Cli made = cli.run("key", "generate", "--password-file", password.toString(), key);
    assertThat(made.err()).isEmpty();
    assertThat(Files.readString(Path.of(key + ".key"))).contains("BEGIN ENCRYPTED PRIVATE KEY");
    assertThat(cli.run("sign", "app:1", "--key", key + ".key"))
        .isEqualTo(
            new Cli(1, "", "unionfs: " + key + ".key: is encrypted, and there is no password\n"));
    assertThat(
            cli.runWith("wrong\n", "sign", "app:1", "--key", key + ".key", "--password-file", "-"))
        .isEqualTo(
            new Cli(1, "", "unionfs: " + key + ".key: cannot be decrypted with that password\n"));
    cli.set("UNIONFS_KEY_PASSWORD", "sesam");
    cli.out("sign app:1 --key " + key + ".key");
    assertThat(verify("app:1", "--key", key + ".pub").code()).isZero();
  }

  @Test
  void whatWasSignedIsVerifiedByKey() {
    makeKey();
    String fingerprint = cli.out("key show --fingerprint " + key + ".pub").strip();
    String manifest = manifest("app");
    assertThat(verify("app:1", "--key", key + ".pub"))
        .isEqualTo(
            new Cli(
                1, manifest + " is not signed with this key: no signature of it was found\n", ""));
    assertThat(cli.out("sign app:1 --key " + key + ".key"))
        .isEqualTo("Signed: app@" + manifest + "\nKey: " + fingerprint + "\n");
    String signed =
        manifest
            + " is signed with the key "
            + fingerprint
            + " as \"index.docker.io/library/app\"\n";
    assertThat(verify("app:1", "--key", key + ".pub")).isEqualTo(new Cli(0, signed, ""));
    assertThat(verify("app@" + manifest, "--key", key + ".pub").out()).isEqualTo(signed);
    assertThat(verify(manifest, "--key", key + ".pub").out()).isEqualTo(signed);
    assertThat(verify("app:1", "--key", key + ".pub", "--json").out())
        .startsWith("{\"Trusted\":true,\"Manifest\":\"" + manifest + "\",\"Signature\":{\"Key\":\"")
        .contains("\"Verdict\":\"signed\",\"Reference\":\"index.docker.io/library/app\"");
  }

  @Test
  void aSignedImageWhoseLayersWereChangedInTheStoreIsRefused() throws IOException {
    makeKey();
    cli.out("sign app:1 --key " + key + ".key");
    String layers = cli.run("inspect", "-f", "{{json .RootFS.Layers}}", "app:1").out();
    String top =
        layers.substring(layers.lastIndexOf("sha256:") + 7).replaceAll("[^0-9a-f].*\\s*", "");
    Path blob = directory.resolve("store/blobs/sha256").resolve(top);
    byte[] bytes = Files.readAllBytes(blob);
    bytes[bytes.length - 1] ^= 1;
    Files.delete(blob);
    Files.write(blob, bytes);
    Cli run = verify("app:1", "--key", key + ".pub");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out())
        .contains(" is signed with the key ")
        .contains("\napp:1 is not what was signed: layer 2, sha256:" + top + ": its blob sha256:");
    Cli both = verify("app:1", "--base", "built", "--key", key + ".pub", "--json");
    assertThat(both.code()).isEqualTo(1);
    assertThat(both.out())
        .startsWith("{\"Trusted\":false,")
        .contains(
            "\"Damaged\":{\"Layer\":2,\"Expected\":\"sha256:" + top + "\",\"What\":\"its blob ");
  }

  @Test
  void anImageWithoutANameIsAskedForByItsRepositoryAndDigest() {
    makeKey();
    cli.out("sign app:1 --key " + key + ".key");
    String manifest = manifest("app");
    // As one that was pulled by digest: it has no name.
    cli.out("create --name holder app:1");
    cli.out("tag built app:1");
    assertThat(verify("app@" + manifest, "--key", key + ".pub").code()).isZero();
    assertThat(verify("other@" + manifest, "--key", key + ".pub").out())
        .contains("it was signed as \"index.docker.io/library/app\", not as other");
    assertThat(verify(manifest, "--key", key + ".pub").out())
        .contains("not as an image without a name");
  }

  @Test
  void aPrivateKeyThatOthersMayReadIsWarnedOf() throws IOException {
    makeKey();
    Path secret = Path.of(key + ".key");
    assertThat(cli.run("sign", "app:1", "--key", secret.toString()).err()).isEmpty();
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r-----"));
    Cli run = cli.run("sign", "app:1", "--key", secret.toString());
    assertThat(run.code()).isZero();
    assertThat(run.err())
        .isEqualTo(
            "WARNING! "
                + secret
                + " can be read by others than its owner; 'chmod 600' mends it.\n");
  }

  @Test
  void aSignatureIsOfANameToo() {
    makeKey();
    cli.out("sign app:1 --key " + key + ".key");
    cli.out("tag app:1 ghcr.io/other/app:1");
    Cli other = verify("ghcr.io/other/app:1", "--key", key + ".pub");
    assertThat(other.code()).isEqualTo(1);
    assertThat(other.out())
        .contains("it was signed as \"index.docker.io/library/app\", not as ghcr.io/other/app");
    assertThat(verify("ghcr.io/other/app:1", "--key", key + ".pub", "--any-name").code()).isZero();
    assertThat(verify("ghcr.io/other/app:1", "--key", key + ".pub", "--signed-as", "you").code())
        .isEqualTo(1);
    assertThat(verify("ghcr.io/other/app:1", "--key", key + ".pub", "--signed-as", "app:1").code())
        .isZero();
    assertThat(cli.run("sign", cli.out("images -q app").strip(), "--key", key + ".key").err())
        .startsWith("unionfs: the image has several names: use one of them, or --as\n");
  }

  @Test
  void anotherKeyIsRefused() {
    makeKey();
    cli.out("sign app:1 --key " + key + ".key");
    cli.run("key", "generate", directory.resolve("other").toString());
    Cli other = verify("app:1", "--key", directory.resolve("other.pub").toString());
    assertThat(other.code()).isEqualTo(1);
    assertThat(other.out()).contains(": another key made it, or it was changed");
  }

  @Test
  void anImageStandsOnItsBase() {
    String id = cli.out("inspect -f {{.Id}} built").strip();
    for (String base : new String[] {"built", id, manifest("built")}) {
      Cli run = verify("app:1", "--base", base);
      assertThat(run.code()).as(base).isZero();
      assertThat(run.out())
          .startsWith("app:1 stands on " + base + " (")
          .endsWith("): its lower 2 of 3 layers are the base's\n");
    }
    String file = Cli.IMAGES.resolve("built-docker.tar").toString();
    for (Cli run : new Cli[] {verify("app:1", "--base", file), verify(file, "--base", "built")}) {
      assertThat(run.err()).isEmpty();
      assertThat(run.code()).isZero();
    }
    assertThat(verify("built", "--base", "app:1"))
        .satisfies(
            run -> {
              assertThat(run.code()).isEqualTo(1);
              assertThat(run.out()).contains("it ends after 2 of the base's 3 layers");
            });
    assertThat(verify("app:1", "--base", "built", "--json").out())
        .contains("\"Base\":{\"Image\":\"app:1\",\"Given\":\"built\",\"Named\":\"name\"")
        .contains("\"Verdict\":\"trusted\",\"Layers\":2,\"Above\":1}");
  }

  private void twoBases() {
    cli.out("export -o " + directory.resolve("one.tar") + " web");
    cli.pass(Duration.ofSeconds(5));
    cli.out("exec web write /etc/motd evil");
    cli.out("exec web chmod 777 /etc/app");
    cli.out("export -o " + directory.resolve("two.tar") + " web");
    cli.out("import " + directory.resolve("one.tar") + " base:1");
    cli.out("import " + directory.resolve("two.tar") + " base:2");
  }

  @Test
  void ofALayerThatDiffersTheFilesAreNamed() {
    twoBases();
    Cli run = verify("base:2", "--base", "base:1");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.err()).isEmpty();
    assertThat(run.out())
        .contains("base:2 does not stand on base:1 (name, image sha256:")
        .contains("): layer 0, counted from 0 at the bottom, is another\n")
        .contains("\n  /etc/app: mode\n")
        .containsPattern("\n  /etc/motd: [a-z, ]+\n");
    assertThat(verify("base:2", "--base", "base:1", "--json").out())
        .contains("\"Verdict\":\"different\",\"Layer\":0,")
        .contains("{\"Aspects\":[\"mode\"],\"Path\":\"/etc/app\"}");
  }

  @Test
  void aChainIdSaysWhatWasNotCompared() {
    String layer = cli.run("inspect", "-f", "{{json .RootFS.Layers}}", "built").out().strip();
    assertThat(layer).startsWith("[\"sha256:");
    // The ChainID of the lowest layer is its DiffID.
    String chain = layer.substring(2, layer.indexOf('"', 2));
    Cli run = verify("app:1", "--base", chain);
    assertThat(run)
        .isEqualTo(
            new Cli(
                0,
                "app:1 stands on "
                    + chain
                    + " (a ChainID): its lower 1 of 3 layers are the base's\n"
                    + "  a ChainID speaks of layers alone: manifest and config of the base were not"
                    + " compared\n",
                ""));
  }

  @Test
  void aDigestThatNobodyKnowsIsNoBase() {
    Cli run = verify("app:1", "--base", "sha256:" + "5".repeat(64));
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out())
        .contains("no ChainID of the image is that digest, and no image of the store has it");
  }

  @Test
  void bothMustHoldWhereBothAreAsked() {
    makeKey();
    assertThat(verify("app:1", "--base", "built", "--key", key + ".pub").code()).isEqualTo(1);
    cli.out("sign app:1 --key " + key + ".key");
    assertThat(verify("app:1", "--base", "built", "--key", key + ".pub").code()).isZero();
    assertThat(verify("app:1", "--base", "app", "--key", key + ".pub").code()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "verify app:1                       | nothing to verify it by: --base or --key",
        "verify app:1 --base built --remote | --any-name, --signed-as and --remote go with --key",
        "verify none --base built           | no such image: none; 'unionfs images' lists them",
        "verify app:1 --base none           | no such image: none; 'unionfs images' lists them",
        "verify app:1 --base /none.tar      | /none.tar: there is no such file",
        "verify app:1 --key /none.pub       | /none.pub: No such file or directory",
        "verify app:1 --key /               | /: is a directory, no file of a key",
      })
  void whatCannotBeToldIsTwo(String line, String message) {
    Cli run = cli.run(line.split(" "));
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err().split("\n")[0]).isEqualTo("unionfs: " + message);
  }

  @Test
  void aKeyThatIsNoneIsTwo() throws IOException {
    Path none = directory.resolve("none.pub");
    Files.writeString(none, "hello");
    Cli run = verify("app:1", "--key", none.toString());
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).startsWith("unionfs: " + none + ": is no key in PEM");
  }

  @Test
  void fsckTellsOfSignaturesThatAreDamaged() throws IOException {
    makeKey();
    cli.out("sign app:1 --key " + key + ".key");
    assertThat(cli.run("fsck").code()).isZero();
    Path file =
        directory.resolve("store/signatures/" + manifest("app").replace(':', '-') + ".json");
    Files.writeString(file, "{}");
    Cli run = cli.run("fsck");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out())
        .startsWith(file + ": \"version\" is missing; remove it, and sign or pull the image");
    assertThat(verify("app:1", "--key", key + ".pub").code()).isEqualTo(2);
    assertThat(cli.run("rmi", "-f", "app:1").code()).isZero();
    assertThat(file).doesNotExist();
  }
}
