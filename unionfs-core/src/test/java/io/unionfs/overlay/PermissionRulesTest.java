package io.unionfs.overlay;

import static io.unionfs.overlay.Fixture.errno;
import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.layer.Layer;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Rule 41: access is by the caller's mode and owner, the same before and after copy-up. */
class PermissionRulesTest {
  private static final Caller OWNER = new Caller(11, 1, Set.of(), 0);
  private static final Caller MEMBER = new Caller(2, 2, Set.of(22), 0);
  private static final Caller OTHER = new Caller(3, 3, Set.of(), 0);

  private static Fixture union() throws Exception {
    return Fixture.of(
        Layer.builder()
            .file("f", "x")
            .with("f", a -> a.withMode(0640).withOwner(11, 22))
            .file("locked/g", "x")
            .with("locked", a -> a.withMode(0700).withOwner(11, 22))
            .file("sticky/h", "x")
            .with("sticky", a -> a.withMode(01777))
            .with("sticky/h", a -> a.withOwner(11, 22))
            .build());
  }

  private static void checkAccess(Fixture union) throws Exception {
    assertThat(errno(() -> union.as(OWNER).touchOpen("/f", OpenFlag.READ))).isNull();
    assertThat(errno(() -> union.as(MEMBER).touchOpen("/f", OpenFlag.READ))).isNull();
    assertThat(errno(() -> union.as(MEMBER).touchOpen("/f", OpenFlag.WRITE)))
        .isEqualTo(Errno.EACCES);
    assertThat(errno(() -> union.as(OTHER).touchOpen("/f", OpenFlag.READ))).isEqualTo(Errno.EACCES);
    assertThat(errno(() -> union.as(OTHER).chmod("/f", 0666))).isEqualTo(Errno.EPERM);
    assertThat(errno(() -> union.as(OWNER).stat("/locked/g"))).isNull();
    assertThat(errno(() -> union.as(OTHER).stat("/locked/g"))).isEqualTo(Errno.EACCES);
    assertThat(errno(() -> union.as(OTHER).unlink("/sticky/h"))).isEqualTo(Errno.EPERM);
    assertThat(errno(() -> union.as(OTHER).mkdir("/new"))).isEqualTo(Errno.EACCES);
    union.as(Caller.ROOT);
  }

  @Test
  void accessIsByModeAndOwnerTheSameBeforeAndAfterCopyUp() throws Exception {
    try (Fixture union = union()) {
      checkAccess(union);
      assertThat(union.isUntouched()).isTrue();
      union.touchOpen("/f", OpenFlag.WRITE);
      union.touchOpen("/locked/g", OpenFlag.WRITE);
      union.touchOpen("/sticky/h", OpenFlag.WRITE);
      assertThat(union.mark("/f")).isEqualTo("regular");
      checkAccess(union);
    }
  }
}
