package sampo.cli;

import com.google.protobuf.Message;
import etcdserverpb.DeleteRangeResponse;
import etcdserverpb.MemberListResponse;
import etcdserverpb.PutResponse;
import etcdserverpb.RangeResponse;
import etcdserverpb.StatusResponse;
import etcdserverpb.TxnResponse;
import java.io.PrintStream;
import java.util.Map;
import java.util.stream.Collectors;

/// Each answer as one line of JSON, as etcdctl's `-w json` has it.
///
/// @param out where the line goes
record JsonOutput(PrintStream out) implements Output {

  @Override
  public void put(PutResponse response) {
    line(response);
  }

  @Override
  public void get(RangeResponse response, Get.Show show) {
    line(response);
  }

  @Override
  public void del(DeleteRangeResponse response) {
    line(response);
  }

  @Override
  public void txn(TxnResponse response) {
    line(response);
  }

  @Override
  public void members(MemberListResponse response) {
    line(response);
  }

  @Override
  public void status(Map<String, StatusResponse> byEndpoint) {
    out.println(
        byEndpoint.entrySet().stream()
            .map(
                e ->
                    "{\"Endpoint\":%s,\"Status\":%s}"
                        .formatted(Json.quoted(e.getKey()), Json.of(e.getValue())))
            .collect(Collectors.joining(",", "[", "]")));
  }

  private void line(Message message) {
    out.println(Json.of(message));
  }
}
