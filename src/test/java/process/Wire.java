package process;

import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;

/// Bytes that no client would send, and what a port does with them.
enum Wire {
  NOTHING(new byte[0]),
  ZEROS(new byte[4096]),
  NOISE(noise()),
  TEXT("hello, is anybody there?\r\n\r\n".getBytes(StandardCharsets.US_ASCII)),
  TLS_HELLO(hex("16030100c5010000c10303" + "5a".repeat(190))),
  HALF_A_PREFACE("PRI * HT".getBytes(StandardCharsets.US_ASCII)),
  WRONG_PREFACE("PRI * HTTP/9.9\r\n\r\nXX\r\n\r\n".getBytes(StandardCharsets.US_ASCII)),
  PREFACE_THEN_NOISE(concat(preface(), noise())),
  PREFACE_THEN_HUGE_FRAME(concat(preface(), hex("ffffff0000000000ff" + "00".repeat(64)))),
  HTTP2_GET(concat(preface(), hex("000000040000000000" + "000006010500000001" + "828684410161"))),
  HTTP_WITHOUT_END("GET /health HTTP/1.1\r\nHost: a\r\nX: ".getBytes(StandardCharsets.US_ASCII)),
  HTTP_WITH_ENDLESS_LINE(("GET /" + "a".repeat(200_000)).getBytes(StandardCharsets.US_ASCII)),
  HTTP_WITH_ENDLESS_HEADER(
      ("GET / HTTP/1.1\r\nX: " + "a".repeat(200_000)).getBytes(StandardCharsets.US_ASCII)),
  HTTP_WITH_HUGE_BODY(
      "POST /health HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999\r\n\r\n"
          .getBytes(StandardCharsets.US_ASCII)),
  HTTP_OF_ANOTHER_AGE("GET /health HTTP/7.3\r\n\r\n".getBytes(StandardCharsets.US_ASCII)),
  ARTERY_THEN_NOISE(concat("PEKK\001".getBytes(StandardCharsets.US_ASCII), noise())),
  OLD_ARTERY_THEN_HUGE_FRAME(
      concat("AKKA\002".getBytes(StandardCharsets.US_ASCII), hex("ffffff7f" + "00".repeat(64))));

  private static final int ANSWER_BYTES = 1 << 16;

  private final ByteString bytes;

  Wire(byte[] bytes) {
    this.bytes = ByteString.copyFrom(bytes);
  }

  /// Sends these bytes and the end of the stream.
  ///
  /// @return what comes back before the other side closes too, or has been silent for a while
  byte[] send(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5_000);
      socket.setSoTimeout(500);
      return exchange(socket);
    } catch (IOException refused) {
      throw new UncheckedIOException(refused);
    }
  }

  private byte[] exchange(Socket socket) {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    try {
      bytes.writeTo(socket.getOutputStream());
      socket.shutdownOutput();
      byte[] part = new byte[1024];
      int length = socket.getInputStream().read(part);
      while (length >= 0 && answer.size() < ANSWER_BYTES) {
        answer.write(part, 0, length);
        length = socket.getInputStream().read(part);
      }
    } catch (IOException silentOrClosedOnUs) {
      return answer.toByteArray();
    }
    return answer.toByteArray();
  }

  private static byte[] preface() {
    return "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] noise() {
    byte[] noise = new byte[1 << 16];
    new Random(7).nextBytes(noise);
    return noise;
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }

  private static byte[] concat(byte[] one, byte[] other) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(one);
    all.writeBytes(other);
    return all.toByteArray();
  }
}
