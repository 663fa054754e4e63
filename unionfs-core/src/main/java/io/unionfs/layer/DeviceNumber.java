package io.unionfs.layer;

/**
 * A device's major and minor number, as makedev(3) joins them.
 *
 * @param major 12 bits on Linux, kept as given
 * @param minor 20 bits on Linux, kept as given
 */
public record DeviceNumber(int major, int minor) {
  /** Device 0/0: what is no device has it, and a character device with it is a whiteout. */
  public static final DeviceNumber NONE = new DeviceNumber(0, 0);

  /** The number in glibc's {@code dev_t} encoding, as {@code st_rdev} shows it. */
  public long encoded() {
    long high = Integer.toUnsignedLong(major);
    long low = Integer.toUnsignedLong(minor);
    return ((high & 0xfffff000L) << 32)
        | ((high & 0xfffL) << 8)
        | ((low & 0xffffff00L) << 12)
        | (low & 0xffL);
  }

  /** Splits glibc's {@code dev_t} encoding. */
  public static DeviceNumber decode(long encoded) {
    int major = (int) (((encoded >>> 32) & 0xfffff000L) | ((encoded >>> 8) & 0xfffL));
    int minor = (int) (((encoded >>> 12) & 0xffffff00L) | (encoded & 0xffL));
    return major == 0 && minor == 0 ? NONE : new DeviceNumber(major, minor);
  }
}
