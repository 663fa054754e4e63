package io.unionfs.overlay;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import io.unionfs.layer.Attributes;
import io.unionfs.layer.FileType;
import io.unionfs.layer.Layer;
import io.unionfs.layer.TreeLayer;
import io.unionfs.medium.DirectoryMedium;
import io.unionfs.medium.Occupant;
import io.unionfs.medium.UpperEntry;
import io.unionfs.medium.UpperMedium;
import io.unionfs.medium.UpperMetadata;
import io.unionfs.overlay.MountBuilder.Writability;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A writable layer that is mounted one time after another, and whose marks can be seen. */
final class MarkedUpper implements BeforeEachCallback, AfterEachCallback {
  private FileSystem host;
  private Path upper;
  private Path work;
  private UpperProbe probe;
  private UpperMedium medium;

  @Override
  public void beforeEach(ExtensionContext context) throws IOException {
    host =
        Jimfs.newFileSystem(
            Configuration.unix().toBuilder()
                .setAttributeViews("basic", "owner", "posix", "unix", "user")
                .build());
    upper = Files.createDirectory(host.getPath("/upper"));
    work = Files.createDirectory(host.getPath("/work-directory"));
  }

  /** Mounts it on {@code lower}, the bottom first. */
  Fixture mount(OverlayOptions options, Layer... lower) throws IOException {
    return mount(options, List.of(), lower);
  }

  Fixture mount(OverlayOptions options, List<TreeLayer> dataOnly, Layer... lower)
      throws IOException {
    medium = DirectoryMedium.open(upper, work);
    probe =
        UpperProbe.mount(
            List.of(lower),
            dataOnly,
            medium,
            Writability.WRITABLE,
            options,
            AccessTimes.RELATIME,
            InstantSource.system());
    return Fixture.over(probe.mount());
  }

  /** What the writable layer says of {@code path}, without a leading slash; null for nothing. */
  UpperMetadata metadata(String path) {
    TreeMap<String, UpperMetadata> found = new TreeMap<>();
    probe.visit(
        (at, entry) -> {
          if (at.equals(path) && entry instanceof UpperEntry.Present present) {
            found.put(at, present.metadata());
          }
        });
    return found.get(path);
  }

  UpperMetadata rootMetadata() {
    return probe.rootMetadata();
  }

  /** The names in the index. */
  Set<String> indexed() throws IOException {
    return medium.hasIndex() ? medium.list(medium.index()).keySet() : Set.of();
  }

  /** Puts a directory with a redirect into the root, not mounted. */
  void forgeDirectory(String name, String redirect) throws IOException {
    forge(
        name,
        UpperMetadata.of(FileType.DIRECTORY, Attributes.of(0755, Instant.EPOCH))
            .withRedirect(redirect));
  }

  /** Puts a file without its data into the root, not mounted. */
  void forgeMetacopy(String name, long size, String redirect) throws IOException {
    UpperMetadata metadata =
        UpperMetadata.of(FileType.REGULAR, Attributes.of(0644, Instant.EPOCH)).asMetacopy(size);
    forge(name, redirect == null ? metadata : metadata.withRedirect(redirect));
  }

  /** Says where the root comes from, not mounted. */
  void forgeRootOrigin(long origin) throws IOException {
    UpperMedium forged = DirectoryMedium.open(upper, work);
    try {
      UpperMetadata root = forged.rootMetadata();
      forged.update(forged.root(), root.with(root.marks().withOrigin(origin)));
      forged.sync();
    } finally {
      forged.close();
    }
  }

  private void forge(String name, UpperMetadata metadata) throws IOException {
    UpperMedium forged = DirectoryMedium.open(upper, work);
    try {
      forged.create(forged.root(), name, metadata, Occupant.NOTHING);
      forged.sync();
    } finally {
      forged.close();
    }
  }

  @Override
  public void afterEach(ExtensionContext context) throws IOException {
    host.close();
  }
}
