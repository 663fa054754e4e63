package io.unionfs.image;

import io.unionfs.json.DocumentBuilder;
import java.util.Locale;
import java.util.Objects;

/**
 * What an image runs on (OCI image spec, image-index.md): {@code linux/amd64}, {@code
 * linux/arm/v7}. Names that mean the same are one: {@code x86_64} is {@code amd64}, {@code
 * arm64/v8} is {@code arm64}, {@code arm} is {@code arm/v7}.
 *
 * @param os the operating system, as Go names it
 * @param architecture the processor, as Go names it
 * @param variant the processor's variant, empty for none
 */
public record Platform(String os, String architecture, String variant) {
  public Platform {
    os = os.toLowerCase(Locale.ROOT);
    architecture = architecture.toLowerCase(Locale.ROOT);
    variant = Objects.requireNonNull(variant).toLowerCase(Locale.ROOT);
    switch (architecture) {
      case "x86_64", "x86-64" -> architecture = "amd64";
      case "i386", "i486", "i586", "i686", "x86" -> architecture = "386";
      case "aarch64" -> architecture = "arm64";
      case "armhf" -> architecture = "arm";
      case "armel" -> {
        architecture = "arm";
        variant = "v6";
      }
      case "loongarch64" -> architecture = "loong64";
      default -> {}
    }
    if (!variant.isEmpty() && Character.isDigit(variant.charAt(0))) {
      variant = "v" + variant;
    }
    if (architecture.equals("arm64") && variant.equals("v8")
        || architecture.equals("amd64") && variant.equals("v1")) {
      variant = "";
    } else if (architecture.equals("arm") && variant.isEmpty()) {
      variant = "v7";
    }
  }

  /**
   * Parses {@code os/arch} or {@code os/arch/variant}.
   *
   * @throws IllegalArgumentException if it has another form
   */
  public static Platform parse(String text) {
    String[] parts = text.split("/", -1);
    boolean complete = parts.length == 2 || parts.length == 3;
    for (String part : parts) {
      complete &= !part.isEmpty();
    }
    if (!complete) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is not a platform: expected os/arch or os/arch/variant");
    }
    return new Platform(parts[0], parts[1], parts.length == 3 ? parts[2] : "");
  }

  /** Linux on this machine's processor: containers are Linux wherever their host runs. */
  public static Platform host() {
    return new Platform("linux", System.getProperty("os.arch", "amd64"), "");
  }

  /** Whether an image for {@code other} serves who asks for this; without a variant any does. */
  boolean accepts(Platform other) {
    return os.equals(other.os)
        && architecture.equals(other.architecture)
        && (variant.isEmpty() || variant.equals(other.variant));
  }

  /** As JSON, in an index. */
  DocumentBuilder document() {
    DocumentBuilder document =
        DocumentBuilder.empty().put("architecture", architecture).put("os", os);
    return variant.isEmpty() ? document : document.put("variant", variant);
  }

  @Override
  public String toString() {
    return os + "/" + architecture + (variant.isEmpty() ? "" : "/" + variant);
  }
}
