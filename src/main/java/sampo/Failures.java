package sampo;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;
import sampo.cli.NoMemberAnswers;

/// One line and one exit code for everything that can go wrong; the codes are etcdctl's.
final class Failures {

  private static final int FAILED = 1;
  private static final int NO_MEMBER_ANSWERS = 2;

  private Failures() {}

  /// A flag, a command or a value that does not exist.
  static int misused(ParameterException misuse, String[] args) {
    CommandLine command = misuse.getCommandLine();
    command
        .getErr()
        .println(
            "%s: %s%s (see %s --help)"
                .formatted(name(command), oneLine(misuse), suggestion(misuse), name(command)));
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }

  /// A command that was understood and did not succeed.
  static int failed(Exception failure, CommandLine command, ParseResult parsed) {
    PrintWriter err = command.getErr();
    switch (failure) {
      case InvalidSettings wrong -> err.println(name(command) + ": " + oneLine(wrong));
      case NoMemberAnswers silence -> {
        err.println("Error: " + oneLine(silence));
        return NO_MEMBER_ANSWERS;
      }
      case StatusRuntimeException refused -> err.println("Error: " + text(refused.getStatus()));
      default -> err.println(name(command) + ": " + oneLine(failure));
    }
    return FAILED;
  }

  private static String text(Status status) {
    String description = status.getDescription();
    if (status.getCode() == Status.Code.DEADLINE_EXCEEDED && isOurs(description)) {
      return "no answer in time (--command-timeout)";
    }
    return description == null
        ? status.getCode().name()
        : description.lines().findFirst().orElse("");
  }

  /// gRPC's client says at length which of its timers ended; a member says it as etcd does.
  private static boolean isOurs(@Nullable String description) {
    return description == null || description.contains("deadline exceeded after");
  }

  private static String oneLine(Throwable failure) {
    String message = failure.getMessage();
    return message == null
        ? failure.getClass().getSimpleName()
        : message.lines().findFirst().orElse("");
  }

  private static String suggestion(ParameterException misuse) {
    StringWriter said = new StringWriter();
    if (misuse instanceof UnmatchedArgumentException unmatched) {
      UnmatchedArgumentException.printSuggestions(unmatched, new PrintWriter(said, true));
    }
    return said.toString().isBlank() ? "" : "; " + said.toString().strip().replaceAll("\\s+", " ");
  }

  private static String name(CommandLine command) {
    return command.getCommandSpec().qualifiedName();
  }
}
