package io.unionfs.nio;

import io.unionfs.nio.AccountTable.Account;
import java.io.IOException;
import java.nio.file.ProviderMismatchException;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.Objects;

/**
 * Users and groups. They are who they are by number, and have the name that the image gave the
 * number when they were asked for; without one the number, as a signed integer in decimal, which is
 * what the default provider makes of it.
 */
final class Principals {
  private Principals() {}

  /** A user. */
  record User(int uid, String name) implements UserPrincipal {
    @Override
    public String getName() {
      return name;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof User that && uid == that.uid;
    }

    @Override
    public int hashCode() {
      return uid;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** A group. */
  record Group(int gid, String name) implements GroupPrincipal {
    @Override
    public String getName() {
      return name;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Group that && gid == that.gid;
    }

    @Override
    public int hashCode() {
      return -gid - 1;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** The user with the number, as {@code fileSystem} names him. */
  static User user(UnionFileSystem fileSystem, int uid) {
    return new User(uid, name(fileSystem.users().numbered(uid), uid));
  }

  /** The group with the number, as {@code fileSystem} names it. */
  static Group group(UnionFileSystem fileSystem, int gid) {
    return new Group(gid, name(fileSystem.groups().numbered(gid), gid));
  }

  private static String name(Account account, int id) {
    return account == null || account.name().isEmpty() ? Integer.toString(id) : account.name();
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

  /** Finds a user or group by its name in the image, else by its number. */
  static final class LookupService extends UserPrincipalLookupService {
    private final UnionFileSystem fileSystem;

    LookupService(UnionFileSystem fileSystem) {
      this.fileSystem = fileSystem;
    }

    @Override
    public UserPrincipal lookupPrincipalByName(String name) throws IOException {
      fileSystem.mount();
      return new User(id(fileSystem.users(), name), name);
    }

    @Override
    public GroupPrincipal lookupPrincipalByGroupName(String group) throws IOException {
      fileSystem.mount();
      return new Group(id(fileSystem.groups(), group), group);
    }

    private static int id(AccountTable table, String name) throws UserPrincipalNotFoundException {
      Account account = table.named(Objects.requireNonNull(name));
      if (account != null) {
        return account.id();
      }
      try {
        return Integer.parseInt(name);
      } catch (NumberFormatException e) {
        throw new UserPrincipalNotFoundException(name);
      }
    }
  }
}
