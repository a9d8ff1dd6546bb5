package gateway;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import io.grpc.Status;
import java.nio.charset.StandardCharsets;

/// Messages as etcd's gateway writes and reads them: fields under their names in the proto files,
/// 64-bit numbers and bytes as strings, nothing that is zero.
final class Json {

  private static final JsonFormat.Parser PARSER = JsonFormat.parser().ignoringUnknownFields();
  private static final JsonFormat.Printer PRINTER =
      JsonFormat.printer().preservingProtoFieldNames().omittingInsignificantWhitespace();
  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  private Json() {}

  /// Reads a message; no text at all is an empty one.
  ///
  /// @throws InvalidProtocolBufferException saying what is wrong with the text
  static <M extends Message> M read(byte[] json, M empty) throws InvalidProtocolBufferException {
    var text = new String(json, StandardCharsets.UTF_8);
    if (text.isBlank()) {
      return empty;
    }
    var message = empty.newBuilderForType();
    PARSER.merge(text, message);
    @SuppressWarnings("unchecked") // a builder builds what it is of
    M read = (M) message.build();
    return read;
  }

  static byte[] write(Message message) {
    return print(message).getBytes(StandardCharsets.UTF_8);
  }

  /// A line of a stream.
  static byte[] result(Message message) {
    return ("{\"result\":" + print(message) + "}\n").getBytes(StandardCharsets.UTF_8);
  }

  /// A failure as etcd 3.6 answers with it, and, for clients of etcd 3.4 and 3.5, `error` too.
  static byte[] failure(Status status) {
    var error = new JsonObject();
    error.addProperty("error", text(status));
    common(error, status);
    return GSON.toJson(error).getBytes(StandardCharsets.UTF_8);
  }

  /// A failure as the last line of a stream, in the words of etcd 3.6 and of those before.
  static byte[] failureLine(Status status) {
    var http = HttpCodes.of(status.getCode());
    var error = new JsonObject();
    error.addProperty("grpc_code", status.getCode().value());
    error.addProperty("http_code", http.code());
    error.addProperty("http_status", http.reasonPhrase());
    common(error, status);
    var line = new JsonObject();
    line.add("error", error);
    return (GSON.toJson(line) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static void common(JsonObject error, Status status) {
    error.addProperty("code", status.getCode().value());
    error.addProperty("message", text(status));
    error.add("details", new JsonArray());
  }

  private static String text(Status status) {
    var description = status.getDescription();
    return description == null ? status.getCode().name() : description;
  }

  private static String print(Message message) {
    try {
      return PRINTER.print(message);
    } catch (InvalidProtocolBufferException impossible) {
      // Only an Any of unknown type cannot be printed.
      throw new IllegalStateException(impossible);
    }
  }
}
