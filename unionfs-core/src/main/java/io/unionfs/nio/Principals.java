package io.unionfs.nio;

import java.io.IOException;
import java.nio.file.ProviderMismatchException;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.Objects;

/** Users and groups. They are known by number; the name is the number in decimal. */
final class Principals {
  private Principals() {}

  /** A user. */
  record User(int uid) implements UserPrincipal {
    @Override
    public String getName() {
      return Integer.toUnsignedString(uid);
    }

    @Override
    public String toString() {
      return getName();
    }
  }

  /** A group. */
  record Group(int gid) implements GroupPrincipal {
    @Override
    public String getName() {
      return Integer.toUnsignedString(gid);
    }

    @Override
    public String toString() {
      return getName();
    }
  }

  static int uid(UserPrincipal owner) throws IOException {
    Objects.requireNonNull(owner, "'owner' is null");
    if (owner instanceof Group) {
      throw new IOException("'owner' parameter can't be a group");
    }
    if (owner instanceof User user) {
      return user.uid();
    }
    throw new ProviderMismatchException();
  }

  static int gid(GroupPrincipal group) {
    Objects.requireNonNull(group, "'group' is null");
    if (group instanceof Group ours) {
      return ours.gid();
    }
    throw new ProviderMismatchException();
  }

  /** Finds a user or group by its number. */
  static final class LookupService extends UserPrincipalLookupService {
    @Override
    public UserPrincipal lookupPrincipalByName(String name) throws IOException {
      return new User(number(name));
    }

    @Override
    public GroupPrincipal lookupPrincipalByGroupName(String group) throws IOException {
      return new Group(number(group));
    }

    private static int number(String name) throws UserPrincipalNotFoundException {
      try {
        return name.startsWith("-") ? Integer.parseInt(name) : Integer.parseUnsignedInt(name);
      } catch (NumberFormatException e) {
        throw new UserPrincipalNotFoundException(name);
      }
    }
  }
}
