package grpc;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import etcdserverpb.KVGrpc;
import etcdserverpb.LeaseGrpc;
import etcdserverpb.LeaseKeepAliveRequest;
import etcdserverpb.MaintenanceGrpc;
import etcdserverpb.PutRequest;
import etcdserverpb.SnapshotRequest;
import etcdserverpb.WatchCreateRequest;
import etcdserverpb.WatchGrpc;
import etcdserverpb.WatchRequest;
import io.grpc.Status;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import v3lockpb.LockGrpc;
import v3lockpb.LockRequest;
import v3lockpb.LockResponse;

/// A member that is told to stop ends what clients wait for, and keeps nobody else.
@Timeout(60)
final class LeaveTest {

  private static final Duration LONG = Duration.ofSeconds(40);

  /// Longer than a member waits for connections at which nobody waits.
  private static final Duration WHILE = Duration.ofMillis(1500);

  private static final String HALF_A_PUT =
      "POST /v3/kv/put HTTP/1.1\r\nHost: h\r\nContent-Length: 14\r\n\r\n{\"key\"";
  private static final String GET_VERSION = "GET /version HTTP/1.1\r\nHost: h\r\n\r\n";
  private static final PutRequest PUT = PutRequest.newBuilder().setKey(utf8("k")).build();
  private static final LockRequest LOCK = LockRequest.newBuilder().setName(utf8("name")).build();

  private final ClientPort port = new ClientPort();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @AfterEach
  void close() {
    port.close();
    http.shutdownNow();
  }

