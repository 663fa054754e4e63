package io.unionfs.testing;

/** What {@link UnionFs} says, or would say where it need not stand. */
record How(String path, String builder, String setUp, UnionFs.Leaks leaks) {
  static final How DEFAULT = new How("/", "", "", UnionFs.Leaks.FAIL);

  static How of(UnionFs annotation) {
    return new How(annotation.path(), annotation.builder(), annotation.setUp(), annotation.leaks());
  }
}
