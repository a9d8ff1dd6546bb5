package sampo.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import actors.Door;
import com.google.protobuf.ByteString;
import etcd.EtcdError;
import java.io.NotSerializableException;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.SerializationExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import wire.DoorSerializer;

/// The bytes between client and member, in an application that has only `reference.conf`.
final class DoorSerializerTest {

  private static final ActorSystem<Void> SYSTEM = Application.start("remote");

  private static final ActorRef<Door.Answer> ASKER =
      ActorRefResolver.get(SYSTEM).resolveActorRef("pekko://app@10.0.0.9:7001/temp/door$a");

  private static final ByteString PAYLOAD = ByteString.copyFrom(new byte[] {10, 1, 97});

  private final DoorSerializer serializer =
      new DoorSerializer((ExtendedActorSystem) Adapter.toClassic(SYSTEM));

  @AfterAll
  static void stop() {
    SYSTEM.terminate();
  }

  static Stream<Door.Message> messages() {
    return Stream.of(
        new Door.Ask(Door.Kind.RANGE, PAYLOAD, ASKER),
        new Door.Ask(Door.Kind.RANGE, PAYLOAD, ASKER, "token"),
        new Door.Done(PAYLOAD),
        new Door.Refused(EtcdError.COMPACTED),
        new Door.Failed("näin"));
  }

  private static Door.Message message(String manifest) {
    return messages()
        .filter(one -> serializerOf(one).manifest(one).equals(manifest))
        .findFirst()
        .orElseThrow();
  }

  private static DoorSerializer serializerOf(Door.Message message) {
    return (DoorSerializer)
        SerializationExtension.get(Adapter.toClassic(SYSTEM)).findSerializerFor(message);
  }

  @ParameterizedTest
  @MethodSource("messages")
  void everyMessageIsReadAsItWasWritten(Door.Message message) throws Exception {
    String manifest = serializerOf(message).manifest(message);
    assertThat(serializer.fromBinary(serializer.toBinary(message), manifest)).isEqualTo(message);
    var buffer = ByteBuffer.allocateDirect(200);
    serializer.toBinary(message, buffer);
    buffer.flip();
    assertThat(serializer.fromBinary(buffer, manifest)).isEqualTo(message);
  }

  /// These bytes are what released members and clients send: they never change.
  @ParameterizedTest
  @CsvSource({
    "Q1, 012570656b6b6f3a2f2f6170704031302e302e302e393a373030312f74656d702f646f6f7224"
        + "61030a0161",
    "Q2, 05746f6b656e012570656b6b6f3a2f2f6170704031302e302e302e393a373030312f74656d702f646f6f7224"
        + "61030a0161",
    "D1, 030a0161",
    "R1, 36657463647365727665723a206d7663633a207265717569726564207265766973696f6e2068"
        + "6173206265656e20636f6d706163746564",
    "X1, 056ec3a4696e"
  })
  void theBytesStayAsTheyAre(String manifest, String hex) throws Exception {
    assertThat(HexFormat.of().formatHex(serializer.toBinary(message(manifest)))).isEqualTo(hex);
    assertThat(serializer.fromBinary(HexFormat.of().parseHex(hex), manifest))
        .isEqualTo(message(manifest));
  }

  @ParameterizedTest
  @EnumSource
  void codesStayAsTheyAre(Door.Kind kind) {
    int expected =
        switch (kind) {
          case RANGE -> 1;
          case PUT -> 2;
          case DELETE_RANGE -> 3;
          case TXN -> 4;
          case COMPACTION -> 5;
          case STATUS -> 6;
          case MEMBER_LIST -> 7;
          case AUTHENTICATE -> 8;
        };
    assertThat(kind.code()).isEqualTo(expected);
    assertThat(Door.Kind.of(expected)).isEqualTo(kind);
  }

  @Test
  void anErrorOfALaterReleaseIsStillAnAnswer() throws Exception {
    byte[] later = serializer.toBinary(new Door.Failed("etcdserver: brand new"));
    assertThat(serializer.fromBinary(later, "R1"))
        .isEqualTo(new Door.Failed("etcdserver: brand new"));
  }

  @ParameterizedTest
  @CsvSource({"Q1,''", "Q1,08", "Q1,0124", "Q1,00", "D1,0a01", "D1,030a016100", "R1,02c3", "Z9,00"})
  void brokenBytesAreRefused(String manifest, String hex) {
    byte[] broken = HexFormat.of().parseHex(hex);
    assertThatThrownBy(() -> serializer.fromBinary(broken, manifest))
        .isInstanceOf(NotSerializableException.class);
  }

  @Test
  void aMessageLargerThanTheFrameOverflows() {
    var large = new Door.Done(ByteString.copyFrom(new byte[100]));
    assertThatThrownBy(() -> serializer.toBinary(large, ByteBuffer.allocate(50)))
        .isInstanceOf(BufferOverflowException.class);
  }
}
