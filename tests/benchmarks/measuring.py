"""Measuring several things turn by turn, so that noise hits them all alike."""

import time
from collections import defaultdict
from statistics import median


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
