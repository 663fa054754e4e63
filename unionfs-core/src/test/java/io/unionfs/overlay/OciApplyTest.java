package io.unionfs.overlay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.layer.ArchiveEntry;
import io.unionfs.layer.ArchiveLayer;
import io.unionfs.layer.Attributes;
import io.unionfs.layer.Content;
import io.unionfs.layer.Digest;
import io.unionfs.layer.Entry;
import io.unionfs.layer.Layer;
import io.unionfs.layer.LayerBuilder;
import io.unionfs.layer.LayerException;
import io.unionfs.layer.TreeLayer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How an archive layer is applied to the layers below. */
class OciApplyTest {
  private static final Instant TIME = Instant.ofEpochSecond(1_000);

  private static final TreeLayer BASE =
      Layer.builder()
          .file("usr/lib/a", "a")
          .file("usr/lib/keep", "keep")
          .symlink("lib", "usr/lib")
          .symlink("abs", "/usr/lib")
          .symlink("out", "../../outside")
          .symlink("loop", "loop")
          .symlink("dangling", "not/there")
          .file("dir/x", "x")
          .file("dir/y", "y")
          .file("plain", "plain")
          .with("usr/lib", a -> a.withMode(0750).withOwner(3, 4))
          .build();

  private record Listed(List<ArchiveEntry> entries) implements ArchiveLayer {
    @Override
    public String name() {
      return "test";
    }

    @Override
    public Digest diffId() {
      return Digest.sha256(new byte[32]);
    }

    @Override
    public long uncompressedSize() {
      return 0;
    }
  }

  private static ArchiveEntry file(String path, String text) {
    Content content = Content.of(text.getBytes(StandardCharsets.UTF_8));
    return new ArchiveEntry.Node(path, new Entry.File(1, Attributes.of(0644, TIME), 1, content));
  }

  private static ArchiveEntry symlink(String path, String target) {
    return new ArchiveEntry.Node(path, new Entry.Symlink(1, Attributes.of(0777, TIME), 1, target));
  }

  private static ArchiveEntry directory(String path, int mode) {
    return new ArchiveEntry.Directory(path, Attributes.of(mode, TIME));
  }

  private static ArchiveEntry whiteout(String path) {
    return new ArchiveEntry.Whiteout(path);
  }

  private static Fixture apply(ArchiveEntry... entries) throws Exception {
    return Fixture.of(BASE, new Listed(List.of(entries)));
  }

  private static void refused(String message, ArchiveEntry... entries) {
    assertThatThrownBy(() -> apply(entries).close())
        .isInstanceOf(LayerException.class)
        .hasMessageContaining(message)
        .hasMessageContaining("layer test: entry ");
  }

  @Test
  void parentsAndWhiteoutsResolveThroughSymlinksOfTheLayersBelow() throws Exception {
    try (Fixture union = apply(file("lib/b", "b"), whiteout("lib/a"), file("abs/c", "c"))) {
      assertThat(union.ls("/usr/lib")).containsExactly("b", "c", "keep");
      assertThat(union.lstat("/lib").type()).isEqualTo(io.unionfs.layer.FileType.SYMLINK);
      assertThat(union.stat("/usr/lib").attributes().mode()).isEqualTo(0750);
      assertThat(union.stat("/usr/lib").attributes().gid()).isEqualTo(4);
    }
  }

  @Test
  void aWhiteoutNeverHidesAnEntryOfItsOwnLayerInEitherOrder() throws Exception {
    try (Fixture union = apply(file("plain", "new"), whiteout("plain"))) {
      assertThat(union.read("/plain")).isEqualTo("new");
    }
    try (Fixture union = apply(whiteout("plain"), file("plain", "new"))) {
      assertThat(union.read("/plain")).isEqualTo("new");
    }
    for (boolean first : new boolean[] {true, false}) {
      ArchiveEntry made = file("dir/new", "new");
      try (Fixture union = first ? apply(whiteout("dir"), made) : apply(made, whiteout("dir"))) {
        assertThat(union.ls("/dir")).containsExactly("new");
      }
    }
  }

