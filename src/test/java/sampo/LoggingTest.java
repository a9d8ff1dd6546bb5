package sampo;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sampo.settings.LogSettings;
import sampo.settings.LogSettings.Format;
import sampo.settings.LogSettings.Level;

/// etcd's log flags win over logback's configuration.
final class LoggingTest {

  private static final Logger OURS = LoggerFactory.getLogger("sampo.test");
  private static final Logger THEIRS = LoggerFactory.getLogger("org.example.test");

  @TempDir private Path folder;

  /// Other tests log as the configuration says.
  @AfterEach
  void restore() throws Exception {
    var context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    new ch.qos.logback.classic.util.ContextInitializer(context).autoConfig();
  }

  @Test
  void whatIsLoggedGoesToEveryOutputAsJson() throws IOException {
    Path one = folder.resolve("one.log");
    Path two = folder.resolve("two.log");
    Logging.configure(
        new LogSettings(Level.DEBUG, Format.JSON, List.of(one.toString(), two.toString())));
    OURS.debug("said \"so\"");
    THEIRS.debug("not to be heard");
    assertThat(Files.readAllLines(one)).isEqualTo(Files.readAllLines(two)).hasSize(1);
    var line = JsonParser.parseString(Files.readString(one)).getAsJsonObject();
    assertThat(line.get("level").getAsString()).isEqualTo("DEBUG");
    assertThat(line.get("message").getAsString()).isEqualTo("said \"so\"");
  }

  @Test
  void aLevelAloneLeavesTheRest() {
    assertThat(OURS.isInfoEnabled()).isTrue();
    Logging.configure(new LogSettings(Level.ERROR, null, List.of()));
    assertThat(OURS.isWarnEnabled()).isFalse();
    assertThat(OURS.isErrorEnabled()).isTrue();
    assertThat(THEIRS.isWarnEnabled()).isTrue();
  }
}
