package grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import etcdserverpb.CompactionRequest;
import etcdserverpb.KVGrpc;
import etcdserverpb.KVGrpc.KVBlockingStub;
import etcdserverpb.PutRequest;
import etcdserverpb.RangeRequest;
import etcdserverpb.RangeRequest.SortOrder;
import etcdserverpb.RangeRequest.SortTarget;
import etcdserverpb.RangeResponse;
import etcdserverpb.RequestOp;
import etcdserverpb.TxnRequest;
import java.util.ArrayList;
import java.util.List;
import mvccpb.KeyValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import service.LoneMember;

/// Lists in chunks, and large lists in one piece, over a real socket.
final class RangeStreamTest {

  private static final ByteString ZERO = ByteString.copyFrom(new byte[1]);
  private static final RangeRequest ALL =
      RangeRequest.newBuilder().setKey(ZERO).setRangeEnd(ZERO).build();

  private final ClientPort port = new ClientPort();
  private final LoneMember member = port.member();
  private final KVBlockingStub kv = KVGrpc.newBlockingStub(port.channel());

  @AfterEach
  void close() {
    port.close();
  }

  private void fill(int keys, int bytes) {
    for (int i = 0; i < keys; i++) {
      var unused =
          kv.put(
              PutRequest.newBuilder()
                  .setKey(ByteString.copyFromUtf8("k%05d".formatted(i)))
                  .setValue(ByteString.copyFrom(new byte[bytes]))
                  .build());
    }
  }

  private List<RangeResponse> stream(RangeRequest request) {
    var chunks = new ArrayList<RangeResponse>();
    kv.rangeStream(request).forEachRemaining(chunk -> chunks.add(chunk.getRangeResponse()));
    return chunks;
  }

  private static List<KeyValue> keys(List<RangeResponse> chunks) {
    return chunks.stream().flatMap(chunk -> chunk.getKvsList().stream()).toList();
  }

  @Test
  void chunksAreTheRangeAndTheLastSaysTheRest() {
    fill(100, 100_000);
    var chunks = stream(ALL);
    var whole = kv.range(ALL);
    assertThat(keys(chunks)).isEqualTo(whole.getKvsList());
    assertThat(chunks.getFirst().getKvsCount()).isEqualTo(10);
    assertThat(chunks).hasSizeBetween(4, 12);
    assertThat(chunks)
        .allMatch(
            chunk -> chunk.getSerializedSize() <= member.context().limits().maxMessageBytes());
    var last = chunks.getLast();
    assertThat(last.getHeader()).isEqualTo(whole.getHeader());
    assertThat(last.getCount()).isEqualTo(100);
    assertThat(last.getMore()).isFalse();
    assertThat(chunks.subList(0, chunks.size() - 1))
        .noneMatch(chunk -> chunk.hasHeader() || chunk.getMore() || chunk.getCount() > 0);
  }

  @Test
  void aLimitCutsAndCountsAll() {
    fill(30, 10);
    var chunks = stream(ALL.toBuilder().setLimit(15).build());
    assertThat(keys(chunks)).hasSize(15);
    assertThat(chunks.getLast().getMore()).isTrue();
    assertThat(chunks.getLast().getCount()).isEqualTo(30);
  }

  @Test
  void anEmptyRangeAndACountAreOneMessage() {
    assertThat(stream(ALL)).singleElement().matches(chunk -> chunk.getHeader().getRevision() == 1);
    fill(12, 10);
    assertThat(stream(ALL.toBuilder().setCountOnly(true).build()))
        .singleElement()
        .matches(chunk -> chunk.getCount() == 12 && chunk.getKvsCount() == 0 && chunk.hasHeader());
  }

  @Test
  void whatCannotBeStreamedIsUnimplemented() {
    var sorted = "UNIMPLEMENTED: RangeStream does not support custom sort orders";
    for (var request :
        List.of(
            ALL.toBuilder().setSortOrder(SortOrder.DESCEND),
            ALL.toBuilder().setSortTarget(SortTarget.MOD),
            ALL.toBuilder().setSortTarget(SortTarget.VALUE).setSortOrder(SortOrder.ASCEND))) {
      assertThatThrownBy(() -> stream(request.build())).hasMessage(sorted);
    }
    assertThatThrownBy(() -> stream(ALL.toBuilder().setMinModRevision(1).build()))
        .hasMessage("UNIMPLEMENTED: RangeStream does not support revision filters");
    assertThat(stream(ALL.toBuilder().setSortOrder(SortOrder.ASCEND).build())).hasSize(1);
  }

  @Test
  void whatARangeRefusesAStreamRefuses() {
    fill(2, 10);
    kv.compact(CompactionRequest.newBuilder().setRevision(3).build());
    assertThatThrownBy(() -> stream(ALL.toBuilder().setRevision(2).build()))
        .hasMessageContaining("has been compacted");
    assertThatThrownBy(() -> stream(ALL.toBuilder().setRevision(9).build()))
        .hasMessageContaining("future revision");
    assertThatThrownBy(() -> stream(RangeRequest.getDefaultInstance()))
        .hasMessageContaining("key is not provided");
  }

  @Test
  void aStreamIsLinearizableUnlessItSaysOtherwise() {
    fill(1, 10);
    member.fallSilent();
    assertThat(stream(ALL.toBuilder().setSerializable(true).build())).hasSize(1);
    var waiting = kv.rangeStream(ALL);
    await().until(() -> member.heldMessages() > 0);
    member.goOn();
    assertThat(waiting.next().getRangeResponse().getCount()).isEqualTo(1);
  }

  @Test
  void theMemoryOfALargeAnswerIsGivenBackOnceItIsSent() {
    fill(50, 100_000);
    assertThat(kv.range(ALL).getKvsCount()).isEqualTo(50);
    await().until(() -> member.budget().held() == 0);
    var txn =
        TxnRequest.newBuilder().addSuccess(RequestOp.newBuilder().setRequestRange(ALL)).build();
    assertThat(kv.txn(txn).getResponses(0).getResponseRange().getKvsCount()).isEqualTo(50);
    await().until(() -> member.budget().held() == 0);
  }

  @Test
  void aListLargerThanTheMemoryForLargeReadsHearsOfPagesAndStreams() {
    fill(66, 1 << 20);
    assertThatThrownBy(() -> kv.range(ALL))
        .hasMessageStartingWith("RESOURCE_EXHAUSTED: sampo: an answer of 67 MiB is more than")
        .hasMessageEndingWith("ask for pages (limit) or use RangeStream");
    assertThat(kv.range(ALL.toBuilder().setLimit(2).build()).getCount()).isEqualTo(66);
  }

  @Test
  void transactionsNestedTooDeepAreRefusedBeforeTheyReachTheLog() {
    for (int depth : List.of(41, 47, 48, 49, 60, 200)) {
      assertThatThrownBy(() -> kv.txn(nested(depth))).as("depth %d", depth).isNotNull();
    }
    assertThat(kv.txn(nested(40)).getSucceeded()).isTrue();
    fill(1, 1);
  }

  private static TxnRequest nested(int depth) {
    var txn =
        TxnRequest.newBuilder()
            .addSuccess(
                RequestOp.newBuilder()
                    .setRequestPut(
                        PutRequest.newBuilder().setKey(ByteString.copyFromUtf8("deep"))));
    for (int i = 0; i < depth; i++) {
      txn = TxnRequest.newBuilder().addSuccess(RequestOp.newBuilder().setRequestTxn(txn));
    }
    return txn.build();
  }
}
