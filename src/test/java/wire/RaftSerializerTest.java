package wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import actors.Raft;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.NotSerializableException;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import raft.Entry;
import raft.EntryId;
import raft.MemberId;

final class RaftSerializerTest {

  private static final MemberId FROM = new MemberId(0x8e9e05c52164694dL);
  private static final EntryId PREVIOUS = new EntryId(300, 4);
  private static final List<Entry> ENTRIES =
      List.of(
          Entry.noOp(301, 5),
          Entry.proposal(302, 5, ByteString.copyFromUtf8("put a")),
          Entry.proposal(303, 6, ByteString.EMPTY));

  /// One of each message; the golden bytes are of these.
  private static final List<Raft.Rpc> MESSAGES =
      List.of(
          new Raft.RequestPreVote(FROM, 5, PREVIOUS),
          new Raft.RequestPreVoteReply(FROM, 5, true),
          new Raft.RequestVote(FROM, 1L << 40, PREVIOUS, true),
          new Raft.RequestVoteReply(FROM, 5, false),
          new Raft.AppendEntries(FROM, 6, PREVIOUS, ENTRIES, 299),
          new Raft.AppendEntriesAccepted(FROM, 6, 303),
          new Raft.AppendEntriesRejected(FROM, 6, 300, new EntryId(298, 3)),
          new Raft.Heartbeat(FROM, 6, 303, 17),
          new Raft.HeartbeatReply(FROM, 6, 17),
          new Raft.Committed(FROM, 6, 303),
          new Raft.TimeoutNow(FROM, 6),
          new Raft.ForwardProposals(FROM, 6, 9, List.of(ByteString.copyFromUtf8("put b"))),
          new Raft.ReadIndex(FROM, 6, Long.MAX_VALUE),
          new Raft.ReadIndexReply(FROM, 6, 12, 303),
          new Raft.IsBootstrapped(FROM, 0),
          new Raft.IsBootstrappedReply(FROM, 6, true));

  private final RaftSerializer serializer = new RaftSerializer();

  @Test
  void everyMessageBetweenMembersHasALayout() {
    Set<Class<?>> all = Set.of(Raft.Rpc.class.getPermittedSubclasses());
    assertThat(RaftCodecs.ALL.stream().map(Codec::type).collect(Collectors.toSet())).isEqualTo(all);
    assertThat(MESSAGES.stream().map(Object::getClass).collect(Collectors.toSet())).isEqualTo(all);
  }

  @TestFactory
  Stream<DynamicTest> aReleasedLayoutNeverChanges() throws IOException {
    Map<String, String> golden = Golden.read("raft.txt");
    return MESSAGES.stream()
        .map(
            message ->
                dynamicTest(
                    serializer.manifest(message),
                    () -> {
                      String hex = golden.get(serializer.manifest(message));
                      byte[] bytes = serializer.toBinary(message);
                      assertThat(HexFormat.of().formatHex(bytes)).isEqualTo(hex);
                      assertThat(serializer.fromBinary(bytes, serializer.manifest(message)))
                          .isEqualTo(message);
                    }));
  }

  @Property(tries = 300)
  void whatIsReadIsWhatWasWritten(@ForAll("messages") Raft.Rpc message)
      throws NotSerializableException {
    String manifest = serializer.manifest(message);
    ByteBuffer frame = ByteBuffer.allocateDirect(1 << 16).position(100);
    serializer.toBinary(message, frame);
    assertThat(frame.position()).isEqualTo(100 + serializer.toBinary(message).length);

    assertThat(serializer.fromBinary(frame.flip().position(100), manifest)).isEqualTo(message);
    assertThat(serializer.fromBinary(serializer.toBinary(message), manifest)).isEqualTo(message);
  }

  @Test
  void whatRemainsAfterCuttingAMessageIsRefused() {
    for (Raft.Rpc message : MESSAGES) {
      byte[] bytes = serializer.toBinary(message);
      for (int length = 0; length < bytes.length; length++) {
        assertMalformed(Arrays.copyOf(bytes, length), message);
      }
      assertMalformed(Arrays.copyOf(bytes, bytes.length + 1), message);
    }
  }

  @Test
  void noiseIsRefusedOrReadButNeverTakesMemoryForLengthsThatLie() {
    var random = new Random(3);
    for (int i = 0; i < 20_000; i++) {
      byte[] noise = new byte[random.nextInt(64)];
      random.nextBytes(noise);
      String manifest = serializer.manifest(MESSAGES.get(random.nextInt(MESSAGES.size())));
      try {
        assertThat(serializer.fromBinary(noise, manifest)).isInstanceOf(Raft.Rpc.class);
      } catch (NotSerializableException e) {
        assertThat(e).hasMessageMatching("(?s)malformed .*|.* bytes too many");
      }
    }
  }

