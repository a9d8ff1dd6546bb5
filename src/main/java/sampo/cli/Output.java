package sampo.cli;

import etcdserverpb.DeleteRangeResponse;
import etcdserverpb.MemberListResponse;
import etcdserverpb.PutResponse;
import etcdserverpb.RangeResponse;
import etcdserverpb.StatusResponse;
import etcdserverpb.TxnResponse;
import java.util.Map;

/// How answers reach the terminal.
sealed interface Output permits SimpleOutput, JsonOutput {

  void put(PutResponse response);

  void get(RangeResponse response, Get.Show show);

  void del(DeleteRangeResponse response);

  void txn(TxnResponse response);

  void members(MemberListResponse response);

  /// @param byEndpoint what each endpoint that answered said
  void status(Map<String, StatusResponse> byEndpoint);
}
