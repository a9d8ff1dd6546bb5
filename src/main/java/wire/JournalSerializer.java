package wire;

import actors.JournalDamaged;
import actors.JournalEvent;
import actors.JournalSnapshot;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.io.NotSerializableException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.apache.pekko.serialization.SerializerWithStringManifest;
import org.jspecify.annotations.Nullable;
import raft.EntryId;
import raft.HardState;
import raft.MemberId;

/// Turns events and snapshots of the journal into bytes, each behind a CRC-32C of its own.
///
/// LevelDB drops records that fail its check without a word and checks none of its tables unless
/// asked, so that the journal does not rely on it.
public final class JournalSerializer extends SerializerWithStringManifest {

  /// Identifies this serializer in every stored event; never reused for another.
  public static final int IDENTIFIER = 102;

  private static final String EVENT = "E1";
  private static final String SNAPSHOT = "S1";
  private static final int CRC_BYTES = Integer.BYTES;

  @Override
  public int identifier() {
    return IDENTIFIER;
  }

  @Override
  public String manifest(Object value) {
    return switch (value) {
      case JournalEvent _ -> EVENT;
      case JournalSnapshot _ -> SNAPSHOT;
      default -> throw new IllegalArgumentException("not of the journal: " + value.getClass());
    };
  }

  @Override
  public byte[] toBinary(Object value) {
    return switch (value) {
      case JournalEvent event -> seal(sizeOf(event), out -> write(out, event));
      case JournalSnapshot snapshot -> seal(sizeOf(snapshot), out -> write(out, snapshot));
      default -> throw new IllegalArgumentException("not of the journal: " + value.getClass());
    };
  }

