package simulation;

import etcdserverpb.DeleteRangeResponse;
import etcdserverpb.PutResponse;
import etcdserverpb.RangeResponse;
import etcdserverpb.TxnResponse;
import java.util.ArrayList;
import java.util.List;
import verify.Operation;
import verify.Outcome;

/// All that clients have asked and heard.
final class History {

  private final List<Operation> operations = new ArrayList<>();
  private final Knowledge known = new Knowledge();

  void add(Operation operation) {
    operations.add(operation);
    if (operation.outcome() instanceof Outcome.Answered(var response)) {
      switch (response) {
        case RangeResponse range -> known.sawRevision(range.getHeader().getRevision());
        case PutResponse put -> known.sawRevision(put.getHeader().getRevision());
        case DeleteRangeResponse delete -> known.sawRevision(delete.getHeader().getRevision());
        case TxnResponse txn -> known.sawRevision(txn.getHeader().getRevision());
        default -> {}
      }
    }
  }

  List<Operation> operations() {
    return operations;
  }

  Knowledge known() {
    return known;
  }

  /// The operations as text, a line for each.
  @Override
  public String toString() {
    var text = new StringBuilder();
    operations.forEach(operation -> text.append(operation).append('\n'));
    return text.toString();
  }
}
