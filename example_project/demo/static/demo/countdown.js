/** Countdowns. */

/**
 * Call `show(secondsLeft)` now and every second, and `end()` when the time is up.
 *
 * Return a function that stops it.
 *
 * @param {number} seconds
 * @param {(left: number) => void} show
 * @param {() => void} [end]
 * @returns {() => void}
 */
export function countDown(seconds, show, end = () => {}) {
  const endsAt = Date.now() + seconds * 1000;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let timer;
  let shown = -1;
  const tick = () => {
    // Read the clock each time: timers pause while a computer sleeps.
    const left = Math.max(0, Math.ceil((endsAt - Date.now()) / 1000));
    if (left === shown) {
      return;
    }
    shown = left;
    show(left);
    if (left === 0) {
      clearInterval(timer);
      end();
    }
  };
  timer = setInterval(tick, 250);
  tick();
  return () => clearInterval(timer);
}

/**
 * Return a readable time: "0:07", "4:59", "2 h 59 min", "6 days".
 *
 * @param {number} seconds
 */
export function formatTime(seconds) {
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (hours >= 48) {
    return `${Math.floor(hours / 24)} days`;
  }
  if (hours > 0) {
    return `${hours} h ${minutes % 60} min`;
  }
  return `${minutes}:${String(seconds % 60).padStart(2, "0")}`;
}
