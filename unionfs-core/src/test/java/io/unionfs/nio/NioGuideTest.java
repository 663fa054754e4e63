package io.unionfs.nio;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.layer.DeviceNumber;
import io.unionfs.layer.FileType;
import io.unionfs.layer.Layer;
import io.unionfs.overlay.XattrMode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of {@code docs/nio.md}, each of which stands here and runs. */
class NioGuideTest {
  private static final Path GUIDE = Path.of("..", "docs", "nio.md");
  private static final Path THIS =
      Path.of("src/test/java", NioGuideTest.class.getName().replace('.', '/') + ".java");
  private static final Pattern EXAMPLE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  private UnionFileSystem fs;
  private Path a;
  private Path b;
  private Path link;

  @BeforeEach
  void mount() throws IOException {
    Layer base =
        Layer.builder()
            .file("a", "A")
            .file("b", "B")
            .symlink("link", "a")
            .file("etc/passwd", "app:x:1000:1000::/:\n")
            .directory("srv")
            .with("srv", attributes -> attributes.withMode(01777))
            .build();
    fs = UnionFileSystem.builder().lower(base).mount();
    a = fs.getPath("/a");
    b = fs.getPath("/b");
    link = fs.getPath("/link");
  }

  @AfterEach
  void unmount() throws IOException {
    fs.close();
  }

  @Test
  void usersAndPermissions() throws IOException {
    UnionFileSystem app = fs.as("app"); // uid, group and further groups from the image's /etc
    Files.writeString(app.getPath("/srv/log"), "started");
    assertThat(Files.getOwner(fs.getPath("/srv/log")).getName()).isEqualTo("app");
    assertThatThrownBy(() -> Files.delete(app.getPath("/a")))
        .isInstanceOf(AccessDeniedException.class);
  }

  @Test
  void filesystemsMountedInside() throws IOException {
    UnionFileSystem volume = fs;
    Layer image = Layer.builder().directory("srv").build();
    try (UnionFileSystem box =
        UnionFileSystem.builder()
            .lower(image)
            .mountAt("/srv", volume, MountAccess.READ_WRITE)
            .mount()) {
      Files.writeString(box.getPath("/srv/file"), "in the volume");
      assertThat(box.changes()).isEmpty();
    }
    assertThat(volume.getPath("/file")).hasContent("in the volume");
  }

  @Test
  void watching() throws IOException, InterruptedException {
    try (WatchService service = fs.newWatchService()) {
      WatchKey key = fs.getPath("/").register(service, ENTRY_CREATE, ENTRY_MODIFY);
      Files.writeString(a, "more"); // copies it up, which is not told
      Files.createLink(fs.getPath("/c"), b);
      assertThat(service.take()).isSameAs(key);
      assertThat(key.pollEvents())
          .extracting(event -> event.context().toString())
          .containsExactly("a", "c");
      key.reset();
    }
  }

  @Test
  void exchange() throws IOException {
    Files.move(a, b, RenameOption.EXCHANGE);
    assertThat(a).hasContent("B"); // and b has what a had, its inode number too
  }

  @Test
  void noreplace() throws IOException {
    Files.move(a, fs.getPath("/free"), RenameOption.NOREPLACE);
    assertThatThrownBy(() -> Files.move(b, fs.getPath("/free"), RenameOption.NOREPLACE))
        .isInstanceOf(FileAlreadyExistsException.class);
  }

  @Test
  void fifosAndSockets() throws IOException {
    Set<PosixFilePermission> ownerOnly = PosixFilePermissions.fromString("rw-------");
    UnionFiles.createFifo(fs.getPath("/pipe"), PosixFilePermissions.asFileAttribute(ownerOnly));
    UnionFiles.createSocket(fs.getPath("/socket"));
    assertThat(Files.getPosixFilePermissions(fs.getPath("/pipe"))).isEqualTo(ownerOnly);
  }

