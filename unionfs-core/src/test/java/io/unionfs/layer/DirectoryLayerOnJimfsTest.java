package io.unionfs.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DirectoryLayerOnJimfsTest extends DirectoryLayerContract {
  private FileSystem jimfs;

  @BeforeEach
  void create() throws IOException {
    jimfs =
        Jimfs.newFileSystem(
            Configuration.unix().toBuilder()
                .setAttributeViews("basic", "unix", "posix", "owner", "user")
                .build());
    Files.createDirectory(directory());
  }

  @AfterEach
  void close() throws IOException {
    jimfs.close();
  }

  @Override
  Path directory() {
    return jimfs.getPath("/layer");
  }

  @Override
  Set<Can> abilities() {
    return EnumSet.allOf(Can.class);
  }

  @Test
  void ownersWithoutANumberAreRoot() throws IOException {
    Path file = file("f", "x");
    Path numbered = file("g", "x");
    Files.setOwner(numbered, jimfs.getUserPrincipalLookupService().lookupPrincipalByName("1000"));
    TreeLayer layer = open(DirectoryFormat.USERXATTR);
    assertThat(Files.getOwner(file).getName()).isNotEqualTo("root");
    assertThat(((Entry.File) at(layer, "f")).attributes().uid()).isZero();
    assertThat(((Entry.File) at(layer, "g")).attributes().uid()).isEqualTo(1000);
  }

  @Test
  void overlayFormatIsForTheHostOnly() {
    assertThatThrownBy(() -> open(DirectoryFormat.OVERLAY))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("OVERLAY");
  }

  @Test
  void aNameThatNoBytesHaveIsRefused() throws IOException {
    file("a\ud800b", "x");
    assertThatThrownBy(() -> open(DirectoryFormat.USERXATTR).root().entries())
        .isInstanceOf(LayerException.class)
        .hasMessageContaining("no file can have");
  }

  @Test
  void aNameOfMoreThan255BytesIsRefused() throws IOException {
    file("é".repeat(128), "x");
    assertThatThrownBy(() -> open(DirectoryFormat.USERXATTR).root().entries())
        .isInstanceOf(LayerException.class);
  }

  @Test
  void aClosedFilesystemIsAnIoError() throws IOException {
    file("d/f", "x");
    TreeLayer layer = open(DirectoryFormat.USERXATTR);
    Entry.File file = (Entry.File) at(layer, "d/f");
    file("d/e/f", "x");
    Entry.Directory unread = (Entry.Directory) at(open(DirectoryFormat.USERXATTR), "d/e");
    jimfs.close();
    assertThatThrownBy(() -> file.content().open()).isInstanceOf(IOException.class);
    assertThatThrownBy(unread::entries).isInstanceOf(IOException.class);
  }

  @Test
  void aFilesystemWithBasicAttributesOnlyWillDo() throws IOException {
    try (FileSystem plain = Jimfs.newFileSystem(Configuration.unix())) {
      Path root = Files.createDirectory(plain.getPath("/plain"));
      Files.writeString(root.resolve("f"), "x");
      Attributes attributes = ((Entry.File) at(Layer.ofDirectory(root), "f")).attributes();
      assertThat(attributes.mode()).isEqualTo(0644);
      assertThat(attributes.uid()).isZero();
    }
  }
}
