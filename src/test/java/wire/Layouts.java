package wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.NotSerializableException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// What holds of the layouts of every conversation between members.
///
/// @param messages one of each; the golden bytes are of these
/// @param <M> all that is said in it
record Layouts<M>(List<? extends M> messages) {

  private static final RaftSerializer SERIALIZER = new RaftSerializer();

  /// @param protocol the sealed interface of all messages
  void assertWholeFor(Class<M> protocol, Collection<? extends Codec<?>> codecs) {
    Set<Class<?>> all = Set.of(protocol.getPermittedSubclasses());
    assertThat(codecs.stream().map(Codec::type).collect(Collectors.toSet())).isEqualTo(all);
    assertThat(messages.stream().map(Object::getClass).collect(Collectors.toSet())).isEqualTo(all);
  }

  /// @param file of the golden bytes
  void assertAsReleased(String file) throws IOException {
    var golden = RaftSerializerTest.Golden.read(file);
    for (M message : messages) {
      String manifest = SERIALIZER.manifest(message);
      byte[] bytes = SERIALIZER.toBinary(message);
      assertThat(HexFormat.of().formatHex(bytes)).as(manifest).isEqualTo(golden.get(manifest));
      assertThat(SERIALIZER.fromBinary(bytes, manifest)).isEqualTo(message);
      ByteBuffer frame = ByteBuffer.allocateDirect(200);
      SERIALIZER.toBinary(message, frame);
      assertThat(SERIALIZER.fromBinary(frame.flip(), manifest)).isEqualTo(message);
    }
  }

  void assertPartsAreRefused() {
    for (M message : messages) {
      byte[] bytes = SERIALIZER.toBinary(message);
      for (int length = 0; length <= bytes.length + 1; length++) {
        if (length != bytes.length) {
          assertMalformed(SERIALIZER.manifest(message), Arrays.copyOf(bytes, length));
        }
      }
    }
  }

  static void assertMalformed(String manifest, byte[] bytes) {
    assertThatThrownBy(() -> SERIALIZER.fromBinary(bytes, manifest))
        .isInstanceOf(NotSerializableException.class);
  }
}
