package differential;

import authpb.Permission;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import etcd.EtcdError;
import etcdserverpb.AlarmRequest;
import etcdserverpb.AlarmResponse;
import etcdserverpb.AuthRoleGetRequest;
import etcdserverpb.AuthRoleGetResponse;
import etcdserverpb.AuthRoleGrantPermissionRequest;
import etcdserverpb.CompactionRequest;
import etcdserverpb.DefragmentRequest;
import etcdserverpb.HashKVRequest;
import etcdserverpb.HashKVResponse;
import etcdserverpb.HashRequest;
import etcdserverpb.LeaseLeasesRequest;
import etcdserverpb.LeaseLeasesResponse;
import etcdserverpb.LeaseTimeToLiveRequest;
import etcdserverpb.MemberListRequest;
import etcdserverpb.MoveLeaderRequest;
import etcdserverpb.RangeRequest;
import etcdserverpb.RequestOp;
import etcdserverpb.StatusRequest;
import etcdserverpb.TxnRequest;
import etcdserverpb.WatchResponse;
import io.grpc.Status.Code;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Where Sampo, which speaks as etcd 3.6 does, is to differ from the etcd 3.4 that Debian ships.
/// Whatever is not in this table is to be the same.
///
/// Not in the table, since no request of the KV service shows it without leases or watches: from
/// 3.4.34 on a compaction keeps a deletion that is just as old as the revision it keeps (for
/// watches from there); from 3.7 on `keys_only` ranges say nothing of leases; and from 3.7 on the
/// limit of a range sorted by key, ascending, is looked at early (the same pairs, less work).
enum Difference {
  /// etcd checks the sort order and target since 3.6 (`checkRangeRequest` in `v3rpc/key.go`).
  /// Before, an unknown order was none, and an unknown target ended the process with a nil pointer:
  /// so the old etcd is not asked at all.
  SORT_OPTION {
    @Override
    Optional<Answer> instead(Step step) {
      return step instanceof Ask(RangeRequest range, _)
              && !range.getKey().isEmpty()
              && (range.getSortOrder() == RangeRequest.SortOrder.UNRECOGNIZED
                  || range.getSortTarget() == RangeRequest.SortTarget.UNRECOGNIZED)
          ? Optional.of(Answer.of(EtcdError.INVALID_SORT_OPTION))
          : Optional.empty();
    }
  },

  /// A transaction that fails for a put and for a range as well: 3.4 looks at all puts before all
  /// ranges (`checkRequests` in `apply.go`), later ones look at both in their order (`checkTxn` in
  /// `txn/txn.go`). Either way nothing is written, and both failures are true.
  ORDER_OF_FAILURES {
    private static final Set<Answer> OF_PUTS =
        Set.of(Answer.of(EtcdError.KEY_NOT_FOUND), Answer.of(EtcdError.LEASE_NOT_FOUND));
    private static final Set<Answer> OF_RANGES =
        Set.of(Answer.of(EtcdError.COMPACTED), Answer.of(EtcdError.FUTURE_REVISION));

    @Override
    boolean excuses(Step step, Answer etcd, Answer sampo) {
      return step instanceof Ask(TxnRequest txn, _)
          && OF_PUTS.contains(etcd)
          && OF_RANGES.contains(sampo)
          && rangeBeforePut(txn);
    }
  },

  /// A watcher that starts at a negative revision is refused since 3.4.38 and 3.6.6; before, it was
  /// as if it started at none.
  NEGATIVE_START {
    @Override
    Optional<Answer> instead(Step step) {
      return step instanceof Watching.Create(_, var watcher) && watcher.getStartRevision() < 0
          ? Optional.of(
              Answer.of(
                  WatchResponse.newBuilder()
                      .setWatchId(-1)
                      .setCreated(true)
                      .setCanceled(true)
                      .setCancelReason(EtcdError.COMPACTED.text())
                      .build()))
          : Optional.empty();
    }
  },

  /// Progress requests of a stream without watchers, or with one that starts in the future, are not
  /// answered since 3.4.31 and 3.6.2.
  VAIN_PROGRESS {
    @Override
    Optional<Answer> instead(Step step) {
      return step instanceof Watching.VainProgress
          ? Optional.of(Answer.Done.DONE)
          : Optional.empty();
    }
  },

