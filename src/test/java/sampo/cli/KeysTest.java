package sampo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KeysTest {

  /// etcd: "Key ranges"; the end of a prefix is the prefix plus one.
  @ParameterizedTest
  @CsvSource({
    "61,62",
    "6161,6162",
    "61ff,62",
    "ff61,ff62",
    "61ffff,62",
    "ff,00",
    "ffff,00",
    "'',00"
  })
  void aPrefixEndsBeforeTheNext(String prefix, String end) {
    HexFormat hex = HexFormat.of();
    assertThat(Keys.afterPrefix(ByteString.copyFrom(hex.parseHex(prefix))).toByteArray())
        .isEqualTo(hex.parseHex(end));
  }
}
