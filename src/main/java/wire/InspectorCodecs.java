package wire;

import static wire.Encoding.readMemberId;
import static wire.Encoding.writeMemberId;

import actors.Inspector.HashAnswer;
import actors.Inspector.HashQuestion;
import actors.Inspector.Rpc;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.util.List;
import mvcc.KeyHash;
import mvcc.Testimony;
import org.jspecify.annotations.Nullable;

/// The layouts of what the inspectors of members say to one another: sender, asking, then the
/// fields. A compact revision may be -1, and is written so that this is short.
final class InspectorCodecs {

  static final List<Codec<? extends Rpc>> ALL =
      List.of(
          new Codec<>("HQ1", HashQuestion.class, InspectorCodecs::write, InspectorCodecs::question),
          new Codec<>("HA1", HashAnswer.class, InspectorCodecs::write, InspectorCodecs::answer));

  private static final int WITHOUT_HASH = 0;
  private static final int WITH_HASH = 1;

  private InspectorCodecs() {}

  private static void write(CodedOutputStream out, HashQuestion m) throws IOException {
    writeMemberId(out, m.from());
    out.writeUInt64NoTag(m.askId());
    out.writeUInt64NoTag(m.appliedIndex());
    out.writeUInt64NoTag(m.revision());
    out.writeSInt64NoTag(m.compactRevision());
  }

  private static HashQuestion question(CodedInputStream in) throws IOException {
    return new HashQuestion(
        readMemberId(in), in.readUInt64(), in.readUInt64(), in.readUInt64(), in.readSInt64());
  }

  private static void write(CodedOutputStream out, HashAnswer m) throws IOException {
    writeMemberId(out, m.from());
    out.writeUInt64NoTag(m.askId());
    Testimony testimony = m.testimony();
    out.writeUInt64NoTag(testimony.appliedIndex());
    out.writeUInt64NoTag(testimony.revision());
    out.writeSInt64NoTag(testimony.compactRevision());
    KeyHash hash = testimony.hash();
    if (hash == null) {
      out.writeUInt32NoTag(WITHOUT_HASH);
    } else {
      out.writeUInt32NoTag(WITH_HASH);
      out.writeFixed32NoTag(hash.hash());
      out.writeSInt64NoTag(hash.compactRevision());
      out.writeUInt64NoTag(hash.revision());
    }
  }

  private static HashAnswer answer(CodedInputStream in) throws IOException {
    var from = readMemberId(in);
    long askId = in.readUInt64();
    return new HashAnswer(
        from, askId, new Testimony(in.readUInt64(), in.readUInt64(), in.readSInt64(), hash(in)));
  }

  private static @Nullable KeyHash hash(CodedInputStream in) throws IOException {
    int code = in.readUInt32();
    return switch (code) {
      case WITHOUT_HASH -> null;
      case WITH_HASH -> new KeyHash(in.readFixed32(), in.readSInt64(), in.readUInt64());
      default -> throw new InvalidProtocolBufferException("unknown hash " + code);
    };
  }
}
