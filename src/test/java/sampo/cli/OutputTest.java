package sampo.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import etcdserverpb.DeleteRangeResponse;
import etcdserverpb.Member;
import etcdserverpb.MemberListResponse;
import etcdserverpb.PutResponse;
import etcdserverpb.RangeResponse;
import etcdserverpb.ResponseHeader;
import etcdserverpb.ResponseOp;
import etcdserverpb.StatusResponse;
import etcdserverpb.TxnResponse;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.Map;
import java.util.function.Consumer;
import mvccpb.KeyValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What etcdctl 3.4.23 printed for the same answers.
final class OutputTest {

  private static final KeyValue PAIR =
      KeyValue.newBuilder()
          .setKey(ByteString.copyFromUtf8("a"))
          .setCreateRevision(2)
          .setModRevision(3)
          .setVersion(2)
          .setValue(ByteString.copyFromUtf8("1"))
          .build();

  private static final RangeResponse RANGE =
      RangeResponse.newBuilder()
          .setHeader(header().setRevision(3))
          .addKvs(PAIR)
          .setCount(1)
          .build();

  @Test
  void simplePairsAreLines() {
    assertThat(simple(out -> out.get(RANGE, Get.Show.PAIRS))).isEqualTo("a\n1\n");
    assertThat(simple(out -> out.get(RANGE, Get.Show.KEYS))).isEqualTo("a\n");
    assertThat(simple(out -> out.get(RANGE, Get.Show.VALUES))).isEqualTo("1\n");
    assertThat(simple(out -> out.get(RANGE, Get.Show.COUNT))).isEqualTo("1\n");
  }

  @Test
  void simpleWritesShowThePairBefore() {
    assertThat(simple(out -> out.put(PutResponse.getDefaultInstance()))).isEqualTo("OK\n");
    assertThat(simple(out -> out.put(PutResponse.newBuilder().setPrevKv(PAIR).build())))
        .isEqualTo("OK\na\n1\n");
    assertThat(
            simple(
                out ->
                    out.del(
                        DeleteRangeResponse.newBuilder().setDeleted(1).addPrevKvs(PAIR).build())))
        .isEqualTo("1\na\n1\n");
  }

  @Test
  void simpleTransactionsShowEachAnswerAfterABlankLine() {
    TxnResponse response =
        TxnResponse.newBuilder()
            .setSucceeded(true)
            .addResponses(ResponseOp.newBuilder().setResponsePut(PutResponse.getDefaultInstance()))
            .addResponses(ResponseOp.newBuilder().setResponseRange(RANGE))
            .build();
    assertThat(simple(out -> out.txn(response))).isEqualTo("SUCCESS\n\nOK\n\na\n1\n");
    assertThat(simple(out -> out.txn(TxnResponse.getDefaultInstance()))).isEqualTo("FAILURE\n");
  }

  @Test
  void simpleMembersAreColumns() {
    assertThat(simple(out -> out.members(members())))
        .isEqualTo(
            "d622127685879b3c, started, e1, http://127.0.0.1:12380, http://127.0.0.1:13379,"
                + " false\n");
  }

  @Test
  void simpleStatusIsColumns() {
    StatusResponse status =
        StatusResponse.newBuilder()
            .setHeader(header())
            .setVersion("3.4.23")
            .setDbSize(20_480)
            .setLeader(header().getMemberId())
            .setRaftTerm(2)
            .setRaftIndex(8)
            .setRaftAppliedIndex(8)
            .build();
    assertThat(simple(out -> out.status(Map.of("127.0.0.1:13379", status))))
        .isEqualTo("127.0.0.1:13379, d622127685879b3c, 3.4.23, 20 kB, true, false, 2, 8, 8, \n");
  }

  @ParameterizedTest
  @CsvSource({
    "0,0 B",
    "999,999 B",
    "1000,1.0 kB",
    "20480,20 kB",
    "1400000,1.4 MB",
    "9949999,9.9 MB",
    "137000000,137 MB",
    "2000000000,2.0 GB",
  })
  void sizesAreShort(long bytes, String text) {
    assertThat(SimpleOutput.size(bytes)).isEqualTo(text);
  }

  @Test
  void jsonHasBareNumbersAndBase64() {
    assertThat(json(out -> out.get(RANGE, Get.Show.PAIRS)))
        .isEqualTo(
            """
            {"header":{"cluster_id":11634699950435903345,"member_id":15429915573580438332,\
            "revision":3,"raft_term":2},"kvs":[{"key":"YQ==","create_revision":2,\
            "mod_revision":3,"version":2,"value":"MQ=="}],"count":1}
            """);
  }

  @Test
  void jsonMembersKeepTheNamesOfTheProtocol() {
    assertThat(json(out -> out.members(members())))
        .isEqualTo(
            """
            {"header":{"cluster_id":11634699950435903345,"member_id":15429915573580438332,\
            "raft_term":2},"members":[{"ID":15429915573580438332,"name":"e1",\
            "peerURLs":["http://127.0.0.1:12380"],"clientURLs":["http://127.0.0.1:13379"]}]}
            """);
  }

  @Test
  void jsonTextIsEscaped() {
    assertThat(Json.quoted("a\"b\\c\nd\u0001é")).isEqualTo("\"a\\\"b\\\\c\\nd\\u0001é\"");
  }

  private static ResponseHeader.Builder header() {
    return ResponseHeader.newBuilder()
        .setClusterId(Long.parseUnsignedLong("11634699950435903345"))
        .setMemberId(Long.parseUnsignedLong("15429915573580438332"))
        .setRaftTerm(2);
  }

  private static MemberListResponse members() {
    return MemberListResponse.newBuilder()
        .setHeader(header())
        .addMembers(
            Member.newBuilder()
                .setID(header().getMemberId())
                .setName("e1")
                .addPeerURLs("http://127.0.0.1:12380")
                .addClientURLs("http://127.0.0.1:13379"))
        .build();
  }

  private static String simple(Consumer<Output> use) {
    var bytes = new ByteArrayOutputStream();
    use.accept(new SimpleOutput(new PrintStream(bytes, true, UTF_8)));
    return bytes.toString(UTF_8);
  }

  private static String json(Consumer<Output> use) {
    var bytes = new ByteArrayOutputStream();
    use.accept(new JsonOutput(new PrintStream(bytes, true, UTF_8)));
    return bytes.toString(UTF_8);
  }
}
