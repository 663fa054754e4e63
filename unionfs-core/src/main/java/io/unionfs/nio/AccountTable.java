package io.unionfs.nio;

import io.unionfs.layer.Names;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What passwd(5) or group(5) says, read as glibc reads it. Of entries with one name, or one number,
 * the first counts. A line that is no entry is skipped: an empty one, a comment, one for NIS
 * ({@code +}, {@code -}), one without the fields up to the numbers, one whose numbers are none.
 * Immutable.
 */
final class AccountTable {
  static final AccountTable EMPTY = new AccountTable();

  /** {@code (uid_t) -1} stands for no user: chown(2) keeps the owner. */
  static final int NOBODY = -1;

  /** Which file it is. */
  enum Format {
    /** {@code name:password:uid:gid:…}. */
    PASSWD,

    /** {@code name:password:gid:member,member}. */
    GROUP
  }

  /**
   * An entry.
   *
   * @param id the user's or the group's number
   * @param gid the number of a user's primary group; of a group its own
   * @param members a group's, with commas between; of a user ""
   */
  record Account(String name, int id, int gid, String members) {
    boolean hasMember(String user) {
      for (String member : members.split(",")) {
        if (member.strip().equals(user)) {
          return true;
        }
      }
      return false;
    }
  }

  private final List<Account> inOrder = new ArrayList<>();
  private final Map<String, Account> byName = new HashMap<>();
  private final Map<Integer, Account> byId = new HashMap<>();

  private AccountTable() {}

  static AccountTable parse(byte[] data, int length, Format format) {
    AccountTable table = new AccountTable();
    int start = 0;
    while (start < length) {
      int end = start;
      while (end < length && data[end] != '\n') {
        end++;
      }
      table.add(Names.decode(data, start, end - start), format);
      start = end + 1;
    }
    return table;
  }

  private void add(String line, Format format) {
    int first = 0;
    while (first < line.length() && isSpace(line.charAt(first))) {
      first++;
    }
    if (first == line.length() || "#+-".indexOf(line.charAt(first)) >= 0) {
      return;
    }
    int ids = format == Format.PASSWD ? 2 : 1;
    String[] fields = line.substring(first).split(":", 3 + ids);
    if (fields.length < 2 + ids) {
      return;
    }
    Integer id = number(fields[2]);
    Integer gid = format == Format.PASSWD ? number(fields[3]) : id;
    if (id == null || gid == null || id == NOBODY) {
      return;
    }
    String members = format == Format.GROUP && fields.length > 3 ? fields[3] : "";
    Account account = new Account(fields[0], id, gid, members);
    inOrder.add(account);
    byName.putIfAbsent(account.name(), account);
    byId.putIfAbsent(id, account);
  }

  /** As strtoul(3) in 32 bits: blanks before it, a sign; what is too large is the largest. */
  private static Integer number(String field) {
    int at = 0;
    while (at < field.length() && isSpace(field.charAt(at))) {
      at++;
    }
    boolean negative = at < field.length() && field.charAt(at) == '-';
    if (negative || (at < field.length() && field.charAt(at) == '+')) {
      at++;
    }
    if (at == field.length()) {
      return null;
    }
    long value = 0;
    for (; at < field.length(); at++) {
      char c = field.charAt(at);
      if (c < '0' || c > '9') {
        return null;
      }
      value = Math.min(value * 10 + (c - '0'), 0xffffffffL);
    }
    return (int) (negative && value != 0 ? 0xffffffffL : value);
  }

  private static boolean isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }

  /** The entry called {@code name}, or null. */
  Account named(String name) {
    return name.isEmpty() ? null : byName.get(name);
  }

  /** The entry with the number, or null. */
  Account numbered(int id) {
    return byId.get(id);
  }

  /** The groups, by number, that list {@code user} as a member, in the order of the file. */
  Stream<Integer> groupsOf(String user) {
    return inOrder.stream().filter(group -> group.hasMember(user)).map(Account::id);
  }
}
