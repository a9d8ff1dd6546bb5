package sampo.cli;

import com.google.protobuf.ByteString;
import etcdserverpb.DeleteRangeResponse;
import etcdserverpb.Member;
import etcdserverpb.MemberListResponse;
import etcdserverpb.PutResponse;
import etcdserverpb.RangeResponse;
import etcdserverpb.ResponseOp;
import etcdserverpb.StatusResponse;
import etcdserverpb.TxnResponse;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import mvccpb.KeyValue;

/// Answers as lines: keys and values raw, the rest as etcdctl's `-w simple` has it.
///
/// @param out where the lines go
record SimpleOutput(PrintStream out) implements Output {

  private static final List<String> UNITS = List.of("B", "kB", "MB", "GB", "TB", "PB");

  @Override
  public void put(PutResponse response) {
    out.println("OK");
    if (response.hasPrevKv()) {
      pair(response.getPrevKv());
    }
  }

  @Override
  public void get(RangeResponse response, Get.Show show) {
    switch (show) {
      case COUNT -> out.println(response.getCount());
      case KEYS -> response.getKvsList().forEach(kv -> line(kv.getKey()));
      case VALUES -> response.getKvsList().forEach(kv -> line(kv.getValue()));
      case PAIRS -> response.getKvsList().forEach(this::pair);
    }
  }

  @Override
  public void del(DeleteRangeResponse response) {
    out.println(response.getDeleted());
    response.getPrevKvsList().forEach(this::pair);
  }

  @Override
  public void txn(TxnResponse response) {
    out.println(response.getSucceeded() ? "SUCCESS" : "FAILURE");
    for (ResponseOp op : response.getResponsesList()) {
      out.println();
      switch (op.getResponseCase()) {
        case RESPONSE_RANGE -> get(op.getResponseRange(), Get.Show.PAIRS);
        case RESPONSE_PUT -> put(op.getResponsePut());
        case RESPONSE_DELETE_RANGE -> del(op.getResponseDeleteRange());
        case RESPONSE_TXN -> txn(op.getResponseTxn());
        case RESPONSE_NOT_SET -> {}
      }
    }
  }

  @Override
  public void members(MemberListResponse response) {
    for (Member member : response.getMembersList()) {
      columns(
          Long.toHexString(member.getID()),
          member.getName().isEmpty() ? "unstarted" : "started",
          member.getName(),
          String.join(",", member.getPeerURLsList()),
          String.join(",", member.getClientURLsList()),
          member.getIsLearner());
    }
  }

  @Override
  public void status(Map<String, StatusResponse> byEndpoint) {
    byEndpoint.forEach(
        (endpoint, status) ->
            columns(
                endpoint,
                Long.toHexString(status.getHeader().getMemberId()),
                status.getVersion(),
                size(status.getDbSize()),
                status.getLeader() == status.getHeader().getMemberId(),
                status.getIsLearner(),
                Long.toUnsignedString(status.getRaftTerm()),
                Long.toUnsignedString(status.getRaftIndex()),
                Long.toUnsignedString(status.getRaftAppliedIndex()),
                String.join(", ", status.getErrorsList())));
  }

  /// Bytes with two digits and a decimal unit: `20 kB`, `1.4 MB`.
  static String size(long bytes) {
    double scaled = bytes;
    int unit = 0;
    while (scaled >= 1000 && unit < UNITS.size() - 1) {
      scaled /= 1000;
      unit++;
    }
    boolean whole = unit == 0 || scaled >= 10;
    return String.format(Locale.ROOT, whole ? "%.0f %s" : "%.1f %s", scaled, UNITS.get(unit));
  }

  private void columns(Object... values) {
    out.println(String.join(", ", java.util.Arrays.stream(values).map(String::valueOf).toList()));
  }

  private void pair(KeyValue pair) {
    line(pair.getKey());
    line(pair.getValue());
  }

  /// Bytes as they are: keys and values need not be text.
  private void line(ByteString bytes) {
    try {
      bytes.writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    out.println();
  }
}
