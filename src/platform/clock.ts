/** The time of the service. Tests and the sample loader may stop it at an instant. */
export class Clock {
  private stoppedAt: Date | null = null;

  /** The current time, or the instant the clock was stopped at. */
  now(): Date {
    return new Date(this.stoppedAt ?? Date.now());
  }

  /** Stops the clock at an instant; null lets it run again. */
  set(instant: Date | null): void {
    this.stoppedAt = instant === null ? null : new Date(instant);
  }
}
