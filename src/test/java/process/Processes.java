package process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// Other programs, started and signalled from here.
final class Processes {

  /// What a program left behind: its exit code and what it printed.
  record Result(int exitCode, String out, String err) {

    /// The lines of standard output.
    List<String> lines() {
      return out.lines().toList();
    }
  }

  private static final Set<Process> STARTED = ConcurrentHashMap.newKeySet();

  static {
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform().unstarted(() -> STARTED.forEach(Process::destroyForcibly)));
  }

  private Processes() {}

  /// A process must not outlive the tests that started it.
  static void endWithThisJvm(Process process) {
    STARTED.removeIf(ended -> !ended.isAlive());
    STARTED.add(process);
  }

  static void signal(Process process, String signal) {
    Result result = run(Map.of(), "", List.of("kill", "-" + signal, String.valueOf(process.pid())));
    if (result.exitCode() != 0) {
      throw new AssertionError("kill -" + signal + ": " + result.err());
    }
  }

  /// Runs a program to its end, which must come within [Member#PATIENCE].
  static Result run(Map<String, String> environment, String input, List<String> words) {
    return run(environment, input, words, Member.PATIENCE);
  }

  /// Runs a program to its end, which must come in time.
  static Result run(
      Map<String, String> environment, String input, List<String> words, Duration patience) {
    try {
      Path in = Files.createTempFile("process", ".in");
      Path out = Files.createTempFile("process", ".out");
      Path err = Files.createTempFile("process", ".err");
      Files.writeString(in, input);
      ProcessBuilder builder =
          new ProcessBuilder(words)
              .redirectInput(in.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      builder.environment().putAll(environment);
      Process process = builder.start();
      endWithThisJvm(process);
      boolean ended = process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (!ended) {
        process.destroyForcibly().waitFor();
      }
      Result result = new Result(process.exitValue(), take(out), take(err));
      Files.delete(in);
      if (!ended) {
        throw new AssertionError("%s does not end: %s".formatted(words, result));
      }
      return result;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while " + words + " ran", interrupt);
    }
  }

  /// Runs a program that does not end by itself until it has printed so many lines.
  ///
  /// @return these lines; the exit code says nothing
  static Result runUntil(
      int lines, Map<String, String> environment, String input, List<String> words) {
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder.environment().putAll(environment);
    try {
      Process process = builder.start();
      endWithThisJvm(process);
      Thread.ofVirtual().start(() -> endAfter(process, Member.PATIENCE));
      process.outputWriter(StandardCharsets.ISO_8859_1).append(input).flush();
      BufferedReader out = process.inputReader(StandardCharsets.ISO_8859_1);
      StringBuilder printed = new StringBuilder();
      String line = out.readLine();
      for (int i = 1; line != null; i++) {
        printed.append(line).append('\n');
        line = i < lines ? out.readLine() : null;
      }
      process.destroyForcibly();
      return new Result(0, printed.toString(), "");
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /// Starts a program that goes on by itself; what it prints is dropped. Whoever starts it ends it.
  static Process start(Map<String, String> environment, List<String> words) {
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().putAll(environment);
    try {
      Process process = builder.start();
      endWithThisJvm(process);
      return process;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static void endAfter(Process process, Duration patience) {
    try {
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
    }
  }

  private static String take(Path file) throws IOException {
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    Files.delete(file);
    return text;
  }
}
