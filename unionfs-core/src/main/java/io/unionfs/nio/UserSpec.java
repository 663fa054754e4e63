package io.unionfs.nio;

import io.unionfs.nio.AccountTable.Account;
import io.unionfs.overlay.Caller;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Credentials as text. What {@code docker run --user} takes, {@code USER} or {@code USER:GROUP},
 * each a name or a number, resolved as there: a number is never a name; a user without a group gets
 * the primary group of {@code /etc/passwd} and the further ones of {@code /etc/group}, a user with
 * a group this one only; a number without an entry has group 0; no user is root.
 *
 * <p>In URIs two things may follow, so that every {@link Caller} can be said: {@code ,GID} for each
 * further group, {@code ,GID-GID} for several in a row, and {@code ;umask=OCTAL}. A name may be
 * percent-encoded there, its commas and semicolons must be.
 */
final class UserSpec {
  private static final String UMASK = ";umask=";

  private UserSpec() {}

  /**
   * The credentials that {@code text} stands for in an image.
   *
   * @throws UserPrincipalNotFoundException if a name has no entry, or a number is too large
   */
  static Caller resolve(String text, AccountTable users, AccountTable groups, int umask)
      throws UserPrincipalNotFoundException {
    int colon = text.indexOf(':');
    String user = colon < 0 ? text : text.substring(0, colon);
    String group = colon < 0 ? "" : text.substring(colon + 1);
    Account account = account(users, user.isEmpty() ? "0" : user);
    int uid = account != null ? account.id() : user.isEmpty() ? 0 : number(user);
    if (!group.isEmpty()) {
      Account named = account(groups, group);
      return new Caller(uid, named != null ? named.id() : number(group), Set.of(), umask);
    }
    if (account == null) {
      return new Caller(uid, 0, Set.of(), umask);
    }
    if (account.gid() == AccountTable.NOBODY) {
      throw new UserPrincipalNotFoundException(text);
    }
    return new Caller(uid, account.gid(), further(groups, account.name()), umask);
  }

  /** As initgroups(3), which leaves out what the kernel would not take. */
  private static Set<Integer> further(AccountTable groups, String user) {
    return groups
        .groupsOf(user)
        .distinct()
        .limit(Caller.MAX_GROUPS)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Account account(AccountTable table, String text)
      throws UserPrincipalNotFoundException {
    return isNumber(text) ? table.numbered(number(text)) : table.named(text);
  }

  private static boolean isNumber(String text) {
    return !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static int number(String text) throws UserPrincipalNotFoundException {
    try {
      int id = isNumber(text) ? Integer.parseUnsignedInt(text) : AccountTable.NOBODY;
      if (id != AccountTable.NOBODY) {
        return id;
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw new UserPrincipalNotFoundException(text);
  }

  /**
   * {@code caller} as the user part of a URI.
   *
   * @param usual the umask that goes without saying
   */
  static String format(Caller caller, int usual) {
    StringBuilder text = new StringBuilder();
    text.append(Integer.toUnsignedString(caller.uid())).append(':');
    text.append(Integer.toUnsignedString(caller.gid()));
    int[] further = caller.groups().stream().mapToInt(Integer::intValue).sorted().toArray();
    for (int i = 0; i < further.length; i++) {
      text.append(',').append(Integer.toUnsignedString(further[i]));
      int first = i;
      while (i + 1 < further.length && further[i + 1] == further[i] + 1) {
        i++;
      }
      if (i > first) {
        text.append(i == first + 1 ? ',' : '-').append(Integer.toUnsignedString(further[i]));
      }
    }
    if (caller.umask() != usual) {
      text.append(UMASK).append(Integer.toOctalString(caller.umask()));
    }
    return text.toString();
  }

  /**
   * What {@link #format} wrote, or what a person writes in its place.
   *
   * @throws UserPrincipalNotFoundException if there is no such user or group
   * @throws IllegalArgumentException if a further group or the umask is no number
   */
  static Caller parse(String text, AccountTable users, AccountTable groups, int usual)
      throws UserPrincipalNotFoundException {
    int mask = text.indexOf(UMASK);
    int umask = mask < 0 ? usual : Integer.parseInt(text.substring(mask + UMASK.length()), 8);
    String[] parts = (mask < 0 ? text : text.substring(0, mask)).split(",", -1);
    Caller caller = resolve(PathUris.decode(parts[0]), users, groups, umask);
    Set<Integer> further = new TreeSet<>(caller.groups());
    for (int i = 1; i < parts.length; i++) {
      addRow(parts[i], further);
    }
    return new Caller(caller.uid(), caller.gid(), further, umask);
  }

  /** Adds {@code GID}, or {@code GID-GID}. */
  private static void addRow(String text, Set<Integer> groups) {
    int dash = text.indexOf('-');
    int first = Integer.parseUnsignedInt(dash < 0 ? text : text.substring(0, dash));
    int last = dash < 0 ? first : Integer.parseUnsignedInt(text.substring(dash + 1));
    long more = Integer.toUnsignedLong(last) - Integer.toUnsignedLong(first);
    if (more < 0 || more >= Caller.MAX_GROUPS) {
      throw new IllegalArgumentException("\"" + text + "\" is no row of groups");
    }
    for (int i = 0; i <= more; i++) {
      groups.add(first + i);
    }
  }
}
