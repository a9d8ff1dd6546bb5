package auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JwtSettingsTest {

  private static JwtSettings of(String... namesAndValues) {
    Map<String, String> options = new HashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      options.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return JwtSettings.of(options);
  }

  @Test
  void etcdsOptionsAreUnderstood() {
    assertThat(of("pub-key", "a.pem", "priv-key", "b.pem", "sign-method", "RS256", "ttl", "1h30m"))
        .isEqualTo(
            new JwtSettings(Path.of("a.pem"), Path.of("b.pem"), "RS256", Duration.ofMinutes(90)));
    assertThat(of("pub-key", "a.pem", "sign-method", "EdDSA"))
        .isEqualTo(new JwtSettings(Path.of("a.pem"), null, "EdDSA", Duration.ofMinutes(5)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sign-method=RS256",
        "sign-method=XX256,priv-key=k",
        "sign-method=HS256,pub-key=k",
        "sign-method=RS256,priv-key=k,ttl=5",
        "sign-method=RS256,priv-key=k,ttl=0s",
        "sign-method=RS256,priv-key=k,color=red",
        "priv-key=k"
      })
  void whatIsNoneIsRefusedInOneLine(String options) {
    assertThatThrownBy(() -> of(options.split("[=,]")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("auth-token: ");
  }
}
