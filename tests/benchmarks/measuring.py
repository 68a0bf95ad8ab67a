"""Measuring several things turn by turn, so that noise hits them all alike."""

import time
from collections import defaultdict
from itertools import pairwise
from statistics import median, stdev

# As many parts of a measurement are compared to tell what of a ratio is noise.
_PARTS = 10


class Samples:
    """What was spent on things by their names, as often as they were measured.

    `kind` is the attribute of it that counts: `cpu` or `wall`.
    """

    def __init__(self, kind):
        self._kind = kind
        self._samples = defaultdict(list)

    def __contains__(self, name):
        return name in self._samples

    def add(self, name, spent):
        self._samples[name].append(getattr(spent, self._kind))

    def get(self, name):
        """Return the median, in seconds."""
        return median(self._samples[name])

    def ratio(self, name, base):
        return self.get(name) / self.get(base)

    def noise(self, name, base):
        """Return by how much the ratio may be off: two standard errors.

        It is what the ratios in consecutive parts of the measurement differ by.
        """
        pairs = zip(self._cut(name), self._cut(base), strict=True)
        ratios = [median(one) / median(other) for one, other in pairs]
        return 2 * stdev(ratios) / len(ratios) ** 0.5

    def _cut(self, name):
        samples = self._samples[name]
        ends = [len(samples) * number // _PARTS for number in range(_PARTS + 1)]
        parts = [samples[start:end] for start, end in pairwise(ends)]
        return parts if all(parts) else [samples] * _PARTS


def take_turns(actions, seconds, kind="cpu", least=5):
    """Do the actions turn by turn for the time, and so many rounds at least.

    An action is called with a function to tell the names of things and what was spent
    on them.
    """
    samples = Samples(kind)
    for action in actions:
        action(_forget)  # What is only done once does not count.
    end = time.monotonic() + seconds
    rounds = 0
    while rounds < least or time.monotonic() < end:
        # To and fro: nobody always comes after the same other.
        for action in actions if rounds % 2 else actions[::-1]:
            action(samples.add)
        rounds += 1
    return samples


def _forget(name, spent):
    pass
