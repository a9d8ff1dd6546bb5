package raft;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// Remembers the ids it has seen last, so that a copied message is taken once.
public final class RecentIds {

  /// How many ids are remembered: more than can be under way at once.
  private static final int LIMIT = 4096;

  private final Set<Long> ids =
      Collections.newSetFromMap(
          new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Long, Boolean> eldest) {
              return size() > LIMIT;
            }
          });

  /// Whether `id` is seen for the first time.
  public boolean isFirst(long id) {
    return ids.add(id);
  }
}
