package wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import raft.Entry;
import raft.EntryId;
import raft.MemberId;

/// The values that messages and events share, as varints and length-prefixed bytes.
///
/// Written without tags: the manifest says what follows, and entries are many. Counts and lengths
/// are checked against the bytes that are left before anything is allocated for them.
final class Encoding {

  /// The smallest encoding of an entry: term, kind and length, a byte each.
  private static final int MIN_ENTRY_BYTES = 3;

  private Encoding() {}

  static void writeEntryId(CodedOutputStream out, EntryId id) throws IOException {
    out.writeUInt64NoTag(id.index());
    out.writeUInt64NoTag(id.term());
  }

  static EntryId readEntryId(CodedInputStream in) throws IOException {
    return new EntryId(in.readUInt64(), in.readUInt64());
  }

  static int sizeOf(EntryId id) {
    return CodedOutputStream.computeUInt64SizeNoTag(id.index())
        + CodedOutputStream.computeUInt64SizeNoTag(id.term());
  }

  static void writeMemberId(CodedOutputStream out, MemberId id) throws IOException {
    out.writeFixed64NoTag(id.value());
  }

  static MemberId readMemberId(CodedInputStream in) throws IOException {
    return new MemberId(in.readFixed64());
  }

  /// Writes contiguous entries; their indices are implied by the entry before the first.
  static void writeEntries(CodedOutputStream out, List<Entry> entries) throws IOException {
    out.writeUInt32NoTag(entries.size());
    for (Entry entry : entries) {
      out.writeUInt64NoTag(entry.term());
      out.writeUInt32NoTag(entry.kind().code());
      out.writeBytesNoTag(entry.data());
    }
  }

  /// Reads entries that follow index `previous`.
  static List<Entry> readEntries(CodedInputStream in, long previous) throws IOException {
    int count = readCount(in, MIN_ENTRY_BYTES);
    var entries = new ArrayList<Entry>(count);
    for (int i = 1; i <= count; i++) {
      long term = in.readUInt64();
      Entry.Kind kind = Entry.Kind.of(in.readUInt32());
      entries.add(new Entry(previous + i, term, kind, in.readBytes()));
    }
    return entries;
  }

  static int sizeOf(List<Entry> entries) {
    int size = CodedOutputStream.computeUInt32SizeNoTag(entries.size());
    for (Entry entry : entries) {
      size +=
          CodedOutputStream.computeUInt64SizeNoTag(entry.term())
              + CodedOutputStream.computeUInt32SizeNoTag(entry.kind().code())
              + CodedOutputStream.computeBytesSizeNoTag(entry.data());
    }
    return size;
  }

  static void writeBytes(CodedOutputStream out, List<ByteString> values) throws IOException {
    out.writeUInt32NoTag(values.size());
    for (ByteString value : values) {
      out.writeBytesNoTag(value);
    }
  }

  static List<ByteString> readBytes(CodedInputStream in) throws IOException {
    int count = readCount(in, 1);
    var values = new ArrayList<ByteString>(count);
    for (int i = 0; i < count; i++) {
      values.add(in.readBytes());
    }
    return values;
  }

  /// Reads how many elements follow; each takes at least `minBytes` of what is left.
  static int readCount(CodedInputStream in, int minBytes) throws IOException {
    int count = in.readUInt32();
    if (count < 0 || (long) count * minBytes > in.getBytesUntilLimit()) {
      throw new InvalidProtocolBufferException(
          count + " elements announced, " + in.getBytesUntilLimit() + " bytes left");
    }
    return count;
  }
}
