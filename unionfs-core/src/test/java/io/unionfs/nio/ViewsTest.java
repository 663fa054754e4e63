package io.unionfs.nio;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unionfs.layer.Layer;
import io.unionfs.layer.LayerBuilder;
import io.unionfs.overlay.Caller;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.ClosedFileSystemException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One mount, seen with several credentials. */
class ViewsTest {
  private UnionFileSystem mounted;
  private UnionFileSystem app;
  private UnionFileSystem web;

  @BeforeEach
  void mount() throws IOException {
    mounted = UnionFileSystem.builder().lower(image()).name("demo").mount();
    app = mounted.as("app");
    web = mounted.as("web");
  }

  @AfterEach
  void unmount() throws IOException {
    mounted.close();
  }

  private static Layer image() {
    LayerBuilder image = Layer.builder();
    image.file(
        "etc/passwd", "root:x:0:0::/:\napp:x:1000:1000::/:\nweb:x:1001:1001::/:\n7:x:70:70::/:\n");
    image.file(
        "etc/group", "root:x:0:\napp:x:1000:\nweb:x:1001:\nlog:x:40:app,web\nops:x:41:app\n");
    image.directory("app").with("app", a -> a.withOwner(1000, 1000).withMode(0700));
    image.file("app/f", "f").with("app/f", a -> a.withOwner(1000, 1000));
    image.directory("web").with("web", a -> a.withOwner(1001, 1001));
    image.file("web/f", "w").with("web/f", a -> a.withOwner(1001, 1001));
    image.directory("tmp").with("tmp", a -> a.withMode(01777));
    return image.build();
  }

  // ---- who ----

