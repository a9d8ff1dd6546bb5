package verify.rights;

/// A watch that a user asked for, and was given or denied for want of a right.
///
/// @param since what was acknowledged before this time is known to the member that decided; in
///   nanoseconds on the clock of all clients
/// @param heard when the answer came
public record Attempt(
    String user, String endpoint, long since, long heard, Span keys, boolean isCreated) {}
