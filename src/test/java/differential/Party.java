package differential;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.Message;
import etcdserverpb.AuthenticateRequest;
import etcdserverpb.AuthenticateResponse;
import etcdserverpb.LeaseGrantRequest;
import etcdserverpb.LeaseGrantResponse;
import etcdserverpb.RangeRequest;
import etcdserverpb.RequestOp;
import etcdserverpb.TxnRequest;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import process.Member;
import v3lockpb.LockRequest;
import v3lockpb.LockResponse;

/// One of the two systems that are compared, and all that a script has open there.
///
/// Requests go in one after the other, by turns through all members. What may be answered from a
/// member's own state goes to the one that last did more than that, for another may not have heard
/// of the last write yet, and is not to be blamed.
final class Party implements AutoCloseable {

  /// The longest that anything is waited for.
  static final long PATIENCE_MILLIS = 20_000;

  private static final Metadata.Key<String> TOKEN =
      Metadata.Key.of("token", Metadata.ASCII_STRING_MARSHALLER);

  private final List<Member> members;
  private final Aliases aliases = new Aliases();
  private final Map<String, String> tokens = new HashMap<>();
  private final Map<String, Open> open = new HashMap<>();
  private int sent;
  private int upToDate;

  Party(List<Member> members) {
    this.members = members;
    members.forEach(member -> aliases.add(member.status().getHeader().getMemberId()));
  }

  /// Something that stays open from step to step.
  interface Open {
    void cancel();
  }

  /// Asks, and waits for the answer.
  Answer ask(Message request, String user) {
    return begin(request, user).answer();
  }

  /// A request under way; others may go in before its answer is taken.
  final class Begun implements Open {
    private final int member;
    private final Message request;
    private final ListenableFuture<Message> response;

    private Begun(int member, Message request, ListenableFuture<Message> response) {
      this.member = member;
      this.request = request;
      this.response = response;
    }

    Answer answer() {
      try {
        Message message = response.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        upToDate = member;
        learn(request, message);
        return Answer.of(aliases.inward(message));
      } catch (ExecutionException failure) {
        if (failure.getCause() instanceof StatusRuntimeException status) {
          return Answer.of(status);
        }
        throw new AssertionError(failure);
      } catch (TimeoutException silent) {
        response.cancel(true);
        return Answer.Silence.SILENCE;
      } catch (InterruptedException interrupt) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted before the answer", interrupt);
      }
    }

    @Override
    public void cancel() {
      response.cancel(true);
    }

    boolean isDone() {
      return response.isDone();
    }
  }

  Begun begin(Message request, String user) {
    int member = mayBeStale(request) ? upToDate : sent++ % members.size();
    MethodDescriptor<Message, Message> method = Methods.of(request);
    Channel channel = channel(member, user);
    return new Begun(
        member,
        request,
        ClientCalls.futureUnaryCall(
            channel.newCall(method, CallOptions.DEFAULT), aliases.outward(request)));
  }

  /// Opens a stream; it is the caller's to keep.
  <Q extends Message, R extends Message> Talk<Q, R> talk(
      MethodDescriptor<Q, R> method, String user) {
    return new Talk<>(members.get(upToDate).channel(), method, metadata(user));
  }

  private Channel channel(int member, String user) {
    Channel bare = members.get(member).channel();
    return user.isEmpty()
        ? bare
        : ClientInterceptors.intercept(
            bare, MetadataUtils.newAttachHeadersInterceptor(metadata(user)));
  }

  private Metadata metadata(String user) {
    Metadata metadata = new Metadata();
    if (!user.isEmpty()) {
      metadata.put(TOKEN, tokens.getOrDefault(user, user));
    }
    return metadata;
  }

  private void learn(Message request, Message response) {
    switch (response) {
      case LeaseGrantResponse granted -> {
        if (request instanceof LeaseGrantRequest asked && asked.getID() == 0) {
          aliases.add(granted.getID());
        }
      }
      case LockResponse locked -> {
        if (request instanceof LockRequest asked && asked.getLease() == 0) {
          aliases.addOfKey(locked.getKey());
        }
      }
      case AuthenticateResponse granted -> {
        if (request instanceof AuthenticateRequest asked) {
          tokens.put(asked.getName(), granted.getToken());
        }
      }
      default -> {}
    }
  }

  Aliases aliases() {
    return aliases;
  }

  /// What this party has open under a name, opened when it is first asked for.
  <T extends Open> T open(String name, Class<T> kind, Supplier<T> opening) {
    return kind.cast(open.computeIfAbsent(name, _ -> opening.get()));
  }

  /// What is open under a name.
  ///
  /// @throws IllegalStateException if nothing is
  <T extends Open> T opened(String name, Class<T> kind) {
    return open(
        name,
        kind,
        () -> {
          throw new IllegalStateException(name + " is not open");
        });
  }

  /// What is open of one kind, by name.
  <T extends Open> SortedMap<String, T> allOpen(Class<T> kind) {
    SortedMap<String, T> all = new TreeMap<>();
    open.forEach(
        (name, each) -> {
          if (kind.isInstance(each)) {
            all.put(name, kind.cast(each));
          }
        });
    return all;
  }

  /// Takes note that what was open under a name has ended.
  void forget(String name) {
    open.remove(name);
  }

  @Override
  public void close() {
    open.values().forEach(Open::cancel);
  }

  private static boolean mayBeStale(Message request) {
    return switch (request) {
      case RangeRequest range -> range.getSerializable();
      case TxnRequest txn ->
          txn.getSuccessList().stream().allMatch(Party::mayBeStale)
              && txn.getFailureList().stream().allMatch(Party::mayBeStale);
      default -> false;
    };
  }

  private static boolean mayBeStale(RequestOp op) {
    return op.getRequestRange().getSerializable();
  }
}
