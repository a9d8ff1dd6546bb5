package bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import etcdserverpb.ResponseHeader;
import etcdserverpb.WatchResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import mvccpb.Event;
import mvccpb.KeyValue;
import org.junit.jupiter.api.Test;

/// Of each event the time is heard that its own value begins with; other answers are heard whole.
final class HeardTest {

  private static final ResponseHeader HEADER =
      ResponseHeader.newBuilder().setClusterId(-1).setMemberId(2).setRevision(3).build();

  private static KeyValue.Builder pair(long sent) {
    byte[] value = ByteBuffer.allocate(256).putLong(sent).array();
    return KeyValue.newBuilder()
        .setKey(ByteString.copyFromUtf8("k"))
        .setModRevision(7)
        .setValue(ByteString.copyFrom(value))
        .setLease(-9);
  }

  private static Heard hear(WatchResponse.Builder response) throws IOException {
    return Heard.of(response.setHeader(HEADER).setWatchId(5).build().toByteArray());
  }

  @Test
  void theTimeOfEachEventIsHeardAndNotThatOfThePairBefore() throws IOException {
    var first = Event.newBuilder().setKv(pair(Long.MAX_VALUE - 1)).setPrevKv(pair(4));
    var heard = hear(WatchResponse.newBuilder().addEvents(first).addEvents(event(-77)));
    assertThat(heard.sentNanos()).containsExactly(Long.MAX_VALUE - 1, -77);
    assertThat(heard.answer().getCreated()).isFalse();
  }

  private static Event.Builder event(long sent) {
    return Event.newBuilder().setKv(pair(sent));
  }

  @Test
  void progressIsNoEvent() throws IOException {
    assertThat(hear(WatchResponse.newBuilder()).sentNanos()).isEmpty();
  }

  @Test
  void theAnswerToACreationIsHeardWhole() throws IOException {
    var refused =
        WatchResponse.newBuilder().setCreated(true).setCanceled(true).setCancelReason("no");
    assertThat(hear(refused).answer()).isEqualTo(refused.build());
  }

  @Test
  void whatIsNoResponseIsRefused() {
    byte[] cutOff = WatchResponse.newBuilder().addEvents(event(1)).build().toByteArray();
    assertThatThrownBy(() -> Heard.of(Arrays.copyOf(cutOff, cutOff.length - 1)))
        .isInstanceOf(IOException.class);
  }
}
