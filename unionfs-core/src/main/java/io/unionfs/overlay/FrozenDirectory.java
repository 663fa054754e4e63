package io.unionfs.overlay;

/**
 * A directory of a writable layer that a snapshot froze: a lower directory from then on, with the
 * number, the names and the links that it had. It is computed from what the writable layer showed,
 * which is merged already: work for what that layer says, and none before somebody asks.
 */
final class FrozenDirectory extends LowerDirectory {
  private final UpperDirectory upper;

  /**
   * @param tree the frozen layer with those below it
   */
  FrozenDirectory(UpperDirectory upper, MergedTree tree) {
    super(new FrozenFolder(upper), tree, upper.lower());
    this.upper = upper;
  }

  @Override
  public long ino() {
    return upper.ino();
  }

  @Override
  int subdirectories() {
    return upper.subdirectories();
  }

  @Override
  NameMap<Inode> stacked() {
    NameMap.Builder<Inode> names = upper.children().edit();
    upper.forEachOwn(
        (name, child) ->
            names.put(
                name,
                child instanceof UpperDirectory directory
                    ? new FrozenDirectory(directory, tree())
                    : new FrozenInode((UpperInode) child, layer())));
    return names.build();
  }
}
