package grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import etcdserverpb.KVGrpc;
import etcdserverpb.PutRequest;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a connection may say first, and how slowly.
@Timeout(20)
final class PortSharingTest {

  private final ClientPort port = new ClientPort(Duration.ofMillis(300));

  @AfterEach
  void close() {
    port.close();
  }

  @Test
  void bytesOfAnotherProtocolAreRefusedInWords() throws IOException {
    byte[] tlsHello = {0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01};
    assertThat(exchange(tlsHello))
        .startsWith("HTTP/1.1 400 Bad Request\r\n")
        .contains("this port speaks gRPC and HTTP/1.1 without TLS");
  }

  @Test
  void linesThatAreNoRequestAreRefusedInWords() throws IOException {
    assertThat(exchange(ascii("what is this\r\n\r\n"))).startsWith("HTTP/1.1 400 Bad Request\r\n");
  }

  @Test
  void headersWithoutEndAreRefused() throws IOException {
    var request = "GET /health HTTP/1.1\r\nHost: x\r\nX-Long: " + "x".repeat(40_000) + "\r\n\r\n";
    assertThat(exchange(ascii(request))).startsWith("HTTP/1.1 4");
  }

  @Test
  void aBodyOverTheLimitIsRefused() throws IOException {
    var request = "POST /health HTTP/1.1\r\nHost: x\r\nContent-Length: 9999999\r\n\r\n";
    assertThat(exchange(ascii(request))).startsWith("HTTP/1.1 413 ");
  }

  @Test
  void whoSaysNothingIsHungUpOn() throws IOException {
    assertThat(exchange(new byte[0])).isEmpty();
  }

  @Test
  void whoNeverEndsHisRequestIsHungUpOn() throws IOException {
    assertThat(exchange(ascii("GET /version HTTP/1.1\r\nHost: x\r\n"))).isEmpty();
    assertThat(exchange(ascii("PR"))).isEmpty();
  }

  @Test
  void whoStopsAmidTheGreetingOfHttp2IsHungUpOn() throws IOException {
    assertThat(exchange(ascii("PRI * HTTP/2.0\r\n"))).doesNotContain("HTTP/1.1");
  }

  @Test
  void anHttpConnectionAtRestOutlivesTheGreetingOfGrpc() throws IOException {
    try (var socket = new Socket("127.0.0.1", port.port())) {
      socket.getOutputStream().write(ascii("GET /version HTTP/1.1\r\nHost: x\r\n\r\n"));
      // As long as gRPC waits for a connection to greet, and then some.
      assertThat(exchange(new byte[0])).isEmpty();
      assertThat(exchange(new byte[0])).isEmpty();
      socket
          .getOutputStream()
          .write(ascii("GET /nowhere HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
      assertThat(read(socket)).containsSubsequence("\"etcdserver\"", "404 page not found");
    }
  }

  @Test
  void firstBytesMayComeOneByOne() throws IOException {
    try (var socket = new Socket("127.0.0.1", port.port())) {
      socket.setTcpNoDelay(true);
      for (byte next : ascii("GET /version HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")) {
        socket.getOutputStream().write(next);
        socket.getOutputStream().flush();
      }
      assertThat(read(socket)).contains("\"etcdserver\":\"3.6.");
    }
  }

  @Test
  void requestsSentAheadAreAnsweredInOrder() throws IOException {
    var answers =
        exchange(
            ascii(
                "GET /readyz/linearizable_read HTTP/1.1\r\nHost: x\r\n\r\n"
                    + "GET /version HTTP/1.1\r\nHost: x\r\n\r\n"
                    + "GET /nowhere HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
    assertThat(answers).containsSubsequence("ok\n", "\"etcdserver\"", "404 page not found");
  }

  @Test
  void aQuietGrpcConnectionStays() throws IOException {
    var kv = KVGrpc.newBlockingStub(port.channel());
    kv.put(PutRequest.newBuilder().setKey(ByteString.copyFromUtf8("a")).build());
    // As long as the port waits for others to say something.
    assertThat(exchange(new byte[0])).isEmpty();
    var again = kv.put(PutRequest.newBuilder().setKey(ByteString.copyFromUtf8("a")).build());
    assertThat(again.getHeader().getRevision()).isEqualTo(3);
  }

  @Test
  void aPortOfGrpcAloneRefusesHttpInWords() throws IOException {
    try (var alone = ClientPort.ofGrpcAlone(Duration.ofMillis(300), null);
        var socket = new Socket("127.0.0.1", alone.port())) {
      socket.getOutputStream().write(ascii("GET /health HTTP/1.1\r\nHost: x\r\n\r\n"));
      assertThat(read(socket))
          .startsWith("HTTP/1.1 400 Bad Request\r\n")
          .contains("this port speaks gRPC without TLS, HTTP/1.1 has ports of its own");
      var put = PutRequest.newBuilder().setKey(ByteString.copyFromUtf8("a")).build();
      var answer = KVGrpc.newBlockingStub(alone.channel()).put(put);
      assertThat(answer.getHeader().getRevision()).isEqualTo(2);
    }
  }

  /// Sends and returns all that comes until the server closes the connection.
  private String exchange(byte[] bytes) throws IOException {
    try (var socket = new Socket("127.0.0.1", port.port())) {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
      return read(socket);
    }
  }

  private static String read(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
