package grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import etcdserverpb.LeaseGrantRequest;
import etcdserverpb.LeaseGrpc;
import etcdserverpb.LeaseKeepAliveRequest;
import etcdserverpb.LeaseKeepAliveResponse;
import etcdserverpb.LeaseRevokeRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Leases over real sockets.
final class LeaseServiceTest {

  private final ClientPort port = new ClientPort();
  private final LeaseGrpc.LeaseBlockingStub lease = LeaseGrpc.newBlockingStub(port.channel());

  @AfterEach
  void close() {
    port.close();
  }

  /// What a client hears of a stream.
  private static final class Heard implements StreamObserver<LeaseKeepAliveResponse> {
    final List<LeaseKeepAliveResponse> responses = Collections.synchronizedList(new ArrayList<>());
    final CompletableFuture<Void> end = new CompletableFuture<>();

    @Override
    public void onNext(LeaseKeepAliveResponse response) {
      responses.add(response);
    }

    @Override
    public void onError(Throwable failed) {
      end.completeExceptionally(failed);
    }

    @Override
    public void onCompleted() {
      end.complete(null);
    }
  }

  private static LeaseKeepAliveRequest keepAlive(long id) {
    return LeaseKeepAliveRequest.newBuilder().setID(id).build();
  }

  /// More at once than the member lets wait.
  @Test
  void renewalsAreAnsweredInTheOrderTheyCame() throws Exception {
    lease.leaseGrant(LeaseGrantRequest.newBuilder().setID(7).setTTL(60).build());
    var heard = new Heard();
    var stream = LeaseGrpc.newStub(port.channel()).leaseKeepAlive(heard);
    IntStream.range(0, 50).forEach(i -> stream.onNext(keepAlive(i % 10)));
    stream.onCompleted();
    heard.end.get(30, TimeUnit.SECONDS);
    assertThat(heard.responses)
        .extracting(LeaseKeepAliveResponse::getID)
        .containsExactlyElementsOf(IntStream.range(0, 50).mapToObj(i -> i % 10L).toList());
    assertThat(heard.responses)
        .allSatisfy(
            response -> assertThat(response.getTTL()).isEqualTo(response.getID() == 7 ? 60 : 0));
  }

  @Test
  void revokingWhatIsNotThereIsNotFound() {
    assertThatThrownBy(() -> lease.leaseRevoke(LeaseRevokeRequest.newBuilder().setID(404).build()))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> {
              assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
              assertThat(e.getStatus().getDescription())
                  .isEqualTo("etcdserver: requested lease not found");
            });
  }
}
