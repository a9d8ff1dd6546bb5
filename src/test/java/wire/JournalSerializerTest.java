package wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import actors.JournalDamaged;
import actors.JournalEvent;
import actors.JournalSnapshot;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.NotSerializableException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import raft.Entry;
import raft.EntryId;
import raft.HardState;
import raft.MemberId;

final class JournalSerializerTest {

  private static final JournalEvent EVENT =
      new JournalEvent(
          1000,
          new HardState(7, new MemberId(0x8e9e05c52164694dL)),
          new EntryId(300, 6),
          List.of(Entry.noOp(301, 7), Entry.proposal(302, 7, ByteString.copyFromUtf8("put a"))));

  private static final JournalEvent VOTE_LESS =
      new JournalEvent(1, new HardState(2, null), EntryId.ZERO, List.of());

  private static final JournalSnapshot SNAPSHOT =
      new JournalSnapshot(
          1000,
          new HardState(7, null),
          new EntryId(302, 7),
          List.of(new EntryId(1, 1), new EntryId(301, 7)),
          List.of(new JournalSnapshot.Point(1, 1), new JournalSnapshot.Point(200, 700)));

  private final JournalSerializer serializer = new JournalSerializer();

  @Test
  void aReleasedLayoutNeverChanges() throws IOException {
    Map<String, String> golden = RaftSerializerTest.Golden.read("journal.txt");
    for (var expected :
        Map.of("event", EVENT, "term-only", VOTE_LESS, "snapshot", SNAPSHOT).entrySet()) {
      byte[] bytes = serializer.toBinary(expected.getValue());
      assertThat(HexFormat.of().formatHex(bytes)).isEqualTo(golden.get(expected.getKey()));
      assertThat(serializer.fromBinary(bytes, serializer.manifest(expected.getValue())))
          .isEqualTo(expected.getValue());
    }
    assertThat(serializer.manifest(EVENT)).isEqualTo("E1");
    assertThat(serializer.manifest(SNAPSHOT)).isEqualTo("S1");
  }

  @Property(tries = 300)
  void whatIsReadIsWhatWasWritten(@ForAll("events") JournalEvent event)
      throws NotSerializableException {
    assertThat(serializer.fromBinary(serializer.toBinary(event), "E1")).isEqualTo(event);
  }

  @Test
  void everyChangedBitIsSeen() {
    byte[] bytes = serializer.toBinary(EVENT);
    for (int bit = 0; bit < bytes.length * Byte.SIZE; bit++) {
      byte[] damaged = bytes.clone();
      damaged[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
      assertThatThrownBy(() -> serializer.fromBinary(damaged, "E1"))
          .isInstanceOf(JournalDamaged.class)
          .hasMessageContaining("fails its checksum");
    }
  }

  @Test
  void aCutEventIsDamage() {
    byte[] bytes = serializer.toBinary(EVENT);
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> serializer.fromBinary(cut, "E1")).isInstanceOf(JournalDamaged.class);
    }
  }

  @Test
  void aDamagedSnapshotIsNoDamageOfTheJournal() {
    byte[] bytes = serializer.toBinary(SNAPSHOT);
    bytes[bytes.length - 1] ^= 1;
    assertThatThrownBy(() -> serializer.fromBinary(bytes, "S1"))
        .isInstanceOf(NotSerializableException.class);
  }

  @Test
  void anUnknownManifestIsRefused() {
    assertThatThrownBy(() -> serializer.fromBinary(serializer.toBinary(EVENT), "E2"))
        .isInstanceOf(NotSerializableException.class)
        .hasMessageContaining("'E2'");
  }

  @Provide
  Arbitrary<JournalEvent> events() {
    Arbitrary<Long> number = Arbitraries.longs().greaterOrEqual(0);
    Arbitrary<HardState> hardState =
        Combinators.combine(number, Arbitraries.longs().map(MemberId::new).injectNull(0.3))
            .as(HardState::new)
            .injectNull(0.3);
    Arbitrary<EntryId> previous =
        Combinators.combine(Arbitraries.longs().between(0, 1L << 60), number).as(EntryId::new);
    Arbitrary<List<byte[]>> values =
        Arbitraries.bytes().array(byte[].class).ofMaxSize(300).list().ofMaxSize(9);
    return Combinators.combine(number, hardState, previous, values, number)
        .as(
            (n, state, before, data, term) -> {
              var entries = new ArrayList<Entry>();
              for (byte[] bytes : data) {
                long index = before.index() + 1 + entries.size();
                entries.add(Entry.proposal(index, term, ByteString.copyFrom(bytes)));
              }
              return new JournalEvent(n, state, before, entries);
            });
  }
}
