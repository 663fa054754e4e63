package com.example.hello;

import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.JibContainer;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.FilePermissions;
import java.nio.file.Path;
import java.time.Instant;

/**
 * How the image is made, whatever its base is: a layer of classes, and above it one of settings,
 * which change more often.
 *
 * @param classes the directory of the compiled classes
 * @param greeting the file with the greeting
 */
record HelloImage(Path classes, Path greeting) {
  /** Of all files, and of the image: when it was built must not show. */
  static final Instant TIME = Instant.parse("2024-02-29T12:00:00Z");

  /** The image on {@code base}, built to {@code target}. */
  JibContainer build(JibContainerBuilder base, Containerizer target, Path cache) throws Exception {
    return base.addFileEntriesLayer(classesLayer())
        .addFileEntriesLayer(settingsLayer())
        .setEntrypoint("java", "-cp", "/app", Hello.class.getName())
        .addEnvironmentVariable("LANG", "C.UTF-8")
        .setUser("1000:1000")
        .setCreationTime(TIME)
        .containerize(
            target
                .setBaseImageLayersCache(cache.resolve("base"))
                .setApplicationLayersCache(cache.resolve("application")));
  }

  private FileEntriesLayer classesLayer() throws Exception {
    return FileEntriesLayer.builder()
        .setName("classes")
        .addEntryRecursive(
            classes,
            AbsoluteUnixPath.get("/app"),
            FileEntriesLayer.DEFAULT_FILE_PERMISSIONS_PROVIDER,
            (file, path) -> TIME)
        .build();
  }

  /** The group of the image's user may read the greeting, nobody else. */
  private FileEntriesLayer settingsLayer() {
    return FileEntriesLayer.builder()
        .setName("settings")
        .addEntry(
            greeting,
            AbsoluteUnixPath.get("/etc/hello/greeting"),
            FilePermissions.fromOctalString("640"),
            TIME,
            "0:1000")
        .build();
  }
}
