package sampo.settings;

/// What a member offers its clients, and within which bounds.
public record ServiceSettings(
    RequestSettings requests,
    ConnectionSettings connections,
    HttpSettings http,
    SpaceSettings space,
    WatchSettings watch,
    IntegritySettings integrity,
    MembershipSettings membership) {}
