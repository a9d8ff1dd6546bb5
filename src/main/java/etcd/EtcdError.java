package etcd;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Every failure a client of the v3 API can be told of, with the status code and the text as etcd
/// 3.7 puts them on the wire.
///
/// Clients tell failures apart by the text alone, byte for byte: the Go client by a table, jetcd
/// and Kubernetes by parts of it. The code decides whether they try again. Each comment begins with
/// etcd's own name of the failure: `ErrGRPC...` are of its package `api/v3rpc/rpctypes`; the others
/// have no status there and so arrive as [Code#UNKNOWN] with the bare text.
///
/// The Lock and Election services answer [Code#UNKNOWN] for every failure, whatever its code here:
/// in etcd they are clients of the server, and what such a client raises is no gRPC status.
public enum EtcdError {
  // Keys and values

  /// ErrGRPCEmptyKey: an empty key in Range, Put, DeleteRange or an operation or guard of Txn.
  KEY_NOT_PROVIDED(Code.INVALID_ARGUMENT, "etcdserver: key is not provided"),
  /// ErrGRPCKeyNotFound: a Put that keeps value or lease of a key that is not there; an empty
  /// operation in Txn.
  KEY_NOT_FOUND(Code.INVALID_ARGUMENT, "etcdserver: key not found"),
  /// ErrGRPCValueProvided: a Put with ignore_value and a value.
  VALUE_PROVIDED(Code.INVALID_ARGUMENT, "etcdserver: value is provided"),
  /// ErrGRPCLeaseProvided: a Put with ignore_lease and a lease.
  LEASE_PROVIDED(Code.INVALID_ARGUMENT, "etcdserver: lease is provided"),
  /// ErrGRPCTooManyOps: a Txn of more operations than the limit per level.
  TOO_MANY_OPS(Code.INVALID_ARGUMENT, "etcdserver: too many operations in txn request"),
  /// ErrGRPCDuplicateKey: a Txn that writes a key twice, or puts what it deletes.
  DUPLICATE_KEY(Code.INVALID_ARGUMENT, "etcdserver: duplicate key given in txn request"),
  /// ErrGRPCInvalidClientAPIVersion: metadata client-api-version that is not UTF-8.
  INVALID_CLIENT_API_VERSION(Code.INVALID_ARGUMENT, "etcdserver: invalid client api version"),
  /// ErrGRPCInvalidSortOption: a sort order or target that is no known number.
  INVALID_SORT_OPTION(Code.INVALID_ARGUMENT, "etcdserver: invalid sort option"),
  /// ErrGRPCCompacted: a revision below the compacted one; a Compact at or below it.
  COMPACTED(Code.OUT_OF_RANGE, "etcdserver: mvcc: required revision has been compacted"),
  /// ErrGRPCFutureRev: a revision above the current one.
  FUTURE_REVISION(Code.OUT_OF_RANGE, "etcdserver: mvcc: required revision is a future revision"),
  /// ErrGRPCNoSpace: a write that grows the store, over the quota or under the NOSPACE alarm.
  NO_SPACE(Code.RESOURCE_EXHAUSTED, "etcdserver: mvcc: database space exceeded"),
  /// ErrGRPCRequestTooLarge: a write whose log entry has more bytes than the limit.
  REQUEST_TOO_LARGE(Code.INVALID_ARGUMENT, "etcdserver: request is too large"),
  /// ErrGRPCRequestTooManyRequests: more committed entries wait to be applied than the limit.
  /// etcd's table says ResourceExhausted; what it sends is UNKNOWN.
  TOO_MANY_REQUESTS(Code.UNKNOWN, "etcdserver: too many requests"),
  /// A RangeStream in other than key order (no constant in etcd).
  RANGE_STREAM_SORTED(Code.UNIMPLEMENTED, "RangeStream does not support custom sort orders"),
  /// A RangeStream with bounds on revisions (no constant in etcd).
  RANGE_STREAM_FILTERED(Code.UNIMPLEMENTED, "RangeStream does not support revision filters"),

  // Watches and leases

  /// ErrGRPCWatchCanceled: the client ended its watch stream.
  WATCH_CANCELED(Code.CANCELED, "etcdserver: watch canceled"),
  /// ErrGRPCLeaseNotFound: a LeaseRevoke, Put or Txn that names an unknown lease.
  LEASE_NOT_FOUND(Code.NOT_FOUND, "etcdserver: requested lease not found"),
  /// ErrGRPCLeaseExist: a LeaseGrant with an id that is taken.
  LEASE_EXISTS(Code.FAILED_PRECONDITION, "etcdserver: lease already exists"),
  /// ErrGRPCLeaseTTLTooLarge: a LeaseGrant for more than 9,000,000,000 seconds.
  LEASE_TTL_TOO_LARGE(Code.OUT_OF_RANGE, "etcdserver: too large lease TTL"),
  /// lease.ErrNotPrimary: a LeaseKeepAlive that met a leader as it stepped down.
  NOT_PRIMARY_LESSOR(Code.UNKNOWN, "not a primary lessor"),

