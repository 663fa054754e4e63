package io.unionfs.surgery;

import io.unionfs.image.ImageConfig;
import io.unionfs.json.Document;
import io.unionfs.json.DocumentException;
import io.unionfs.surgery.ImageDifference.Setting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The settings of a configuration by name, as text, so that two can be compared. */
final class Settings {
  private static final Set<String> EMPTY = Set.of("[]", "{}", "0", "false");

  private Settings() {}

  /** The settings that differ, sorted by name. */
  static List<Setting> differences(ImageConfig before, ImageConfig after) throws IOException {
    Map<String, String> first = of(before);
    Map<String, String> second = of(after);
    TreeSet<String> names = new TreeSet<>(first.keySet());
    names.addAll(second.keySet());
    List<Setting> settings = new ArrayList<>();
    for (String name : names) {
      Optional<String> was = Optional.ofNullable(first.get(name));
      Optional<String> now = Optional.ofNullable(second.get(name));
      if (!was.equals(now)) {
        settings.add(new Setting(name, was, now));
      }
    }
    return settings;
  }

  /** The settings that an image has from its old base, where the new one has others. */
  static List<RebaseRemark> kept(ImageConfig image, ImageConfig oldBase, ImageConfig newBase)
      throws IOException {
    Map<String, String> own = of(image);
    Map<String, String> before = of(oldBase);
    Map<String, String> after = of(newBase);
    List<RebaseRemark> remarks = new ArrayList<>();
    own.forEach(
        (name, value) -> {
          if (value.equals(before.get(name)) && !value.equals(after.get(name))) {
            remarks.add(
                new RebaseRemark.KeepsSetting(name, value, Optional.ofNullable(after.get(name))));
          }
        });
    return remarks;
  }

  /** All settings that are set, by name. */
  static Map<String, String> of(ImageConfig config) throws IOException {
    Map<String, String> settings = new TreeMap<>();
    put(settings, "Author", config.author());
    put(settings, "Platform", config.platform().toString());
    for (String variable : config.env()) {
      String[] parts = variable.split("=", 2);
      settings.put("Env " + parts[0], parts.length > 1 ? parts[1] : "");
    }
    config.labels().forEach((key, value) -> settings.put("Label " + key, value));
    try {
      Document document = Document.parse("config", config.json().getBytes(StandardCharsets.UTF_8));
      for (String field : document.names("config")) {
        if (!field.equals("Env") && !field.equals("Labels")) {
          put(settings, field, value(document.object("config"), field));
        }
      }
    } catch (DocumentException e) {
      throw new IOException(e.getMessage(), e);
    }
    return settings;
  }

  /** A value as text; lists and objects as JSON; nothing for what is empty. */
  private static String value(Document config, String field) throws DocumentException {
    String json = config.json(field);
    if (json.startsWith("\"")) {
      return config.text(field);
    }
    return EMPTY.contains(json) ? "" : json;
  }

  private static void put(Map<String, String> settings, String name, String value) {
    if (!value.isEmpty()) {
      settings.put(name, value);
    }
  }
}
