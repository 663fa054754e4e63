package io.unionfs.medium;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What is promised of a writable layer that is kept in directories. */
abstract class StoredMediumContract extends MediumContract {
  @Test
  void aSecondMountIsRefusedUntilTheFirstEnds() throws IOException {
    assertThatThrownBy(home::open)
        .isInstanceOfSatisfying(
            MediumException.class,
            e -> assertThat(e.kind()).isEqualTo(MediumException.Kind.IN_USE));
    reopen();
  }
}
