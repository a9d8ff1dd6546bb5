package wire;

import static wire.Encoding.readMemberId;
import static wire.Encoding.writeMemberId;

import actors.Lessor.Answers;
import actors.Lessor.NotLeading;
import actors.Lessor.Questions;
import actors.Lessor.Rpc;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import lease.LeaseAnswer;
import lease.LeaseQuestion;

/// The layouts of what the lessors of members say to one another: sender, asking, then the fields.
final class LessorCodecs {

  static final List<Codec<? extends Rpc>> ALL =
      List.of(
          rpc("LQ1", Questions.class, LessorCodecs::write, LessorCodecs::questions),
          rpc("LA1", Answers.class, LessorCodecs::write, LessorCodecs::answers),
          rpc("LN1", NotLeading.class, (out, m) -> {}, LessorCodecs::notLeading));

  /// A kind and an id.
  private static final int MIN_QUESTION_BYTES = 1 + Long.BYTES;

  private static final int ALIVE = 1;
  private static final int GONE = 2;
  private static final int BUSY = 3;

  private LessorCodecs() {}

  private static <T extends Rpc> Codec<T> rpc(
      String manifest, Class<T> type, Codec.Writer<T> fields, Codec.Reader<T> reader) {
    return new Codec<>(
        manifest,
        type,
        (out, message) -> {
          writeMemberId(out, message.from());
          out.writeUInt64NoTag(message.askId());
          fields.write(out, message);
        },
        reader);
  }

  private static void write(CodedOutputStream out, Questions m) throws IOException {
    out.writeUInt32NoTag(m.questions().size());
    for (LeaseQuestion question : m.questions()) {
      out.writeUInt32NoTag(question.kind().code());
      out.writeFixed64NoTag(question.id());
    }
  }

  private static Questions questions(CodedInputStream in) throws IOException {
    var from = readMemberId(in);
    long askId = in.readUInt64();
    int count = Encoding.readCount(in, MIN_QUESTION_BYTES);
    var questions = new ArrayList<LeaseQuestion>(count);
    for (int i = 0; i < count; i++) {
      questions.add(new LeaseQuestion(LeaseQuestion.Kind.of(in.readUInt32()), in.readFixed64()));
    }
    return new Questions(from, askId, questions);
  }

  private static void write(CodedOutputStream out, Answers m) throws IOException {
    out.writeUInt32NoTag(m.answers().size());
    for (LeaseAnswer answer : m.answers()) {
      switch (answer) {
        case LeaseAnswer.Alive(long ttl, long granted) -> {
          out.writeUInt32NoTag(ALIVE);
          out.writeUInt64NoTag(ttl);
          out.writeUInt64NoTag(granted);
        }
        case LeaseAnswer.Gone.GONE -> out.writeUInt32NoTag(GONE);
        case LeaseAnswer.Busy.BUSY -> out.writeUInt32NoTag(BUSY);
      }
    }
  }

  private static Answers answers(CodedInputStream in) throws IOException {
    var from = readMemberId(in);
    long askId = in.readUInt64();
    int count = Encoding.readCount(in, 1);
    var answers = new ArrayList<LeaseAnswer>(count);
    for (int i = 0; i < count; i++) {
      answers.add(answer(in));
    }
    return new Answers(from, askId, answers);
  }

  private static LeaseAnswer answer(CodedInputStream in) throws IOException {
    int code = in.readUInt32();
    return switch (code) {
      case ALIVE -> new LeaseAnswer.Alive(in.readUInt64(), in.readUInt64());
      case GONE -> LeaseAnswer.Gone.GONE;
      case BUSY -> LeaseAnswer.Busy.BUSY;
      default -> throw new InvalidProtocolBufferException("unknown answer " + code);
    };
  }

  private static NotLeading notLeading(CodedInputStream in) throws IOException {
    return new NotLeading(readMemberId(in), in.readUInt64());
  }
}
