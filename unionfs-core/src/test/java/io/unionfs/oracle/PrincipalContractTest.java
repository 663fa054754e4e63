package io.unionfs.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The names of users and groups: getpwnam(3), getgrnam(3), as the default provider asks them. */
class PrincipalContractTest extends PermissionContract {
  private static final String PASSWD =
      String.join(
          "\n",
          "# comment:x:1:1::/:",
          "root:x:0:0:root:/root:/bin/bash",
          "alice:x:1000:1000:Alice:/home/alice:/bin/sh",
          "second:x:1000:1001:the same number:/:",
          "twice:x:21:21:::",
          "twice:x:22:22:::",
          "",
          "garbage",
          "bare:x:11:11",
          "no-group:x:12",
          "bad-group:x:13:x:::",
          "bad-user:x:x1:13:::",
          "no-user:x::14:::",
          "plus:x:+15:15:::",
          "minus:x:-2:16:::",
          "large:x:99999999999:16:::",
          "blank:x: 17:17:::",
          "  indented:x:23:23:::",
          "two words:x:24:24:::",
          ":x:27:27:::",
          "unnamed:x:27:27:::",
          "+nis:x:28:28:::",
          "-nis:x:29:29:::",
          "hex:x:0x1e:30:::",
          "3:x:33:33:::",
          "last:x:5:5:::");

  private static final String GROUP =
      "root:x:0:\nstaff:x:50:alice,bob\ntwice:x:70:\ntwice:x:71:\nnone:x::\nbare:x:72\nbad:x:a:\n"
          + "also-staff:x:50:\n";

  @Override
  void fill() {
    directory("etc", 0755, 0, 0);
    file("etc/passwd", 0644, 0, 0, PASSWD);
    file("etc/group", 0644, 0, 0, GROUP);
    directory("owned", 0755, 0, 0);
    for (int uid : new int[] {0, 5, 11, 12, 15, 17, 21, 22, 23, 24, 27, 28, 33, 1000, -2}) {
      file("owned/" + uid, 0644, uid, 0, "");
    }
    for (int gid : new int[] {0, 50, 70, 71, 72, 73}) {
      file("owned/g" + gid, 0644, 0, gid, "");
    }
  }

  private String user(String name) {
    return ask(
        ROOT,
        root -> {
          var found = service(root).lookupPrincipalByName(name);
          Files.setOwner(root.resolve("owned/0"), found);
          return found.getName() + " " + Files.getAttribute(root.resolve("owned/0"), "unix:uid");
        });
  }

  private static UserPrincipalLookupService service(Path root) {
    return root.getFileSystem().getUserPrincipalLookupService();
  }

  private static final String NOT_FOUND = "UserPrincipalNotFoundException: null";

  @Test
  void usersAreFoundByName() {
    Map<String, Integer> found =
        Map.of(
            "root",
            0,
            "alice",
            1000,
            "second",
            1000,
            "twice",
            21,
            "bare",
            11,
            "plus",
            15,
            "blank",
            17,
            "indented",
            23,
            "two words",
            24,
            "last",
            5);
    found.forEach((name, uid) -> assertThat(user(name)).isEqualTo(name + " " + uid));
  }

  @Test
  void linesThatAreNoEntriesAreSkipped() {
    for (String name :
        new String[] {
          "garbage",
          "no-group",
          "bad-group",
          "bad-user",
          "no-user",
          "minus",
          "large",
          "",
          "+nis",
          "-nis",
          "hex",
          "# comment",
          "#comment",
          "nobody"
        }) {
      assertThat(user(name)).as(name).isEqualTo(NOT_FOUND);
    }
  }

  @Test
  void whatIsNoNameIsANumber() {
    assertThat(user("9")).isEqualTo("9 9");
    assertThat(user("09")).isEqualTo("09 9");
    assertThat(user("1000")).isEqualTo("1000 1000");
    assertThat(user("3")).isEqualTo("3 33");
    assertThat(user("4294967294")).isEqualTo(NOT_FOUND);
    assertThat(user("-2")).isEqualTo("-2 -2");
  }

  @Test
  void ownersHaveTheNameOfTheFirstEntryWithTheirNumber() {
    Map<Integer, String> names =
        Map.ofEntries(
            Map.entry(0, "root"),
            Map.entry(5, "last"),
            Map.entry(11, "bare"),
            Map.entry(12, "12"),
            Map.entry(15, "plus"),
            Map.entry(17, "blank"),
            Map.entry(21, "twice"),
            Map.entry(22, "twice"),
            Map.entry(23, "indented"),
            Map.entry(24, "two words"),
            Map.entry(27, "27"),
            Map.entry(28, "28"),
            Map.entry(33, "3"),
            Map.entry(1000, "alice"),
            Map.entry(-2, "-2"));
    names.forEach((uid, name) -> assertThat(owner("owned/" + uid)).isEqualTo(name));
  }

