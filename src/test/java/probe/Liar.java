package probe;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/// Stands between clients and members, and tells some answers otherwise.
final class Liar implements ClientInterceptor {

  private static final int ONE_IN = 20;

  private final int oneIn;
  private final Class<?> subject;
  private final Function<Object, List<Object>> lie;
  private final AtomicInteger heard = new AtomicInteger();
  private final AtomicInteger lies = new AtomicInteger();
  private volatile boolean repents;

  /// @param lie what is told in place of an answer; of the subject, one in some
  <T> Liar(Class<T> subject, Function<T, List<T>> lie) {
    this(ONE_IN, subject, lie);
  }

  /// @param oneIn how many answers one lie is told
  <T> Liar(int oneIn, Class<T> subject, Function<T, List<T>> lie) {
    this.oneIn = oneIn;
    this.subject = subject;
    this.lie = answer -> lie.apply(subject.cast(answer)).stream().map(Object.class::cast).toList();
  }

  /// How often something else than the truth was told.
  int lies() {
    return lies.get();
  }

  /// Tells the truth from now on.
  void repent() {
    repents = true;
  }

  @Override
  public <Q, A> ClientCall<Q, A> interceptCall(
      MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
    return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
      @Override
      public void start(Listener<A> listener, Metadata headers) {
        super.start(
            new SimpleForwardingClientCallListener<>(listener) {
              @Override
              public void onMessage(A answer) {
                List<A> told = tell(answer);
                told.forEach(super::onMessage);
                if (told.isEmpty()) {
                  request(1);
                }
              }
            },
            headers);
      }
    };
  }

  @SuppressWarnings("unchecked") // a lie is of the class of the truth
  private <A> List<A> tell(A answer) {
    List<A> truth = List.of(answer);
    if (repents || !subject.isInstance(answer) || heard.incrementAndGet() % oneIn != 0) {
      return truth;
    }
    List<A> told = (List<A>) lie.apply(answer);
    if (!told.equals(truth)) {
      lies.incrementAndGet();
    }
    return told;
  }
}
