package sampo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import etcdserverpb.KVGrpc;
import etcdserverpb.PutRequest;
import etcdserverpb.PutResponse;
import etcdserverpb.RangeRequest;
import etcdserverpb.RangeResponse;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A read may be asked again elsewhere; a write only if nobody heard it.
final class ConnectionTest {

  private static final String NOBODY = "127.0.0.1:1";

  private final Member good = new Member(Status.OK);
  private final Member unavailable = new Member(Status.UNAVAILABLE.withDescription("no leader"));

  @BeforeEach
  void start() throws IOException {
    good.start();
    unavailable.start();
  }

  @AfterEach
  void stop() {
    good.server.shutdownNow();
    unavailable.server.shutdownNow();
  }

  @Test
  void aReadMovesOnFromAMemberThatIsGone() {
    read(NOBODY, good.endpoint());
    assertThat(good.calls).hasValue(1);
  }

  @Test
  void aReadMovesOnFromAMemberThatIsUnavailable() {
    read(unavailable.endpoint(), good.endpoint());
    assertThat(good.calls).hasValue(1);
  }

  @Test
  void aWriteMovesOnFromAMemberThatIsGone() {
    write(NOBODY, good.endpoint());
    assertThat(good.calls).hasValue(1);
  }

  @Test
  void aWriteIsNotRepeatedOnceAMemberHasIt() {
    assertThatThrownBy(() -> write(unavailable.endpoint(), good.endpoint()))
        .isInstanceOf(StatusRuntimeException.class)
        .hasMessageContaining("no leader");
    assertThat(good.calls).hasValue(0);
  }

  @Test
  void whatAMemberSaidIsToldRatherThanThatAnotherIsGone() {
    assertThatThrownBy(() -> read(unavailable.endpoint(), NOBODY))
        .hasMessageContaining("no leader");
  }

  @Test
  void thatNobodyAnswersIsSaid() {
    assertThatThrownBy(() -> read(NOBODY, "127.0.0.1:2"))
        .isInstanceOf(NoMemberAnswers.class)
        .hasMessage("no member answers at 127.0.0.1:1, 127.0.0.1:2");
  }

  private static void read(String... endpoints) {
    try (Connection cluster = connect(endpoints)) {
      cluster.read(KVGrpc.getRangeMethod(), RangeRequest.getDefaultInstance());
    }
  }

  private static void write(String... endpoints) {
    try (Connection cluster = connect(endpoints)) {
      cluster.write(KVGrpc.getPutMethod(), PutRequest.getDefaultInstance());
    }
  }

  private static Connection connect(String... endpoints) {
    return new Connection(
        List.of(endpoints), new Dial(null, null), Duration.ofSeconds(10), Duration.ofSeconds(30));
  }

  /// Answers everything alike.
  private static final class Member extends KVGrpc.KVImplBase {

    private final Status status;
    private final AtomicInteger calls = new AtomicInteger();
    private final Server server =
        NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
            .addService(this)
            .build();

    Member(Status status) {
      this.status = status;
    }

    void start() throws IOException {
      server.start();
    }

    String endpoint() {
      return "127.0.0.1:" + server.getPort();
    }

    @Override
    public void range(RangeRequest request, StreamObserver<RangeResponse> answer) {
      reply(RangeResponse.getDefaultInstance(), answer);
    }

    @Override
    public void put(PutRequest request, StreamObserver<PutResponse> answer) {
      reply(PutResponse.getDefaultInstance(), answer);
    }

    private <A> void reply(A response, StreamObserver<A> answer) {
      calls.incrementAndGet();
      if (status.isOk()) {
        answer.onNext(response);
        answer.onCompleted();
      } else {
        answer.onError(status.asRuntimeException());
      }
    }
  }
}
