package io.unionfs.overlay;

import static io.unionfs.overlay.Fixture.errno;
import static io.unionfs.overlay.Fixture.path;
import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.layer.Layer;
import io.unionfs.layer.TreeLayer;
import io.unionfs.overlay.OverlayOptions.Marks;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Names under overlayfs's own prefix, and the rights of program files. */
class XattrRulesTest {
  private static final TreeLayer BASE = Layer.builder().file("f", "abc").build();
  private static final String TRUSTED = "trusted.overlay.";
  private static final String USER = "user.overlay.";
  private static final String CAPABILITY = "security.capability";

  /** Revision 2, no rights. */
  private static final byte[] VALID = {0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};

  private static void set(Fixture union, String name, byte... value) throws ErrnoException {
    union.mount.setXattr(union.caller, path("/f"), Follow.FOLLOW, name, value, XattrMode.SET);
  }

  private static byte[] get(Fixture union, String name) throws ErrnoException {
    return union.mount.getXattr(union.caller, path("/f"), Follow.FOLLOW, name);
  }

  private static List<String> names(Fixture union) throws ErrnoException {
    return union.mount.listXattrs(union.caller, path("/f"), Follow.FOLLOW);
  }

  private static Fixture capable() throws IOException, ErrnoException {
    Fixture union = Fixture.of(BASE);
    set(union, CAPABILITY, VALID);
    assertThat(names(union)).containsExactly(CAPABILITY);
    return union;
  }

  @Test
  void aNameThatIsTooLongWhenEscapedIsEopnotsupp() throws Exception {
    String longest = TRUSTED + "x".repeat(231);
    try (Fixture union = Fixture.of(BASE)) {
      assertThat(errno(() -> set(union, longest + "x"))).isEqualTo(Errno.EOPNOTSUPP);
      assertThat(errno(() -> get(union, longest + "x"))).isEqualTo(Errno.EOPNOTSUPP);
      assertThat(
              errno(
                  () ->
                      union.mount.removeXattr(
                          Caller.ROOT, path("/f"), Follow.FOLLOW, longest + "x")))
          .isEqualTo(Errno.EOPNOTSUPP);
      assertThat(union.isUntouched()).isTrue();
      set(union, longest, (byte) 1);
      assertThat(names(union)).containsExactly(longest);
    }
  }

  @Test
  void onlyNamesUnderThePrefixInUseAreEscaped() throws Exception {
    try (Fixture union = Fixture.of(BASE)) {
      set(union, USER + "x".repeat(242));
      assertThat(names(union)).hasSize(1);
    }
    OverlayOptions userxattr = OverlayOptions.DEFAULT.with(Marks.USER);
    try (Fixture union = Fixture.of(new MountBuilder().lower(BASE).options(userxattr))) {
      assertThat(errno(() -> set(union, USER + "x".repeat(242)))).isEqualTo(Errno.EOPNOTSUPP);
      set(union, TRUSTED + "x".repeat(239));
      assertThat(names(union)).hasSize(1);
    }
  }

  @Test
  void aCapabilityThatTheKernelCouldNotReadIsEinval() throws Exception {
    try (Fixture union = Fixture.of(BASE)) {
      assertThat(errno(() -> set(union, CAPABILITY, (byte) 1))).isEqualTo(Errno.EINVAL);
      assertThat(union.isUntouched()).isTrue();
      set(union, CAPABILITY);
      assertThat(errno(() -> get(union, CAPABILITY))).isEqualTo(Errno.EINVAL);
    }
  }

  @Test
  void aCapabilityIsRootsToSet() throws Exception {
    try (Fixture union = Fixture.of(BASE)) {
      union.as(new Caller(1000, 1000, java.util.Set.of(), 0));
      assertThat(errno(() -> set(union, CAPABILITY, VALID))).isEqualTo(Errno.EPERM);
    }
  }

  @Test
  void chownDropsTheCapability() throws Exception {
    try (Fixture union = capable()) {
      union.mount.chown(Caller.ROOT, path("/f"), Follow.FOLLOW, 1, -1);
      assertThat(names(union)).isEmpty();
    }
  }

  @Test
  void aWriteDropsTheCapability() throws Exception {
    try (Fixture union = capable()) {
      union.append("/f", "!");
      assertThat(names(union)).isEmpty();
    }
  }

  @Test
  void aTruncateThatChangesNothingDropsTheCapability() throws Exception {
    TreeLayer empty = Layer.builder().file("f", "").build();
    try (Fixture union = Fixture.of(empty)) {
      set(union, CAPABILITY, VALID);
      union.mount.truncate(Caller.ROOT, path("/f"), 0);
      assertThat(names(union)).isEmpty();
    }
  }

  @Test
  void aTruncateDropsTheCapability() throws Exception {
    try (Fixture union = capable()) {
      union.mount.truncate(Caller.ROOT, path("/f"), 1);
      assertThat(names(union)).isEmpty();
    }
  }

  @Test
  void anOpenWithTruncDropsTheCapability() throws Exception {
    try (Fixture union = capable()) {
      union.touchOpen("/f", OpenFlag.READ, OpenFlag.TRUNCATE);
      assertThat(names(union)).isEmpty();
    }
  }

  @Test
  void chmodKeepsTheCapability() throws Exception {
    try (Fixture union = capable()) {
      union.chmod("/f", 0700);
      assertThat(names(union)).containsExactly(CAPABILITY);
    }
  }
}