  @Test
  void aUserIsNamedAsDockerRunNamesHim() throws IOException {
    assertThat(caller("app")).isEqualTo(new Caller(1000, 1000, Set.of(40, 41), 022));
    assertThat(caller("1000")).isEqualTo(caller("app"));
    assertThat(caller("app:")).isEqualTo(caller("app"));
    assertThat(caller("app:log")).isEqualTo(new Caller(1000, 40, Set.of(), 022));
    assertThat(caller("app:0")).isEqualTo(new Caller(1000, 0, Set.of(), 022));
    assertThat(caller("1234")).isEqualTo(new Caller(1234, 0, Set.of(), 022));
    assertThat(caller("1234:5678")).isEqualTo(new Caller(1234, 5678, Set.of(), 022));
    assertThat(caller(":log")).isEqualTo(new Caller(0, 40, Set.of(), 022));
    assertThat(caller("")).isEqualTo(Caller.ROOT);
    assertThat(caller("7")).as("a number is never a name").isEqualTo(caller("7:0"));
    assertThat(caller("4294967294:4294967294")).isEqualTo(new Caller(-2, -2, Set.of(), 022));
    for (String user :
        new String[] {
          "nobody", "app:nobody", "4294967295", "99999999999", "-1", "app:-1", " app"
        }) {
      assertThatThrownBy(() -> mounted.as(user)).isInstanceOf(UserPrincipalNotFoundException.class);
    }
    assertThatThrownBy(() -> mounted.as((String) null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> mounted.as((Caller) null)).isInstanceOf(NullPointerException.class);
  }

  private Caller caller(String user) throws IOException {
    return mounted.as(user).caller();
  }

  @Test
  void aUserAddedThroughTheMountCanBeTaken() throws IOException {
    Files.writeString(mounted.getPath("/etc/passwd"), "new:x:2000:2000::/:\n");
    assertThat(caller("new").uid()).isEqualTo(2000);
    assertThatThrownBy(() -> mounted.as("app")).isInstanceOf(UserPrincipalNotFoundException.class);
  }

  @Test
  void theUmaskStaysThatOfWhoAsks() throws IOException {
    UnionFileSystem careful = mounted.as(new Caller(1001, 1001, Set.of(), 077));
    assertThat(careful.as("app").caller().umask()).isEqualTo(077);
  }

  @Test
  void aMountCanBeginAsAUser() throws IOException {
    try (UnionFileSystem own = UnionFileSystem.builder().lower(image()).user("app:log").mount()) {
      assertThat(own.caller()).isEqualTo(new Caller(1000, 40, Set.of(), 022));
      Files.createFile(own.getPath("/app/n"));
      assertThat(Files.getOwner(own.getPath("/app/n"))).hasToString("app");
      assertThat(Files.getAttribute(own.getPath("/app/n"), "posix:group")).hasToString("log");
    }
    assertThatThrownBy(() -> UnionFileSystem.builder().lower(image()).user("nobody").mount())
        .isInstanceOf(UserPrincipalNotFoundException.class);
    Caller last = new Caller(5, 5, Set.of(), 0);
    try (UnionFileSystem own =
        UnionFileSystem.builder().lower(image()).user("app").user(last).mount()) {
      assertThat(own.caller()).isEqualTo(last);
    }
  }

  // ---- one mount ----

  @Test
  void whatIsDoneIsDoneInTheNameOfTheView() throws IOException {
    Files.createFile(app.getPath("/tmp/n"));
    assertThat(Files.getOwner(mounted.getPath("/tmp/n")).getName()).isEqualTo("app");
    assertThatThrownBy(() -> Files.readString(web.getPath("/app/f")))
        .isInstanceOf(AccessDeniedException.class);
    assertThat(Files.readString(app.getPath("/app/f"))).isEqualTo("f");
    assertThat(app.changes()).isEqualTo(mounted.changes()).isNotEmpty();
    assertThat(web.provenance(app.getPath("/tmp/n")).provider()).isEqualTo(-1);
    assertThat(app.isReadOnly()).isFalse();
    assertThat(app.name()).isEqualTo("demo");
    assertThat(Files.getFileStore(app.getPath("/")))
        .isEqualTo(Files.getFileStore(web.getPath("/")));
  }

  @Test
  void pathsBelongToTheirView() {
    Path own = app.getPath("/app/f");
    assertThat(own.getFileSystem()).isSameAs(app);
    assertThat(own.resolveSibling("g").getFileSystem()).isSameAs(app);
    assertThat(own).isNotEqualTo(mounted.getPath("/app/f")).isNotEqualTo(web.getPath("/app/f"));
    assertThat(own.compareTo(web.getPath("/app/f"))).isNegative();
    assertThat(web.getPath("/app/f").compareTo(own)).isPositive();
    assertThat(mounted.getPath("/app/f").compareTo(own)).isNegative();
    assertThat(own.startsWith(web.getPath("/app"))).isFalse();
  }

  @Test
  void filesAreTheSameInAllViews() throws IOException {
    assertThat(Files.isSameFile(app.getPath("/app/f"), mounted.getPath("/app/f"))).isTrue();
    assertThat(Files.isSameFile(app.getPath("/app/f"), web.getPath("/web/f"))).isFalse();
    assertThatThrownBy(() -> Files.isSameFile(app.getPath("/app/f"), web.getPath("/app/f")))
        .isInstanceOf(AccessDeniedException.class);
  }

  @Test
  void locksStandInTheWayAcrossViews() throws IOException {
    try (FileChannel one = FileChannel.open(web.getPath("/web/f"), READ, WRITE);
        FileChannel other = FileChannel.open(mounted.getPath("/web/f"), READ, WRITE)) {
      one.lock();
      assertThatThrownBy(other::tryLock).isInstanceOf(OverlappingFileLockException.class);
    }
  }

  // ---- closing ----

  @Test
  void closingAViewLeavesTheMountOpen() throws IOException {
    Path own = app.getPath("/app/f");
    FileChannel channel = FileChannel.open(own, READ);
    DirectoryStream<Path> stream = Files.newDirectoryStream(app.getPath("/app"));
    Iterator<Path> listed = stream.iterator();
    FileChannel others = FileChannel.open(web.getPath("/web/f"), READ);
    app.close();
    app.close();
    assertThat(app.isOpen()).isFalse();
    assertThat(channel.isOpen()).isFalse();
    assertThat(listed.hasNext()).isFalse();
    assertThatThrownBy(() -> Files.size(own)).isInstanceOf(ClosedFileSystemException.class);
    assertThatThrownBy(() -> app.as("web")).isInstanceOf(ClosedFileSystemException.class);
    assertThatThrownBy(() -> Files.move(web.getPath("/web/f"), own))
        .isInstanceOf(ClosedFileSystemException.class);
    assertThatThrownBy(() -> Files.createLink(web.getPath("/web/l"), own))
        .isInstanceOf(ClosedFileSystemException.class);
    assertThat(mounted.isOpen()).isTrue();
    assertThat(others.isOpen()).isTrue();
    assertThat(Files.readString(web.getPath("/web/f"))).isEqualTo("w");
    assertThat(FileSystems.getFileSystem(URI.create("unionfs://demo/"))).isSameAs(mounted);
  }

  @Test
  void aClosedViewTellsNothing(@TempDir Path host) throws IOException {
    Path target = host.resolve("copy");
    app.close();
    assertThatThrownBy(() -> app.exportTo(mounted.getPath("/web"), target))
        .isInstanceOf(ClosedFileSystemException.class);
    assertThatThrownBy(() -> app.provenance(mounted.getPath("/web")))
        .isInstanceOf(ClosedFileSystemException.class);
    assertThat(target).doesNotExist();
    mounted.exportTo(mounted.getPath("/web"), target);
    assertThat(target.resolve("f")).hasContent("w");
  }

  @Test
  void closingTheMountClosesItsViews() throws IOException {
    FileChannel channel = FileChannel.open(app.getPath("/app/f"), READ);
    Object owner = Files.getOwner(app.getPath("/app/f"));
    var attributes =
        Files.readAttributes(
            app.getPath("/app/f"), java.nio.file.attribute.PosixFileAttributes.class);
    mounted.close();
    assertThat(app.isOpen()).isFalse();
    assertThat(channel.isOpen()).isFalse();
    assertThatThrownBy(() -> Files.size(app.getPath("/app/f")))
        .isInstanceOf(ClosedFileSystemException.class);
    assertThatThrownBy(() -> app.getUserPrincipalLookupService())
        .isInstanceOf(ClosedFileSystemException.class);
    assertThat(attributes.owner()).isEqualTo(owner);
    app.close();
  }

  // ---- two paths ----

  @Test
  void aCopyIsReadByTheSourcesViewAndWrittenByTheTargets() throws IOException {
    Files.copy(app.getPath("/app/f"), web.getPath("/web/copy"));
    assertThat(Files.getOwner(mounted.getPath("/web/copy"))).hasToString("web");
    assertThat(mounted.getPath("/web/copy")).hasContent("f");
    assertThatThrownBy(() -> Files.copy(web.getPath("/app/f"), app.getPath("/tmp/c")))
        .isInstanceOf(AccessDeniedException.class);
    assertThatThrownBy(() -> Files.copy(app.getPath("/app/f"), app.getPath("/web/c")))
        .isInstanceOf(AccessDeniedException.class);
  }

  @Test
  void aMoveIsARenameForWhichEachViewHasItsDirectory() throws IOException {
    Object key = Files.getAttribute(mounted.getPath("/app/f"), "fileKey");
    assertThatThrownBy(() -> Files.move(app.getPath("/app/f"), app.getPath("/web/g"), ATOMIC_MOVE))
        .isInstanceOf(AccessDeniedException.class);
    assertThatThrownBy(() -> Files.move(web.getPath("/app/f"), web.getPath("/web/g"), ATOMIC_MOVE))
        .isInstanceOf(AccessDeniedException.class);
    Files.move(app.getPath("/app/f"), web.getPath("/web/g"), ATOMIC_MOVE);
    assertThat(Files.getAttribute(mounted.getPath("/web/g"), "fileKey")).isEqualTo(key);
    assertThat(Files.getOwner(mounted.getPath("/web/g"))).hasToString("app");
    Files.createFile(app.getPath("/tmp/apps"));
    // What is exchanged leaves /web by web.
    Files.move(app.getPath("/tmp/apps"), web.getPath("/web/f"), RenameOption.EXCHANGE);
    assertThat(mounted.getPath("/tmp/apps")).hasContent("w");
  }

  @Test
  void whatIsReplacedIsReplacedByTheTargetsView() throws IOException {
    Files.createFile(mounted.getPath("/tmp/roots"));
    assertThatThrownBy(
            () -> Files.move(app.getPath("/app/f"), web.getPath("/tmp/roots"), ATOMIC_MOVE))
        .isInstanceOf(FileSystemException.class)
        .hasMessageEndingWith("Operation not permitted");
    Files.move(app.getPath("/app/f"), mounted.getPath("/tmp/roots"), ATOMIC_MOVE);
    assertThat(mounted.getPath("/tmp/roots")).hasContent("f");
  }

  @Test
  void aLinkIsGivenByTheOneViewAndPlacedByTheOther() throws IOException {
    assertThatThrownBy(() -> Files.createLink(web.getPath("/web/l"), web.getPath("/app/f")))
        .isInstanceOf(AccessDeniedException.class);
    assertThatThrownBy(() -> Files.createLink(app.getPath("/web/l"), app.getPath("/app/f")))
        .isInstanceOf(AccessDeniedException.class);
    Files.createLink(web.getPath("/web/l"), app.getPath("/app/f"));
    assertThat(Files.isSameFile(mounted.getPath("/web/l"), mounted.getPath("/app/f"))).isTrue();
    assertThatThrownBy(() -> Files.createLink(mounted.getPath("/tmp/l"), app.getPath("/web/f")))
        .as("not app's to give")
        .hasMessageEndingWith("Operation not permitted");
  }

  // ---- URIs ----

  @Test
  void theUriOfAViewsPathKeepsItsCredentials() throws IOException {
    Path own = app.getPath("/app/f");
    assertThat(own.toUri()).hasToString("unionfs://1000:1000,40,41@demo/app/f");
    assertThat(Path.of(own.toUri())).isEqualTo(own);
    Caller odd = new Caller(-2, 3, Set.of(), 027);
    UnionFileSystem careful = mounted.as(odd);
    assertThat(careful).hasToString("unionfs://4294967294:3;umask=27@demo/");
    assertThat(FileSystems.getFileSystem(URI.create(careful.toString()))).isSameAs(careful);
    assertThat(mounted.getPath("/app/f").toUri()).hasToString("unionfs://demo/app/f");
  }

  @Test
  void aUriOfAClosedViewLeadsToOneLikeIt() throws IOException {
    URI uri = app.getPath("/app/f").toUri();
    app.close();
    Path found = Path.of(uri);
    assertThat(((UnionFileSystem) found.getFileSystem()).caller()).isEqualTo(app.caller());
    assertThat(found).hasContent("f");
    assertThat(Path.of(uri)).isEqualTo(found);
  }

  @Test
  void aUriIsDecoded() throws IOException {
    Files.writeString(mounted.getPath("/etc/passwd"), "x,1;umask=0:x:90:90::/:\nü@:x:91:91::/:\n");
    assertThat(callerOf("x%2C1%3bumask%3D0@demo")).isEqualTo(new Caller(90, 90, Set.of(), 022));
    assertThat(callerOf("%C3%BC%40@demo")).isEqualTo(new Caller(91, 91, Set.of(), 022));
    assertThat(callerOf("%39%31:0,5;umask=0@demo")).isEqualTo(new Caller(91, 0, Set.of(5), 0));
  }

  private static Caller callerOf(String authority) {
    Path path = Path.of(URI.create("unionfs://" + authority + "/etc"));
    return ((UnionFileSystem) path.getFileSystem()).caller();
  }

  @Test
  void theNumberOfNobodyIsRefused() throws IOException {
    assertThatIllegalArgumentException().isThrownBy(() -> new Caller(-1, 0, Set.of(), 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new Caller(0, -1, Set.of(), 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new Caller(0, 0, Set.of(1, -1), 0));
    assertThatIllegalArgumentException().isThrownBy(() -> callerOf("1:1,4294967295@demo"));
    Files.writeString(mounted.getPath("/etc/passwd"), "odd:x:90:4294967295::/:\n");
    assertThatThrownBy(() -> mounted.as("odd")).isInstanceOf(UserPrincipalNotFoundException.class);
    assertThat(mounted.as("odd:5").caller()).isEqualTo(new Caller(90, 5, Set.of(), 022));
  }

  @Test
  void rowsOfGroupsAreShortInAUri() throws IOException {
    Caller many = new Caller(1, 1, Set.of(3, 5, 6, 8, 9, 10, 11, -3, -2), 022);
    String text = mounted.as(many).toString();
    assertThat(text).isEqualTo("unionfs://1:1,4294967293,4294967294,3,5,6,8-11@demo/");
    assertThat(callerOf(text.substring("unionfs://".length(), text.length() - 1))).isEqualTo(many);
    for (String wrong : new String[] {"9-8", "1-", "-1", "1-2-3", "0-65536", "0-65535,70000"}) {
      assertThatIllegalArgumentException().isThrownBy(() -> callerOf("1:1," + wrong + "@demo"));
    }
    assertThat(callerOf("1:1,1-65536@demo").groups()).hasSize(Caller.MAX_GROUPS);
  }

  @Test
  void aUserHasNoMoreGroupsThanAProcessCan() throws IOException {
    StringBuilder listed = new StringBuilder();
    for (int gid = 1; gid <= Caller.MAX_GROUPS + 9; gid++) {
      listed.append("g::").append(gid).append(":7\n").append(gid == 1 ? "g::1:7\n" : "");
    }
    Files.writeString(mounted.getPath("/etc/group"), listed);
    UnionFileSystem seven = mounted.as("70");
    assertThat(seven.caller().groups())
        .hasSize(Caller.MAX_GROUPS)
        .contains(1, Caller.MAX_GROUPS)
        .doesNotContain(Caller.MAX_GROUPS + 1);
    assertThat(seven).hasToString("unionfs://70:70,1-65536@demo/");
    Set<Integer> tooMany = new HashSet<>(seven.caller().groups());
    tooMany.add(Caller.MAX_GROUPS + 1);
    assertThatIllegalArgumentException().isThrownBy(() -> new Caller(70, 70, tooMany, 0));
  }

  @Test
  void aUriMayNameTheUser() {
    assertThat(Path.of(URI.create("unionfs://web@demo/web/f"))).isEqualTo(web.getPath("/web/f"));
    for (String unknown : new String[] {"nobody@demo", "app:nobody@demo", "app@nowhere"}) {
      assertThatThrownBy(() -> Path.of(URI.create("unionfs://" + unknown + "/f")))
          .isInstanceOf(FileSystemNotFoundException.class);
    }
    for (String wrong : new String[] {"app,x@demo", "app;umask=9@demo", "app;umask=7777@demo"}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Path.of(URI.create("unionfs://" + wrong + "/f")));
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FileSystems.newFileSystem(URI.create("unionfs://app@other"), Map.of()));
  }

  // ---- layers ----

  @Test
  void aUnionsDirectoryReadAsALayerKeepsItsOwners() throws IOException {
    try (Layer layer = Layer.ofDirectory(mounted.getPath("/"));
        UnionFileSystem above = UnionFileSystem.builder().lower(layer).mount()) {
      assertThat(Files.getAttribute(above.getPath("/web/f"), "unix:uid")).isEqualTo(1001);
      assertThat(Files.getOwner(above.getPath("/web/f"))).hasToString("web");
    }
  }
}
