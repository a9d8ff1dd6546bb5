package grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import etcdserverpb.MaintenanceGrpc;
import etcdserverpb.StatusRequest;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.util.AsciiString;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Clients that ask for too much in HTTP/2 are sent away, as by etcd.
final class RudeClientsTest {

  private static final int HEADERS = 1;
  private static final int GO_AWAY = 7;
  private static final int ENHANCE_YOUR_CALM = 11;

  private final ClientPort port = new ClientPort();

  @AfterEach
  void close() {
    port.close();
  }

  /// Pings that come faster than every five seconds, and without any call
  /// (https://github.com/grpc/proposal/blob/master/A8-client-side-keepalive.md).
  @Test
  void whoPingsWithoutACallIsToldToCalmDown() throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port.port())) {
      socket.setSoTimeout(10_000);
      var out = socket.getOutputStream();
      out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      out.write(HexFormat.of().parseHex("000000040000000000"));
      for (int i = 0; i < 5; i++) {
        out.write(HexFormat.of().parseHex("000008060000000000" + "000000000000000" + i));
      }
      out.flush();
      var payload = await(GO_AWAY, new DataInputStream(socket.getInputStream()));
      assertThat(ByteBuffer.wrap(payload).getInt(4)).isEqualTo(ENHANCE_YOUR_CALM);
      assertThat(new String(payload, 8, payload.length - 8, StandardCharsets.US_ASCII))
          .isEqualTo("too_many_pings");
    }
  }

  private static byte[] await(int frame, DataInputStream in) throws IOException {
    while (true) {
      int length = in.readUnsignedShort() << 8 | in.readUnsignedByte();
      int type = in.readUnsignedByte();
      in.skipNBytes(5);
      byte[] payload = in.readNBytes(length);
      if (type == frame) {
        return payload;
      }
    }
  }

  /// gRPC's own clients send nothing but ASCII. The version becomes a label of metrics.
  @ParameterizedTest
  @CsvSource({
    "etcdserverpb.Maintenance/Status,fffe,3",
    "etcdserverpb.Maintenance/Status,eda080,3",
    "etcdserverpb.Watch/Watch,ff,3",
    "etcdserverpb.Maintenance/Status,332e36c3a4,0",
  })
  void aVersionThatIsNoTextIsRefused(String method, String version, String status)
      throws Exception {
    assertThat(statusOf(method, HexFormat.of().parseHex(version))).hasToString(status);
    String counted = port.scrape();
    assertThat(counted).doesNotContain("\uFFFD");
    assertThat(counted.contains("client_api_version=\"3.6ä\"")).isEqualTo(status.equals("0"));
  }

  /// Calls a method with an empty request.
  ///
  /// @return `grpc-status`
  private CharSequence statusOf(String method, byte[] version) throws Exception {
    var headers =
        new DefaultHttp2Headers()
            .method("POST")
            .scheme("http")
            .path("/" + method)
            .authority("x")
            .add("te", "trailers")
            .add("content-type", "application/grpc")
            .add("client-api-version", new AsciiString(version));
    var block = Unpooled.buffer();
    new DefaultHttp2HeadersEncoder().encodeHeaders(1, headers, block);
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port.port())) {
      socket.setSoTimeout(10_000);
      var out = socket.getOutputStream();
      out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      out.write(HexFormat.of().parseHex("000000040000000000"));
      out.write(HexFormat.of().parseHex("%06x010400000001".formatted(block.readableBytes())));
      block.readBytes(out, block.readableBytes());
      out.write(HexFormat.of().parseHex("000005000100000001" + "0000000000"));
      out.flush();
      return grpcStatus(new DataInputStream(socket.getInputStream()));
    }
  }

  /// The headers come with the trailers if a call is refused, before them otherwise.
  private static CharSequence grpcStatus(DataInputStream in) throws Exception {
    var decoder = new DefaultHttp2HeadersDecoder();
    while (true) {
      var answer = decoder.decodeHeaders(1, Unpooled.wrappedBuffer(await(HEADERS, in)));
      if (answer.contains("grpc-status")) {
        return answer.get("grpc-status");
      }
    }
  }

  @Test
  void hugeHeadersAreRefusedAndOthersServed() {
    var key = Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER);
    var headers = new Metadata();
    headers.put(key, "x".repeat(1 << 20));
    var rude =
        MaintenanceGrpc.newBlockingStub(port.channel())
            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    assertThatThrownBy(() -> rude.status(StatusRequest.getDefaultInstance())).isNotNull();
    assertThat(
            MaintenanceGrpc.newBlockingStub(port.channel())
                .status(StatusRequest.getDefaultInstance())
                .getVersion())
        .isNotEmpty();
  }
}