  @Test
  void anOpaqueMarkHidesAllLowerChildrenWhereverItStands() throws Exception {
    ArchiveEntry mark = new ArchiveEntry.OpaqueMark("dir");
    try (Fixture union = apply(file("dir/new", ""), mark)) {
      assertThat(union.ls("/dir")).containsExactly("new");
    }
    try (Fixture union = apply(mark, file("dir/new", ""))) {
      assertThat(union.ls("/dir")).containsExactly("new");
    }
    try (Fixture union = apply(new ArchiveEntry.OpaqueMark("lib"))) {
      assertThat(union.ls("/usr/lib")).isEmpty();
    }
  }

  @Test
  void aWhiteoutForAMissingPathChangesNothing() throws Exception {
    try (Fixture union = apply(whiteout("none/at/all"), whiteout("plain"))) {
      assertThat(union.exists("/none")).isFalse();
      assertThat(union.exists("/plain")).isFalse();
    }
  }

  @Test
  void aWhiteoutBelowWhatIsNoDirectoryChangesNothing() throws Exception {
    try (Fixture union = apply(file("dir", "now a file"), whiteout("dir/x"), whiteout("plain/x"))) {
      assertThat(union.read("/dir")).isEqualTo("now a file");
      assertThat(union.read("/plain")).isEqualTo("plain");
    }
    refused("leaves the layer root", whiteout("../plain/x"));
  }

  @Test
  void aDirectoryOverADirectoryReplacesAttributesAndAnyOtherCollisionRemovesAndCreates()
      throws Exception {
    try (Fixture union = apply(directory("dir", 0700))) {
      assertThat(union.stat("/dir").attributes().mode()).isEqualTo(0700);
      assertThat(union.ls("/dir")).containsExactly("x", "y");
    }
    try (Fixture union = apply(file("dir", "now a file"), directory("plain", 0755))) {
      assertThat(union.read("/dir")).isEqualTo("now a file");
      assertThat(union.ls("/plain")).isEmpty();
    }
    try (Fixture union = apply(directory("lib", 0755), file("lib/own", ""))) {
      assertThat(union.ls("/lib")).containsExactly("own");
      assertThat(union.ls("/usr/lib")).containsExactly("a", "keep");
    }
    try (Fixture union = apply(file("lib", "replaces the link"))) {
      assertThat(union.read("/lib")).isEqualTo("replaces the link");
    }
  }

  @Test
  void aDirectoryThatReturnsInTheSameLayerShowsNoLowerChildren() throws Exception {
    try (Fixture union = apply(file("dir", "file"), directory("dir", 0755))) {
      assertThat(union.ls("/dir")).isEmpty();
    }
  }

  @Test
  void theLastOfDuplicateEntriesWins() throws Exception {
    try (Fixture union = apply(file("n", "first"), file("n", "second"))) {
      assertThat(union.read("/n")).isEqualTo("second");
    }
  }

  @Test
  void missingParentsAreMadeWithMode0755() throws Exception {
    try (Fixture union = apply(file("new/sub/f", ""))) {
      assertThat(union.stat("/new/sub").attributes().mode()).isEqualTo(0755);
    }
    try (Fixture union = apply(file("dangling/f", "made"))) {
      assertThat(union.read("/not/there/f")).isEqualTo("made");
    }
  }

  @Test
  void aHardLinkResolvesInsideTheRootPossiblyToALowerLayer() throws Exception {
    try (Fixture union =
        apply(
            new ArchiveEntry.HardLink("second", "plain"),
            new ArchiveEntry.HardLink("third", "/lib/../lib/a"))) {
      assertThat(union.read("/second")).isEqualTo("plain");
      assertThat(union.stat("/second").ino()).isEqualTo(union.stat("/plain").ino());
      assertThat(union.stat("/second").links()).isEqualTo(2);
      assertThat(union.read("/third")).isEqualTo("a");
    }
    try (Fixture union = apply(file("one", "1"), new ArchiveEntry.HardLink("two", "one"))) {
      assertThat(union.stat("/one").ino()).isEqualTo(union.stat("/two").ino());
    }
  }

