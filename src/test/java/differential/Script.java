package differential;

import java.util.List;

/// A stream of steps: which one comes next, given what was answered. The same seed and the same
/// answers give the same steps.
interface Script {

  Step next();

  /// What etcd answered to the step that came last.
  void heard(Step step, Answer answer);

  /// Steps that look back, when all others are done.
  default List<Step> atTheEnd() {
    return List.of();
  }
}
