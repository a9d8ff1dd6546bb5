package gateway;

import static org.assertj.core.api.Assertions.assertThat;

import etcdserverpb.WatchResponse;
import io.grpc.Status;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Streams of JSON, byte by byte.
@Timeout(30)
final class StreamsTest {

  private static final String CREATE = "{\"create_request\":{\"key\":\"YQ==\"}}";

  private StreamPort port;
  private Socket socket;
  private BufferedReader in;

  @BeforeEach
  void open() throws IOException {
    port = new StreamPort();
    socket = new Socket("127.0.0.1", port.port());
    socket.setSoTimeout(20_000);
    in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
  }

  @AfterEach
  void close() throws IOException {
    socket.close();
    port.close();
  }

  @Test
  void eachRequestOfTheBodyIsAnsweredWithALine() throws Exception {
    post("/v3/lease/keepalive", "{\"ID\":\"7\"} {\"ID\":\n8}");
    assertThat(statusLine()).isEqualTo("HTTP/1.1 200 OK");
    assertThat(chunk()).isEqualTo("{\"result\":{\"ID\":\"7\"}}");
    assertThat(chunk()).isEqualTo("{\"result\":{\"ID\":\"8\"}}");
    assertThat(chunk()).isEmpty();
  }

  @Test
  void theConnectionOutlivesTheStream() throws Exception {
    post("/v3/lease/keepalive", "{\"ID\":\"7\"}");
    post("/v3/lease/keepalive", "{\"ID\":\"8\"}");
    post("/v3/kv/nothing", "{}");
    for (var id : new String[] {"7", "8"}) {
      assertThat(statusLine()).isEqualTo("HTTP/1.1 200 OK");
      assertThat(chunk()).isEqualTo("{\"result\":{\"ID\":\"" + id + "\"}}");
      assertThat(chunk()).isEmpty();
    }
    assertThat(statusLine()).isEqualTo("HTTP/1.1 404 Not Found");
  }

  @Test
  void anEmptyStreamIsAnsweredWithNone() throws Exception {
    post("/v3/lease/keepalive", "");
    assertThat(statusLine()).isEqualTo("HTTP/1.1 200 OK");
    assertThat(chunk()).isEmpty();
  }

  /// As curl watches: it says all at once and listens for as long as it likes.
  @Test
  void aWatchWhoseClientHasSaidAllStaysOpen() throws Exception {
    post("/v3/watch", CREATE);
    assertThat(statusLine()).isEqualTo("HTTP/1.1 200 OK");
    assertThat(chunk()).isEqualTo("{\"result\":{\"created\":true}}");
    // Longer than a request may take.
    assertThat(port.watchCancelled.await(1500, TimeUnit.MILLISECONDS)).isFalse();
    port.watches.take().onNext(WatchResponse.newBuilder().setCanceled(true).build());
    assertThat(chunk()).isEqualTo("{\"result\":{\"canceled\":true}}");
  }

