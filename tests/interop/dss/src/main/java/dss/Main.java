package dss;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * EU DSS behind one line of text: a command and its arguments in, one line of JSON out.
 * With arguments it answers once; without any it answers every line of standard input (arguments separated by tabs)
 * until that ends. A failure is {"error": "…"}, never an end of the program.
 */
public final class Main {
  private Main() {}

  public static void main(String[] words) throws Exception {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    System.setOut(System.err);
    if (words.length > 0) {
      out.println(answer(List.of(words)));
      return;
    }
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      out.println(answer(Arrays.asList(line.split("\t"))));
    }
  }

  private static String answer(List<String> words) {
    try {
      Arguments given = new Arguments(words);
      return switch (given.command()) {
        case "judge" -> Judge.judge(given);
        case "bench" -> Bench.measure(given);
        case "sign" -> Signing.sign(given);
        case "extend" -> Signing.extend(given);
        default -> throw new IllegalArgumentException("no command " + given.command());
      };
    } catch (Exception | StackOverflowError | OutOfMemoryError failure) {
      return new Json().put("error", failure.getClass().getSimpleName() + ": " + failure.getMessage()).toString();
    }
  }
}