  private String owner(String path) {
    return ask(ROOT, root -> Files.getOwner(root.resolve(path)).getName());
  }

  @Test
  void groupsHaveNamesToo() {
    Map<Integer, String> names =
        Map.of(0, "root", 50, "staff", 70, "twice", 71, "twice", 72, "bare", 73, "73");
    names.forEach(
        (gid, name) ->
            assertThat(
                    ask(
                        ROOT,
                        root -> Files.getAttribute(root.resolve("owned/g" + gid), "posix:group")))
                .isEqualTo(name));
    assertThat(group("also-staff")).isEqualTo("also-staff");
    assertThat(group("77")).isEqualTo("77");
    for (String name : new String[] {"none", "bad", "alice"}) {
      assertThat(group(name)).isEqualTo(NOT_FOUND);
    }
  }

  private String group(String name) {
    return ask(ROOT, root -> service(root).lookupPrincipalByGroupName(name).getName());
  }

  @Test
  void principalsAreEqualByNumber() {
    assertThat(
            ask(
                ROOT,
                root -> {
                  var alice = service(root).lookupPrincipalByName("alice");
                  return alice.equals(service(root).lookupPrincipalByName("second"))
                      + " "
                      + alice.equals(service(root).lookupPrincipalByName("1000"))
                      + " "
                      + alice.equals(Files.getOwner(root.resolve("owned/1000")))
                      + " "
                      + (alice.hashCode() == Files.getOwner(root.resolve("owned/1000")).hashCode())
                      + " "
                      + alice.equals(service(root).lookupPrincipalByGroupName("1000"));
                }))
        .isEqualTo("true true true true false");
  }

  @Test
  void anEditThroughTheMountIsSeen() throws Exception {
    assertThat(owner("owned/12")).isEqualTo("12");
    in(ROOT, root -> Files.writeString(root.resolve("etc/passwd"), "twelve:x:12:12:::\n"));
    assertThat(owner("owned/12")).isEqualTo("twelve");
    assertThat(owner("owned/1000")).isEqualTo("1000");
    in(ROOT, root -> Files.writeString(root.resolve("etc/passwd"), "dozen0:x:12:12:::\n"));
    assertThat(owner("owned/12")).isEqualTo("dozen0");
    in(ROOT, root -> Files.delete(root.resolve("etc/passwd")));
    assertThat(owner("owned/12")).isEqualTo("12");
    assertThat(user("dozen0")).isEqualTo(NOT_FOUND);
  }

  @Test
  void linksLeadInsideTheMount() throws Exception {
    in(ROOT, root -> Files.move(root.resolve("etc/passwd"), root.resolve("owned/users")));
    assertThat(owner("owned/1000")).isEqualTo("1000");
    in(
        ROOT,
        root ->
            Files.createSymbolicLink(
                root.resolve("etc/passwd"), root.getFileSystem().getPath("/../owned/users")));
    assertThat(owner("owned/1000")).isEqualTo("alice");
  }

  @Test
  void whoMayNotReadTheFileFindsNoNames() throws Exception {
    in(ROOT, root -> Files.setAttribute(root.resolve("etc/passwd"), "unix:mode", 0600));
    assertThat(ask(ALICE, root -> Files.getOwner(root.resolve("owned/1000")))).isEqualTo("1000");
    assertThat(ask(ROOT, root -> Files.getOwner(root.resolve("owned/1000")))).isEqualTo("alice");
    in(ROOT, root -> Files.setAttribute(root.resolve("etc"), "unix:mode", 0700));
    assertThat(ask(ALICE, root -> Files.getAttribute(root.resolve("owned/g50"), "posix:group")))
        .isEqualTo("50");
  }

  @Test
  void viewsAgree() {
    assertThat(
            ask(
                ROOT,
                root ->
                    Files.readAttributes(root.resolve("owned/1000"), "posix:owner,group")
                            .get("owner")
                        + " "
                        + Files.getAttribute(root.resolve("owned/1000"), "owner:owner")
                        + " "
                        + Files.getAttribute(root.resolve("owned/1000"), "unix:uid")
                        + " "
                        + Files.getAttribute(root.resolve("owned/1000"), "unix:group")))
        .isEqualTo("alice alice 1000 root");
  }
}