  @Test
  void aCountOfEntriesBeyondTheMessageIsRefused() {
    byte[] lie = HexFormat.of().parseHex("4d696421c5059e8e" + "06" + "0000" + "00" + "ffffffff07");
    assertThatThrownBy(() -> serializer.fromBinary(lie, "A1"))
        .isInstanceOf(NotSerializableException.class)
        .hasMessageContaining("2147483647 elements announced, 0 bytes left");
  }

  @Test
  void anUnknownManifestIsRefused() {
    assertThatThrownBy(() -> serializer.fromBinary(new byte[0], "A9"))
        .isInstanceOf(NotSerializableException.class)
        .hasMessageContaining("'A9'");
    assertThatThrownBy(() -> serializer.manifest("a string"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aMessageLargerThanTheFrameOverflowsItAsRemotingExpects() {
    assertThatThrownBy(() -> serializer.toBinary(MESSAGES.getFirst(), ByteBuffer.allocateDirect(5)))
        .isInstanceOf(BufferOverflowException.class);
  }

  private void assertMalformed(byte[] bytes, Raft.Rpc message) {
    assertThatThrownBy(() -> serializer.fromBinary(bytes, serializer.manifest(message)))
        .as("%s as %s", HexFormat.of().formatHex(bytes), message)
        .isInstanceOf(NotSerializableException.class);
  }

  @Provide
  Arbitrary<Raft.Rpc> messages() {
    Arbitrary<Long> number = Arbitraries.longs().greaterOrEqual(0);
    Arbitrary<MemberId> from = Arbitraries.longs().map(MemberId::new);
    Arbitrary<Boolean> flag = Arbitraries.of(true, false);
    Arbitrary<EntryId> id =
        Combinators.combine(Arbitraries.longs().between(0, 1L << 60), number).as(EntryId::new);
    Arbitrary<List<ByteString>> values =
        Arbitraries.strings().ofMaxLength(50).map(ByteString::copyFromUtf8).list().ofMaxSize(9);
    return Arbitraries.oneOf(
        Combinators.combine(from, number, id).as(Raft.RequestPreVote::new),
        Combinators.combine(from, number, flag).as(Raft.RequestPreVoteReply::new),
        Combinators.combine(from, number, id, flag).as(Raft.RequestVote::new),
        Combinators.combine(from, number, flag).as(Raft.RequestVoteReply::new),
        Combinators.combine(from, number, id, values, number)
            .as((f, t, p, v, c) -> new Raft.AppendEntries(f, t, p, entriesAfter(p, v), c)),
        Combinators.combine(from, number, number).as(Raft.AppendEntriesAccepted::new),
        Combinators.combine(from, number, number, id).as(Raft.AppendEntriesRejected::new),
        Combinators.combine(from, number, number, number).as(Raft.Heartbeat::new),
        Combinators.combine(from, number, number).as(Raft.HeartbeatReply::new),
        Combinators.combine(from, number, number).as(Raft.Committed::new),
        Combinators.combine(from, number).as(Raft.TimeoutNow::new),
        Combinators.combine(from, number, number, values).as(Raft.ForwardProposals::new),
        Combinators.combine(from, number, number).as(Raft.ReadIndex::new),
        Combinators.combine(from, number, number, number).as(Raft.ReadIndexReply::new),
        Combinators.combine(from, number).as(Raft.IsBootstrapped::new),
        Combinators.combine(from, number, flag).as(Raft.IsBootstrappedReply::new));
  }

  private static List<Entry> entriesAfter(EntryId previous, List<ByteString> values) {
    return IntStream.range(0, values.size())
        .mapToObj(
            i -> {
              long index = previous.index() + 1 + i;
              ByteString value = values.get(i);
              return value.isEmpty()
                  ? Entry.noOp(index, previous.term())
                  : Entry.proposal(index, previous.term(), value);
            })
        .toList();
  }

  /// The bytes that are on disks and wires already: `manifest hex` a line, `#` for a comment.
  static final class Golden {

    private Golden() {}

    static Map<String, String> read(String file) throws IOException {
      try (var in = RaftSerializerTest.class.getResourceAsStream("/golden/" + file)) {
        var golden = new LinkedHashMap<String, String>();
        new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .map(line -> line.split(" "))
            .forEach(fields -> golden.put(fields[0], fields[1]));
        return golden;
      }
    }
  }
}
