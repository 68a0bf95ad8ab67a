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
export function countDown(seconds: number, show: (left: number) => void, end?: () => void): () => void;
/**
 * Return a readable time: "0:07", "4:59", "2 h 59 min", "6 days".
 *
 * @param {number} seconds
 */
export function formatTime(seconds: number): string;
