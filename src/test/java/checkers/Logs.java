package checkers;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import raft.Entry;
import raft.EntryId;
import raft.MemberId;

/// The logs of all members as an onlooker knows them: in memory, and on disk.
public final class Logs {

  private final Map<MemberId, List<EntryId>> inMemory = new HashMap<>();
  private final Map<MemberId, List<EntryId>> onDisk = new HashMap<>();
  private final Map<MemberId, String> roles = new HashMap<>();
  private final int members;

  public Logs(int members) {
    this.members = members;
  }

  public int members() {
    return members;
  }

  /// A member's log; element `i` has index `i + 1`.
  public List<EntryId> of(MemberId member) {
    return inMemory.computeIfAbsent(member, _ -> new ArrayList<>());
  }

  public long lastIndex(MemberId member) {
    return of(member).size();
  }

  /// The entry of a log, [EntryId#ZERO] where there is none.
  public EntryId entry(MemberId member, long index) {
    return index >= 1 && index <= of(member).size()
        ? of(member).get((int) index - 1)
        : EntryId.ZERO;
  }

  public boolean contains(MemberId member, EntryId id) {
    return entry(member, id.index()).equals(id);
  }

  /// How many disks hold an entry, or did until they were damaged.
  public int copiesOnDisk(EntryId id) {
    var copies = 0;
    for (var log : onDisk.values()) {
      if (id.index() <= log.size() && log.get((int) id.index() - 1).equals(id)) {
        copies++;
      }
    }
    return copies;
  }

  public boolean isLeader(MemberId member) {
    return "leader".equals(roles.get(member));
  }

  public void entered(MemberId member, String role) {
    roles.put(member, role);
  }

  public void appended(MemberId member, List<Entry> entries) {
    replace(of(member), entries);
  }

  public void stored(MemberId member, List<Entry> entries) {
    replace(onDisk.computeIfAbsent(member, _ -> new ArrayList<>()), entries);
  }

  /// The member is down: of what was in its memory only the disk remains.
  public void lostMemory(MemberId member) {
    roles.remove(member);
    inMemory.put(member, new ArrayList<>(onDisk.getOrDefault(member, List.of())));
  }

  private static void replace(List<EntryId> log, List<Entry> entries) {
    if (entries.isEmpty()) {
      return;
    }
    var from = (int) entries.getFirst().index() - 1;
    if (from < log.size()) {
      log.subList(from, log.size()).clear();
    }
    for (var entry : entries) {
      if (entry.index() != log.size() + 1) {
        throw new IllegalStateException("entry " + entry.id() + " in a log of " + log.size());
      }
      log.add(entry.id());
    }
  }
}
