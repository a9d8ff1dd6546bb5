package bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import etcdserverpb.KVGrpc;
import etcdserverpb.PutRequest;
import etcdserverpb.PutResponse;
import etcdserverpb.WatchGrpc;
import etcdserverpb.WatchRequest;
import etcdserverpb.WatchResponse;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import mvccpb.Event;
import mvccpb.KeyValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Every watcher hears of every put, and each of these events is counted.
final class FanOutTest {

  private final Board board = new Board();
  private final Server server =
      NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
          .addService(board)
          .addService(board.puts)
          .build();

  @BeforeEach
  void start() throws IOException {
    server.start();
  }

  @AfterEach
  void stop() {
    server.shutdownNow();
  }

  private Load load(int connections, int watchers, Duration warmup, long puts, long rate) {
    return new Load(
        List.of("127.0.0.1:" + server.getPort()),
        Plaintext::dial,
        connections,
        watchers,
        1,
        warmup,
        puts,
        Duration.ofMinutes(1),
        rate);
  }

  private static Report run(Load load, int streams) throws InterruptedException {
    return run(load, streams, 1);
  }

  private static Report run(Load load, int streams, int puts) throws InterruptedException {
    return FanOut.run(load, streams, puts, 64, (_, _) -> {});
  }

  @Test
  void countsEveryEvent() throws InterruptedException {
    Report report = run(load(2, 25, Duration.ZERO, 10, 0), 4);
    assertThat(report.succeeded()).isEqualTo(250);
    assertThat(report.failed()).isZero();
    assertThat(board.streams).hasSize(4);
    assertThat(board.watchers).hasSize(25);
  }

  @Test
  void countsEveryEventOfSeveralPutsUnderWay() throws InterruptedException {
    Report report = run(load(2, 25, Duration.ZERO, 40, 0), 4, 8);
    assertThat(report.succeeded()).isEqualTo(1000);
    assertThat(report.failed()).isZero();
  }

  @Test
  void wantsAPutUnderWay() {
    assertThatThrownBy(() -> run(load(1, 1, Duration.ZERO, 1, 0), 1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--puts");
  }

  @Test
  void doesNotCountTheWarmUp() throws InterruptedException {
    Report report = run(load(1, 5, Duration.ofMillis(50), 10, 0), 1);
    assertThat(report.succeeded()).isEqualTo(50);
  }

  @Test
  void keepsToARate() throws InterruptedException {
    Report report = run(load(1, 5, Duration.ZERO, 20, 100), 5);
    assertThat(report.succeeded()).isEqualTo(100);
    assertThat(report.seconds()).isGreaterThanOrEqualTo(0.19);
  }

  @Test
  void wantsAWatcherForEachStream() {
    assertThatThrownBy(() -> run(load(1, 2, Duration.ZERO, 1, 0), 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--streams");
  }

  /// Tells all watchers, one message each.
  private static final class Board extends WatchGrpc.WatchImplBase {

    private record Watcher(StreamObserver<WatchResponse> stream, int id) {}

    private final List<StreamObserver<WatchResponse>> streams = new CopyOnWriteArrayList<>();
    private final List<Watcher> watchers = new CopyOnWriteArrayList<>();
    private final KVGrpc.KVImplBase puts =
        new KVGrpc.KVImplBase() {
          @Override
          public void put(PutRequest request, StreamObserver<PutResponse> answer) {
            tell(request);
            answer.onNext(PutResponse.getDefaultInstance());
            answer.onCompleted();
          }
        };

    private synchronized void tell(PutRequest put) {
      KeyValue.Builder kv = KeyValue.newBuilder().setKey(put.getKey()).setValue(put.getValue());
      for (Watcher watcher : watchers) {
        watcher.stream.onNext(
            WatchResponse.newBuilder()
                .setWatchId(watcher.id)
                .addEvents(Event.newBuilder().setKv(kv))
                .build());
      }
    }

    @Override
    public StreamObserver<WatchRequest> watch(StreamObserver<WatchResponse> stream) {
      streams.add(stream);
      return new StreamObserver<>() {
        @Override
        public void onNext(WatchRequest request) {
          create(stream);
        }

        @Override
        public void onError(Throwable gone) {}

        @Override
        public void onCompleted() {}
      };
    }

    private synchronized void create(StreamObserver<WatchResponse> stream) {
      Watcher watcher = new Watcher(stream, watchers.size());
      stream.onNext(WatchResponse.newBuilder().setWatchId(watcher.id).setCreated(true).build());
      watchers.add(watcher);
    }
  }
}
