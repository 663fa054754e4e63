package io.unionfs.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.unionfs.nio.UnionFileSystem;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Is put into a jar by {@link ResourcesInJarTest}, with the resources that it names. */
public class InJarSample {
  @Test
  void image(@UnionFs @Image("in jar/app.tar") UnionFileSystem fs) {
    assertThat(fs.getPath("/opt/app/link")).exists();
  }

  @Test
  void layout(@UnionFs @Image("/layout") UnionFileSystem fs) {
    assertThat(fs.lowerLayers()).hasSize(4);
  }

  @Test
  void directory(@UnionFs @Lower(resource = "/upstream") Path root) {
    assertThat(root.resolve("etc/motd")).hasContent("motd of the directory\n");
  }
}
