/** An in-memory union filesystem that behaves as Linux overlayfs does. */
module io.unionfs.core {
  requires aircompressor;
  requires com.fasterxml.jackson.databind;
  requires com.google.common;
  requires com.google.common.jimfs;
  requires java.net.http;
  requires org.apache.commons.compress;
  // Not transitive: javac would then want them of everybody. What shows their types suppresses
  // "exports".
  requires static org.assertj.core;
  requires static org.junit.jupiter.api;

  exports io.unionfs.analysis;
  exports io.unionfs.container;
  exports io.unionfs.driver;
  exports io.unionfs.fault;
  exports io.unionfs.hub;
  exports io.unionfs.image;
  exports io.unionfs.lab;
  exports io.unionfs.layer;
  exports io.unionfs.nio;
  exports io.unionfs.overlay;
  exports io.unionfs.registry;
  exports io.unionfs.store;
  exports io.unionfs.surgery;
  exports io.unionfs.testing.assertions;
  exports io.unionfs.testing.images;
  exports io.unionfs.testing.registry;
  exports io.unionfs.testing;
  exports io.unionfs.trace;
  exports io.unionfs.trust;

  // For soft assertions, which AssertJ makes in this package.
  opens io.unionfs.testing.assertions to
      org.assertj.core;

  provides io.unionfs.layer.ArchiveReader with
      io.unionfs.archive.Archives;
  provides java.nio.file.spi.FileSystemProvider with
      io.unionfs.nio.UnionFileSystemProvider;

  uses io.unionfs.layer.ArchiveReader;
}