  @Test
  void aHardLinkToASymlinkIsOneAndDoesNotTouchItsTarget() throws Exception {
    try (Fixture union = apply(new ArchiveEntry.HardLink("second", "lib"))) {
      assertThat(union.mount.readlink(Caller.ROOT, Fixture.path("/second"))).isEqualTo("usr/lib");
    }
  }

  @Test
  void anAbsoluteLinkLeadsFromTheRootWhereverItStands() throws Exception {
    try (Fixture union = apply(symlink("dir/abs", "/usr/lib"), file("dir/abs/c", "c"))) {
      assertThat(union.read("/usr/lib/c")).isEqualTo("c");
      assertThat(union.exists("/dir/usr")).isFalse();
    }
  }

  @Test
  void aDirectoryKeepsItsTimeWhateverComesIntoItLater() throws Exception {
    Content content = Content.of(new byte[0]);
    ArchiveEntry late =
        new ArchiveEntry.Node(
            "made/f", new Entry.File(1, Attributes.of(0644, TIME.plusSeconds(9)), 1, content));
    try (Fixture union = apply(directory("made", 0755), late)) {
      assertThat(union.stat("/made").attributes().modified()).isEqualTo(TIME);
    }
  }

  @Test
  void whatWouldLeaveTheRootIsRefused() {
    refused("leaves the layer root", file("../etc/passwd", ""));
    refused("leaves the layer root", file("dir/../../x", ""));
    refused("leaves the layer root", file("out/x", ""));
    refused("leaves the layer root", whiteout("out/x"));
    refused("leaves the layer root", new ArchiveEntry.OpaqueMark("out"));
    refused("leaves the layer root", new ArchiveEntry.HardLink("x", "../../etc/passwd"));
    refused("leaves the layer root", symlink("up", ".."), file("up/up/x", ""));
  }

  @Test
  void aPathThatDoublesBackInsideTheRootIsNoHarm() throws Exception {
    try (Fixture union = apply(file("dir/../new", "fine"))) {
      assertThat(union.read("/new")).isEqualTo("fine");
    }
  }

  @Test
  void theRootCanBeNeitherReplacedNorRemoved() {
    refused("would replace the root directory", symlink("", "/tmp"));
    refused("would replace the root directory", symlink(".", "/tmp"));
    refused("would remove the root directory", whiteout(""));
  }

  @Test
  void faultyLinksAndParentsAreRefused() {
    refused("too many symbolic links", file("loop/x", ""));
    refused("too many directories", file("d/".repeat(6_000) + "x", ""));
    refused("which does not exist", new ArchiveEntry.HardLink("x", "missing"));
    refused("which is a directory", new ArchiveEntry.HardLink("x", "dir"));
    refused("not a directory", file("plain/x", ""));
    refused("which does not exist", whiteout("plain"), new ArchiveEntry.HardLink("x", "plain"));
  }

  @Test
  void aTreeOfAnyDepthDoesNotExhaustTheStack() throws Exception {
    String deep = "d/".repeat(1000);
    ArchiveEntry[] entries = new ArchiveEntry[21];
    entries[0] = symlink("link0", ".");
    for (int i = 1; i <= 20; i++) {
      // Each link leads a thousand levels below the one before.
      entries[i] = file("level" + i + "/" + deep + "f", "");
    }
    StringBuilder path = new StringBuilder();
    LayerBuilder builder = Layer.builder();
    for (int i = 0; i < 10_000; i++) {
      path.append(path.isEmpty() ? "d" : "/d");
    }
    builder.file(path + "/f", "deep");
    try (Fixture union = Fixture.of(builder.build(), new Listed(List.of(entries)))) {
      assertThat(union.exists("/level20")).isTrue();
      String[] names = (path + "/f").split("/");
      Lookup found = union.mount.lookup(Caller.ROOT, PathName.ofNames(names), Follow.NOFOLLOW);
      assertThat(found).isInstanceOf(Inode.class);
      union.mount.chmod(Caller.ROOT, PathName.ofNames(names), Follow.NOFOLLOW, 0600);
      assertThat(union.mount.toLayer("deep").root().lookup("d")).isNotNull();
      assertThat(union.mount.changes()).hasSize(10_001);
    }
  }

