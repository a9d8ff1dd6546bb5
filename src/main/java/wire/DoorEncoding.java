package wire;

import actors.Door;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import etcd.EtcdError;
import java.io.IOException;
import java.io.NotSerializableException;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.jspecify.annotations.Nullable;

/// The layouts of what a member is asked from other actor systems, and of its answers.
///
/// An error of etcd travels as its text, which etcd's clients tell errors apart by: so it is the
/// one name of an error that never changes.
///
/// @param refs writes and reads to whom an answer goes
record DoorEncoding(ActorRefResolver refs) {

  static String manifest(Door.Message message) {
    return switch (message) {
      case Door.Ask ask -> ask.token() == null ? "Q1" : "Q2";
      case Door.Done _ -> "D1";
      case Door.Refused _ -> "R1";
      case Door.Failed _ -> "X1";
    };
  }

  void write(CodedOutputStream out, Door.Message message) throws IOException {
    switch (message) {
      case Door.Ask(var kind, var request, var replyTo, var token) -> {
        if (token != null) {
          out.writeStringNoTag(token);
        }
        out.writeUInt32NoTag(kind.code());
        out.writeStringNoTag(refs.toSerializationFormat(replyTo));
        out.writeBytesNoTag(request);
      }
      case Door.Done(var response) -> out.writeBytesNoTag(response);
      case Door.Refused(var error) -> out.writeStringNoTag(error.text());
      case Door.Failed(var reason) -> out.writeStringNoTag(reason);
    }
  }

  /// @throws NotSerializableException if the manifest is unknown
  Door.Message read(String manifest, CodedInputStream in) throws IOException {
    return switch (manifest) {
      case "Q1" -> ask(in, null);
      case "Q2" -> ask(in, in.readStringRequireUtf8());
      case "D1" -> new Door.Done(in.readBytes());
      case "R1" -> refused(in.readStringRequireUtf8());
      case "X1" -> new Door.Failed(in.readStringRequireUtf8());
      default -> throw new NotSerializableException("unknown message manifest '" + manifest + "'");
    };
  }

  private Door.Ask ask(CodedInputStream in, @Nullable String token) throws IOException {
    var kind = Door.Kind.of(in.readUInt32());
    var replyTo = refs.<Door.Answer>resolveActorRef(in.readStringRequireUtf8());
    return new Door.Ask(kind, in.readBytes(), replyTo, token);
  }

  /// An error that only a later release knows is still an answer.
  private static Door.Answer refused(String text) {
    return EtcdError.ofText(text)
        .<Door.Answer>map(Door.Refused::new)
        .orElseGet(() -> new Door.Failed(text));
  }
}
