package raft;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// Remembers the ids it has seen last, so that a copied message is taken once.
public final class RecentIds {

  /// How many ids are remembered: more than can be under way at once.
  private static final int LIMIT = 4096;

  private record Id(MemberId from, long id) {}

  private final Set<Id> ids =
      Collections.newSetFromMap(
          new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Id, Boolean> eldest) {
              return size() > LIMIT;
            }
          });

  /// Whether an id of a member is seen for the first time.
  public boolean isFirst(MemberId from, long id) {
    return ids.add(new Id(from, id));
  }
}
