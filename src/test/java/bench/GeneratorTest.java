package bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import etcdserverpb.KVGrpc;
import etcdserverpb.PutRequest;
import etcdserverpb.PutResponse;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The load that is reported is the load that arrived.
final class GeneratorTest {

  private static final Duration NO_TIME = Duration.ZERO;
  private static final Duration LONG = Duration.ofMinutes(1);

  private final Store store = new Store();
  private final Server server =
      NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
          .addService(store)
          .build();

  @BeforeEach
  void start() throws IOException {
    server.start();
  }

  @AfterEach
  void stop() {
    server.shutdownNow();
  }

  @Test
  void everyRequestIsSentOnceAndCounted() throws InterruptedException {
    Report report = run(load(4, 20, NO_TIME, 500), Workload.put(KeySpace.of(500, 8, true), 16));
    assertThat(report.succeeded()).isEqualTo(500);
    assertThat(report.failed()).isZero();
    assertThat(store.keys).hasSize(500);
    assertThat(store.puts).hasValue(500);
  }

  @Test
  void everyClientHasOneRequestOutstanding() throws InterruptedException {
    run(load(2, 5, NO_TIME, 300), Workload.put(KeySpace.of(500, 8, true), 16));
    assertThat(store.mostAtOnce).hasValue(5);
  }

  @Test
  void theWarmUpDoesNotCount() throws InterruptedException {
    Report report =
        run(load(1, 2, Duration.ofMillis(200), 100), Workload.put(KeySpace.of(500, 8, false), 16));
    assertThat(report.succeeded()).isEqualTo(100);
    assertThat(store.puts.get()).isGreaterThan(100);
  }

  @Test
  void failuresAreCountedByWhatTheySay() throws InterruptedException {
    store.refusal = Status.INVALID_ARGUMENT.withDescription("etcdserver: no");
    Report report = run(load(1, 4, NO_TIME, 20), Workload.put(KeySpace.of(500, 8, false), 16));
    assertThat(report.succeeded()).isZero();
    assertThat(report.failures()).containsExactly(entry("INVALID_ARGUMENT: etcdserver: no", 20L));
  }

  @Test
  void aMemberThatIsGoneFailsEveryRequest() throws InterruptedException {
    Load load = load(1, 2, NO_TIME, 6);
    server.shutdownNow().awaitTermination();
    Report report = run(load, Workload.put(KeySpace.of(500, 8, false), 16));
    assertThat(report.failed()).isEqualTo(6);
    assertThat(report.failures().keySet()).allMatch(failure -> failure.startsWith("UNAVAILABLE"));
  }

  @Test
  void aRateIsNotExceeded() throws InterruptedException {
    Load load = new Load(List.of(endpoint()), Plaintext::dial, 1, 10, 1, NO_TIME, 50, LONG, 200);
    Report report = run(load, Workload.put(KeySpace.of(500, 8, false), 16));
    assertThat(report.succeeded()).isEqualTo(50);
    assertThat(report.rate()).isLessThanOrEqualTo(205);
  }

  @Test
  void timeEndsARunWithoutATotal() throws InterruptedException {
    Load load =
        new Load(
            List.of(endpoint()),
            Plaintext::dial,
            1,
            1,
            1,
            NO_TIME,
            Long.MAX_VALUE,
            Duration.ofMillis(300),
            0);
    Report report = run(load, Workload.put(KeySpace.of(500, 8, false), 16));
    assertThat(report.succeeded()).isPositive();
    assertThat(report.seconds()).isGreaterThanOrEqualTo(0.3);
  }

  private static Report run(Load load, Workload workload) throws InterruptedException {
    return Generator.run(load, workload, (_, _) -> {});
  }

  private Load load(int connections, int clients, Duration warmup, long total) {
    return new Load(
        List.of(endpoint()), Plaintext::dial, connections, clients, 1, warmup, total, LONG, 0);
  }

  private String endpoint() {
    return "127.0.0.1:" + server.getPort();
  }

  /// Remembers keys, counts, and forgets values.
  private static final class Store extends KVGrpc.KVImplBase {

    private final Set<String> keys = ConcurrentHashMap.newKeySet();
    private final AtomicLong puts = new AtomicLong();
    private final AtomicInteger atOnce = new AtomicInteger();
    private final AtomicInteger mostAtOnce = new AtomicInteger();
    private final Executor later =
        CompletableFuture.delayedExecutor(2, TimeUnit.MILLISECONDS, Runnable::run);
    private volatile Status refusal = Status.OK;

    @Override
    public void put(PutRequest request, StreamObserver<PutResponse> answer) {
      mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
      puts.incrementAndGet();
      keys.add(request.getKey().toStringUtf8());
      later.execute(() -> reply(answer));
    }

    private void reply(StreamObserver<PutResponse> answer) {
      atOnce.decrementAndGet();
      if (refusal.isOk()) {
        answer.onNext(PutResponse.getDefaultInstance());
        answer.onCompleted();
      } else {
        answer.onError(refusal.asRuntimeException());
      }
    }
  }
}
