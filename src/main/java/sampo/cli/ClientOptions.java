package sampo.cli;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/// What every client command can be told: whom to ask, how long to wait, how to print.
final class ClientOptions {

  /// How answers are printed.
  enum Format {
    simple,
    json
  }

  @Option(
      names = "--endpoints",
      paramLabel = "HOST:PORT[,HOST:PORT]",
      defaultValue = "${env:ETCDCTL_ENDPOINTS:-127.0.0.1:2379}",
      description = "Members to ask, the first that answers (default: ${DEFAULT-VALUE}).")
  private String endpoints = "";

  @Option(
      names = {"-w", "--write-out"},
      defaultValue = "simple",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Format format = Format.simple;

  @Option(
      names = "--dial-timeout",
      paramLabel = "TIME",
      defaultValue = "2s",
      converter = GoDuration.class,
      description = "Longest wait for a connection (default: ${DEFAULT-VALUE}).")
  private Duration dialTimeout = Duration.ZERO;

  @Option(
      names = "--command-timeout",
      paramLabel = "TIME",
      defaultValue = "5s",
      converter = GoDuration.class,
      description = "Longest wait for the answer (default: ${DEFAULT-VALUE}).")
  private Duration commandTimeout = Duration.ZERO;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  Connection connect() {
    return new Connection(endpoints(), dialTimeout, commandTimeout);
  }

  /// `host:port` each; a leading `http://` is dropped.
  List<String> endpoints() {
    return Arrays.stream(endpoints.split(",", -1))
        .map(String::strip)
        .map(this::hostAndPort)
        .toList();
  }

  Output output() {
    return switch (format) {
      case simple -> new SimpleOutput(System.out);
      case json -> new JsonOutput(System.out);
    };
  }

  Format format() {
    return format;
  }

  /// A complaint about the arguments, printed in one line.
  ParameterException misuse(String complaint) {
    return new ParameterException(spec.commandLine(), complaint);
  }

  private String hostAndPort(String endpoint) {
    if (endpoint.startsWith("https://")) {
      throw misuse("TLS comes in a later release, use http: " + endpoint);
    }
    String bare = endpoint.startsWith("http://") ? endpoint.substring(7) : endpoint;
    if (!bare.matches("(\\[[0-9a-fA-F:.%]+]|[^:/\\s]+):\\d{1,5}")) {
      throw misuse("an endpoint is host:port, not \"" + endpoint + "\"");
    }
    return bare;
  }

  /// Times as etcdctl takes them: `300ms`, `5s`, `1m`.
  static final class GoDuration implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      if (!text.matches("\\d{1,9}(ms|s|m)")) {
        throw new TypeConversionException(
            "'%s' is not a time such as 300ms, 5s or 1m".formatted(text));
      }
      return text.endsWith("ms")
          ? Duration.ofMillis(Long.parseLong(text.substring(0, text.length() - 2)))
          : Duration.parse("PT" + text);
    }
  }
}
