package torture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Small commands of the system, words separated by spaces.
final class Shell {

  private Shell() {}

  /// @throws IllegalStateException if it does not succeed
  static void run(String command) {
    Ended ended = ended(command);
    if (ended.code() != 0) {
      throw new IllegalStateException(command + ": " + ended.output());
    }
  }

  /// Whether the command is there and succeeds.
  static boolean succeeds(String command) {
    try {
      return ended(command).code() == 0;
    } catch (UncheckedIOException missing) {
      return false;
    }
  }

  private record Ended(int code, String output) {}

  private static Ended ended(String command) {
    try {
      Process process =
          new ProcessBuilder(List.of(command.split(" "))).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return new Ended(process.waitFor(), output);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted in " + command, interrupt);
    }
  }
}
