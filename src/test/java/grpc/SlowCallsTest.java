package grpc;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.google.protobuf.ByteString;
import etcdserverpb.KVGrpc;
import etcdserverpb.PutRequest;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import metrics.SlowCalls;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/// Calls that take long leave a word in the log (etcd's `--warning-unary-request-duration`).
final class SlowCallsTest {

  private static final Duration SLOW = Duration.ofMillis(300);

  private final Logger logger = (Logger) LoggerFactory.getLogger(SlowCalls.class);
  private final ListAppender<ILoggingEvent> heard = new ListAppender<>();
  private final AtomicLong passed = new AtomicLong();

  @BeforeEach
  void listen() {
    heard.start();
    logger.addAppender(heard);
  }

  @AfterEach
  void leave() {
    logger.detachAppender(heard);
  }

  @Test
  void aCallThatTookLongIsLoggedWithoutItsContent() throws Exception {
    var slow = new SlowCalls(SLOW, () -> System.nanoTime() + passed.get());
    try (var port = new ClientPort(slow)) {
      var kv = KVGrpc.newFutureStub(port.channel());
      var put = PutRequest.newBuilder().setKey(ByteString.copyFromUtf8("secret")).build();
      kv.put(put).get(10, TimeUnit.SECONDS);
      assertThat(heard.list).isEmpty();

      port.member().fallSilent();
      var answer = kv.put(put);
      Awaitility.await().until(() -> port.member().heldProposals() > 0);
      passed.set(TimeUnit.MINUTES.toNanos(1));
      port.member().goOn();
      answer.get(10, TimeUnit.SECONDS);
    }
    assertThat(heard.list)
        .singleElement()
        .asString()
        .containsPattern(
            "\\[WARN\\] etcdserverpb.KV/Put of /127.0.0.1:\\d+ took 60\\d{3} ms, longer than"
                + " --warning-unary-request-duration \\(300 ms\\): OK, 8 bytes asked, \\d+ bytes"
                + " answered; 0 more since the last line")
        .doesNotContain("secret");
  }

  @Test
  void aSecondHasOneLineThatCountsTheOthers() {
    var slow = new SlowCalls(SLOW, passed::get);
    var call = new SlowCalls.Call("KV/Range", null, "OK", 1, 2);
    assertThat(slow.isSlow(-SLOW.toNanos())).isFalse();
    assertThat(slow.isSlow(-SLOW.toNanos() - 1)).isTrue();
    slow.note(call, 0);
    slow.note(call, 0);
    slow.note(call, 0);
    passed.set(TimeUnit.SECONDS.toNanos(1));
    slow.note(call, 0);

    assertThat(heard.list)
        .extracting(ILoggingEvent::getFormattedMessage)
        .satisfiesExactly(
            first -> assertThat(first).contains("the gateway took 0 ms").contains("; 0 more"),
            second -> assertThat(second).contains("took 1000 ms").contains("; 2 more"));
  }

  @Test
  void zeroIsNever() {
    assertThat(SlowCalls.NONE.isSlow(System.nanoTime() - TimeUnit.DAYS.toNanos(1))).isFalse();
  }
}
