package grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import etcdserverpb.MaintenanceGrpc;
import etcdserverpb.StatusRequest;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Clients that ask for too much in HTTP/2 are sent away, as by etcd.
final class RudeClientsTest {

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
      var payload = awaitGoAway(new DataInputStream(socket.getInputStream()));
      assertThat(ByteBuffer.wrap(payload).getInt(4)).isEqualTo(ENHANCE_YOUR_CALM);
      assertThat(new String(payload, 8, payload.length - 8, StandardCharsets.US_ASCII))
          .isEqualTo("too_many_pings");
    }
  }

  private static byte[] awaitGoAway(DataInputStream in) throws IOException {
    while (true) {
      int length = in.readUnsignedShort() << 8 | in.readUnsignedByte();
      int type = in.readUnsignedByte();
      in.skipNBytes(5);
      byte[] payload = in.readNBytes(length);
      if (type == GO_AWAY) {
        return payload;
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