  // Membership

  /// ErrGRPCMemberExist: a MemberAdd whose id is taken.
  MEMBER_EXISTS(Code.FAILED_PRECONDITION, "etcdserver: member ID already exist"),
  /// ErrGRPCPeerURLExist: a MemberAdd or MemberUpdate with another member's peer URL.
  PEER_URL_EXISTS(Code.FAILED_PRECONDITION, "etcdserver: Peer URLs already exists"),
  /// ErrGRPCMemberNotEnoughStarted: a change after which too few started voters would be left.
  /// etcd's table says FailedPrecondition; what it sends is UNKNOWN.
  MEMBER_NOT_ENOUGH_STARTED(
      Code.UNKNOWN, "etcdserver: re-configuration failed due to not enough started members"),
  /// ErrGRPCMemberBadURLs: a MemberAdd whose peer URLs do not parse.
  MEMBER_BAD_URLS(Code.INVALID_ARGUMENT, "etcdserver: given member URLs are invalid"),
  /// ErrGRPCMemberNotFound: a change of a member that is unknown or was removed.
  MEMBER_NOT_FOUND(Code.NOT_FOUND, "etcdserver: member not found"),
  /// ErrGRPCMemberNotLearner: a MemberPromote of a voter.
  MEMBER_NOT_LEARNER(Code.FAILED_PRECONDITION, "etcdserver: can only promote a learner member"),
  /// ErrGRPCLearnerNotReady: a MemberPromote of a learner that has not caught up.
  LEARNER_NOT_READY(
      Code.FAILED_PRECONDITION,
      "etcdserver: can only promote a learner member which is in sync with leader"),
  /// ErrGRPCTooManyLearners: a learner more than the limit.
  TOO_MANY_LEARNERS(Code.FAILED_PRECONDITION, "etcdserver: too many learner members in cluster"),
  /// ErrGRPCClusterIDMismatch: a peer of another cluster asked for a hash.
  CLUSTER_ID_MISMATCH(Code.FAILED_PRECONDITION, "etcdserver: cluster ID mismatch"),
  /// ErrGRPCUnhealthy: a membership change while this member has no lasting contact with a quorum.
  UNHEALTHY(Code.UNAVAILABLE, "etcdserver: unhealthy cluster"),

  // Users and permissions

