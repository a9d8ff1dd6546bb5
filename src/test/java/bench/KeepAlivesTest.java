package bench;

import static org.assertj.core.api.Assertions.assertThat;

import etcdserverpb.LeaseGrantRequest;
import etcdserverpb.LeaseGrantResponse;
import etcdserverpb.LeaseGrpc;
import etcdserverpb.LeaseKeepAliveRequest;
import etcdserverpb.LeaseKeepAliveResponse;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Every client renews a lease of its own, and each renewal is counted.
final class KeepAlivesTest {

  private final Lessor lessor = new Lessor();
  private final Server server =
      NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
          .addService(lessor)
          .build();

  @BeforeEach
  void start() throws IOException {
    server.start();
  }

  @AfterEach
  void stop() {
    server.shutdownNow();
  }

  private Report run(Work work, long total) throws InterruptedException {
    Load load =
        new Load(
            List.of("127.0.0.1:" + server.getPort()),
            Plaintext::dial,
            2,
            7,
            1,
            Duration.ZERO,
            total,
            Duration.ofMinutes(1),
            0);
    return Generator.run(load, work, (_, _) -> {});
  }

  @Test
  void countsEveryRenewal() throws InterruptedException {
    Report report = run(new KeepAlives(60), 500);
    assertThat(report.succeeded()).isEqualTo(500);
    assertThat(report.failed()).isZero();
    assertThat(lessor.renewed).hasSize(7);
  }

  @Test
  void countsLeasesThatHaveEnded() throws InterruptedException {
    lessor.ttl = 0;
    Report report = run(new KeepAlives(60), 50);
    assertThat(report.succeeded()).isZero();
    assertThat(report.failures()).containsEntry("NOT_FOUND: the lease has ended", 50L);
  }

  @Test
  void countsEveryGrant() throws InterruptedException {
    assertThat(run(Workload.grant(60), 100).succeeded()).isEqualTo(100);
    assertThat(lessor.granted).hasValue(100);
  }

  private static final class Lessor extends LeaseGrpc.LeaseImplBase {

    private final AtomicLong granted = new AtomicLong();
    private final Set<Long> renewed = ConcurrentHashMap.newKeySet();
    private volatile long ttl = 60;

    @Override
    public void leaseGrant(LeaseGrantRequest request, StreamObserver<LeaseGrantResponse> answer) {
      answer.onNext(LeaseGrantResponse.newBuilder().setID(granted.incrementAndGet()).build());
      answer.onCompleted();
    }

    @Override
    public StreamObserver<LeaseKeepAliveRequest> leaseKeepAlive(
        StreamObserver<LeaseKeepAliveResponse> answers) {
      return new StreamObserver<>() {
        @Override
        public void onNext(LeaseKeepAliveRequest request) {
          renewed.add(request.getID());
          answers.onNext(
              LeaseKeepAliveResponse.newBuilder().setID(request.getID()).setTTL(ttl).build());
        }

        @Override
        public void onError(Throwable gone) {}

        @Override
        public void onCompleted() {
          answers.onCompleted();
        }
      };
    }
  }
}
