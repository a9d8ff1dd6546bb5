package sampo;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.joran.spi.ConsoleTarget;
import java.util.List;
import org.slf4j.LoggerFactory;
import sampo.settings.LogSettings;

/// Puts what etcd's log flags say over what logback's configuration says.
final class Logging {

  private static final String PATTERN =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX, UTC} %-5level %logger{24} - %msg%n";

  private Logging() {}

  /// Changes what was said; the rest stays.
  static void configure(LogSettings settings) {
    if (settings.isSilent() || !(LoggerFactory.getILoggerFactory() instanceof LoggerContext logs)) {
      return;
    }
    var level = settings.level();
    if (level != null) {
      setLevel(logs, Level.toLevel(level.name()));
    }
    if (settings.format() != null || !settings.outputs().isEmpty()) {
      replaceAppenders(logs, settings);
    }
  }

  /// Sampo's own packages are those that the configuration gives a level, without a dot in their
  /// names: those of libraries begin with the name of a site.
  private static void setLevel(LoggerContext logs, Level level) {
    logs.getLoggerList().stream()
        .filter(logger -> logger.getLevel() != null)
        .filter(logger -> logger.getName().indexOf('.') < 0)
        .filter(logger -> !logger.getName().equals(Logger.ROOT_LOGGER_NAME))
        .forEach(logger -> logger.setLevel(level));
  }

  private static void replaceAppenders(LoggerContext logs, LogSettings settings) {
    var root = logs.getLogger(Logger.ROOT_LOGGER_NAME);
    root.detachAndStopAllAppenders();
    var outputs = settings.outputs().isEmpty() ? List.of("stderr") : settings.outputs();
    for (String output : outputs) {
      var appender = appender(output);
      appender.setContext(logs);
      appender.setName(output);
      appender.setEncoder(encoder(logs, settings.format() == LogSettings.Format.JSON));
      appender.start();
      root.addAppender(appender);
    }
  }

  private static OutputStreamAppender<ILoggingEvent> appender(String output) {
    return switch (output) {
      case "stdout" -> console(ConsoleTarget.SystemOut);
      case "default", "stderr", "systemd/journal" -> console(ConsoleTarget.SystemErr);
      default -> {
        var file = new FileAppender<ILoggingEvent>();
        file.setFile(output);
        yield file;
      }
    };
  }

  private static ConsoleAppender<ILoggingEvent> console(ConsoleTarget target) {
    var console = new ConsoleAppender<ILoggingEvent>();
    console.setTarget(target.getName());
    return console;
  }

  private static Encoder<ILoggingEvent> encoder(LoggerContext logs, boolean json) {
    if (json) {
      var encoder = new JsonEncoder();
      encoder.setContext(logs);
      encoder.start();
      return encoder;
    }
    var encoder = new PatternLayoutEncoder();
    encoder.setContext(logs);
    encoder.setPattern(PATTERN);
    encoder.start();
    return encoder;
  }
}