  /// ErrGRPCRootUserNotExist: an AuthEnable with no user root.
  ROOT_USER_NOT_EXIST(Code.FAILED_PRECONDITION, "etcdserver: root user does not exist"),
  /// ErrGRPCRootRoleNotExist: an AuthEnable with a user root that lacks the role root.
  ROOT_ROLE_NOT_EXIST(Code.FAILED_PRECONDITION, "etcdserver: root user does not have root role"),
  /// ErrGRPCUserAlreadyExist: a UserAdd of a name that is taken.
  USER_ALREADY_EXISTS(Code.FAILED_PRECONDITION, "etcdserver: user name already exists"),
  /// ErrGRPCUserEmpty: a UserAdd of an empty name; any call without credentials while auth is on.
  USER_EMPTY(Code.INVALID_ARGUMENT, "etcdserver: user name is empty"),
  /// ErrGRPCUserNotFound: an unknown user in user administration.
  USER_NOT_FOUND(Code.FAILED_PRECONDITION, "etcdserver: user name not found"),
  /// ErrGRPCRoleAlreadyExist: a RoleAdd of a name that is taken.
  ROLE_ALREADY_EXISTS(Code.FAILED_PRECONDITION, "etcdserver: role name already exists"),
  /// ErrGRPCRoleNotFound: an unknown role in user or role administration.
  ROLE_NOT_FOUND(Code.FAILED_PRECONDITION, "etcdserver: role name not found"),
  /// ErrGRPCRoleEmpty: a RoleAdd of an empty name.
  ROLE_EMPTY(Code.INVALID_ARGUMENT, "etcdserver: role name is empty"),
  /// ErrGRPCAuthFailed: an Authenticate with a wrong name or password.
  AUTH_FAILED(
      Code.INVALID_ARGUMENT, "etcdserver: authentication failed, invalid user ID or password"),
  /// ErrGRPCPermissionNotGiven: a RoleGrantPermission that names no permission.
  PERMISSION_NOT_GIVEN(Code.INVALID_ARGUMENT, "etcdserver: permission not given"),
  /// ErrGRPCPermissionDenied: a call the user's roles do not allow.
  PERMISSION_DENIED(Code.PERMISSION_DENIED, "etcdserver: permission denied"),
  /// ErrGRPCRoleNotGranted: a UserRevokeRole of a role the user does not have.
  ROLE_NOT_GRANTED(Code.FAILED_PRECONDITION, "etcdserver: role is not granted to the user"),
  /// ErrGRPCPermissionNotGranted: a RoleRevokePermission of what the role does not have.
  PERMISSION_NOT_GRANTED(
      Code.FAILED_PRECONDITION, "etcdserver: permission is not granted to the role"),
  /// ErrGRPCAuthNotEnabled: an Authenticate while auth is off; clients go on without a token.
  AUTH_NOT_ENABLED(Code.FAILED_PRECONDITION, "etcdserver: authentication is not enabled"),
  /// ErrGRPCInvalidAuthToken: an unknown or expired token.
  INVALID_AUTH_TOKEN(Code.UNAUTHENTICATED, "etcdserver: invalid auth token"),
  /// ErrGRPCInvalidAuthMgmt: a change that would leave auth without its root; a bad permission
  /// range.
  INVALID_AUTH_MANAGEMENT(Code.INVALID_ARGUMENT, "etcdserver: invalid auth management"),
  /// ErrGRPCAuthOldRevision: a token from before the newest change of users or roles.
  AUTH_OLD_REVISION(Code.INVALID_ARGUMENT, "etcdserver: revision of auth store is old"),
  /// auth.ErrNoPasswordUser: a password for a user that was made without one.
  NO_PASSWORD_USER(
      Code.UNKNOWN, "auth: authentication failed, password was given for no password user"),
  /// bcrypt.ErrPasswordTooLong of Go's x/crypto: a new password of more bytes than bcrypt looks at.
  PASSWORD_TOO_LONG(Code.UNKNOWN, "bcrypt: password length exceeds 72 bytes"),
  /// auth.ErrVerifyOnly: an Authenticate on a member whose token key can only verify.
  AUTH_VERIFY_ONLY(Code.UNKNOWN, "auth: token signing attempted with verify-only key"),

  // The cluster's state

  /// ErrGRPCNoLeader: a call that requires a leader, while this member sees none.
  NO_LEADER(Code.UNAVAILABLE, "etcdserver: no leader"),
  /// ErrGRPCNotLeader: a MoveLeader sent to a member that does not lead.
  NOT_LEADER(Code.FAILED_PRECONDITION, "etcdserver: not leader"),
  /// ErrGRPCLeaderChanged: a linearizable read or lease look-up across a change of leader.
  LEADER_CHANGED(Code.UNAVAILABLE, "etcdserver: leader changed"),
  /// ErrGRPCNotCapable: a call before the cluster has agreed on its version.
  NOT_CAPABLE(Code.FAILED_PRECONDITION, "etcdserver: not capable"),
  /// ErrGRPCStopped: a call met by shutdown.
  STOPPED(Code.UNAVAILABLE, "etcdserver: server stopped"),
  /// ErrGRPCTimeout: a write or read not done within the request timeout; a write may still happen.
  TIMEOUT(Code.UNAVAILABLE, "etcdserver: request timed out"),
  /// ErrGRPCTimeoutDueToLeaderFail: TIMEOUT, for a request begun shortly before a new leader was
  /// elected.
  TIMEOUT_DUE_TO_LEADER_FAIL(
      Code.UNAVAILABLE, "etcdserver: request timed out, possibly due to previous leader failure"),
  /// ErrGRPCTimeoutDueToConnectionLost: TIMEOUT, while this member could not reach leader or
  /// quorum.
  TIMEOUT_DUE_TO_CONNECTION_LOST(
      Code.UNAVAILABLE, "etcdserver: request timed out, possibly due to connection lost"),
  /// ErrGRPCTimeoutWaitAppliedIndex: a lease call or promotion that waited too long for this member
  /// to catch up.
  TIMEOUT_WAIT_APPLIED_INDEX(
      Code.UNAVAILABLE,
      "etcdserver: request timed out, waiting for the applied index took too long"),
  /// errors.ErrTimeoutLeaderTransfer: a transfer of leadership not done in time.
  TIMEOUT_LEADER_TRANSFER(
      Code.UNKNOWN, "etcdserver: request timed out, leader transfer took too long"),
  /// raft.ErrProposalDropped: a write that met a leader handing over.
  PROPOSAL_DROPPED(Code.UNKNOWN, "raft proposal dropped"),
  /// ErrGRPCCorrupt: a write or compaction under the CORRUPT alarm.
  CORRUPT(Code.DATA_LOSS, "etcdserver: corrupt cluster"),
  /// ErrGRPCNotSupportedForLearner: a call that a member without vote does not serve.
  NOT_SUPPORTED_FOR_LEARNER(Code.FAILED_PRECONDITION, "etcdserver: rpc not supported for learner"),
  /// ErrGRPCBadLeaderTransferee: a MoveLeader to a member that has no vote.
  BAD_LEADER_TRANSFEREE(Code.FAILED_PRECONDITION, "etcdserver: bad leader transferee"),

