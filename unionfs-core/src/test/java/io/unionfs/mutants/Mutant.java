package io.unionfs.mutants;

import java.util.List;

/**
 * A change of the engine that disables a rule.
 *
 * @param name what it does, in a few words
 * @param rule the rule, as docs/semantics.md numbers it: {@code union 12}, {@code archive 3}
 * @param sentence what of the rule is disabled
 * @param test the test that must fail
 * @param edits the change
 * @param place file and line of the list, for messages
 */
record Mutant(
    String name, String rule, String sentence, Killer test, List<Edit> edits, String place) {

  /**
   * A test.
   *
   * @param className from {@code io.unionfs} on
   * @param method its method
   * @param displayName which of the method's dynamic or parameterised tests; null for any
   */
  record Killer(String className, String method, String displayName) {
    static Killer parse(String text) {
      String[] parts = text.split("#", 2);
      if (parts.length != 2) {
        throw new IllegalArgumentException("not a test: " + text);
      }
      String[] names = parts[1].split(": ", 2);
      return new Killer(parts[0], names[0], names.length == 2 ? names[1] : null);
    }

    /** The whole method. */
    Killer allOfIt() {
      return new Killer(className, method, null);
    }

    Class<?> load(ClassLoader loader) throws ClassNotFoundException {
      return Class.forName("io.unionfs." + className, true, loader);
    }

    @Override
    public String toString() {
      return className + "#" + method + (displayName == null ? "" : ": " + displayName);
    }
  }

  @Override
  public String toString() {
    return rule + ": " + sentence + " [" + name + "]";
  }
}