  @Test
  void devices() throws IOException {
    UnionFiles.createCharacterDevice(fs.getPath("/null"), new DeviceNumber(1, 3));
    UnionFiles.createBlockDevice(fs.getPath("/disk"), new DeviceNumber(8, 0));
    int type = (int) Files.getAttribute(fs.getPath("/null"), "unix:mode") & 0170000; // S_IFCHR
    DeviceNumber device =
        DeviceNumber.decode((long) Files.getAttribute(fs.getPath("/null"), "unix:rdev"));
    assertThat(type).isEqualTo(FileType.CHARACTER_DEVICE.modeBits());
    assertThat(device).isEqualTo(new DeviceNumber(1, 3));
  }

  @Test
  void extendedAttributes() throws IOException {
    XattrFileAttributeView view = Files.getFileAttributeView(a, XattrFileAttributeView.class);
    view.set("trusted.k", new byte[] {1}, XattrMode.CREATE);
    assertThat(view.get("trusted.k")).containsExactly(1);
  }

  @Test
  void extendedAttributesByName() throws IOException {
    Files.setAttribute(link, "xattr:security.k", new byte[] {2}, LinkOption.NOFOLLOW_LINKS);
    Map<String, Object> all = Files.readAttributes(link, "xattr:*", LinkOption.NOFOLLOW_LINKS);
    assertThat(all).containsOnlyKeys("security.k");
  }

  @Test
  void spaceAndLimits() throws IOException {
    FileStore store = Files.getFileStore(a);
    long longest = (long) store.getAttribute("statfs:maxNameBytes"); // 255
    assertThat(longest).isEqualTo(255);
  }

  @Test
  void theTableNamesEveryMountOption() throws IOException {
    Matcher rows =
        Pattern.compile("(?m)^\\| (`[a-z_]+`(?:, `[a-z_]+`)*) \\| .* \\| .* \\| .* \\|$")
            .matcher(Files.readString(GUIDE));
    List<String> named = new ArrayList<>();
    while (rows.find()) {
      named.addAll(List.of(rows.group(1).replace("`", "").split(", ")));
    }
    assertThat(named).containsExactlyElementsOf(MountOptions.KNOWN);
  }

  @Test
  void whatIsOpen() throws IOException {
    try (FileChannel channel = FileChannel.open(a)) {
      assertThat(fs.openResources()).hasSize(1);
      for (OpenResource resource : fs.openResources()) {
        System.out.println(resource); // file channel on /a
        resource.opened().ifPresent(Throwable::printStackTrace); // after trackOpenResources()
      }
      assertThat(channel.isOpen()).isTrue();
    }
    fs.assertNoOpenResources(); // at the end of a test
  }

  @Test
  void aTreeForAProcess(@TempDir Path directory) throws IOException {
    ExportReport report = fs.exportTo(fs.getPath("/etc"), directory.resolve("etc"));
    assertThat(report.losses()).isEmpty(); // or what the target does not show, and why
    assertThat(directory.resolve("etc")).isDirectory();
  }

  @Test
  void snapshots() throws IOException {
    Snapshot prepared = fs.snapshot(); // after one expensive set-up
    Files.delete(a); // a test, and many more
    fs.restore(prepared);
    assertThat(a).hasContent("A");
  }

  @Test
  void whatChangedAndAllOfItAsATar(@TempDir Path directory) throws IOException {
    try (OutputStream layer = Files.newOutputStream(directory.resolve("layer.tar"));
        OutputStream tree = Files.newOutputStream(directory.resolve("tree.tar"))) {
      fs.writeLayer(layer); // what differs from the lower layers, whiteouts in it
      fs.writeTree(tree); // all that is shown
    }
    try (UnionFileSystem again =
        UnionFileSystem.builder().lower(directory.resolve("tree.tar")).mount()) {
      assertThat(Files.readAllBytes(again.getPath(a.toString()))).isEqualTo(Files.readAllBytes(a));
    }
  }

  @Test
  void theGuidesExamplesAreThese() throws IOException {
    String here = withoutLayout(Files.readString(THIS));
    List<String> examples = new ArrayList<>();
    EXAMPLE
        .matcher(Files.readString(GUIDE))
        .results()
        .map((MatchResult result) -> result.group(1))
        .forEach(examples::add);
    assertThat(examples).hasSizeGreaterThan(6);
    assertThat(examples).allSatisfy(e -> assertThat(here).contains(withoutLayout(e)));
  }

  private static String withoutLayout(String code) {
    return code.replaceAll("\\s+", "");
  }
}