  // Downgrades

  /// ErrGRPCWrongDowngradeVersionFormat: a Downgrade to what is no version.
  WRONG_DOWNGRADE_VERSION_FORMAT(
      Code.INVALID_ARGUMENT, "etcdserver: wrong downgrade target version format"),
  /// ErrGRPCInvalidDowngradeTargetVersion: a Downgrade to other than the minor version before.
  INVALID_DOWNGRADE_TARGET_VERSION(
      Code.INVALID_ARGUMENT, "etcdserver: invalid downgrade target version"),
  /// ErrGRPCClusterVersionUnavailable: a Downgrade before the cluster has agreed on its version.
  CLUSTER_VERSION_UNAVAILABLE(
      Code.FAILED_PRECONDITION, "etcdserver: cluster version not found during downgrade"),
  /// ErrGRPCDowngradeInProcess: a Downgrade while one is under way.
  DOWNGRADE_IN_PROCESS(
      Code.FAILED_PRECONDITION, "etcdserver: cluster has a downgrade job in progress"),
  /// ErrGRPCNoInflightDowngrade: a Downgrade cancelled when none is under way.
  NO_INFLIGHT_DOWNGRADE(Code.FAILED_PRECONDITION, "etcdserver: no inflight downgrade job"),
  /// errors.ErrUnknownMethod: a Downgrade whose action is no known number.
  UNKNOWN_METHOD(Code.UNKNOWN, "etcdserver: unknown method"),

  // The end of a call

  /// ErrGRPCCanceled: the request was given up inside the server.
  CANCELED(Code.CANCELED, "etcdserver: request canceled"),
  /// ErrGRPCDeadlineExceeded: etcd's table has it, but what arrives is CONTEXT_DEADLINE_EXCEEDED.
  DEADLINE_EXCEEDED(Code.DEADLINE_EXCEEDED, "etcdserver: context deadline exceeded"),
  /// The caller went away (Go's context.Canceled).
  CONTEXT_CANCELED(Code.CANCELED, "context canceled"),
  /// The request's time was over before it got in (Go's context.DeadlineExceeded).
  CONTEXT_DEADLINE_EXCEEDED(Code.DEADLINE_EXCEEDED, "context deadline exceeded"),

  // Lock and Election services

  /// concurrency.ErrSessionExpired: a Lock whose lease ended while it waited.
  SESSION_EXPIRED(Code.UNKNOWN, "mutex: session is expired"),
  /// concurrency.ErrElectionNotLeader: a Proclaim by one who no longer leads.
  ELECTION_NOT_LEADER(Code.UNKNOWN, "election: not leader"),
  /// concurrency.ErrElectionNoLeader: a Leader call for an election that nobody has won.
  ELECTION_NO_LEADER(Code.UNKNOWN, "election: no leader"),
  /// v3election.ErrMissingLeaderKey: a Proclaim or Resign without leader key.
  MISSING_LEADER_KEY(Code.UNKNOWN, "\"leader\" field must be provided");

  private static final Map<String, EtcdError> BY_TEXT =
      Stream.of(values())
          .collect(Collectors.toUnmodifiableMap(EtcdError::text, Function.identity()));

  private final Code code;
  private final String text;

  EtcdError(Code code, String text) {
    this.code = code;
    this.text = text;
  }

  /// The gRPC status code that arrives at the client.
  public Code code() {
    return code;
  }

  /// The whole text that arrives at the client, prefix included.
  public String text() {
    return text;
  }

  /// This failure, to be thrown.
  public EtcdException exception() {
    return new EtcdException(this);
  }

  /// The failure a received status description stands for; empty when etcd has none of that text.
  public static Optional<EtcdError> ofText(String text) {
    return Optional.ofNullable(BY_TEXT.get(text));
  }
}
