package org.sekisho.guard.channel;

/** What the guard tells by itself; lost when the gateway does not read fast enough. */
public sealed interface Report extends GuardMessage
    permits PacketReport, CounterReport, NeighbourReport, PolicyReport {}
