package lease;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import etcd.EtcdError;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import mvcc.Batch;
import mvcc.LeaseCheck;
import mvcc.Store;
import org.jspecify.annotations.Nullable;
import proposal.wire.LeaseCheckpoint;
import proposal.wire.LeaseGrantId;

/// All leases and the keys under each, as the proposals so far have left them.
///
/// The thread that applies proposals changes it; any thread reads. The leases are rows of a table
/// of the store. The keys are not: every key says in the store which lease it is under, and
/// [#restore] gathers them.
public final class LeaseTable implements LeaseCheck {

  /// The table of the store that holds the leases.
  public static final String TABLE = "leases";

  private final LeaseWatcher watcher;
  private final Map<Long, Lease> leases = new ConcurrentHashMap<>();
  private final Map<Long, Set<ByteString>> keys = new ConcurrentHashMap<>();

  /// The leases that proposals since the last commit have changed.
  private Set<Long> changed = new HashSet<>();

  private volatile Consumer<Set<Long>> listener = _ -> {};

  /// A table without leases.
  public LeaseTable(LeaseWatcher watcher) {
    this.watcher = watcher;
  }

  /// Takes over what the store remembers; to be called once, before anything is applied. Walks over
  /// the index of keys only if there are leases.
  public void restore(Store store) {
    for (Store.Row row : store.rows(TABLE)) {
      Lease lease = Lease.of(row.key(), row.value());
      leases.put(lease.id(), lease);
    }
    if (!leases.isEmpty()) {
      store.view().leasedKeys((key, lease) -> attach(UnsafeByteOperations.unsafeWrap(key), lease));
    }
  }

  /// Says who hears, after each commit, which leases were granted, changed or ended.
  public void onChange(Consumer<Set<Long>> listener) {
    this.listener = listener;
  }

  // -- proposals

  /// Grants a lease.
  ///
  /// Fails with LEASE_EXISTS.
  ///
  /// @param grant the id of the proposal
  /// @param ttl in seconds, within the bounds
  public void grant(Batch batch, long grant, long id, long ttl) {
    if (leases.containsKey(id)) {
      throw EtcdError.LEASE_EXISTS.exception();
    }
    put(batch, new Lease(id, grant, ttl, 0));
    watcher.granted(ttl);
  }

  /// Ends a lease and deletes its keys, by key, in one revision; in none when there are none.
  ///
  /// Fails with LEASE_NOT_FOUND.
  public void revoke(Batch batch, long id) {
    Lease lease = leases.get(id);
    if (lease == null) {
      throw EtcdError.LEASE_NOT_FOUND.exception();
    }
    end(batch, lease);
  }

  /// Ends the leases whose time is over, each in a revision of its own. Those that are gone, or
  /// were granted again, are left out.
  public void expire(Batch batch, List<LeaseGrantId> expired) {
    for (LeaseGrantId id : expired) {
      Lease lease = meant(id);
      if (lease != null) {
        end(batch, lease);
      }
    }
  }

  /// Notes how much time leases have left. Those that are gone are left out.
  public void checkpoint(Batch batch, List<LeaseCheckpoint> checkpoints) {
    for (LeaseCheckpoint checkpoint : checkpoints) {
      Lease lease = meant(checkpoint.getLease());
      if (lease != null) {
        put(batch, lease.withRemaining(checkpoint.getRemainingTtl()));
      }
    }
  }

  /// What was applied is in the store: those who listen may know.
  public void committed() {
    if (!changed.isEmpty()) {
      Set<Long> news = changed;
      changed = new HashSet<>();
      listener.accept(news);
    }
  }

  private @Nullable Lease meant(LeaseGrantId id) {
    Lease lease = leases.get(id.getId());
    return lease != null && lease.grant() == id.getGrant() ? lease : null;
  }

  private void put(Batch batch, Lease lease) {
    batch.putRow(TABLE, lease.rowKey(), lease.row());
    leases.put(lease.id(), lease);
    changed.add(lease.id());
  }

  private void end(Batch batch, Lease lease) {
    batch.deleteKeys(
        keys(lease.id()).stream().sorted(ByteString.unsignedLexicographicalComparator()).toList());
    batch.deleteRow(TABLE, lease.rowKey());
    leases.remove(lease.id());
    changed.add(lease.id());
    watcher.revoked();
  }

  // -- keys

  @Override
  public boolean exists(long leaseId) {
    return leases.containsKey(leaseId);
  }

  @Override
  public void moved(ByteString key, long from, long to) {
    if (from != 0) {
      detach(key, from);
    }
    if (to != 0) {
      attach(key, to);
    }
  }

  private void attach(ByteString key, long lease) {
    // Most leases have few keys.
    keys.computeIfAbsent(lease, _ -> ConcurrentHashMap.newKeySet(1)).add(key);
  }

  private void detach(ByteString key, long lease) {
    Set<ByteString> attached = keys.get(lease);
    if (attached != null && attached.remove(key) && attached.isEmpty()) {
      keys.remove(lease);
    }
  }

  // -- reads

  /// A lease; null when there is none of that id.
  public @Nullable Lease get(long id) {
    return leases.get(id);
  }

  /// All leases, in no order; what changes meanwhile may be seen or not.
  public Collection<Lease> all() {
    return leases.values();
  }

  /// The keys under a lease, in no order; what changes meanwhile may be seen or not.
  public Set<ByteString> keys(long id) {
    return keys.getOrDefault(id, Set.of());
  }
}
