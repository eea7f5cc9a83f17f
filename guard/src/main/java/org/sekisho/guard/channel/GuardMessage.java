package org.sekisho.guard.channel;

/** Anything that goes over the channel between gateway and guard. */
public sealed interface GuardMessage permits Request, Answer, Report {}
