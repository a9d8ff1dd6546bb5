package probe;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import etcdserverpb.WatchResponse;
import mvccpb.Event;
import mvccpb.KeyValue;
import org.junit.jupiter.api.Test;

/// However many watch for however long, only so much is kept of what they are told.
final class SpoolTest {

  private final Spool spool = new Spool(3);

  @Test
  void whatManyAreToldIsKeptOnce() {
    Event one = spool.take(told("a")).getEvents(0);
    Event other = spool.take(told("a")).getEvents(0);
    assertThat(other).isSameAs(one);
  }

  @Test
  void itIsFullWhenSoManyEventsWereTold() {
    var _ = spool.take(told("a"));
    var _ = spool.take(told("a"));
    var _ = spool.take(WatchResponse.newBuilder().setWatchId(-1).build());
    assertThat(spool.isFull()).isFalse();
    var _ = spool.take(told("b"));
    assertThat(spool.isFull()).isTrue();
  }

  private static WatchResponse told(String key) {
    KeyValue pair = KeyValue.newBuilder().setKey(ByteString.copyFromUtf8(key)).build();
    return WatchResponse.newBuilder().addEvents(Event.newBuilder().setKv(pair)).build();
  }
}