  /// @throws NotSerializableException if the manifest is unknown or a snapshot is damaged, which
  ///   can be done without
  /// @throws JournalDamaged if an event is not what was written
  @Override
  public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
    return switch (manifest) {
      case EVENT -> event(bytes);
      case SNAPSHOT -> snapshot(bytes);
      default -> throw new NotSerializableException("unknown journal manifest '" + manifest + "'");
    };
  }

  private static JournalEvent event(byte[] bytes) {
    try {
      return unseal(bytes, JournalSerializer::readEvent);
    } catch (IOException | IllegalArgumentException e) {
      throw new JournalDamaged(
          "an event of " + bytes.length + " bytes cannot be read, " + e.getMessage(), e);
    }
  }

  private static JournalSnapshot snapshot(byte[] bytes) throws NotSerializableException {
    try {
      return unseal(bytes, JournalSerializer::readSnapshot);
    } catch (IOException | IllegalArgumentException e) {
      var unreadable = new NotSerializableException("damaged snapshot, " + e.getMessage());
      unreadable.initCause(e);
      throw unreadable;
    }
  }

  private interface Body {
    void write(CodedOutputStream out) throws IOException;
  }

  private static byte[] seal(int size, Body body) {
    var bytes = new byte[CRC_BYTES + size];
    CodedOutputStream out = CodedOutputStream.newInstance(bytes, CRC_BYTES, size);
    try {
      body.write(out);
      out.checkNoSpaceLeft();
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory failed", e);
    }
    ByteBuffer.wrap(bytes).putInt(crcOf(bytes));
    return bytes;
  }

  private static <T> T unseal(byte[] bytes, Codec.Reader<T> body) throws IOException {
    if (bytes.length < CRC_BYTES || ByteBuffer.wrap(bytes).getInt() != crcOf(bytes)) {
      throw new InvalidProtocolBufferException("it fails its checksum");
    }
    int size = bytes.length - CRC_BYTES;
    // The entries keep the array they were read from instead of copies.
    CodedInputStream in = UnsafeByteOperations.unsafeWrap(bytes, CRC_BYTES, size).newCodedInput();
    in.enableAliasing(true);
    in.pushLimit(size);
    T value = body.read(in);
    if (!in.isAtEnd()) {
      throw new InvalidProtocolBufferException(in.getBytesUntilLimit() + " bytes too many");
    }
    return value;
  }

  private static int crcOf(byte[] bytes) {
    var crc = new CRC32C();
    crc.update(bytes, CRC_BYTES, bytes.length - CRC_BYTES);
    return (int) crc.getValue();
  }

  private static void write(CodedOutputStream out, JournalEvent event) throws IOException {
    out.writeUInt64NoTag(event.number());
    writeHardState(out, event.hardState());
    Encoding.writeEntryId(out, event.previous());
    Encoding.writeEntries(out, event.entries());
  }

  private static JournalEvent readEvent(CodedInputStream in) throws IOException {
    long number = in.readUInt64();
    HardState hardState = readHardState(in);
    EntryId previous = Encoding.readEntryId(in);
    return new JournalEvent(
        number, hardState, previous, Encoding.readEntries(in, previous.index()));
  }

  private static int sizeOf(JournalEvent event) {
    return CodedOutputStream.computeUInt64SizeNoTag(event.number())
        + sizeOf(event.hardState())
        + Encoding.sizeOf(event.previous())
        + Encoding.sizeOf(event.entries());
  }

  private static void write(CodedOutputStream out, JournalSnapshot snapshot) throws IOException {
    out.writeUInt64NoTag(snapshot.number());
    writeHardState(out, snapshot.hardState());
    Encoding.writeEntryId(out, snapshot.last());
    out.writeUInt32NoTag(snapshot.terms().size());
    for (EntryId term : snapshot.terms()) {
      Encoding.writeEntryId(out, term);
    }
    out.writeUInt32NoTag(snapshot.points().size());
    for (JournalSnapshot.Point point : snapshot.points()) {
      out.writeUInt64NoTag(point.index());
      out.writeUInt64NoTag(point.number());
    }
  }

  private static JournalSnapshot readSnapshot(CodedInputStream in) throws IOException {
    long number = in.readUInt64();
    HardState hardState = readHardState(in);
    EntryId last = Encoding.readEntryId(in);
    int termCount = Encoding.readCount(in, 2);
    var terms = new ArrayList<EntryId>(termCount);
    for (int i = 0; i < termCount; i++) {
      terms.add(Encoding.readEntryId(in));
    }
    int pointCount = Encoding.readCount(in, 2);
    var points = new ArrayList<JournalSnapshot.Point>(pointCount);
    for (int i = 0; i < pointCount; i++) {
      points.add(new JournalSnapshot.Point(in.readUInt64(), in.readUInt64()));
    }
    if (hardState == null) {
      throw new InvalidProtocolBufferException("no hard state");
    }
    return new JournalSnapshot(number, hardState, last, terms, points);
  }

  private static int sizeOf(JournalSnapshot snapshot) {
    List<EntryId> terms = snapshot.terms();
    List<JournalSnapshot.Point> points = snapshot.points();
    return CodedOutputStream.computeUInt64SizeNoTag(snapshot.number())
        + sizeOf(snapshot.hardState())
        + Encoding.sizeOf(snapshot.last())
        + CodedOutputStream.computeUInt32SizeNoTag(terms.size())
        + terms.stream().mapToInt(Encoding::sizeOf).sum()
        + CodedOutputStream.computeUInt32SizeNoTag(points.size())
        + points.stream().mapToInt(JournalSerializer::sizeOf).sum();
  }

  private static int sizeOf(JournalSnapshot.Point point) {
    return CodedOutputStream.computeUInt64SizeNoTag(point.index())
        + CodedOutputStream.computeUInt64SizeNoTag(point.number());
  }

  /// What of a hard state follows.
  private static final int NONE = 0;

  private static final int TERM = 1;
  private static final int TERM_AND_VOTE = 2;

  private static void writeHardState(CodedOutputStream out, @Nullable HardState hardState)
      throws IOException {
    if (hardState == null) {
      out.writeUInt32NoTag(NONE);
      return;
    }
    MemberId votedFor = hardState.votedFor();
    out.writeUInt32NoTag(votedFor == null ? TERM : TERM_AND_VOTE);
    out.writeUInt64NoTag(hardState.term());
    if (votedFor != null) {
      Encoding.writeMemberId(out, votedFor);
    }
  }

  private static @Nullable HardState readHardState(CodedInputStream in) throws IOException {
    int present = in.readUInt32();
    return switch (present) {
      case NONE -> null;
      case TERM -> new HardState(in.readUInt64(), null);
      case TERM_AND_VOTE -> new HardState(in.readUInt64(), Encoding.readMemberId(in));
      default -> throw new InvalidProtocolBufferException("hard state of kind " + present);
    };
  }

  private static int sizeOf(@Nullable HardState hardState) {
    if (hardState == null) {
      return 1;
    }
    return 1
        + CodedOutputStream.computeUInt64SizeNoTag(hardState.term())
        + (hardState.votedFor() == null ? 0 : Long.BYTES);
  }
}
