package mvcc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import etcd.EtcdError;
import etcdserverpb.RangeRequest;
import etcdserverpb.RangeResponse;
import java.util.ArrayList;
import java.util.List;
import mvccpb.KeyValue;
import org.junit.jupiter.api.Test;

/// Pages together are what one answer would be.
class RangePagesTest {

  private static final ByteString ZERO = ByteString.copyFrom(new byte[1]);
  private static final RangeRequest ALL =
      RangeRequest.newBuilder().setKey(ZERO).setRangeEnd(ZERO).build();

  private final RandomStore random = new RandomStore(1);

  RangePagesTest() {
    random.write(400);
  }

  private static List<RangeResponse> pages(RangePages pages, int maxKeys, long maxBytes) {
    var all = new ArrayList<RangeResponse>();
    while (!pages.isDone()) {
      all.add(pages.next(maxKeys, maxBytes).build());
    }
    return all;
  }

  private void assertSame(RangeRequest request) {
    var whole = random.store().view().range(request);
    var pages = pages(RangePages.of(random.store().view(), request), 7, 500);
    List<KeyValue> kvs = new ArrayList<>();
    pages.forEach(page -> kvs.addAll(page.getKvsList()));
    assertThat(kvs).isEqualTo(whole.getKvsList());
    var last = pages.getLast();
    assertThat(last.toBuilder().clearKvs().build()).isEqualTo(whole.toBuilder().clearKvs().build());
    pages
        .subList(0, pages.size() - 1)
        .forEach(page -> assertThat(page.hasHeader() || page.getCount() > 0).isFalse());
  }

  @Test
  void togetherTheyAreTheWholeRange() {
    assertSame(ALL);
    assertSame(ALL.toBuilder().setLimit(9).build());
    assertSame(ALL.toBuilder().setLimit(7).build());
    assertSame(ALL.toBuilder().setKeysOnly(true).build());
    assertSame(ALL.toBuilder().setCountOnly(true).build());
    assertSame(ALL.toBuilder().setRevision(100).build());
    assertSame(ALL.toBuilder().setKey(ByteString.copyFromUtf8("k3")).build());
    assertSame(RangeRequest.newBuilder().setKey(ByteString.copyFromUtf8("k1")).build());
    assertSame(RangeRequest.newBuilder().setKey(ByteString.copyFromUtf8("none")).build());
  }

  @Test
  void aPageEndsWhenItIsFull() {
    var pages = pages(RangePages.of(random.store().view(), ALL), Integer.MAX_VALUE, 1);
    assertThat(pages).allMatch(page -> page.getKvsCount() == 1);
    assertThat(pages(RangePages.of(random.store().view(), ALL), 10, Long.MAX_VALUE).getFirst())
        .matches(page -> page.getKvsCount() == 10);
  }

  @Test
  void laterWritesAreNotSeen() {
    var before = random.store().view().range(ALL);
    var pages = RangePages.of(random.store().view(), ALL);
    var first = pages.next(10, Long.MAX_VALUE);
    random.write(100);
    var kvs = new ArrayList<>(first.getKvsList());
    pages(pages, 10, Long.MAX_VALUE).forEach(page -> kvs.addAll(page.getKvsList()));
    assertThat(kvs).isEqualTo(before.getKvsList());
  }

  @Test
  void aCompactionThatRemovesWhatIsStillToBeReadEndsThem() {
    var pages = RangePages.of(random.store().view(), ALL);
    pages.next(1, 1);
    random.write(400);
    random.compact(random.store().view().revision());
    random.scrub();
    assertThatThrownBy(() -> pages(pages, 10, Long.MAX_VALUE))
        .hasMessage(EtcdError.COMPACTED.text());
  }

  @Test
  void onlyRevisionsThatCanBeReadHaveThem() {
    var future = ALL.toBuilder().setRevision(random.store().view().revision() + 1).build();
    assertThatThrownBy(() -> RangePages.of(random.store().view(), future))
        .hasMessage(EtcdError.FUTURE_REVISION.text());
  }
}