  @Test
  void aClientThatGoesAwayEndsItsWatch() throws Exception {
    post("/v3/watch", CREATE);
    assertThat(statusLine()).isEqualTo("HTTP/1.1 200 OK");
    socket.close();
    assertThat(port.watchCancelled.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aWatchIsAnsweredWhileItsClientGoesOnSending() throws Exception {
    send("POST /v3/watch HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
    sendChunk(CREATE.substring(0, 10));
    sendChunk(CREATE.substring(10));
    assertThat(statusLine()).isEqualTo("HTTP/1.1 200 OK");
    assertThat(chunk()).isEqualTo("{\"result\":{\"created\":true}}");
    sendChunk(CREATE);
    assertThat(chunk()).isEqualTo("{\"result\":{\"created\":true}}");
    assertThat(port.watchRequests).hasSize(2);
    send("0\r\n\r\n");
    assertThat(port.watchCancelled.await(300, TimeUnit.MILLISECONDS)).isFalse();
  }

  @Test
  void whatIsNoJsonIsRefused() throws Exception {
    for (var body : new String[] {"nonsense", "{\"create", "{\"create_request\":7}"}) {
      post("/v3/watch", body);
      assertThat(statusLine()).isEqualTo("HTTP/1.1 400 Bad Request");
      assertThat(chunk()).startsWith("{\"error\":{\"grpc_code\":3,\"http_code\":400,");
      reopen();
    }
  }

  @Test
  void aFailureBeforeTheFirstLineIsTheStatus() throws Exception {
    post("/v3/lease/keepalive", "{\"ID\":\"99\"}");
    assertThat(statusLine()).isEqualTo("HTTP/1.1 404 Not Found");
    assertThat(chunk())
        .isEqualTo(
            "{\"error\":{\"grpc_code\":5,\"http_code\":404,\"http_status\":\"Not Found\","
                + "\"code\":5,\"message\":\"no lease \\\"99\\\"\",\"details\":[]}}");
  }

  @Test
  void aLaterFailureIsTheLastLine() throws Exception {
    post("/v3/watch", CREATE);
    assertThat(statusLine()).isEqualTo("HTTP/1.1 200 OK");
    chunk();
    port.watches
        .take()
        .onError(Status.UNAVAILABLE.withDescription("etcdserver: no leader").asException());
    assertThat(chunk()).contains("\"message\":\"etcdserver: no leader\"");
    assertThat(chunk()).isEmpty();
  }

  @Test
  void methodsThatAreNotThereAreUnimplemented() throws Exception {
    post("/v3/election/observe", "{}");
    assertThat(statusLine()).isEqualTo("HTTP/1.1 501 Not Implemented");
    assertThat(chunk()).contains("\"grpc_code\":12");
  }

  @Test
  void aClientThatDoesNotReadHoldsTheServiceUp() throws Exception {
    post("/v3/maintenance/snapshot", "{}");
    var seen = new AtomicInteger(-1);
    Awaitility.await()
        .pollInterval(Duration.ofMillis(300))
        .until(() -> seen.getAndSet(port.chunksSent.get()) == port.chunksSent.get());
    // Sockets take some megabytes.
    assertThat(port.chunksSent.get()).isBetween(1, StreamPort.CHUNKS / 2);
    assertThat(statusLine()).isEqualTo("HTTP/1.1 200 OK");
    int chunks = 0;
    while (!chunk().isEmpty()) {
      chunks++;
    }
    assertThat(chunks).isEqualTo(StreamPort.CHUNKS);
  }

  /// Answers to whoever asks and does not listen stay few.
  @Test
  void aClientThatDoesNotReadIsNotAnsweredOnAndOn() throws Exception {
    var refused = "POST /v3/kv/nothing HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n";
    var sent = new AtomicInteger();
    var sender =
        Thread.startVirtualThread(
            () -> {
              try {
                while (sent.get() < 1_000_000) {
                  send(refused.repeat(100));
                  sent.addAndGet(100);
                }
              } catch (IOException closed) {
                return;
              }
            });
    var seen = new AtomicInteger(-1);
    Awaitility.await()
        .pollInterval(Duration.ofMillis(300))
        .until(() -> seen.getAndSet(sent.get()) == sent.get());
    assertThat(sent.get()).isLessThan(1_000_000);
    socket.close();
    sender.join();
  }

  @Test
  void aWebSocketCarriesTheSameLines() throws Exception {
    var lines = new LinkedBlockingQueue<String>();
    try (var client = HttpClient.newHttpClient()) {
      var webSocket =
          client
              .newWebSocketBuilder()
              .buildAsync(
                  URI.create("ws://127.0.0.1:" + port.port() + "/v3/watch"), new Listener(lines))
              .get(20, TimeUnit.SECONDS);
      webSocket.sendText(CREATE, true).get(20, TimeUnit.SECONDS);
      assertThat(lines.poll(20, TimeUnit.SECONDS)).isEqualTo("{\"result\":{\"created\":true}}");
      // Longer than a request may take.
      assertThat(port.watchCancelled.await(1500, TimeUnit.MILLISECONDS)).isFalse();
      webSocket.sendText(CREATE, true).get(20, TimeUnit.SECONDS);
      assertThat(lines.poll(20, TimeUnit.SECONDS)).isEqualTo("{\"result\":{\"created\":true}}");
      webSocket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(20, TimeUnit.SECONDS);
      assertThat(port.watchCancelled.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  private record Listener(LinkedBlockingQueue<String> lines) implements WebSocket.Listener {
    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence text, boolean last) {
      lines.add(text.toString());
      webSocket.request(1);
      return null;
    }
  }

  private void reopen() throws IOException {
    close();
    open();
  }

  private void post(String path, String body) throws IOException {
    send(
        "POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(path, body.length(), body));
  }

  private void sendChunk(String text) throws IOException {
    send(Integer.toHexString(text.length()) + "\r\n" + text + "\r\n");
  }

  private void send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  /// The status line of the next answer; its headers are skipped.
  private String statusLine() throws IOException {
    var status = in.readLine();
    while (!in.readLine().isEmpty()) {
      continue;
    }
    return status;
  }

  /// The text of the next chunk without its line feed; empty for the last one.
  private String chunk() throws IOException {
    int length = Integer.parseInt(in.readLine(), 16);
    var text = new char[length];
    for (int read = 0; read < length; ) {
      read += in.read(text, read, length - read);
    }
    in.readLine();
    return new String(text).stripTrailing();
  }
}
