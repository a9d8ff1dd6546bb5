package etcd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Holds the catalogue against `errors.tsv`, codes and texts as in the source of etcd 3.7.1.
class EtcdErrorTest {
  record Row(String name, int code, String text) {
    static Row parse(String line) {
      String[] cells = line.split("\t", -1);
      return new Row(cells[0], Integer.parseInt(cells[1]), cells[2]);
    }

    static Row of(EtcdError error) {
      return new Row(error.name(), error.code().number(), error.text());
    }
  }

  static List<Row> rows() {
    try (InputStream in = EtcdErrorTest.class.getResourceAsStream("/etcd/errors.tsv")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(Row::parse)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void codeAndTextAreThoseOfEtcd(Row row) {
    assertThat(Row.of(EtcdError.valueOf(row.name()))).isEqualTo(row);
  }

  @Test
  void nothingIsRaisedThatEtcdDoesNotRaise() {
    assertThat(Stream.of(EtcdError.values()).map(Enum::name))
        .containsExactlyInAnyOrderElementsOf(rows().stream().map(Row::name).toList());
  }

  @Test
  void aTextStandsForOneFailure() {
    assertThat(rows()).extracting(Row::text).doesNotHaveDuplicates();
    assertThat(EtcdError.values()).extracting(EtcdError::text).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @EnumSource
  void aClientFindsTheFailureByItsText(EtcdError error) {
    assertThat(EtcdError.ofText(error.text())).contains(error);
  }

  @Test
  void onlyTheWholeTextIsRecognised() {
    assertThat(EtcdError.ofText("etcdserver: request timed out")).contains(EtcdError.TIMEOUT);
    assertThat(EtcdError.ofText("etcdserver: request timed")).isEmpty();
    assertThat(EtcdError.ofText("key is not provided")).isEmpty();
  }

  @Test
  void numbersOfCodesAreThoseOfGrpc() {
    assertThat(Code.values()).hasSize(17);
    assertThat(Code.values()).extracting(Code::number).isSorted().doesNotHaveDuplicates();
    assertThat(Code.OK.number()).isZero();
    assertThat(Code.UNKNOWN.number()).isEqualTo(2);
    assertThat(Code.UNAVAILABLE.number()).isEqualTo(14);
    assertThat(Code.UNAUTHENTICATED.number()).isEqualTo(16);
  }

  @Test
  void theExceptionCarriesTheReasonAndNoStackTrace() {
    EtcdException thrown = EtcdError.COMPACTED.exception();
    assertThat(thrown.error()).isEqualTo(EtcdError.COMPACTED);
    assertThat(thrown).hasMessage(EtcdError.COMPACTED.text());
    assertThat(thrown.getStackTrace()).isEmpty();
  }
}