  /// etcd knows of downgrades since 3.5.
  DOWNGRADE {
    @Override
    Optional<Answer> instead(Step step) {
      return step instanceof Downgrading downgrading
          ? Optional.of(downgrading.answer())
          : Optional.empty();
    }
  },

  /// Responses about alarms have a header since 3.5.
  ALARM_HEADER {
    @Override
    boolean excuses(Step step, Answer etcd, Answer sampo) {
      return etcd instanceof Answer.Response(AlarmResponse one)
          && sampo instanceof Answer.Response(AlarmResponse other)
          && !one.hasHeader()
          && one.equals(other.toBuilder().clearHeader().build());
    }
  },

  /// etcd tells whether auth is on since 3.5, and tells anybody since 3.7.
  AUTH_STATE {
    @Override
    Optional<Answer> instead(Step step) {
      return step instanceof AuthState(var enabled)
          ? Optional.of(AuthState.answer(enabled))
          : Optional.empty();
    }
  },

  /// Calls that anybody might make until 3.4.42 and 3.6.9 need a user since, or the root.
  GUARDED_SINCE {
    @Override
    boolean excuses(Step step, Answer etcd, Answer sampo) {
      return DENIALS.contains(sampo)
          && step instanceof Ask(Message message, _)
          && switch (message) {
            case AlarmRequest _,
                StatusRequest _,
                MemberListRequest _,
                MoveLeaderRequest _,
                CompactionRequest _,
                LeaseTimeToLiveRequest _,
                LeaseLeasesRequest _ ->
                true;
            default -> false;
          };
    }
  },

  /// The hash at the very revision of the last compaction can be had since later than 3.4.
  HASH_AT_COMPACTION {
    @Override
    boolean excuses(Step step, Answer etcd, Answer sampo) {
      return step instanceof Ask(HashKVRequest request, _)
          && request.getRevision() > 0
          && Answer.of(EtcdError.COMPACTED).equals(etcd)
          && sampo instanceof Answer.Response(HashKVResponse hash)
          && hash.getCompactRevision() == request.getRevision();
    }
  },

  /// Auth's refusals of maintenance have a code and a text of the protocol since 3.5.
  BARE_REFUSAL {
    @Override
    boolean excuses(Step step, Answer etcd, Answer sampo) {
      return step instanceof Ask(Message message, _)
          && (message instanceof HashRequest
              || message instanceof HashKVRequest
              || message instanceof DefragmentRequest)
          && etcd instanceof Answer.Refusal(Code code, String text)
          && code == Code.UNKNOWN
          && DENIALS.contains(sampo)
          && sampo instanceof Answer.Refusal(_, String ours)
          && text.replaceFirst("^auth: ", "etcdserver: ").equals(ours);
    }
  },

  /// What the role root may do, which is everything, is shown since later than 3.4, instead of what
  /// somebody may have granted it besides.
  ROLE_OF_ROOT {
    private static final Permission EVERYTHING =
        Permission.newBuilder()
            .setPermType(Permission.Type.READWRITE)
            .setRangeEnd(Keys.ZERO)
            .build();

    @Override
    boolean excuses(Step step, Answer etcd, Answer sampo) {
      return step instanceof Ask(AuthRoleGetRequest request, _)
          && request.getRole().equals("root")
          && etcd instanceof Answer.Response(AuthRoleGetResponse one)
          && sampo instanceof Answer.Response(AuthRoleGetResponse other)
          && other.getPermList().equals(List.of(EVERYTHING))
          && one.getHeader().equals(other.getHeader());
    }
  },

  /// Leases are listed by the time they have left: those that were granted or renewed in the same
  /// moment for the same time stand in the order of milliseconds, which is each server's own.
  ORDER_OF_LEASES {
    @Override
    boolean isChance() {
      return true;
    }

    @Override
    boolean excuses(Step step, Answer etcd, Answer sampo) {
      return etcd instanceof Answer.Response(LeaseLeasesResponse one)
          && sampo instanceof Answer.Response(LeaseLeasesResponse other)
          && one.getHeader().equals(other.getHeader())
          && one.getLeasesCount() == other.getLeasesCount()
          && Set.copyOf(one.getLeasesList()).equals(Set.copyOf(other.getLeasesList()));
    }
  },