  @Test
  void callsUnderWayAreAnsweredWhileNewConnectionsAreRefused() throws Exception {
    port.member().fallSilent();
    var put = KVGrpc.newFutureStub(port.channel()).put(PUT);
    var json = post("/v3/kv/put", "{\"key\":\"ag==\"}");
    await().until(() -> port.scrape().contains(puts(2)));
    var left = leave(LONG);
    await().until(this::isRefused);
    await().during(WHILE).until(() -> !put.isDone() && !json.isDone() && !left.isDone());
    port.member().goOn();
    assertThat(put.get(10, TimeUnit.SECONDS).getHeader().getRevision()).isBetween(2L, 3L);
    var answer = json.get(10, TimeUnit.SECONDS);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("connection")).contains("close");
    assertThat(left.get(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void whoIsNotAnsweredInTimeIsCutOff() throws Exception {
    port.member().fallSilent();
    var put = KVGrpc.newFutureStub(port.channel()).put(PUT);
    await().until(() -> port.scrape().contains(puts(1)));
    assertThat(port.leave(Duration.ofMillis(200))).isFalse();
    assertThat(put.isDone()).isFalse();
    port.close();
    assertThatThrownBy(() -> put.get(10, TimeUnit.SECONDS)).hasMessageContaining("UNAVAILABLE");
  }

  @Test
  void streamsAndThoseInLineAreToldAtOnce() throws Exception {
    var watch = watch();
    var keepAlive = OpenStream.of(port.channel(), LeaseGrpc.getLeaseKeepAliveMethod());
    keepAlive.send(LeaseKeepAliveRequest.newBuilder().setID(1).build());
    keepAlive.next();
    lock();
    var inLine = LockGrpc.newFutureStub(port.channel()).lock(LOCK);
    var json = post("/v3/watch", "{\"create_request\":{\"key\":\"aw==\"}}");
    var socket = new Listening();
    http.newWebSocketBuilder().buildAsync(uri("ws", "/v3/watch"), socket).get(10, TimeUnit.SECONDS);
    await().until(() -> port.scrape().contains(watches(3)));
    await().until(() -> port.scrape().contains(started("Lock", "v3lockpb.Lock", "unary", 2)));
    long began = System.nanoTime();
    assertThat(port.leave(LONG)).isTrue();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
    assertStopped(watch.end());
    assertStopped(keepAlive.end());
    assertThatThrownBy(() -> inLine.get(10, TimeUnit.SECONDS))
        .satisfies(failure -> assertStopped(Status.fromThrowable(failure)));
    assertThat(json.get(10, TimeUnit.SECONDS).body()).contains("etcdserver: server stopped");
    assertThat(socket.heard.get(10, TimeUnit.SECONDS)).contains("etcdserver: server stopped");
  }

  @Test
  void aStreamThatComesAfterThatIsToldToo() {
    var underWay = new UnderWay();
    var told = new AtomicInteger();
    underWay.leave();
    underWay.add(told::incrementAndGet);
    assertThat(told).hasValue(1);
  }

  @Test
  void idleConnectionsAreClosedAndARequestOnItsWayIsServed() throws Exception {
    try (var idle = new Socket(InetAddress.getLoopbackAddress(), port.port());
        var busy = new Socket(InetAddress.getLoopbackAddress(), port.port())) {
      idle.getOutputStream().write(bytes(GET_VERSION));
      assertThat(idle.getInputStream().read()).isEqualTo('H');
      busy.getOutputStream().write(bytes(GET_VERSION + HALF_A_PUT));
      assertThat(busy.getInputStream().read()).isEqualTo('H');
      var left = leave(LONG);
      assertThat(text(idle)).contains("etcdserver");
      busy.getOutputStream().write(bytes(":\"aw==\"}"));
      assertThat(text(busy)).containsPattern("(?s)200 OK.*200 OK.*connection: close");
      assertThat(left.get(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  /// An answer in parts has an end of its own.
  @Test
  void aSnapshotUnderWayIsSentToItsEnd() throws Exception {
    var kv = KVGrpc.newBlockingStub(port.channel());
    for (int i = 0; i < 8; i++) {
      kv.put(
          PutRequest.newBuilder()
              .setKey(utf8("k" + i))
              .setValue(ByteString.copyFrom(new byte[1 << 20]))
              .build());
    }
    var snapshot = OpenStream.of(port.channel(), MaintenanceGrpc.getSnapshotMethod());
    snapshot.hold();
    snapshot.send(SnapshotRequest.getDefaultInstance());
    snapshot.halfClose();
    snapshot.next();
    var left = leave(LONG);
    await().during(WHILE).until(() -> !left.isDone());
    snapshot.goOn();
    assertThat(snapshot.end().getCode()).isEqualTo(Status.Code.OK);
    assertThat(left.get(10, TimeUnit.SECONDS)).isTrue();
  }

  private LockResponse lock() {
    return LockGrpc.newBlockingStub(port.channel()).lock(LOCK);
  }

  private OpenStream<WatchRequest, ?> watch() {
    var stream = OpenStream.of(port.channel(), WatchGrpc.getWatchMethod());
    stream.send(
        WatchRequest.newBuilder()
            .setCreateRequest(WatchCreateRequest.newBuilder().setKey(utf8("k")))
            .build());
    stream.next();
    return stream;
  }

  private CompletableFuture<Boolean> leave(Duration grace) {
    var left = new CompletableFuture<Boolean>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                left.complete(port.leave(grace));
              } catch (InterruptedException interrupted) {
                left.completeExceptionally(interrupted);
              }
            });
    return left;
  }

  private boolean isRefused() throws IOException {
    try (var _ = new Socket(InetAddress.getLoopbackAddress(), port.port())) {
      return false;
    } catch (ConnectException refused) {
      return true;
    }
  }

  private CompletableFuture<HttpResponse<String>> post(String path, String body) {
    var request =
        HttpRequest.newBuilder(uri("http", path))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return http.sendAsync(request, HttpResponse.BodyHandlers.ofString());
  }

  private URI uri(String scheme, String path) {
    return URI.create(scheme + "://127.0.0.1:" + port.port() + path);
  }

  private static void assertStopped(Status status) {
    assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
    assertThat(status.getDescription()).isEqualTo("etcdserver: server stopped");
  }

  private static String puts(int started) {
    return started("Put", "etcdserverpb.KV", "unary", started);
  }

  private static String watches(int started) {
    return started("Watch", "etcdserverpb.Watch", "bidi_stream", started);
  }

  private static String started(String method, String service, String type, int started) {
    return "grpc_server_started_total{grpc_method=\"%s\",grpc_service=\"%s\",grpc_type=\"%s\"} %d.0"
        .formatted(method, service, type, started);
  }

  private static String text(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), US_ASCII);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(US_ASCII);
  }

  private static ByteString utf8(String text) {
    return ByteString.copyFromUtf8(text);
  }

  /// A web page that watches.
  private static final class Listening implements WebSocket.Listener {

    final CompletableFuture<String> heard = new CompletableFuture<>();
    private final StringBuilder all = new StringBuilder();

    @Override
    public void onOpen(WebSocket socket) {
      socket.sendText("{\"create_request\":{\"key\":\"aw==\"}}", true);
      socket.request(100);
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
      all.append(text);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
      heard.complete(all.toString());
      return null;
    }
  }
}
