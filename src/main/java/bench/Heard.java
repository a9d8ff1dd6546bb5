package bench;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import etcdserverpb.WatchGrpc;
import etcdserverpb.WatchRequest;
import etcdserverpb.WatchResponse;
import io.grpc.MethodDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import mvccpb.Event;
import mvccpb.KeyValue;

/// What a load needs of a watch response: the answer to a creation whole, of events the times that
/// their values begin with. A load generator shares the machine with the members it measures, and
/// reading each event whole cost it as much as sending it cost them.
///
/// @param answer the response if it speaks of the watcher itself; empty where it brings events
/// @param sentNanos when each event's put was sent
record Heard(WatchResponse answer, long[] sentNanos) {

  private static final long[] NONE = {};

  /// The watch method, heard so.
  static final MethodDescriptor<WatchRequest, Heard> METHOD =
      WatchGrpc.getWatchMethod().<WatchRequest, Heard>toBuilder(
              WatchGrpc.getWatchMethod().getRequestMarshaller(), new Ear())
          .build();

  private static final class Ear implements MethodDescriptor.Marshaller<Heard> {

    @Override
    public InputStream stream(Heard heard) {
      throw new UnsupportedOperationException("no client sends a response");
    }

    @Override
    public Heard parse(InputStream response) {
      try {
        return of(response.readAllBytes());
      } catch (IOException unreadable) {
        throw new UncheckedIOException(unreadable);
      }
    }
  }

  /// Listens to an encoded response.
  ///
  /// @throws IOException if it is none
  static Heard of(byte[] response) throws IOException {
    long[] sent = NONE;
    var in = CodedInputStream.newInstance(response);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case WatchResponse.HEADER_FIELD_NUMBER, WatchResponse.WATCH_ID_FIELD_NUMBER ->
            in.skipField(tag);
        case WatchResponse.EVENTS_FIELD_NUMBER -> {
          sent = Arrays.copyOf(sent, sent.length + 1);
          sent[sent.length - 1] = ofEvent(in);
        }
        default -> {
          return new Heard(WatchResponse.parseFrom(response), NONE);
        }
      }
    }
    return new Heard(WatchResponse.getDefaultInstance(), sent);
  }

  private static long ofEvent(CodedInputStream in) throws IOException {
    long sent = 0;
    int outer = in.pushLimit(in.readRawVarint32());
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (WireFormat.getTagFieldNumber(tag) == Event.KV_FIELD_NUMBER) {
        sent = ofPair(in);
      } else {
        in.skipField(tag);
      }
    }
    in.popLimit(outer);
    return sent;
  }

  private static long ofPair(CodedInputStream in) throws IOException {
    long sent = 0;
    int outer = in.pushLimit(in.readRawVarint32());
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (WireFormat.getTagFieldNumber(tag) == KeyValue.VALUE_FIELD_NUMBER) {
        int bytes = in.readRawVarint32();
        // Protobuf writes numbers of fixed length with the least byte first, a value the first.
        sent = Long.reverseBytes(in.readRawLittleEndian64());
        in.skipRawBytes(bytes - Long.BYTES);
      } else {
        in.skipField(tag);
      }
    }
    in.popLimit(outer);
    return sent;
  }
}
