package dss;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** command --name value … [--flag=true] file …: every option takes one value and may be repeated. */
final class Arguments {
  private final String command;
  private final Map<String, List<String>> options = new HashMap<>();
  private final List<String> files = new ArrayList<>();

  Arguments(List<String> words) {
    command = words.get(0);
    for (int at = 1; at < words.size(); at++) {
      String word = words.get(at);
      if (!word.startsWith("--")) files.add(word);
      else options.computeIfAbsent(word.substring(2), name -> new ArrayList<>()).add(words.get(++at));
    }
  }

  String command() {
    return command;
  }

  List<String> files() {
    return files;
  }

  List<String> all(String name) {
    return options.getOrDefault(name, List.of());
  }

  String get(String name, String otherwise) {
    List<String> values = all(name);
    return values.isEmpty() ? otherwise : values.get(0);
  }

  String required(String name) {
    String value = get(name, null);
    if (value == null) throw new IllegalArgumentException("--" + name + " is missing");
    return value;
  }

  boolean is(String name) {
    return "true".equals(get(name, "false"));
  }

  /** What decides who is trusted and what is asked of the network: the key under which a verifier is kept. */
  String sources() {
    return List.of(all("trust"), all("adjunct"), all("crl"), all("ocsp"), all("online"), all("via")).toString();
  }
}
