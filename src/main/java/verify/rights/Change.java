package verify.rights;

/// The right to read some keys was given to the role of a user, or taken from it. A user has one
/// role and no other right; its role is changed by one client, one change after the other.
///
/// @param sent when it was asked for, in nanoseconds on the clock of all clients
/// @param heard when the answer came; the largest number if it did not: then it was the user's last
public record Change(String user, long sent, long heard, Span keys, boolean isGiven) {}
