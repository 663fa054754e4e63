package io.unionfs.oracle;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One line of text per record, derived from the record's components: {@code rename "/a" "/b"
 * EXCHANGE}. What a failing sequence prints is what a test can paste and a transcript holds.
 */
final class Text {
  /** Begins the keywords of {@link NioOp}. */
  static final String NIO = "files.";

  private Text() {}

  /** The keyword of a record in a sealed family: {@code ReadFile} is {@code read-file}. */
  static String keyword(Class<?> type) {
    String level = NioOp.class.isAssignableFrom(type) ? NIO : "";
    return level + type.getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase();
  }

  /** A member of a sealed family: its keyword, then its components. */
  static String line(Record value) {
    String fields = fields(value);
    return keyword(value.getClass()) + (fields.isEmpty() ? "" : " " + fields);
  }

  /** The member of a sealed family that {@link #line} printed. */
  static <T> T parseLine(Class<T> family, String line) {
    Cursor in = new Cursor(line);
    T value = parseMember(family, in);
    in.expectEnd();
    return value;
  }

  static <T> T parseMember(Class<T> family, Cursor in) {
    String keyword = in.word();
    for (Class<?> member : family.getPermittedSubclasses()) {
      if (keyword(member).equals(keyword)) {
        return family.cast(parseFields(member, in));
      }
    }
    throw in.error("no " + family.getSimpleName() + " named " + keyword);
  }

  /** A record of a known type in parentheses. */
  static String group(Record value) {
    return "(" + fields(value) + ")";
  }

  static String quote(String s) {
    StringBuilder out = new StringBuilder(s.length() + 2).append('"');
    for (int i = 0; i < s.length(); i++) {
      char c = s.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c >= ' ' && c < 0x7f) {
        out.append(c);
      } else {
        out.append(String.format("\\u%04x", (int) c));
      }
    }
    return out.append('"').toString();
  }

  private static String fields(Record value) {
    return Arrays.stream(value.getClass().getRecordComponents())
        .map(component -> print(component(value, component)))
        .collect(Collectors.joining(" "));
  }

  private static Object component(Record value, RecordComponent component) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(value);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String print(Object value) {
    if (value instanceof String s) {
      return quote(s);
    }
    if (value instanceof Content c) {
      return c.fill() == 0 ? quote(c.latin1()) : "fill:" + c.fill() + ":" + c.seed();
    }
    if (value instanceof Flags || value instanceof Stamp || value instanceof Number) {
      return value.toString();
    }
    if (value instanceof Enum<?> e) {
      return e.name();
    }
    if (value instanceof List<?> list) {
      return list.stream().map(Text::print).collect(Collectors.joining(" ", "[", "]"));
    }
    if (value instanceof Map<?, ?> map) {
      return map.entrySet().stream()
          .map(e -> print(e.getKey()) + "=" + print(e.getValue()))
          .collect(Collectors.joining(" ", "{", "}"));
    }
    if (value instanceof Record r) {
      return group(r);
    }
    throw new IllegalArgumentException("no text form for " + value.getClass());
  }

  private static Object parseFields(Class<?> type, Cursor in) {
    RecordComponent[] components = type.getRecordComponents();
    Object[] values = new Object[components.length];
    Class<?>[] types = new Class<?>[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      values[i] = parse(components[i].getGenericType(), in);
    }
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot make a " + type, e);
    }
  }

  private static Object parse(Type type, Cursor in) {
    if (type instanceof ParameterizedType p) {
      return p.getRawType() == List.class
          ? parseList(p.getActualTypeArguments()[0], in)
          : parseMap(p.getActualTypeArguments()[1], in);
    }
    Class<?> raw = (Class<?>) type;
    if (raw == String.class) {
      return in.quoted();
    }
    if (raw == Content.class) {
      return in.peek() == '"' ? Content.of(in.quoted()) : parseFill(in.word());
    }
    if (Flags.class.isAssignableFrom(raw)) {
      return parseFlags(raw, in.word());
    }
    if (raw == Stamp.class) {
      return Stamp.parse(in.word());
    }
    if (raw == int.class || raw == Integer.class) {
      return Integer.valueOf(in.word());
    }
    if (raw == long.class) {
      return Long.valueOf(in.word());
    }
    if (raw.isEnum()) {
      String name = in.word();
      return Arrays.stream(raw.getEnumConstants())
          .filter(e -> ((Enum<?>) e).name().equals(name))
          .findFirst()
          .orElseThrow(() -> in.error("no " + raw.getSimpleName() + " named " + name));
    }
    in.expect('(');
    Object value = parseFields(raw, in);
    in.expect(')');
    return value;
  }

  private static Content parseFill(String word) {
    String[] parts = word.split(":");
    return Content.fill(Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
  }

  private static Flags parseFlags(Class<?> type, String word) {
    if (type == Flags.OpenFlags.class) {
      return Flags.OpenFlags.parse(word);
    }
    if (type == Flags.RenameFlags.class) {
      return Flags.RenameFlags.parse(word);
    }
    if (type == Flags.XattrFlags.class) {
      return Flags.XattrFlags.parse(word);
    }
    return type == Flags.AccessMode.class ? Flags.AccessMode.parse(word) : Flags.Mode.parse(word);
  }

  private static List<Object> parseList(Type element, Cursor in) {
    List<Object> list = new ArrayList<>();
    in.expect('[');
    while (in.peek() != ']') {
      list.add(parse(element, in));
    }
    in.expect(']');
    return List.copyOf(list);
  }

  private static Map<String, Object> parseMap(Type value, Cursor in) {
    Map<String, Object> map = new TreeMap<>();
    in.expect('{');
    while (in.peek() != '}') {
      String key = in.quoted();
      in.expect('=');
      map.put(key, parse(value, in));
    }
    in.expect('}');
    return map;
  }

  /** A position in one line. */
  static final class Cursor {
    private final String text;
    private int at;

    Cursor(String text) {
      this.text = text;
    }

    <T extends Record> T group(Class<T> type) {
      return type.cast(parse(type, this));
    }

    char peek() {
      while (at < text.length() && text.charAt(at) == ' ') {
        at++;
      }
      return at < text.length() ? text.charAt(at) : '\0';
    }

    boolean startsWith(String prefix) {
      peek();
      return text.startsWith(prefix, at);
    }

    String word() {
      peek();
      int start = at;
      while (at < text.length() && " )]}=".indexOf(text.charAt(at)) < 0) {
        at++;
      }
      return text.substring(start, at);
    }

    String quoted() {
      expect('"');
      StringBuilder out = new StringBuilder();
      while (text.charAt(at) != '"') {
        char c = text.charAt(at++);
        if (c != '\\') {
          out.append(c);
        } else if (text.charAt(at) == 'u') {
          out.append((char) Integer.parseInt(text.substring(at + 1, at + 5), 16));
          at += 5;
        } else {
          out.append(text.charAt(at++));
        }
      }
      at++;
      return out.toString();
    }

    void expect(char c) {
      if (peek() != c) {
        throw error("expected " + c);
      }
      at++;
    }

    /** All that follows the space after what was read. */
    String rest() {
      return text.substring(Math.min(text.length(), at + 1));
    }

    void expectEnd() {
      if (peek() != '\0') {
        throw error("unexpected text");
      }
    }

    IllegalArgumentException error(String what) {
      return new IllegalArgumentException(what + " at column " + at + ": " + text);
    }
  }
}
