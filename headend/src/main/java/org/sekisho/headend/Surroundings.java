package org.sekisho.headend;

import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import javax.net.ssl.X509KeyManager;
import org.sekisho.program.PeerTrust;

/**
 * What the head-end gets from outside itself.
 *
 * @param keys own identity in TLS; follows renewals
 * @param trust the root CA
 * @param isRevoked whether a certificate stands in the revocation list
 * @param onRevocation takes what is to be run when that list has changed
 * @param tokenKeys fetches the management's public token keys (JWK set)
 * @param clock the time
 * @param ids fresh random ids for commands
 */
public record Surroundings(
    X509KeyManager keys,
    PeerTrust trust,
    Predicate<X509Certificate> isRevoked,
    Consumer<Runnable> onRevocation,
    Callable<String> tokenKeys,
    InstantSource clock,
    Supplier<UUID> ids) {}