  /// Who may read a key may watch all keys from there on, to an etcd without the correction of
  /// GHSA-xg4h-6gfc-h4m8.
  OPEN_WATCH {
    @Override
    boolean excuses(Step step, Answer etcd, Answer sampo) {
      return step instanceof WatchOnce(var watcher, _)
          && watcher.getRangeEnd().equals(Keys.ZERO)
          && etcd instanceof Answer.Response(WatchResponse one)
          && !one.getCanceled()
          && sampo instanceof Answer.Response(WatchResponse other)
          && other.getCancelReason().endsWith(EtcdError.PERMISSION_DENIED.text());
    }
  },

  /// A transaction without any request needs no permission, and so to etcd no user either; Sampo
  /// tells a stranger nothing of its store, not even its revision.
  EMPTY_TXN {
    @Override
    boolean excuses(Step step, Answer etcd, Answer sampo) {
      return step instanceof Ask(TxnRequest txn, String user)
          && user.isEmpty()
          && txn.equals(TxnRequest.getDefaultInstance())
          && etcd instanceof Answer.Response
          && Answer.of(EtcdError.USER_EMPTY).equals(sampo);
    }
  },

  /// A role is granted nothing, or a range that holds no key: 3.4 ends with a nil pointer, or keeps
  /// it; refused since 3.5 (`ErrPermissionNotGiven`, `isValidPermissionRange` in `auth/store.go`).
  ODD_PERMISSION {
    @Override
    Optional<Answer> instead(Step step) {
      return step instanceof Ask(AuthRoleGrantPermissionRequest grant, _)
          ? refusal(grant)
          : Optional.empty();
    }

    private static Optional<Answer> refusal(AuthRoleGrantPermissionRequest grant) {
      if (!grant.hasPerm()) {
        return Optional.of(Answer.of(EtcdError.PERMISSION_NOT_GIVEN));
      }
      ByteString key = grant.getPerm().getKey();
      ByteString end = grant.getPerm().getRangeEnd();
      boolean holdsNothing =
          key.isEmpty()
              || (!end.isEmpty()
                  && !end.equals(Keys.ZERO)
                  && ByteString.unsignedLexicographicalComparator().compare(key, end) >= 0);
      return holdsNothing
          ? Optional.of(Answer.of(EtcdError.INVALID_AUTH_MANAGEMENT))
          : Optional.empty();
    }
  };

  /// That somebody may not do something, of whatever the reason.
  private static final Set<Answer> DENIALS =
      Set.of(
          Answer.of(EtcdError.PERMISSION_DENIED),
          Answer.of(EtcdError.USER_EMPTY),
          Answer.of(EtcdError.INVALID_AUTH_TOKEN),
          Answer.of(EtcdError.AUTH_OLD_REVISION));

  /// What Sampo is to answer, if etcd is not to be asked.
  Optional<Answer> instead(Step step) {
    return Optional.empty();
  }

  /// Whether two of the same etcd may differ so, too.
  boolean isChance() {
    return false;
  }

  /// Whether these two answers may differ so.
  boolean excuses(Step step, Answer etcd, Answer sampo) {
    return false;
  }

  /// Whether a range that may fail comes before a put that may fail.
  private static boolean rangeBeforePut(TxnRequest txn) {
    return Stream.of(txn.getSuccessList(), txn.getFailureList())
        .map(branch -> branch.stream().flatMap(Difference::leaves).toList())
        .anyMatch(
            leaves ->
                leaves.stream()
                    .dropWhile(op -> op.getRequestRange().getRevision() == 0)
                    .map(RequestOp::getRequestPut)
                    .anyMatch(
                        put ->
                            put.getLease() != 0 || put.getIgnoreValue() || put.getIgnoreLease()));
  }

  private static Stream<RequestOp> leaves(RequestOp op) {
    TxnRequest nested = op.getRequestTxn();
    return op.hasRequestTxn()
        ? Stream.of(nested.getSuccessList(), nested.getFailureList())
            .flatMap(List::stream)
            .flatMap(Difference::leaves)
        : Stream.of(op);
  }
}
