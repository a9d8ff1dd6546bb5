package sampo.cli;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import sampo.InvalidSettings;
import sampo.settings.GoDuration;

/// What every client command can be told: whom to ask, how long to wait, how to print.
final class ClientOptions {

  /// How answers are printed.
  enum Format {
    simple,
    json
  }

  private static final String HTTP = "http://";
  private static final String HTTPS = "https://";

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
      converter = GoTime.class,
      description = "Longest wait for a connection (default: ${DEFAULT-VALUE}).")
  private Duration dialTimeout = Duration.ZERO;

  @Option(
      names = "--command-timeout",
      paramLabel = "TIME",
      defaultValue = "5s",
      converter = GoTime.class,
      description = "Longest wait for the answer (default: ${DEFAULT-VALUE}).")
  private Duration commandTimeout = Duration.ZERO;

  @Mixin private final Security security = new Security();
  @Mixin private final UserOptions user = new UserOptions();

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  Connection connect() {
    return new Connection(endpoints(), dial(), dialTimeout, commandTimeout);
  }

  /// How to connect to the endpoints.
  ///
  /// @throws tls.InvalidTls if files are unusable
  Dial dial() {
    boolean secure = endpoints().stream().anyMatch(name -> name.startsWith(HTTPS));
    return new Dial(secure ? security.context() : null, user.login(this));
  }

  /// The longest wait for an answer.
  Duration commandTimeout() {
    return commandTimeout;
  }

  /// `host:port` each, or `https://host:port`; a leading `http://` is dropped.
  List<String> endpoints() {
    return Arrays.stream(endpoints.split(",", -1)).map(String::strip).map(this::endpoint).toList();
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

  private String endpoint(String written) {
    boolean secure = written.startsWith(HTTPS) || (security.isOn() && !written.startsWith(HTTP));
    String bare = written.replaceFirst("^" + HTTPS + "|^" + HTTP, "");
    if (!bare.matches("(\\[[0-9a-fA-F:.%]+]|[^:/\\s]+):\\d{1,5}")) {
      throw misuse("an endpoint is host:port, not \"" + written + "\"");
    }
    return secure ? HTTPS + bare : bare;
  }

  /// Times as etcdctl takes them: `300ms`, `5s`, `1m`.
  static final class GoTime implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      try {
        return GoDuration.parse(text);
      } catch (InvalidSettings e) {
        throw new TypeConversionException(String.valueOf(e.getMessage()));
      }
    }
  }
}
