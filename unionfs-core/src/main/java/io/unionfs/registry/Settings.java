package io.unionfs.registry;

import io.unionfs.registry.RegistryClient.PlainHttp;
import io.unionfs.registry.RegistryClient.Sleeper;
import java.time.Duration;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * How a client was made.
 *
 * @param silence how long a registry may be silent
 * @param sleeper waits between attempts
 */
record Settings(
    CredentialSource credentials,
    PlainHttp plainHttp,
    int attempts,
    Duration silence,
    InstantSource clock,
    RandomGenerator random,
    Sleeper sleeper) {}
