package dss;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** An object of JSON, written on one line. */
final class Json {
  private final Map<String, Object> members = new LinkedHashMap<>();

  Json put(String name, Object value) {
    members.put(name, value);
    return this;
  }

  @Override
  public String toString() {
    return members.entrySet().stream()
        .map(member -> quoted(member.getKey()) + ":" + written(member.getValue()))
        .collect(Collectors.joining(",", "{", "}"));
  }

  private static String written(Object value) {
    if (value == null || value instanceof Boolean || value instanceof Number || value instanceof Json) {
      return String.valueOf(value);
    }
    if (value instanceof Collection<?> many) {
      return many.stream().map(Json::written).collect(Collectors.joining(",", "[", "]"));
    }
    return quoted(value.toString());
  }

  private static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (char letter : text.toCharArray()) {
      if (letter == '"' || letter == '\\') out.append('\\').append(letter);
      else if (letter < ' ') out.append(String.format("\\u%04x", (int) letter));
      else out.append(letter);
    }
    return out.append('"').toString();
  }
}
