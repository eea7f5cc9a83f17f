package org.sekisho.home.intake;

import java.util.List;
import org.sekisho.home.headend.CommandState;
import org.sekisho.home.headend.SeenReading;

/** Hears what is new; called on the intake's threads, so it must not block. */
public interface IntakeListener {
  /** These readings are now the newest of their points, and are stored. */
  void newest(List<SeenReading> readings);

  /** A command of this application has come this far. */
  void command(CommandState state);

  /** Where the application stands with the head-end. */
  void state(StreamState state);

  /** The devices or points have changed. */
  void inventoryChanged();
}
