package auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenSettingsTest {

  @Test
  void etcdsFlagIsUnderstood() {
    assertThat(TokenSettings.parse("simple")).isEqualTo(new TokenSettings.Simple());
    assertThat(TokenSettings.parse("jwt,pub-key=a.pem,priv-key=b.pem,sign-method=RS256,ttl=1h30m"))
        .isEqualTo(
            new TokenSettings.Jwt(
                Path.of("a.pem"), Path.of("b.pem"), "RS256", Duration.ofMinutes(90)));
    assertThat(TokenSettings.parse("jwt,pub-key=a.pem,sign-method=EdDSA"))
        .isEqualTo(new TokenSettings.Jwt(Path.of("a.pem"), null, "EdDSA", Duration.ofMinutes(5)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "none",
        "simple,ttl=1m",
        "jwt",
        "jwt,sign-method=RS256",
        "jwt,sign-method=XX256,priv-key=k",
        "jwt,sign-method=HS256,pub-key=k",
        "jwt,sign-method=RS256,priv-key=k,ttl=5",
        "jwt,sign-method=RS256,priv-key=k,ttl=0s",
        "jwt,sign-method=RS256,priv-key=k,color=red",
        "jwt,sign-method=RS256,sign-method=RS384,priv-key=k",
        "jwt,sign-method"
      })
  void whatIsNoneIsRefusedInOneLine(String flag) {
    assertThatThrownBy(() -> TokenSettings.parse(flag))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("auth-token: ");
  }
}
