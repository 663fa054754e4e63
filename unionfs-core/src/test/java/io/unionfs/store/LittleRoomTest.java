package io.unionfs.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

/** A store on a filesystem that is nearly full. */
class LittleRoomTest {
  @Test
  void aLayerThatIsWrittenLeavesSomeRoomAsALoadDoes() throws IOException {
    Configuration small =
        Configuration.unix().toBuilder()
            .setAttributeViews("basic", "owner", "posix", "unix", "user")
            .setMaxSize(20 << 20)
            .build();
    try (FileSystem memory = Jimfs.newFileSystem(small);
        Store store = Store.open(memory.getPath("/store"), InstantSource.system())) {
      store.writeLayer(out -> out.write(new byte[1024])).blob();
      Files.write(memory.getPath("/large"), new byte[8 << 20]);
      assertThatThrownBy(() -> store.writeLayer(out -> out.write(new byte[2048])))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("too little room");
      try (var left = Files.walk(memory.getPath("/store/tmp"))) {
        assertThat(left.filter(Files::isRegularFile)).isEmpty();
      }
    }
  }
}
