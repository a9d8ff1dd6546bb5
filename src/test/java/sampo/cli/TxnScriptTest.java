package sampo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import etcdserverpb.Compare;
import etcdserverpb.Compare.CompareResult;
import etcdserverpb.Compare.CompareTarget;
import etcdserverpb.RequestOp;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// etcdctl's language of transactions.
final class TxnScriptTest {

  @Test
  void everyTargetCanBeCompared() {
    assertThat(compare("mod(\"k\") > \"7\"").getModRevision()).isEqualTo(7);
    assertThat(compare("m(\"k\") > \"7\"").getTarget()).isEqualTo(CompareTarget.MOD);
    assertThat(compare("create(\"k\") = \"7\"").getCreateRevision()).isEqualTo(7);
    assertThat(compare("c(\"k\") = \"7\"").getTarget()).isEqualTo(CompareTarget.CREATE);
    assertThat(compare("version(\"k\") < \"7\"").getVersion()).isEqualTo(7);
    assertThat(compare("ver(\"k\") < \"7\"").getTarget()).isEqualTo(CompareTarget.VERSION);
    assertThat(compare("value(\"k\") != \"7\"").getValue().toStringUtf8()).isEqualTo("7");
    assertThat(compare("val(\"k\") != \"7\"").getTarget()).isEqualTo(CompareTarget.VALUE);
    assertThat(compare("lease(\"k\") = \"1f\"").getLease()).isEqualTo(31);
  }

  @Test
  void everySignCompares() {
    assertThat(compare("mod(\"k\") = \"0\"").getResult()).isEqualTo(CompareResult.EQUAL);
    assertThat(compare("mod(\"k\") != \"0\"").getResult()).isEqualTo(CompareResult.NOT_EQUAL);
    assertThat(compare("mod(\"k\") < \"0\"").getResult()).isEqualTo(CompareResult.LESS);
    assertThat(compare("mod(\"k\") > \"0\"").getResult()).isEqualTo(CompareResult.GREATER);
  }

  @Test
  void quotesKeepBlanksTogether() {
    RequestOp op = TxnScript.request("put \"a key\" \"say \\\"hi\\\"\"");
    assertThat(op.getRequestPut().getKey().toStringUtf8()).isEqualTo("a key");
    assertThat(op.getRequestPut().getValue().toStringUtf8()).isEqualTo("say \"hi\"");
  }

  @Test
  void rangesHaveAnEnd() {
    assertThat(TxnScript.request("get a c").getRequestRange().getRangeEnd().toStringUtf8())
        .isEqualTo("c");
    assertThat(TxnScript.request("del a c").getRequestDeleteRange().getRangeEnd().toStringUtf8())
        .isEqualTo("c");
    assertThat(TxnScript.request("get a").getRequestRange().getRangeEnd().isEmpty()).isTrue();
  }

  @Test
  void anEmptyLineEndsAPart() throws IOException {
    BufferedReader lines = new BufferedReader(new StringReader("a\n b\n\nc\n"));
    List<String> first = new ArrayList<>();
    List<String> second = new ArrayList<>();
    TxnScript.part(lines, first::add);
    TxnScript.part(lines, second::add);
    assertThat(first).containsExactly("a", "b");
    assertThat(second).containsExactly("c");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mod(k) = \"0\"",
        "mod(\"k\") == \"0\"",
        "mod(\"k\") = 0",
        "size(\"k\") = \"0\"",
        "mod(\"k\") = \"x\"",
        "lease(\"k\") = \"xyz\"",
        "",
      })
  void whatIsNoCompareIsRefused(String line) {
    assertThatThrownBy(() -> TxnScript.compare(line)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "put a", "put a b c", "get", "get a b c", "del", "move a b"})
  void whatIsNoRequestIsRefused(String line) {
    assertThatThrownBy(() -> TxnScript.request(line)).isInstanceOf(IllegalArgumentException.class);
  }

  private static Compare compare(String line) {
    return TxnScript.compare(line);
  }
}