  @Test
  void anOpaqueMarkStaysWhenTheDirectorysOwnEntryFollows() throws Exception {
    try (Fixture union =
        apply(new ArchiveEntry.OpaqueMark("dir"), directory("dir", 0700), file("dir/new", ""))) {
      assertThat(union.ls("/dir")).containsExactly("new");
      assertThat(union.stat("/dir").attributes().mode()).isEqualTo(0700);
    }
  }

  @Test
  void aDirectorysTimeIsItsEntrysWhateverIsPutIntoItAfterwards() throws Exception {
    Instant later = TIME.plusSeconds(60);
    ArchiveEntry inside =
        new ArchiveEntry.Node(
            "dir/new", new Entry.File(1, Attributes.of(0644, later), 1, Content.EMPTY));
    try (Fixture union = apply(directory("dir", 0700), inside, whiteout("dir/x"))) {
      assertThat(union.stat("/dir").attributes().modified()).isEqualTo(TIME);
    }
  }

  @Test
  void aLaterEntryOfADirectoryReplacesTheAttributesOfTheEarlierOne() throws Exception {
    try (Fixture union =
        apply(directory("dir", 0700), file("dir/new", ""), directory("dir", 0711))) {
      assertThat(union.stat("/dir").attributes().mode()).isEqualTo(0711);
      assertThat(union.ls("/dir")).containsExactly("new", "x", "y");
    }
  }

  @Test
  void aSmallArchiveThatImpliesMillionsOfDirectoriesIsRefused() {
    ArchiveEntry[] entries = new ArchiveEntry[400];
    for (int i = 0; i < entries.length; i++) {
      entries[i] = file(i + "/" + "a/".repeat(2_000) + "f", "");
    }
    refused("one too many in directories", entries);
  }

  @Test
  void filesKeepTheirNumbersAndNobodyElseHasThem() throws Exception {
    Entry.File one = new Entry.File(2, Attributes.of(0644, TIME), 1, Content.EMPTY);
    Entry.File linked = new Entry.File(3, Attributes.of(0644, TIME), 1, Content.EMPTY);
    List<ArchiveEntry> entries =
        List.of(
            directory("new", 0755),
            new ArchiveEntry.Node("new/one", one),
            new ArchiveEntry.Node("new/linked", linked),
            new ArchiveEntry.HardLink("new/too", "new/linked"),
            new ArchiveEntry.HardLink("new/below", "dir/x"),
            directory("other", 0755));
    MergedTree base =
        MergedTree.of(List.of(BASE), OverlayOptions.DEFAULT.following(), DataLayers.NONE);
    Entry.Directory root = OciApply.resolve(base.root(), new Listed(entries)).root();
    Map<Long, Entry> byNumber = new HashMap<>();
    Deque<Entry.Node> pending = new ArrayDeque<>(List.of(root));
    while (!pending.isEmpty()) {
      Entry.Node node = pending.pop();
      Entry other = byNumber.put(node.number(), node);
      assertThat(other).isIn(null, node);
      if (node instanceof Entry.Directory directory) {
        directory.entries().values().forEach(entry -> pending.push((Entry.Node) entry));
      }
    }
    assertThat(byNumber).hasSize(7); // the root, dir, new, other, and three files
    assertThat(byNumber.get(2L)).isSameAs(one);
    assertThat(byNumber.get(3L)).isEqualTo(new Entry.File(3, one.attributes(), 2, Content.EMPTY));
  }
}
